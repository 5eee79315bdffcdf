//! Squares on the ground, to find what lies near without looking at everything.

use crate::place::Place;

/// Degrees of a square's side: in China some 300 m at the least, further than two reports of one thing may lie apart.
const SIDE: f64 = 0.004;
/// More than there are columns.
const ROW: i64 = 100_000;

/// One square.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cell {
    row: i64,
    column: i64,
}

impl Cell {
    /// The square that a place lies in.
    pub fn of(place: &Place) -> Self {
        Self { row: ((place.lat + 90.0) / SIDE) as i64, column: ((place.lon + 180.0) / SIDE) as i64 }
    }

    /// It and the eight around it.
    pub fn around(self) -> [Self; 9] {
        let of = |n: i64| Self { row: self.row + n / 3 - 1, column: self.column + n % 3 - 1 };
        [0, 1, 2, 3, 4, 5, 6, 7, 8].map(of)
    }

    /// Whether they are the same or touch.
    pub fn touches(self, other: Self) -> bool {
        (self.row - other.row).abs() <= 1 && (self.column - other.column).abs() <= 1
    }

    /// Its number, as an index knows it.
    pub fn number(self) -> i64 {
        self.row * ROW + self.column
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::PlaceSource;

    fn at(lat: f64, lon: f64) -> Cell {
        Cell::of(&Place { lat, lon, accuracy_m: None, fixed_at: None, source: PlaceSource::Gps })
    }

    #[test]
    fn what_lies_within_a_side_is_in_one_of_the_nine_and_no_two_have_a_number_in_common() {
        let middle = at(37.165, 122.488);
        for (north, east) in [(0.003_9, 0.0), (-0.003_9, 0.003_9), (0.0, -0.003_9)] {
            let other = at(37.165 + north, 122.488 + east);
            assert!(middle.touches(other) && middle.around().contains(&other), "{north} {east}");
        }
        assert!(!middle.touches(at(37.175, 122.488)));
        let numbers: std::collections::BTreeSet<_> = middle.around().iter().map(|cell| cell.number()).collect();
        assert_eq!(numbers.len(), 9);
    }
}
