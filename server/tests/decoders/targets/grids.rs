//! Files of grids.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{Directory, Place, PlaceSource, Unit, UnitKind};
use server::grids::{Extent, Known, plan, read, write};
use uuid::Uuid;

/// The file is refused with what is wrong with it, or is grids that can be asked for any place, and that written and read
/// again are the same.
pub fn file(bytes: &[u8]) -> bool {
    let township = Unit::new(Uuid::nil(), "T01".into(), "崖头街道", UnitKind::Township);
    let directory = Arc::new(Directory::new([township], []));
    let known = || Known { directory: directory.clone(), grids: Vec::new(), workers: BTreeMap::new() };
    let Ok(features) = read(bytes) else { return false };
    let plan_of = |features| plan(features, &known(), Extent::Whole);
    let first = plan_of(features);
    if !first.faults.is_empty() || first.added.is_empty() {
        return false;
    }
    let grids = Directory::default().with_grids(first.added.iter().map(|stored| stored.grid.clone()));
    for (lat, lon) in [(37.005, 122.505), (37.0, 122.5)] {
        let place = Place { lat, lon, accuracy_m: Some(20.0), fixed_at: None, source: PlaceSource::Gps };
        let _ = grids.grid_at(&place);
    }
    let text = write(&first.added).to_string();
    let again = plan_of(read(text.as_bytes()).expect("what is written reads"));
    assert_eq!(again.added, first.added);
    true
}
