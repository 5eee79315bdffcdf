//! The sample list, as large as the article's: 15 domains, 92 matters, 1294 events, 315 components, 473 refined entries
//! and 138 boundaries between township and department. The codes and names of GB/T 30428.2-2013 are the standard's; all
//! else is made up, and marked by its edition.

mod components;
mod events;
mod matters;
mod row;

use domain::Item;

/// Every item, its entries numbered in turn.
pub(super) fn all() -> Vec<Item> {
    let mut items: Vec<Item> = components::all().chain(events::all()).chain(matters::all()).collect();
    for (number, duty) in (1..).zip(items.iter_mut().flat_map(|item| &mut item.duties)) {
        duty.number = number;
    }
    items
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::list::{LimitKind, Responsible, faults_of_list};
    use domain::routing::Routing;
    use domain::{Directory, Duty, ItemKind};

    use super::*;
    use crate::demo::units;

    fn count(items: &[Item], what: impl Fn(&Item) -> bool) -> usize {
        items.iter().filter(|item| what(item)).count()
    }

    fn duties(items: &[Item]) -> impl Iterator<Item = &Duty> {
        items.iter().flat_map(|item| &item.duties)
    }

    #[test]
    fn the_list_is_as_large_as_the_articles() {
        let items = all();
        let domains: BTreeSet<_> =
            items.iter().filter(|item| item.kind == ItemKind::Matter).map(|item| &item.class_name).collect();
        assert_eq!(domains.len(), 15);
        assert_eq!(count(&items, |item| item.kind == ItemKind::Matter), 92);
        assert_eq!(count(&items, |item| item.kind == ItemKind::Event), 1294);
        assert_eq!(count(&items, |item| item.kind == ItemKind::Component), 315);
        assert_eq!(count(&items, |item| item.boundary.is_some()), 138);
        assert_eq!(count(&items, |item| item.delegation.is_some()), 8);
        assert_eq!(count(&items, |item| item.edition == row::EDITION), 72 + 68);
        assert!(duties(&items).map(|duty| duty.number).eq(1..=473));
    }

    #[test]
    fn codes_and_names_are_unique_and_names_are_short() {
        let items = all();
        let codes: BTreeSet<_> = items.iter().map(|item| &item.code).collect();
        let names: BTreeSet<_> = items.iter().map(|item| &item.name).collect();
        assert_eq!((codes.len(), names.len()), (items.len(), items.len()));
        for item in &items {
            assert!(item.name.chars().count() <= 20, "{}", item.name);
            assert!(item.synonyms.len() <= 4 && !item.synonyms.contains(&item.name), "{}", item.name);
        }
    }

    #[test]
    fn nothing_is_wrong_with_the_list() {
        let faults = faults_of_list(&all(), &Directory::new(units::all(), []));
        assert!(faults.is_empty(), "{faults:#?}");
    }

    #[test]
    fn written_to_a_file_it_reads_back_the_same() {
        let mut items = all();
        items.iter_mut().for_each(crate::sounds::note);
        let directory = Directory::new(units::all(), []);
        let list = items.iter().map(|item| (item.code.clone(), item.clone())).collect();
        let csv = crate::list_file::csv(&items, &directory).unwrap();
        let text = std::str::from_utf8(&csv).unwrap().trim_start_matches('\u{feff}');
        let (gb18030, ..) = encoding_rs::GB18030.encode(text);
        let xlsx = crate::list_file::xlsx(&items, &directory).unwrap();
        let whole = crate::list_file::Order { is_whole: true, ..Default::default() };
        for file in [csv.as_slice(), &gb18030, &xlsx] {
            let language = domain::Language::Chinese;
            let outcome = crate::list_file::check(file, &whole, &list, &directory, language, &|_| {}).unwrap();
            assert_eq!((outcome.checked.faults, outcome.changes), (vec![], vec![]));
            assert_eq!(outcome.checked.items, items.len());
        }
    }

    #[test]
    fn the_nine_commonest_are_in_order() {
        let mut places: Vec<_> = all().into_iter().filter_map(|item| item.common).collect();
        places.sort_unstable();
        assert!(places.into_iter().eq(1..=9));
    }

    #[test]
    fn every_kind_of_limit_and_of_who_is_responsible_occurs() {
        let items = all();
        let kinds = [LimitKind::UrgentHours, LimitKind::WorkingHours, LimitKind::WorkingDays, LimitKind::Days];
        for kind in kinds {
            assert!(duties(&items).any(|duty| duty.limit.is_some_and(|limit| limit.kind == kind)), "{kind:?}");
        }
        let led = |by: fn(&Responsible) -> bool| duties(&items).any(|duty| by(&duty.lead));
        assert!(led(|lead| matches!(lead, Responsible::Unit(_))));
        assert!(led(|lead| matches!(lead, Responsible::Township)));
        assert!(led(|lead| matches!(lead, Responsible::Agency(_))));
    }

    /// Wherever it is: nothing but which entry applies is left to be said.
    #[test]
    fn every_item_leads_to_somebody_in_every_township() {
        let items = all();
        let directory = Directory::new(units::all(), items.clone());
        let townships = (1..=units::TOWNSHIPS.len()).map(|n| units::code('T', n));
        for (item, township) in townships.flat_map(|township| items.iter().map(move |item| (item, township.clone()))) {
            match directory.route(Some(&item.code), None, Some(&township)) {
                Routing::Assigned(_) => {}
                Routing::Unclear(candidates) => {
                    let unknown = candidates.into_iter().find_map(|candidate| candidate.outcome.err());
                    assert_eq!(unknown, None, "{} in {township}", item.code);
                }
                Routing::NotListed => panic!("{} leads to nobody", item.code),
            }
        }
    }
}
