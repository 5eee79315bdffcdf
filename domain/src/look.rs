//! What a photo looks like from afar, so that two of one thing from one spot are told to be alike.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Spots of sixty-four in which two looks that are alike may differ: up to ten is the rule of thumb of whoever made this
/// kind of hash known (N. Krawetz, "Kind of Like That", 2013).
const ALIKE: u32 = 10;

/// For each of eight times eight spots, whether it is brighter than the one to its right (dHash). Devices make it before the
/// watermark is drawn, and none of a picture that is too even or too dark. Written as 16 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Look(u64);

/// The text is not 16 lower-case hexadecimal digits.
#[derive(Debug, thiserror::Error)]
#[error("not a look in lower-case hexadecimal")]
pub struct NotALook;

impl Look {
    /// The look with these bits, row by row.
    pub fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// Whether both may show the same from the same spot.
    pub fn is_like(self, other: Self) -> bool {
        (self.0 ^ other.0).count_ones() <= ALIKE
    }
}

impl FromStr for Look {
    type Err = NotALook;

    fn from_str(text: &str) -> Result<Self, NotALook> {
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        let is_one = text.len() == 16 && text.bytes().all(hex);
        u64::from_str_radix(text, 16).ok().filter(|_| is_one).map(Self).ok_or(NotALook)
    }
}

impl fmt::Display for Look {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl TryFrom<String> for Look {
    type Error = NotALook;

    fn try_from(text: String) -> Result<Self, NotALook> {
        text.parse()
    }
}

impl From<Look> for String {
    fn from(look: Look) -> Self {
        look.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_is_read_as_it_is_written() {
        for text in ["0000000000000000", "00c0ffee00c0ffee", "ffffffffffffffff"] {
            assert_eq!(text.parse::<Look>().unwrap().to_string(), text);
        }
        for text in ["", "0", "00C0FFEE00C0FFEE", "+0c0ffee00c0ffee", "00c0ffee00c0ffee0", "井盖井盖井"] {
            assert!(text.parse::<Look>().is_err(), "{text}");
        }
    }

    #[test]
    fn looks_are_alike_up_to_ten_spots() {
        let look = Look::from_bits(0x00c0_ffee_00c0_ffee);
        assert!(look.is_like(look));
        assert!(look.is_like(Look::from_bits(look.0 ^ 0x3ff)));
        assert!(!look.is_like(Look::from_bits(look.0 ^ 0x7ff)));
    }
}
