//! Narrowing the list.

use std::collections::BTreeSet;

use domain::list::Responsible;
use domain::{Directory, Item, ItemKind, Unit, UnitCode, UnitKind};

/// What to show of the list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// What was typed; searching is the finder's.
    pub typed: String,
    /// Only this kind.
    pub kind: Option<ItemKind>,
    /// Only this class or domain.
    pub class: Option<String>,
    /// Only what this unit leads or helps with.
    pub unit: Option<UnitCode>,
}

impl Filter {
    /// The items it lets through, in their order.
    pub fn choose(&self, items: Vec<Item>, directory: &Directory) -> Vec<Item> {
        items.into_iter().filter(|item| self.admits(item, directory)).collect()
    }

    fn admits(&self, item: &Item, directory: &Directory) -> bool {
        self.kind.is_none_or(|kind| item.kind == kind)
            && self.class.as_ref().is_none_or(|class| item.class_name == *class)
            && self.unit.as_ref().is_none_or(|unit| binds(item, unit, directory))
    }
}

/// Whether a unit leads an item or helps with it, by the entries that the item goes by.
fn binds(item: &Item, unit: &UnitCode, directory: &Directory) -> bool {
    let known = directory.unit(unit);
    let kind = known.map(|unit| unit.kind);
    // What is an agency's stands in the list under its department.
    let department = known.filter(|unit| unit.kind == UnitKind::Agency).and_then(|unit| unit.parent.as_ref());
    directory.duties(Some(&item.code)).iter().flat_map(|duty| [&duty.lead].into_iter().chain(&duty.co_responsible)).any(
        |responsible| match responsible {
            Responsible::Unit(code) => code == unit,
            Responsible::Agency(code) => code == department.unwrap_or(unit),
            Responsible::Township => kind == Some(UnitKind::Township),
        },
    )
}

/// The classes that items of a kind stand under.
pub fn classes(directory: &Directory, kind: Option<ItemKind>) -> Vec<String> {
    let of_kind = directory.items().filter(|item| kind.is_none_or(|kind| item.kind == kind));
    of_kind.map(|item| item.class_name.clone()).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The units that can be responsible, with their names; of the agencies, only one's own.
pub fn units(directory: &Directory, own: Option<&UnitCode>) -> Vec<(UnitCode, String)> {
    let is_able = |unit: &&Unit| match unit.kind {
        UnitKind::Department | UnitKind::Township => true,
        _ => own == Some(&unit.code),
    };
    let able = directory.units().filter(|unit| !unit.disabled).filter(is_able);
    able.map(|unit| (unit.code.clone(), unit.name.clone())).collect()
}

#[cfg(test)]
mod tests {
    use domain::Duty;
    use uuid::Uuid;

    use super::*;

    fn directory() -> Directory {
        let units = [("D01", UnitKind::Department), ("T07", UnitKind::Township)];
        let units = units.map(|(code, kind)| Unit::new(Uuid::nil(), code.into(), code, kind));
        let agency = Unit {
            parent: Some("D01".into()),
            township: Some("T07".into()),
            ..Unit::new(Uuid::nil(), "A0701".into(), "A0701", UnitKind::Agency)
        };
        let units = units.into_iter().chain([agency]);
        let item = |kind, code: &str, class: &str, lead: &str, helper: Option<&str>| Item {
            duties: vec![Duty {
                co_responsible: helper.into_iter().map(|helper| helper.parse().unwrap()).collect(),
                ..Duty::new(1, lead.parse().unwrap())
            }],
            ..Item::new(kind, code, code, class, "版")
        };
        let by_matter = Item { matter: Some("M1".into()), ..Item::new(ItemKind::Event, "E2", "E2", "街面", "版") };
        let items = [
            item(ItemKind::Component, "C1", "公用", "D01", Some("@township")),
            item(ItemKind::Event, "E1", "市容", "@township", None),
            item(ItemKind::Matter, "M1", "城乡", "@agency:D01", None),
            by_matter,
        ];
        Directory::new(units, items)
    }

    fn chosen(filter: &Filter) -> Vec<String> {
        let directory = directory();
        let items = directory.items().cloned().collect();
        filter.choose(items, &directory).into_iter().map(|item| item.code).collect()
    }

    #[test]
    fn a_unit_sees_what_it_leads_or_helps_with_by_matters_too() {
        let of = |unit: &str| chosen(&Filter { unit: Some(unit.into()), ..Filter::default() });
        assert_eq!(of("D01"), ["C1", "E2", "M1"]);
        assert_eq!(of("T07"), ["C1", "E1"]);
        assert_eq!(of("A0701"), ["E2", "M1"]);
        assert_eq!(of("D99"), Vec::<String>::new());
    }

    #[test]
    fn of_the_agencies_only_ones_own_can_be_chosen() {
        let codes = |own: Option<&str>| {
            let units = units(&directory(), own.map(UnitCode::from).as_ref());
            units.into_iter().map(|(code, _)| code.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(codes(None), ["D01", "T07"]);
        assert_eq!(codes(Some("A0701")), ["A0701", "D01", "T07"]);
    }

    #[test]
    fn kind_and_class_narrow_and_a_kind_has_its_own_classes() {
        assert_eq!(chosen(&Filter { kind: Some(ItemKind::Event), ..Filter::default() }), ["E1", "E2"]);
        assert_eq!(chosen(&Filter { class: Some("街面".into()), ..Filter::default() }), ["E2"]);
        assert_eq!(classes(&directory(), Some(ItemKind::Event)), ["市容", "街面"]);
    }
}
