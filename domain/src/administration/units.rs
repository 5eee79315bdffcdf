//! Which units there may be, and where each stands. A unit is never taken away, for tickets and list name it; it is closed.
//!
//! The tree has no cycles because it is at most two deep: only departments and townships have units below them, and they
//! stand below none.

use super::{Fault, is_plain};
use crate::directory::Directory;
use crate::ids::UnitCode;
use crate::people::{Unit, UnitKind};
use crate::problem::Code;

/// Characters of a code.
const CODE_LENGTHS: std::ops::RangeInclusive<usize> = 2..=12;
/// Characters of a name.
const NAME_LENGTHS: std::ops::RangeInclusive<usize> = 2..=40;

/// Whether units of this kind stand on a township's ground.
fn has_ground(kind: UnitKind) -> bool {
    matches!(kind, UnitKind::Village | UnitKind::Agency | UnitKind::ServiceTeam)
}

/// The unit as it is kept: without spaces around its name, and a village under the township whose ground it is on.
pub fn settled(unit: Unit) -> Unit {
    let parent = if unit.kind == UnitKind::Village { unit.township.clone() } else { unit.parent };
    Unit { name: unit.name.trim().to_owned(), parent, ..unit }
}

/// What is wrong with a unit that is to be made, or, where there was one, to become this.
pub fn unit_faults(unit: &Unit, before: Option<&Unit>, directory: &Directory) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut say = |wrong: bool, field, code| {
        if wrong {
            faults.push(Fault { field, code });
        }
    };
    if before.is_none() {
        say(!is_code(&unit.code), "code", Code::UnitCodeShape);
        say(directory.unit(&unit.code).is_some(), "code", Code::UnitCodeTaken);
    }
    say(!is_plain(&unit.name, NAME_LENGTHS), "name", Code::UnitName);
    let is_namesake = |it: &&Unit| it.code != unit.code && it.name == unit.name && it.township == unit.township;
    say(directory.units().any(|it| is_namesake(&it)), "name", Code::UnitNameTaken);
    say(before.is_some_and(|before| before.kind != unit.kind), "kind", Code::UnitKindFixed);
    // Where a closed unit stood may be closed too.
    let is = |code: &UnitCode, kind| {
        directory.unit(code).is_some_and(|it| it.kind == kind && (unit.disabled || !it.disabled))
    };
    let grounded = match &unit.township {
        Some(township) => has_ground(unit.kind) && is(township, UnitKind::Township),
        None => !has_ground(unit.kind),
    };
    say(!grounded, "township", Code::UnitTownship);
    let placed = match (&unit.parent, unit.kind) {
        (Some(parent), UnitKind::Agency) => is(parent, UnitKind::Department),
        // What is wrong with the ground has been said.
        (parent, UnitKind::Village) => *parent == unit.township,
        (parent, kind) => parent.is_none() && kind != UnitKind::Agency,
    };
    say(!placed, "parent", Code::UnitParent);
    faults
}

/// Why a unit cannot be closed now: what is below it is open, or tickets that it leads would be nobody's.
pub fn closing_faults(unit: &Unit, leads_open_tickets: bool, directory: &Directory) -> Vec<Fault> {
    let is_below = |it: &Unit| it.parent.as_ref() == Some(&unit.code) || it.township.as_ref() == Some(&unit.code);
    let parts = directory.units().any(|it| !it.disabled && is_below(it));
    let faults = [(parts, Code::UnitHasParts), (leads_open_tickets, Code::UnitHasTickets)];
    faults.into_iter().filter(|(wrong, _)| *wrong).map(|(_, code)| Fault { field: "disabled", code }).collect()
}

fn is_code(code: &UnitCode) -> bool {
    let text = code.as_str();
    CODE_LENGTHS.contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn unit(code: &str, kind: UnitKind, township: &str, parent: &str) -> Unit {
        let some = |code: &str| (!code.is_empty()).then(|| UnitCode::from(code));
        Unit {
            township: some(township),
            parent: some(parent),
            ..Unit::new(Uuid::nil(), code.into(), &format!("单位{code}"), kind)
        }
    }

    fn directory() -> Directory {
        let closed = |unit: Unit| Unit { disabled: true, ..unit };
        let units = [
            unit("C00", UnitKind::Centre, "", ""),
            unit("D01", UnitKind::Department, "", ""),
            closed(unit("D02", UnitKind::Department, "", "")),
            unit("T01", UnitKind::Township, "", ""),
            closed(unit("T02", UnitKind::Township, "", "")),
            unit("A0101", UnitKind::Agency, "T01", "D01"),
            unit("N0101", UnitKind::Village, "T01", "T01"),
        ];
        Directory::new(units, [])
    }

    fn said(faults: &[Fault]) -> Vec<(&'static str, &'static str)> {
        faults.iter().map(|fault| (fault.field, fault.code.as_str())).collect()
    }

    #[test]
    fn each_kind_stands_where_it_belongs() {
        use UnitKind::{Agency, Centre, Department, ServiceTeam, Township, Village};
        let (ground, above) = (("township", "unit.township"), ("parent", "unit.parent"));
        let right: &[(&str, &str)] = &[];
        for (kind, township, parent, expected) in [
            (Department, "", "", right),
            (Department, "T01", "", &[ground]),
            (Department, "", "D01", &[above]),
            (Township, "", "", right),
            (Township, "", "C00", &[above]),
            (Centre, "", "", right),
            (Centre, "T01", "T01", &[ground, above]),
            (Village, "T01", "T01", right),
            (Village, "", "", &[ground]),
            (Village, "D01", "D01", &[ground]),
            (Village, "T01", "D01", &[above]),
            (Village, "T02", "T02", &[ground]),
            (Agency, "T01", "D01", right),
            (Agency, "T01", "", &[above]),
            (Agency, "", "D01", &[ground]),
            (Agency, "T01", "T01", &[above]),
            (Agency, "T01", "D02", &[above]),
            (Agency, "T99", "D99", &[ground, above]),
            (Agency, "N0101", "A0101", &[ground, above]),
            (ServiceTeam, "T01", "", right),
            (ServiceTeam, "", "", &[ground]),
            (ServiceTeam, "T01", "T01", &[above]),
        ] {
            let faults = unit_faults(&unit("X01", kind, township, parent), None, &directory());
            assert_eq!(said(&faults), expected, "{kind:?} {township} {parent}");
        }
    }

    #[test]
    fn codes_and_names_have_a_shape_and_are_one_units() {
        let named = |name: &str| Unit { name: name.into(), ..unit("X01", UnitKind::Department, "", "") };
        let coded = |code: &str| Unit { name: "新部门".into(), ..unit(code, UnitKind::Department, "", "") };
        for (unit, expected) in [
            (named("新部门"), None),
            (named(&"长".repeat(40)), None),
            (named(&"长".repeat(41)), Some(("name", "unit.name"))),
            (named("长"), Some(("name", "unit.name"))),
            (named("新\n部门"), Some(("name", "unit.name"))),
            (named("单位D01"), Some(("name", "unit.name_taken"))),
            // A village of a township may be called so.
            (named("单位N0101"), None),
            (coded("D0123456789A"), None),
            (coded("D01"), Some(("code", "unit.code_taken"))),
            (coded("d03"), Some(("code", "unit.code"))),
            (coded("3D"), Some(("code", "unit.code"))),
            (coded("D"), Some(("code", "unit.code"))),
            (coded("D0123456789AB"), Some(("code", "unit.code"))),
            (coded("部门"), Some(("code", "unit.code"))),
        ] {
            assert_eq!(said(&unit_faults(&unit, None, &directory())).first().copied(), expected, "{unit:?}");
        }
    }

    #[test]
    fn a_unit_may_be_renamed_but_stays_of_its_kind() {
        let directory = directory();
        let before = directory.unit(&"A0101".into()).unwrap().clone();
        let renamed = Unit { name: "新名".into(), ..before.clone() };
        assert_eq!(unit_faults(&renamed, Some(&before), &directory), []);
        let other = Unit { kind: UnitKind::ServiceTeam, parent: None, ..before.clone() };
        assert_eq!(said(&unit_faults(&other, Some(&before), &directory)), [("kind", "unit.kind_fixed")]);
    }

    #[test]
    fn a_closed_unit_may_stand_under_a_closed_one_but_not_open_under_it() {
        let directory = directory();
        let closed = Unit { disabled: true, ..unit("A0202", UnitKind::Agency, "T02", "D02") };
        assert_eq!(unit_faults(&closed, None, &directory), []);
        let open = Unit { disabled: false, ..closed.clone() };
        let expected = [("township", "unit.township"), ("parent", "unit.parent")];
        assert_eq!(said(&unit_faults(&open, Some(&closed), &directory)), expected);
    }

    #[test]
    fn what_others_stand_on_or_wait_for_is_not_closed() {
        let directory = directory();
        for (code, leads, expected) in [
            ("D01", false, &["unit.has_parts"][..]),
            ("T01", true, &["unit.has_parts", "unit.has_tickets"]),
            ("A0101", true, &["unit.has_tickets"]),
            ("A0101", false, &[]),
        ] {
            let faults = closing_faults(directory.unit(&code.into()).unwrap(), leads, &directory);
            assert_eq!(faults.iter().map(|fault| fault.code.as_str()).collect::<Vec<_>>(), expected, "{code}");
        }
    }

    #[test]
    fn a_village_is_kept_under_its_township() {
        let village = Unit { name: " 河东村 ".into(), ..unit("N0102", UnitKind::Village, "T01", "") };
        let kept = settled(village);
        assert_eq!((kept.name.as_str(), kept.parent), ("河东村", Some("T01".into())));
    }
}
