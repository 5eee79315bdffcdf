//! What stands under what.

use std::collections::BTreeMap;

use domain::{Directory, Unit, UnitCode, UnitKind};

use crate::people::roster::Listed;

/// Kinds in the order of the page.
const ORDER: [UnitKind; 6] = [
    UnitKind::Centre,
    UnitKind::Department,
    UnitKind::Township,
    UnitKind::Agency,
    UnitKind::Village,
    UnitKind::ServiceTeam,
];

/// The unit that one is shown under: the one above it, or else the township whose ground it is on.
fn above(unit: &Unit) -> Option<&UnitCode> {
    unit.parent.as_ref().or(unit.township.as_ref())
}

fn sorted<'a>(units: impl Iterator<Item = &'a Unit>) -> Vec<UnitCode> {
    let mut units: Vec<_> = units.collect();
    let place = |unit: &Unit| ORDER.iter().position(|kind| *kind == unit.kind);
    units.sort_by_key(|unit| (unit.disabled, place(unit), unit.code.clone()));
    units.into_iter().map(|unit| unit.code.clone()).collect()
}

/// The units that stand under none that there is.
pub(super) fn roots(directory: &Directory) -> Vec<UnitCode> {
    sorted(directory.units().filter(|unit| above(unit).is_none_or(|code| directory.unit(code).is_none())))
}

/// The units right under one.
pub(super) fn below(directory: &Directory, code: &UnitCode) -> Vec<UnitCode> {
    sorted(directory.units().filter(|unit| above(unit) == Some(code)))
}

/// The units whose name or code has this in it.
pub(super) fn find(directory: &Directory, typed: &str) -> Vec<UnitCode> {
    let typed = typed.to_lowercase();
    let has = |text: &str| text.to_lowercase().contains(&typed);
    sorted(directory.units().filter(|unit| has(&unit.name) || has(unit.code.as_str())))
}

/// Open accounts by unit.
pub(super) fn count(people: &[Listed]) -> BTreeMap<UnitCode, usize> {
    let mut counts = BTreeMap::new();
    for person in people.iter().filter(|person| !person.disabled) {
        *counts.entry(person.unit.code.clone()).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn directory() -> Directory {
        let unit = |code: &str, kind, township: Option<&str>, parent: Option<&str>| Unit {
            township: township.map(UnitCode::from),
            parent: parent.map(UnitCode::from),
            ..Unit::new(Uuid::nil(), code.into(), &format!("单位{code}"), kind)
        };
        let units = [
            unit("T01", UnitKind::Township, None, None),
            Unit { disabled: true, ..unit("D01", UnitKind::Department, None, None) },
            unit("D02", UnitKind::Department, None, None),
            unit("C00", UnitKind::Centre, None, None),
            unit("V01", UnitKind::ServiceTeam, Some("T01"), None),
            unit("N0101", UnitKind::Village, Some("T01"), Some("T01")),
            unit("A0102", UnitKind::Agency, Some("T01"), Some("D02")),
            unit("V09", UnitKind::ServiceTeam, Some("T99"), None),
        ];
        Directory::new(units, [])
    }

    fn codes(units: Vec<UnitCode>) -> Vec<String> {
        units.into_iter().map(|code| code.to_string()).collect()
    }

    #[test]
    fn every_unit_stands_in_one_place() {
        let directory = directory();
        assert_eq!(codes(roots(&directory)), ["C00", "D02", "T01", "V09", "D01"]);
        assert_eq!(codes(below(&directory, &"T01".into())), ["N0101", "V01"]);
        assert_eq!(codes(below(&directory, &"D02".into())), ["A0102"]);
        assert_eq!(codes(below(&directory, &"V01".into())), [""; 0]);
    }

    #[test]
    fn typing_finds_names_and_codes() {
        assert_eq!(codes(find(&directory(), "a01")), ["A0102"]);
        assert_eq!(find(&directory(), "单位").len(), 8);
    }
}
