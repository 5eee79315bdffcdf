//! What every map shows: grids, the borders of townships drawn from them, and what both are called.

use std::collections::BTreeMap;

use domain::grid::{Point, Shape, bounds, outline};
use domain::{Directory, Grid, UnitCode};

use super::Area;
use super::drawn::{Label, Scene};
use crate::ticket::facts::unit_name;

/// The grids that the device has, each point where `drawn` puts it.
pub(super) fn scene(directory: &Directory, drawn: impl Fn(Point) -> Point + Copy) -> Scene {
    let townships = directory.grids().fold(BTreeMap::<&UnitCode, Vec<&Grid>>::new(), |mut townships, grid| {
        townships.entry(&grid.township).or_default().push(grid);
        townships
    });
    let shape = |grid: &Grid| {
        Shape(
            grid.shape
                .0
                .iter()
                .map(|piece| piece.iter().map(|ring| ring.iter().copied().map(drawn).collect()).collect())
                .collect(),
        )
    };
    let name = |kind, name: String, grids: &[&Grid]| {
        let [low, high] = bounds(grids.iter().flat_map(|grid| grid.shape.points()))?;
        let middle = [f64::midpoint(low[0], high[0]), f64::midpoint(low[1], high[1])];
        Some(Label { kind, name, at: drawn(middle) })
    };
    let of_townships = townships.iter().filter_map(|(code, grids)| name("township", unit_name(code, directory), grids));
    let of_grids = directory.grids().filter_map(|grid| name("grid", grid.name.clone(), &[grid]));
    let borders = townships.values().flat_map(|grids| outline(grids.iter().map(|grid| &grid.shape)));
    Scene {
        grids: Some(directory.grids().map(shape).collect()),
        borders: Some(borders.map(|edge| edge.map(drawn)).collect()),
        names: Some(of_townships.chain(of_grids).collect()),
        ..Scene::default()
    }
}

/// The box around the grids of a township, or of all.
pub fn around_grids(directory: &Directory, township: Option<&UnitCode>) -> Option<Area> {
    let of = |township: Option<&UnitCode>| {
        let grids = directory.grids().filter(|grid| township.is_none_or(|code| grid.township == *code));
        bounds(grids.flat_map(|grid| grid.shape.points()))
    };
    of(township).or_else(|| of(None))
}

#[cfg(test)]
mod tests {
    use domain::map::Datum;

    use super::*;

    fn grid(code: &str, township: &str, west: f64) -> Grid {
        let (east, south, north) = (west + 0.01, 37.0, 37.01);
        let ring = vec![[west, south], [east, south], [east, north], [west, north], [west, south]];
        Grid { code: code.into(), name: code.to_owned(), township: township.into(), shape: Shape(vec![vec![ring]]) }
    }

    #[test]
    fn neighbours_of_one_township_have_one_border_and_each_its_name() {
        let grids = [grid("T1-1", "T1", 122.5), grid("T1-2", "T1", 122.51), grid("T2-1", "T2", 122.6)];
        let directory = Directory::new([], []).with_grids(grids);
        let scene = scene(&directory, |at| at);
        assert_eq!(scene.grids.unwrap().len(), 3);
        assert_eq!(scene.names.unwrap().iter().map(|name| name.kind).filter(|kind| *kind == "township").count(), 2);
        assert!(scene.borders.unwrap().len() >= 10);
        assert_eq!(around_grids(&directory, Some(&"T2".into())), Some([[122.6, 37.0], [122.6 + 0.01, 37.01]]));
        assert_eq!(around_grids(&directory, Some(&"T9".into())), around_grids(&directory, None));
    }

    #[test]
    fn on_moved_tiles_everything_is_moved() {
        let directory = Directory::new([], []).with_grids([grid("T1-1", "T1", 122.5)]);
        let scene = scene(&directory, |at| Datum::Gcj02.drawn(at));
        let corner = Datum::Gcj02.drawn([122.5, 37.0]);
        assert!(scene.borders.unwrap().concat().contains(&corner));
        assert_eq!(scene.grids.unwrap()[0].points().next(), Some(corner));
    }
}
