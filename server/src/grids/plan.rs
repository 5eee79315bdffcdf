//! What a file would change, or what is wrong with it.

use std::collections::BTreeMap;

use domain::grid::{Fault, FaultKind};
use domain::{Directory, Grid, GridCode, UnitCode, UnitKind};
use store::{StoredGrid, Worker};

use super::areas::{Area, Ground};
use super::file::{Properties, Read};

/// Faults that are told; whoever has more of them begins with these.
const MOST_FAULTS: usize = 200;

/// What a file is held against.
pub struct Known {
    /// Units.
    pub directory: std::sync::Arc<Directory>,
    /// The grids as they stand.
    pub grids: Vec<StoredGrid>,
    /// Grid workers by username.
    pub workers: BTreeMap<String, Worker>,
}

/// What is to be done.
#[derive(Debug, Default, PartialEq)]
pub struct Plan {
    /// Grids that are new.
    pub added: Vec<StoredGrid>,
    /// Grids that change, and their ground before.
    pub changed: Vec<(StoredGrid, Grid)>,
    /// Grids that stay as they are.
    pub unchanged: usize,
    /// Grids that go, for the file is the whole and does not have them.
    pub removed: Vec<GridCode>,
    /// What is wrong; where anything is, nothing is done.
    pub faults: Vec<Fault>,
}

/// Which grids the file speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All there are: those it does not have go.
    Whole,
    /// Some; the others stay.
    Part,
}

/// Works out what a file would change.
pub fn plan(read: Vec<Read>, known: &Known, extent: Extent) -> Plan {
    let mut plan = Plan::default();
    let mut grids: Vec<(usize, StoredGrid)> = Vec::new();
    let mut firsts: BTreeMap<String, usize> = BTreeMap::new();
    for Read { feature, properties, shape, faults } in read {
        plan.faults.extend(faults);
        let Some(properties) = properties else { continue };
        let code = properties.code.clone();
        let mut say = |fault| plan.faults.push(Fault { feature, code: Some(code.clone()), fault });
        let first = *firsts.entry(code.clone()).or_insert(feature);
        if first != feature {
            say(FaultKind::Twice(first));
            continue;
        }
        let township = township(&properties.township, &known.directory);
        if township.is_none() {
            say(FaultKind::NoSuchTownship(properties.township.clone()));
        }
        for username in properties.workers.iter().filter(|username| !known.workers.contains_key(*username)) {
            say(FaultKind::NoSuchWorker(username.clone()));
        }
        if let (Some(township), Some(shape)) = (township, shape) {
            let Properties { code, name, party_organisation, households, workers, .. } = properties;
            let workers: BTreeMap<_, _> =
                workers.into_iter().filter_map(|username| known.workers.get_key_value(&username)).collect();
            let grid = Grid { code: GridCode(code), name, township, shape };
            let workers = workers.into_values().cloned().collect();
            grids.push((feature, StoredGrid { grid, party_organisation, households, workers }));
        }
    }
    let stay = |stored: &&StoredGrid| extent == Extent::Part && !firsts.contains_key(stored.grid.code.as_str());
    let staying: Vec<_> = known.grids.iter().filter(stay).collect();
    plan.faults.extend(faults_of_ground(&grids, &staying));
    plan.faults.sort_by_key(|fault| fault.feature);
    plan.faults.truncate(MOST_FAULTS);

    let before: BTreeMap<_, _> = known.grids.iter().map(|stored| (&stored.grid.code, stored)).collect();
    for (_, stored) in grids {
        match before.get(&stored.grid.code) {
            None => plan.added.push(stored),
            Some(before) if **before == stored => plan.unchanged += 1,
            Some(before) => plan.changed.push((stored, before.grid.clone())),
        }
    }
    if extent == Extent::Whole {
        let gone = before.into_keys().filter(|code| !firsts.contains_key(code.as_str()));
        plan.removed = gone.cloned().collect();
    }
    plan
}

fn township(said: &str, directory: &Directory) -> Option<UnitCode> {
    let mut townships = directory.units().filter(|unit| unit.kind == UnitKind::Township);
    townships.find(|unit| unit.code.as_str() == said || unit.name == said).map(|unit| unit.code.clone())
}

/// What is wrong with areas by themselves, and with where they lie over each other or over those that stay.
fn faults_of_ground(grids: &[(usize, StoredGrid)], staying: &[&StoredGrid]) -> Vec<Fault> {
    let ground =
        Ground::around(grids.iter().map(|(_, stored)| stored).chain(staying.iter().copied()).map(|it| &it.grid.shape));
    let mut faults = Vec::new();
    // What stays has been sound when it came.
    let mut areas: Vec<(&Grid, Area)> =
        staying.iter().filter_map(|stored| Some((&stored.grid, ground.area(&stored.grid.shape).ok()?))).collect();
    for (feature, StoredGrid { grid, .. }) in grids {
        let mut say = |fault| faults.push(Fault { feature: *feature, code: Some(grid.code.to_string()), fault });
        match ground.area(&grid.shape) {
            Ok(area) => {
                for (other, _) in areas.iter().filter(|(_, other)| other.overlaps(&area)) {
                    say(FaultKind::Overlaps(other.code.to_string()));
                }
                areas.push((grid, area));
            }
            Err(fault) => say(fault),
        }
        // Grids that all lie over each other are wrong as a whole.
        if faults.len() >= MOST_FAULTS {
            break;
        }
    }
    faults
}
