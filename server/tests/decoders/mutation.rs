//! Bytes that are nearly right.

use crate::chance::Chance;

/// Numbers that lie at edges.
const NUMBERS: [&str; 14] = [
    "0",
    "-1",
    "1e400",
    "0.1",
    "1.0000000000000002",
    "65535",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "18446744073709551615",
    "1e-7",
    "37.16499999999999",
    "-0.0",
    "null",
];
/// Texts that mean something to some decoder.
const TEXTS: [&str; 14] = [
    "\0",
    "\"",
    "\\",
    "\\u0000",
    "\\ud800",
    "\u{202e}",
    "，",
    "🙂",
    "{}",
    "[]",
    "true",
    "9999-12-31T23:59:59Z",
    "\n%%\n",
    "\r\n",
];

/// One of the seeds with a few changes, now and then crossed with another.
pub fn mutated(seeds: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = chance.pick(seeds).cloned().unwrap_or_default();
    for _ in 0..=chance.below(4) {
        change(&mut bytes, seeds, chance);
    }
    bytes
}

fn change(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], chance: &mut Chance) {
    let at = chance.below(bytes.len() + 1);
    let until = at + chance.below((bytes.len() - at).min(64) + 1);
    match chance.below(10) {
        0 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << chance.below(8);
            }
        }
        1 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = chance.draw() as u8;
            }
        }
        2 => bytes.truncate(at),
        3 => drop(bytes.drain(at..until)),
        4 => {
            let piece = bytes[at..until].to_vec();
            let to = chance.below(bytes.len() + 1);
            bytes.splice(to..to, piece);
        }
        5 => replace_number(bytes, at, chance),
        6 => {
            let text = chance.pick(&TEXTS).copied().unwrap_or_default();
            bytes.splice(at..at, text.bytes());
        }
        7 => {
            let piece: Vec<u8> = (0..chance.below(8)).map(|_| chance.draw() as u8).collect();
            bytes.splice(at..until, piece);
        }
        8 => {
            let other = chance.pick(seeds).cloned().unwrap_or_default();
            let from = chance.below(other.len() + 1);
            bytes.truncate(at);
            bytes.extend(&other[from..]);
        }
        _ => {
            let piece = bytes[at..until].to_vec();
            for _ in 0..chance.below(40) {
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
}

/// Writes another number over the next one after `at`.
fn replace_number(bytes: &mut Vec<u8>, at: usize, chance: &mut Chance) {
    let Some(from) = bytes[at..].iter().position(u8::is_ascii_digit).map(|found| at + found) else { return };
    let digits = bytes[from..].iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
    let number = chance.pick(&NUMBERS).copied().unwrap_or_default();
    bytes.splice(from..from + digits, number.bytes());
}
