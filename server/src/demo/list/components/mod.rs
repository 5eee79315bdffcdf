//! The components: those of GB/T 30428.2-2013 and sample ones, of which the standard has no code.

mod countryside;
mod roads;
mod standard;
mod towns;

use domain::{Item, ItemKind};

use super::row::{Entry, SAMPLE, duties, item};

/// Components of one class that go by the same matter.
struct Group {
    class_name: &'static str,
    matter: &'static str,
    entries: &'static [Entry],
    names: &'static [&'static str],
}

/// Class, matter, and each component as `名称：俗称、俗称`.
const fn group(class_name: &'static str, matter: &'static str, names: &'static [&'static str]) -> Group {
    Group { class_name, matter, entries: &[], names }
}

impl Group {
    /// Each has these entries of its own.
    const fn by(self, entries: &'static [Entry]) -> Self {
        Self { entries, ..self }
    }
}

/// Every component: the standard's by its codes, the sample ones numbered in turn.
pub(super) fn all() -> impl Iterator<Item = Item> {
    let groups = [towns::GROUPS, roads::GROUPS, countryside::GROUPS].into_iter().flatten();
    let samples = groups.flat_map(|group| group.names.iter().map(move |&name| (group, name)));
    let samples = (1..).zip(samples).map(|(number, (group, name)): (u32, (&Group, _))| Item {
        matter: Some(group.matter.to_owned()),
        duties: duties(group.entries, ""),
        ..item(ItemKind::Component, &format!("B{number:04}"), name, group.class_name, SAMPLE)
    });
    standard::all().chain(samples)
}
