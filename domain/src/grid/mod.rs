//! Grids: the pieces of a township's ground, each with its workers. Place → grid → township, with the same code and the
//! same result on a device without coverage and on the server.

mod border;
mod faults;
mod plane;
mod shape;

use serde::{Deserialize, Serialize};

pub use border::outline;
pub use faults::{Fault, FaultKind};
pub use plane::metres_between;
pub use shape::{MAX_GRIDS, MAX_POINTS, MAX_RINGS, Point, Polygon, Ring, Shape, bounds};

use crate::ids::{GridCode, UnitCode};
use crate::place::Place;

/// Metres within which a place is near a border, however exactly the device believes to know it: maps and fixes are
/// seldom better.
const DOUBT_METRES: f64 = 15.0;
/// Grids that a person can be asked to choose from.
const MOST_CHOICES: usize = 4;

/// A grid as devices hold it: nothing about people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// Stable code.
    pub code: GridCode,
    /// What people call it: 第3网格.
    pub name: String,
    /// The township whose ground it is.
    pub township: UnitCode,
    /// Where it is.
    pub shape: Shape,
}

/// Which grid a place lies in.
#[derive(Clone, Debug, PartialEq)]
pub enum Found<'a> {
    /// This one, beyond doubt.
    In(&'a Grid),
    /// One of these, as near to their border as it is: two to four, the likeliest first.
    Near(Vec<&'a Grid>),
    /// None.
    Outside,
}

impl<'a> Found<'a> {
    /// Finds a place among grids.
    pub fn among(grids: impl Iterator<Item = &'a Grid>, place: &Place) -> Self {
        let doubt = place.accuracy_m.unwrap_or_default().max(DOUBT_METRES);
        let at = place.point();
        // The one that has it comes before those that only touch it.
        let metres = |grid: &Grid| if grid.shape.holds(at) { -1.0 } else { grid.shape.metres_to_border(at) };
        let mut near: Vec<_> = grids.map(|grid| (metres(grid), grid)).filter(|(metres, _)| *metres <= doubt).collect();
        near.sort_by(|(one, a), (other, b)| one.total_cmp(other).then_with(|| a.code.cmp(&b.code)));
        near.truncate(MOST_CHOICES);
        match near.as_slice() {
            [] => Self::Outside,
            [(_, grid)] => Self::In(grid),
            _ => Self::Near(near.into_iter().map(|(_, grid)| grid).collect()),
        }
    }

    /// The grid it counts as: the chosen one, if it is in question, or the likeliest.
    pub fn settled(&self, chosen: Option<&GridCode>) -> Option<&'a Grid> {
        match self {
            Self::In(grid) => Some(grid),
            Self::Near(grids) => {
                let choice = grids.iter().find(|grid| Some(&grid.code) == chosen);
                choice.or(grids.first()).copied()
            }
            Self::Outside => None,
        }
    }

    /// What there is to choose from; nothing where there is no doubt.
    pub fn choices(&self) -> &[&'a Grid] {
        match self {
            Self::Near(grids) => grids,
            Self::In(_) | Self::Outside => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::PlaceSource;

    /// A rectangle between these degrees.
    fn rectangle(code: &str, [west, east]: [f64; 2], [south, north]: [f64; 2]) -> Grid {
        let ring = vec![[west, south], [east, south], [east, north], [west, north], [west, south]];
        Grid {
            code: code.into(),
            name: code.to_owned(),
            township: code.split('-').next().unwrap().into(),
            shape: Shape(vec![vec![ring]]),
        }
    }

    /// Four around 37° N, 122.5° E, each about 890 m wide and 1100 m high.
    fn four() -> [Grid; 4] {
        [
            rectangle("T1-1", [122.49, 122.50], [37.00, 37.01]),
            rectangle("T1-2", [122.50, 122.51], [37.00, 37.01]),
            rectangle("T2-1", [122.49, 122.50], [36.99, 37.00]),
            rectangle("T2-2", [122.50, 122.51], [36.99, 37.00]),
        ]
    }

    fn place(lat: f64, lon: f64, accuracy_m: Option<f64>) -> Place {
        Place { lat, lon, accuracy_m, fixed_at: None, source: PlaceSource::Gps }
    }

    fn said(found: &Found<'_>) -> String {
        match found {
            Found::In(grid) => grid.code.to_string(),
            Found::Near(grids) => grids.iter().map(|grid| grid.code.as_str()).collect::<Vec<_>>().join("?"),
            Found::Outside => "-".to_owned(),
        }
    }

    #[test]
    fn a_place_lies_in_one_grid_or_near_a_border_or_outside() {
        let grids = four();
        for (lat, lon, accuracy_m, expected) in [
            (37.005, 122.495, Some(8.0), "T1-1"),
            (36.995, 122.505, None, "T2-2"),
            // 0.0001° of longitude is 8.9 m here: nearer than anybody knows.
            (37.005, 122.4999, Some(3.0), "T1-1?T1-2"),
            (37.005, 122.5001, None, "T1-2?T1-1"),
            // 27 m off is known to a good fix, and to a bad one it is not.
            (37.005, 122.4997, Some(20.0), "T1-1"),
            (37.005, 122.4997, Some(30.0), "T1-1?T1-2"),
            // On the border itself there is one that has it, always the same.
            (37.005, 122.5, None, "T1-2?T1-1"),
            // Where four meet.
            (37.0, 122.5, None, "T1-2?T1-1?T2-1?T2-2"),
            (37.00005, 122.49995, Some(5.0), "T1-1?T1-2?T2-1?T2-2"),
            // From far off every grid may be meant; the likeliest are asked for.
            (37.005, 122.495, Some(5000.0), "T1-1?T1-2?T2-1?T2-2"),
            // Outside, but no further than the doubt.
            (37.0101, 122.495, Some(8.0), "T1-1"),
            (37.0103, 122.495, Some(8.0), "-"),
            (31.2, 121.5, Some(8.0), "-"),
            (-37.0, -122.5, None, "-"),
        ] {
            assert_eq!(said(&Found::among(grids.iter(), &place(lat, lon, accuracy_m))), expected, "{lat} {lon}");
        }
        assert_eq!(Found::among([].iter(), &place(37.0, 122.5, None)), Found::Outside);
    }

    #[test]
    fn a_choice_counts_where_it_is_in_question() {
        let grids = four();
        for (lat, lon, chosen, expected) in [
            (37.005, 122.4999, None, Some("T1-1")),
            (37.005, 122.4999, Some("T1-2"), Some("T1-2")),
            (37.005, 122.4999, Some("T2-2"), Some("T1-1")),
            (37.005, 122.495, Some("T1-2"), Some("T1-1")),
            (31.2, 121.5, Some("T1-2"), None),
        ] {
            let found = Found::among(grids.iter(), &place(lat, lon, None));
            let settled = found.settled(chosen.map(GridCode::from).as_ref());
            assert_eq!(settled.map(|grid| grid.code.as_str()), expected, "{lat} {lon} {chosen:?}");
        }
    }

    #[test]
    fn grids_that_overlap_by_a_sliver_are_both_in_question() {
        let grids = [
            rectangle("T1-1", [122.49, 122.50002], [37.00, 37.01]),
            rectangle("T1-2", [122.50, 122.51], [37.00, 37.01]),
        ];
        assert_eq!(said(&Found::among(grids.iter(), &place(37.005, 122.50001, Some(3.0)))), "T1-1?T1-2");
    }
}
