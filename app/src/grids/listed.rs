//! Grids as the server lists them, and by township.

use std::collections::BTreeMap;

use domain::grid::Shape;
use domain::{GridCode, UnitCode};
use serde::Deserialize;

/// Every grid.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Listing {
    /// By code.
    pub grids: Vec<Listed>,
}

/// One grid.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Listed {
    /// Stable code.
    pub code: GridCode,
    /// What people call it.
    pub name: String,
    /// The township whose ground it is.
    pub township: UnitCode,
    /// Its party organisation.
    pub party_organisation: Option<String>,
    /// How many households live there.
    pub households: Option<u32>,
    /// Its grid workers.
    pub workers: Vec<Worker>,
    /// Where it is.
    pub shape: Shape,
}

/// A grid worker.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Worker {
    /// What they sign in with.
    pub username: String,
    /// What others read.
    pub name: String,
}

impl Listing {
    /// The townships in the order of their codes, each with its grids.
    pub fn by_township(&self) -> BTreeMap<UnitCode, Vec<Listed>> {
        self.grids.iter().fold(BTreeMap::new(), |mut townships: BTreeMap<_, Vec<_>>, grid| {
            townships.entry(grid.township.clone()).or_default().push(grid.clone());
            townships
        })
    }
}

/// What the server says of a file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Imported {
    /// Whether it was done, or only asked.
    pub applied: bool,
    /// New grids.
    pub added: usize,
    /// Changed grids.
    pub changed: usize,
    /// Grids that stay as they are.
    pub unchanged: usize,
    /// Grids that go.
    pub removed: usize,
    /// What is wrong.
    pub faults: Vec<Told>,
}

/// One fault in words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Told {
    /// Which feature and what.
    pub words: String,
}

impl Imported {
    /// Whether bringing it in would change nothing.
    pub fn is_idle(&self) -> bool {
        self.added + self.changed + self.removed == 0
    }
}
