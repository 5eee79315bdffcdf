//! Whether areas are what a grid can be, and whether they lie over each other.

use domain::grid::{FaultKind, Point, Ring, Shape};
use geo::algorithm::validation::InvalidPolygon;
use geo::{
    Area as _, BooleanOps as _, BoundingRect as _, Coord, Intersects as _, LineString, MultiPolygon, Polygon, Rect,
};
use geo::{Euclidean, Length as _, Validation as _};

/// Metres of one degree of latitude.
const DEGREE_METRES: f64 = 111_195.0;
/// Metres that an overlap may be wide: whoever draws two borders along one road comes no nearer than that.
const SLIVER_METRES: f64 = 2.0;

/// The ground of a county as a plane in metres, good enough to measure slivers on.
pub struct Ground {
    middle: Point,
    scale: Point,
}

/// A grid's area on that plane.
pub struct Area {
    shape: MultiPolygon,
    around: Rect,
}

impl Ground {
    /// The ground around these shapes.
    pub fn around<'a>(shapes: impl Iterator<Item = &'a Shape>) -> Self {
        let corners: Vec<_> = shapes.filter_map(Shape::bounds).flatten().collect();
        let middle = [0, 1].map(|axis| {
            let degrees = || corners.iter().map(|corner| corner[axis]);
            f64::midpoint(degrees().fold(180.0, f64::min), degrees().fold(-180.0, f64::max))
        });
        Self { middle, scale: [DEGREE_METRES * middle[1].to_radians().cos(), DEGREE_METRES] }
    }

    /// The area of a shape, or why it is none.
    pub fn area(&self, shape: &Shape) -> Result<Area, FaultKind> {
        for ring in shape.0.iter().flatten() {
            // One by one first: what they are to each other can be asked only of sound ones.
            Polygon::new(self.line(ring), Vec::new()).check_validation().map_err(|invalid| match invalid {
                InvalidPolygon::TooFewPointsInRing(_) => FaultKind::TooFewPoints,
                _ => FaultKind::CrossesItself,
            })?;
        }
        let polygon = |rings: &Vec<Ring>| {
            let mut lines = rings.iter().map(|ring| self.line(ring));
            let outline = lines.next().unwrap_or_else(LineString::empty);
            Polygon::new(outline, lines.collect())
        };
        let shape = MultiPolygon(shape.0.iter().map(polygon).collect());
        if !shape.is_valid() {
            return Err(FaultKind::Tangled);
        }
        let around = shape.bounding_rect().ok_or(FaultKind::NotAPolygon)?;
        Ok(Area { shape, around })
    }

    fn line(&self, ring: &Ring) -> LineString {
        let metres = |at: &Point| Coord {
            x: (at[0] - self.middle[0]) * self.scale[0],
            y: (at[1] - self.middle[1]) * self.scale[1],
        };
        LineString(ring.iter().map(metres).collect())
    }
}

impl Area {
    /// Whether they lie over each other somewhere by more than a sliver.
    pub fn overlaps(&self, other: &Self) -> bool {
        if !self.around.intersects(&other.around) {
            return false;
        }
        let common = self.shape.intersection(&other.shape);
        // A strip's area is its length by its width, and its outline about twice its length.
        common.iter().any(|piece| {
            let outline = Euclidean.length(piece.exterior());
            outline > 0.0 && piece.unsigned_area() / (outline / 2.0) > SLIVER_METRES
        })
    }
}

#[cfg(test)]
mod tests {
    use geo::{Contains as _, Distance as _};

    use super::*;

    fn rectangle([west, east]: [f64; 2], [south, north]: [f64; 2]) -> Shape {
        Shape(vec![vec![vec![[west, south], [east, south], [east, north], [west, north], [west, south]]]])
    }

    fn overlap(one: &Shape, other: &Shape) -> bool {
        let ground = Ground::around([one, other].into_iter());
        let area = |shape| ground.area(shape).unwrap_or_else(|fault| panic!("{fault:?}"));
        area(one).overlaps(&area(other))
    }

    #[test]
    fn grids_may_touch_and_overlap_by_a_sliver_and_no_more() {
        let one = rectangle([122.50, 122.51], [37.00, 37.01]);
        for (west, east, expected) in [
            (122.51, 122.52, false),
            // 0.00001° of longitude is 0.9 m here.
            (122.509_98, 122.52, false),
            (122.509_95, 122.52, true),
            (122.505, 122.506, true),
            (122.50, 122.51, true),
            (122.6, 122.7, false),
        ] {
            assert_eq!(overlap(&one, &rectangle([west, east], [37.00, 37.01])), expected, "{west}");
            assert_eq!(overlap(&rectangle([west, east], [37.00, 37.01]), &one), expected, "{west}");
        }
        // A small one that lies wholly within is no sliver.
        assert!(overlap(&one, &rectangle([122.505, 122.505_1], [37.005, 37.005_1])));
    }

    /// The domain's own geometry, which decides about places, against the library.
    #[test]
    fn inside_and_near_are_what_the_library_finds() {
        let mut shape = Shape(vec![vec![vec![
            [122.50, 37.00],
            [122.53, 37.002],
            [122.52, 37.013],
            [122.535, 37.03],
            [122.51, 37.02],
            [122.502, 37.028],
            [122.50, 37.00],
        ]]]);
        shape.0[0].extend(rectangle([122.508, 122.515], [37.006, 37.012]).0[0].clone());
        let ground = Ground::around([&shape].into_iter());
        let area = ground.area(&shape).ok().unwrap();
        for x in 0..60 {
            for y in 0..60 {
                let at = [122.495 + f64::from(x) * 0.000_77, 36.995 + f64::from(y) * 0.000_69];
                let metres = shape.metres_to_border(at);
                if metres > 1.0 {
                    let point = geo::Point(ground.line(&vec![at]).0[0]);
                    assert_eq!(shape.holds(at), area.shape.contains(&point), "{at:?}");
                    let lines = area.shape.0[0].interiors().iter().chain([area.shape.0[0].exterior()]);
                    let theirs = lines.map(|line| Euclidean.distance(&point, line)).fold(f64::INFINITY, f64::min);
                    assert!((metres - theirs).abs() < 0.01 * theirs, "{at:?}: {metres} and {theirs}");
                }
            }
        }
    }

    #[test]
    fn a_grid_in_another_ones_hole_overlaps_nothing() {
        let mut around = rectangle([122.50, 122.53], [37.00, 37.03]);
        let hole = rectangle([122.51, 122.52], [37.01, 37.02]);
        around.0[0].extend(hole.0[0].clone());
        assert!(!overlap(&around, &hole));
    }

    #[test]
    fn shapes_that_are_no_areas_say_why() {
        let ground = Ground::around([rectangle([122.5, 122.6], [37.0, 37.1])].iter());
        let fault = |shape: &Shape| ground.area(shape).err();
        let bow_tie = vec![[122.5, 37.0], [122.6, 37.1], [122.6, 37.0], [122.5, 37.1], [122.5, 37.0]];
        assert_eq!(fault(&Shape(vec![vec![bow_tie]])), Some(FaultKind::CrossesItself));
        let back_and_forth = vec![[122.5, 37.0], [122.6, 37.0], [122.5, 37.0], [122.5, 37.0]];
        assert!(fault(&Shape(vec![vec![back_and_forth]])).is_some());
        let mut hole_outside = rectangle([122.50, 122.51], [37.00, 37.01]);
        hole_outside.0[0].extend(rectangle([122.52, 122.53], [37.00, 37.01]).0[0].clone());
        assert_eq!(fault(&hole_outside), Some(FaultKind::Tangled));
        let mut twice = rectangle([122.50, 122.51], [37.00, 37.01]);
        twice.0.extend(rectangle([122.505, 122.52], [37.00, 37.01]).0);
        assert_eq!(fault(&twice), Some(FaultKind::Tangled));
        let mut two = rectangle([122.50, 122.51], [37.00, 37.01]);
        two.0.extend(rectangle([122.52, 122.53], [37.00, 37.01]).0);
        assert_eq!(fault(&two), None);
    }
}
