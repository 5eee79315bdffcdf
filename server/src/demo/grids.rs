//! The grids of the sample county: four for each township, which cover it without gaps. Where each lies, who lives there and
//! whose party organisation it has is made up, and marked where people could take it for true.

use std::collections::BTreeMap;

use domain::grid::{Point, Ring, Shape};
use domain::{Grid, GridCode, Person, Role};
use store::{StoredGrid, Worker};

use super::spread;
use super::units::{TOWNSHIPS, code};

/// The county's outline, roughly and without its bays: anticlockwise from the south-west.
const OUTLINE: [Point; 9] = [
    [122.17, 36.83],
    [122.30, 36.76],
    [122.46, 36.79],
    [122.60, 36.92],
    [122.72, 37.22],
    [122.73, 37.40],
    [122.66, 37.44],
    [122.38, 37.44],
    [122.17, 37.22],
];
/// Places after the point: a metre.
const PLACES: f64 = 1e5;
/// Longitudes count less than latitudes here: the cosine of 37° N.
const NARROWER: f64 = 0.8;
/// Where a township's grids lie, as seen from its office: the first around it, and three around that. In parts of the
/// way to the next township.
const DIRECTIONS: [Point; 4] = [[0.0, 0.0], [0.1, 0.44], [0.36, -0.26], [-0.4, -0.18]];

/// The middle of each grid: whatever is nearest to it is in it.
fn middles() -> Vec<[Point; 4]> {
    let office = |n: usize| [TOWNSHIPS[n].lon * NARROWER, TOWNSHIPS[n].lat];
    (0..TOWNSHIPS.len())
        .map(|n| {
            let to = |other: usize| distance(office(n), office(other));
            let next = (0..TOWNSHIPS.len()).filter(|other| *other != n).map(to).fold(f64::INFINITY, f64::min);
            DIRECTIONS.map(|[east, north]| [office(n)[0] + east * next, office(n)[1] + north * next])
        })
        .collect()
}

fn distance(one: Point, other: Point) -> f64 {
    (one[0] - other[0]).hypot(one[1] - other[1])
}

/// What of `ring` is nearer to `here` than to `there`.
fn nearer(ring: &[Point], here: Point, there: Point) -> Ring {
    let [dx, dy] = [there[0] - here[0], there[1] - here[1]];
    let middle = [f64::midpoint(here[0], there[0]), f64::midpoint(here[1], there[1])];
    let beyond = |at: Point| (at[0] - middle[0]) * dx + (at[1] - middle[1]) * dy;
    let mut kept = Vec::new();
    for (from, to) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        let (a, b) = (beyond(*from), beyond(*to));
        if a <= 0.0 {
            kept.push(*from);
        }
        if (a < 0.0 && b > 0.0) || (a > 0.0 && b < 0.0) {
            let part = a / (a - b);
            kept.push([from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])]);
        }
    }
    kept
}

/// The ground that is nearest to one of the middles. Neighbours come to the same corners, to the metre.
fn cell(middle: Point, middles: &[[Point; 4]]) -> Shape {
    let outline = OUTLINE.map(|[lon, lat]| [lon * NARROWER, lat]).to_vec();
    let others = middles.iter().flatten().filter(|other| other.map(f64::to_bits) != middle.map(f64::to_bits));
    let cell = others.fold(outline, |cell, other| nearer(&cell, middle, *other));
    let rounded = |[x, y]: Point| [x / NARROWER, y].map(|degrees| (degrees * PLACES).round() / PLACES);
    let mut ring: Ring = cell.into_iter().map(rounded).collect();
    ring.dedup();
    ring.extend(ring.first().copied());
    ring.dedup();
    Shape(vec![vec![ring]])
}

/// Every grid.
pub(super) fn all(people: &[Person]) -> Vec<StoredGrid> {
    let middles = middles();
    let workers: BTreeMap<_, Vec<Worker>> =
        people.iter().filter(|person| person.role == Role::GridWorker).fold(BTreeMap::new(), |mut workers, person| {
            let worker = Worker { id: person.id, username: person.username.clone(), name: person.name.clone() };
            workers.entry(&person.unit.code).or_default().push(worker);
            workers
        });
    let grids = (1..).zip(&TOWNSHIPS).zip(&middles).flat_map(|((number, township), of_township)| {
        let (unit, workers, middles) = (code('T', number), &workers, &middles);
        (1..).zip(of_township).map(move |(nth, middle)| StoredGrid {
            grid: Grid {
                code: GridCode(format!("{unit}-{nth:02}")),
                name: format!("第{nth}网格"),
                township: unit.clone(),
                shape: cell(*middle, middles),
            },
            party_organisation: Some(format!("{}第{nth}网格党支部（示例）", township.name)),
            households: Some(180 + spread(4 * number + nth, 12, 720) as u32),
            workers: workers.get(&unit).cloned().unwrap_or_default(),
        })
    });
    grids.collect()
}

#[cfg(test)]
mod tests {
    use domain::grid::Found;
    use domain::{Directory, Place, PlaceSource};
    use serde_json::to_vec;

    use super::*;
    use crate::demo::{people, units};
    use crate::grids::{Extent, Known, plan, read, write};

    fn directory() -> Directory {
        Directory::new(units::all(), []).with_grids(all(&[]).into_iter().map(|stored| stored.grid))
    }

    fn place(lon: f64, lat: f64) -> Place {
        Place { lat, lon, accuracy_m: Some(8.0), fixed_at: None, source: PlaceSource::Gps }
    }

    #[test]
    fn four_grids_of_each_township_are_what_an_administrator_could_bring_in() {
        let people = people::all(&units::all());
        let grids = all(&people);
        assert_eq!(grids.len(), 4 * 22);
        assert!(grids.iter().all(|stored| stored.workers.len() == 1));
        let workers = grids.iter().flat_map(|stored| &stored.workers).map(|it| (it.username.clone(), it.clone()));
        let known = Known {
            directory: std::sync::Arc::new(Directory::new(units::all(), [])),
            grids: Vec::new(),
            workers: workers.collect(),
        };
        let plan = plan(read(&to_vec(&write(&grids)).unwrap()).unwrap(), &known, Extent::Whole);
        assert_eq!(plan.faults, []);
        assert_eq!(plan.added, grids);
    }

    #[test]
    fn every_office_lies_well_inside_its_townships_first_grid() {
        let directory = directory();
        for (number, township) in (1..).zip(&TOWNSHIPS) {
            match directory.grid_at(&place(township.lon, township.lat)) {
                Found::In(grid) => assert_eq!(grid.code.to_string(), format!("T{number:02}-01")),
                found => panic!("{}: {found:?}", township.name),
            }
        }
    }

    #[test]
    fn every_place_within_the_outline_is_in_exactly_one_grid() {
        let directory = directory();
        let mut ring = OUTLINE.to_vec();
        ring.push(OUTLINE[0]);
        let outline = Shape(vec![vec![ring]]);
        let (mut inside, mut doubtful) = (0, 0);
        for x in 0..200 {
            for y in 0..200 {
                let at = [122.15 + f64::from(x) * 0.003, 36.74 + f64::from(y) * 0.003_6];
                // Its outer corners are rounded to the metre.
                if outline.metres_to_border(at) < 2.0 {
                    continue;
                }
                let held = directory.grids().filter(|grid| grid.shape.holds(at)).count();
                assert_eq!(held, usize::from(outline.holds(at)), "{at:?}");
                inside += held;
                doubtful += usize::from(matches!(directory.grid_at(&place(at[0], at[1])), Found::Near(_)));
            }
        }
        // Nearly everywhere it is clear where one is.
        assert!(doubtful * 20 < inside, "{doubtful} of {inside}");
    }
}
