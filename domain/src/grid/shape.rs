//! A grid's shape, as GeoJSON has it, and whether a place is in it.

use serde::{Deserialize, Serialize};

use super::plane::{self, Plane};

/// Points that one grid's shape may have: one each ten metres around a large village.
pub const MAX_POINTS: usize = 1000;
/// Outlines and holes that it may have.
pub const MAX_RINGS: usize = 50;
/// Grids that a county may have.
pub const MAX_GRIDS: usize = 2000;

/// Longitude and latitude in degrees, WGS-84.
pub type Point = [f64; 2];
/// A closed line: the last point is the first one.
pub type Ring = Vec<Point>;
/// An outline, and holes in it.
pub type Polygon = Vec<Ring>;

/// Polygons that do not overlap: the `coordinates` of a GeoJSON `MultiPolygon`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Shape(pub Vec<Polygon>);

impl Shape {
    /// Every point, the closing ones too.
    pub fn points(&self) -> impl Iterator<Item = Point> {
        self.0.iter().flatten().flatten().copied()
    }

    pub(super) fn edges(&self) -> impl Iterator<Item = (Point, Point)> {
        self.0.iter().flatten().flat_map(|ring| ring.windows(2)).filter_map(|pair| match pair {
            [from, to] => Some((*from, *to)),
            _ => None,
        })
    }

    /// Whether a point is in it: a line to the east crosses the border an odd number of times. Of grids that share a
    /// border point by point, exactly one has each point of it.
    pub fn holds(&self, at: Point) -> bool {
        self.edges().filter(|(from, to)| plane::crosses(*from, *to, at)).count() % 2 == 1
    }

    /// Metres from a point to the nearest one of its border; true near it, and rough a hundred kilometres off.
    pub fn metres_to_border(&self, at: Point) -> f64 {
        let plane = Plane::at(at);
        self.edges().map(|(from, to)| plane.metres_to(from, to)).fold(f64::INFINITY, f64::min)
    }

    /// The corners of the rectangle around it, south-west and north-east; none without points.
    pub fn bounds(&self) -> Option<[Point; 2]> {
        bounds(self.points())
    }
}

/// The corners of the rectangle around points, south-west and north-east; none where there are none.
pub fn bounds(points: impl IntoIterator<Item = Point>) -> Option<[Point; 2]> {
    points.into_iter().fold(None, |bounds, at| {
        let [low, high] = bounds.unwrap_or([at, at]);
        Some([[low[0].min(at[0]), low[1].min(at[1])], [high[0].max(at[0]), high[1].max(at[1])]])
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A ring in whole numbers, closed.
    fn ring(points: &[[i32; 2]]) -> Ring {
        let mut ring: Ring = points.iter().map(|[x, y]| [f64::from(*x), f64::from(*y)]).collect();
        ring.extend(ring.first().copied());
        ring
    }

    #[test]
    fn holes_are_outside_and_second_pieces_inside() {
        let outline = ring(&[[0, 0], [10, 0], [10, 10], [0, 10]]);
        let hole = ring(&[[4, 4], [6, 4], [6, 6], [4, 6]]);
        let island = ring(&[[20, 0], [22, 0], [21, 2]]);
        let shape = Shape(vec![vec![outline, hole], vec![island]]);
        for (at, expected) in [
            ([1.0, 1.0], true),
            ([5.0, 5.0], false),
            ([5.0, 3.9], true),
            ([21.0, 1.0], true),
            ([15.0, 1.0], false),
            ([-1.0, 5.0], false),
            ([5.0, 11.0], false),
        ] {
            assert_eq!(shape.holds(at), expected, "{at:?}");
        }
        assert_eq!(shape.bounds(), Some([[0.0, 0.0], [22.0, 10.0]]));
        assert_eq!((Shape::default().holds([0.0, 0.0]), Shape::default().bounds()), (false, None));
    }

    #[test]
    fn distances_are_metres() {
        let shape = Shape(vec![vec![vec![[122.5, 37.0], [122.6, 37.0], [122.6, 37.1], [122.5, 37.1], [122.5, 37.0]]]]);
        for (at, expected) in [
            // A thousandth of a degree of latitude, and of longitude at 37° N, on either side.
            ([122.55, 36.999], 111.2),
            ([122.55, 37.001], 111.2),
            ([122.499, 37.05], 88.8),
            ([122.501, 37.05], 88.8),
            // To a corner.
            ([122.499, 36.999], 142.3),
        ] {
            let metres = shape.metres_to_border(at);
            assert!((metres - expected).abs() < 0.5, "{at:?}: {metres}");
        }
    }

    #[test]
    fn a_shape_travels_as_coordinates_of_a_multi_polygon() {
        let text = "[[[[122.5,37.0],[122.6,37.0],[122.6,37.1],[122.5,37.0]]]]";
        let shape: Shape = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&shape).unwrap(), text);
    }

    proptest! {
        /// The square cut in triangles from any point of it: every place is in one of them, on the cuts too.
        #[test]
        fn of_pieces_that_share_their_borders_exactly_one_has_a_place(
            middle in [1..100_i32, 1..100_i32],
            places in prop::collection::vec([0.0..100.0_f64, 0.0..100.0_f64], 20),
            along in 0.0..1.0_f64,
        ) {
            let corners = [[0, 0], [100, 0], [100, 100], [0, 100]];
            let pieces: Vec<_> = (0..4)
                .map(|n| Shape(vec![vec![ring(&[corners[n], corners[(n + 1) % 4], middle])]]))
                .collect();
            let on_a_cut = [f64::from(middle[0]) * along, f64::from(middle[1]) * along];
            let middle = middle.map(f64::from);
            for at in places.into_iter().chain([middle, on_a_cut]) {
                prop_assert_eq!(pieces.iter().filter(|piece| piece.holds(at)).count(), 1, "{:?}", at);
            }
        }

        #[test]
        fn no_place_and_no_shape_makes_it_panic(
            points in prop::collection::vec([any::<f64>(), any::<f64>()], 0..6),
            at in [any::<f64>(), any::<f64>()],
        ) {
            let shape = Shape(vec![vec![points]]);
            let _ = (shape.holds(at), shape.metres_to_border(at), shape.bounds());
        }
    }
}
