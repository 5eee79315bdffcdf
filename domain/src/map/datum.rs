//! Two meanings of longitude and latitude: WGS-84, in which everything is kept, and GCJ-02, in which many Chinese maps
//! are drawn.
//!
//! GCJ-02 moves each point of China by some hundreds of metres. The formula is not official; it is publicly known from
//! <https://github.com/googollee/eviltransform>, whose test vectors are those below.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use crate::grid::Point;

/// Half the longer axis of the Earth in metres, and the square of its eccentricity, as the formula takes them.
const RADIUS: f64 = 6_378_137.0;
const ECCENTRICITY: f64 = 0.006_693_421_622_965_943;
/// Where points are moved, as the formula knows it.
const WEST_EAST: [f64; 2] = [72.004, 137.8347];
const SOUTH_NORTH: [f64; 2] = [0.8293, 55.8271];
/// Ways back that are tried one after the other; each is some hundred times as exact as the one before.
const TRIES: usize = 4;

/// What the coordinates of a map mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Datum {
    /// As satellites say; CGCS2000 differs by less than a map shows.
    #[default]
    Wgs84,
    /// Moved, as in most Chinese maps.
    Gcj02,
}

impl Datum {
    /// Where a point in WGS-84 is on a map of this datum.
    pub fn drawn(self, at: Point) -> Point {
        match self {
            Self::Wgs84 => at,
            Self::Gcj02 => moved(at),
        }
    }

    /// The point in WGS-84 that is at this place of a map of this datum.
    pub fn meant(self, drawn: Point) -> Point {
        match self {
            Self::Wgs84 => drawn,
            Self::Gcj02 => (0..TRIES).fold(drawn, |tried, _| {
                let [lon, lat] = moved(tried);
                [tried[0] + drawn[0] - lon, tried[1] + drawn[1] - lat]
            }),
        }
    }
}

fn moved(at: Point) -> Point {
    let [lon, lat] = at;
    let is_within = |degrees: f64, [low, high]: [f64; 2]| (low..=high).contains(&degrees);
    if !is_within(lon, WEST_EAST) || !is_within(lat, SOUTH_NORTH) {
        return at;
    }
    let (x, y) = (lon - 105.0, lat - 35.0);
    let waves = |z: f64, parts: [(f64, f64); 2]| {
        parts.iter().map(|(height, length)| height * (z / length * PI).sin()).sum::<f64>()
    };
    let common = (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0;
    let root = x.abs().sqrt();
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * root
        + common
        + waves(x, [(20.0, 1.0), (40.0, 3.0)]) * 2.0 / 3.0
        + waves(x, [(150.0, 12.0), (300.0, 30.0)]) * 2.0 / 3.0;
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * root
        + common
        + waves(y, [(20.0, 1.0), (40.0, 3.0)]) * 2.0 / 3.0
        + waves(y, [(160.0, 12.0), (320.0, 30.0)]) * 2.0 / 3.0;
    // From metres to degrees, on an Earth that is a little flat.
    let latitude = lat.to_radians();
    let flat = 1.0 - ECCENTRICITY * latitude.sin().powi(2);
    let along = RADIUS / flat.sqrt() * latitude.cos();
    let up = RADIUS * (1.0 - ECCENTRICITY) / (flat * flat.sqrt());
    [lon + (east / along).to_degrees(), lat + (north / up).to_degrees()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::grid::metres_between;

    #[test]
    fn known_points_are_moved_to_where_they_are_known_to_be() {
        for (wgs84, gcj02) in [
            // Shanghai, Shenzhen and Beijing.
            ([121.527_210_6, 31.177_427_6], [121.531_541_859_215, 31.175_303_983_645_97]),
            ([113.912_316, 22.543_847], [113.917_176_480_836_3, 22.540_796_131_694_766]),
            ([116.377_817, 39.911_954], [116.384_047_224_556_57, 39.913_345_455_360_69]),
        ] {
            let [lon, lat] = Datum::Gcj02.drawn(wgs84);
            assert!((lon - gcj02[0]).abs() < 1e-6 && (lat - gcj02[1]).abs() < 1e-6, "{lon} {lat}");
            assert!(metres_between(Datum::Gcj02.meant(gcj02), wgs84) < 0.5);
        }
    }

    #[test]
    fn outside_china_and_in_wgs_84_nothing_moves() {
        // Denver, Brisbane, Rio, and Tokyo.
        let is_moved =
            |datum: Datum, at: Point| [datum.drawn(at), datum.meant(at)].iter().any(|it| metres_between(*it, at) > 0.0);
        for at in [[-104.9903, 39.7392], [153.0251, -27.4698], [-43.1729, -22.9068], [139.7671, 35.6812]] {
            assert!(!is_moved(Datum::Gcj02, at), "{at:?}");
        }
        let here = [122.486, 37.165];
        assert!(!is_moved(Datum::Wgs84, here) && is_moved(Datum::Gcj02, here));
        assert!((300.0..900.0).contains(&metres_between(here, Datum::Gcj02.drawn(here))));
    }

    proptest! {
        #[test]
        fn the_way_there_and_back_ends_where_it_began(lon in 73.0..135.0_f64, lat in 18.0..54.0_f64) {
            let drawn = Datum::Gcj02.drawn([lon, lat]);
            let back = Datum::Gcj02.meant(drawn);
            prop_assert!(metres_between(back, [lon, lat]) < 0.5, "{:?}", back);
        }
    }
}
