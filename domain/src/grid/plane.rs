//! The ground around a place as a plane. Only sums, products, quotients and roots, which are the same to the last bit on
//! every machine: a phone and the server never differ about which side of a border something is on.

use super::Point;

/// Metres of one degree of latitude.
const DEGREE_METRES: f64 = 111_195.0;

/// Whether a line from `at` to the east crosses this edge. An edge has its lower end and not its upper one, and says the
/// same whichever way it is walked along: the grids on its two sides come to the same point of crossing.
pub(super) fn crosses(from: Point, to: Point, at: Point) -> bool {
    let ([x0, y0], [x1, y1]) = if from[1] <= to[1] { (from, to) } else { (to, from) };
    let [x, y] = at;
    y0 <= y && y < y1 && x < x0 + (y - y0) / (y1 - y0) * (x1 - x0)
}

/// The ground around a place, in metres from it.
pub(super) struct Plane {
    middle: Point,
    /// Metres of one degree of longitude and of latitude.
    scale: Point,
}

impl Plane {
    pub(super) fn at(middle: Point) -> Self {
        Self { middle, scale: [DEGREE_METRES * cosine(middle[1]), DEGREE_METRES] }
    }

    fn metres(&self, at: Point) -> Point {
        [(at[0] - self.middle[0]) * self.scale[0], (at[1] - self.middle[1]) * self.scale[1]]
    }

    /// Metres from the middle to the nearest point of an edge.
    pub(super) fn metres_to(&self, from: Point, to: Point) -> f64 {
        let ([x0, y0], [x1, y1]) = (self.metres(from), self.metres(to));
        let (dx, dy) = (x1 - x0, y1 - y0);
        let length = dx * dx + dy * dy;
        let along = if length > 0.0 { (-(x0 * dx + y0 * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
        let (x, y) = (x0 + along * dx, y0 + along * dy);
        (x * x + y * y).sqrt()
    }
}

/// Metres between two points; true for near ones, and rough a hundred kilometres apart.
pub fn metres_between(one: Point, other: Point) -> f64 {
    Plane::at(one).metres_to(other, other)
}

/// The cosine of a latitude in degrees, to eight digits. The libraries of two machines may differ in the last bit.
fn cosine(degrees: f64) -> f64 {
    let square = (degrees.to_radians()).powi(2);
    let terms = [2.0, 12.0, 30.0, 56.0, 90.0, 132.0, 182.0];
    terms.iter().rev().fold(1.0, |sum, divisor| 1.0 - square / divisor * sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cosine_is_one() {
        for degrees in [0.0, 18.2, 37.165, 53.6, 90.0, -37.0] {
            assert!((cosine(degrees) - f64::to_radians(degrees).cos()).abs() < 1e-8, "{degrees}");
        }
    }

    #[test]
    fn an_edge_says_the_same_both_ways() {
        let (from, to) = ([122.482_31, 37.160_07], [122.486_13, 37.171_99]);
        for step in 0..1000 {
            let part = f64::from(step) / 1000.0;
            let at = [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])];
            assert_eq!(crosses(from, to, at), crosses(to, from, at));
        }
    }
}
