//! Points, in hundredths, so that sums are exact.

use std::fmt;
use std::iter;
use std::ops::{Add, AddAssign, Neg, Sub};

use serde::{Deserialize, Serialize};

/// Hundredths of a point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Points(pub i64);

/// Full marks of a part: 100 points.
pub const FULL: Points = Points(10_000);

impl Points {
    /// None.
    pub const ZERO: Self = Self(0);
}

impl Add for Points {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Points {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Points {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Neg for Points {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl iter::Sum for Points {
    fn sum<I: Iterator<Item = Self>>(points: I) -> Self {
        points.fold(Self::ZERO, Self::add)
    }
}

/// `97.5`, `-2`, `0.05`; with `{:+}`, what is gained has its sign too.
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.0 {
            i64::MIN..=-1 => "-",
            1.. if f.sign_plus() => "+",
            _ => "",
        };
        let (whole, rest) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        match rest {
            0 => write!(f, "{sign}{whole}"),
            rest if rest.is_multiple_of(10) => write!(f, "{sign}{whole}.{}", rest / 10),
            rest => write!(f, "{sign}{whole}.{rest:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_read_as_people_write_them() {
        let written = [0, 5, -5, 10, 9750, -200, 10_000].map(|hundredths| Points(hundredths).to_string());
        assert_eq!(written, ["0", "0.05", "-0.05", "0.1", "97.5", "-2", "100"]);
        assert_eq!(format!("{:+} {:+} {:+}", Points(10), Points(-10), Points(0)), "+0.1 -0.1 0");
    }
}
