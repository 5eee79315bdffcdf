//! A request's body as parts of a photo, and parts as ranges.

use std::collections::BTreeSet;

use bytes::Bytes;
use domain::photo::{MAX_PARTS_PER_REQUEST, PART_BYTES};
use server::api::photos::{cut, ranges};

const PART: usize = PART_BYTES as usize;
static CONTENT: [u8; MAX_PARTS_PER_REQUEST * PART + 1] = [7; MAX_PARTS_PER_REQUEST * PART + 1];

/// The first bytes are the photo's size, the first part's number and the body's length; the others are numbers of parts.
pub fn parts(bytes: &[u8]) -> bool {
    let Some((head, tail)) = bytes.split_first_chunk::<16>() else { return false };
    let [total, first, length] = [&head[..8], &head[8..12], &head[12..]]
        .map(|part| part.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte)));
    let content = Bytes::from_static(&CONTENT[..length as usize % (CONTENT.len() + 1)]);
    these_are_ranges(tail);
    let Ok(pieces) = cut(total, first as u32, &content) else { return false };
    let mut at = first * PART_BYTES;
    for ((number, piece), expected) in pieces.iter().zip(first as u32..) {
        assert_eq!((*number, u64::from(*number) * PART_BYTES), (expected, at));
        at += piece.len() as u64;
        assert!(piece.len() == PART || piece.len() < PART && at == total);
    }
    assert_eq!(at, first * PART_BYTES + content.len() as u64);
    assert!(!pieces.is_empty() && at <= total);
    true
}

fn these_are_ranges(bytes: &[u8]) {
    let numbers: BTreeSet<u32> = bytes.iter().map(|byte| u32::from(*byte)).collect();
    let numbers: Vec<u32> = numbers.into_iter().collect();
    let ranges = ranges(&numbers);
    assert_eq!(ranges.iter().flat_map(|(from, to)| *from..=*to).collect::<Vec<_>>(), numbers);
    assert!(ranges.windows(2).all(|pair| pair[0].1 + 1 < pair[1].0));
}
