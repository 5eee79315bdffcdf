//! The events: those of GB/T 30428.2-2013 and sample ones, of which the standard has no code.

mod boundaries;
mod county;
mod danger;
mod land;
mod people;
mod sea;
mod standard;
mod street;

use domain::{Item, ItemKind};

use super::row::{Entry, SAMPLE, duties, kept, parts};

/// Things, and what is wrong with them; each of the ones goes with each of the others.
type Pairs = (&'static [&'static str], &'static [&'static str]);

/// Events of one class that go by the same matter.
struct Block {
    class_name: &'static str,
    matter: &'static str,
    entries: &'static [Entry],
    pairs: &'static [Pairs],
}

/// Class, matter, and what may be wrong with what, each as `名称：俗称、俗称`.
const fn block(class_name: &'static str, matter: &'static str, pairs: &'static [Pairs]) -> Block {
    Block { class_name, matter, entries: &[], pairs }
}

impl Block {
    /// Each has these entries of its own.
    const fn by(self, entries: &'static [Entry]) -> Self {
        Self { entries, ..self }
    }

    /// What it is called and how else, of each event.
    fn events(&self) -> impl Iterator<Item = (String, Vec<String>)> {
        let pair = |&(things, faults): &Pairs| {
            things.iter().flat_map(move |thing| faults.iter().map(move |fault| event(thing, fault)))
        };
        self.pairs.iter().flat_map(pair)
    }
}

/// A thing and what is wrong with it: by their names, and by the everyday word for the one or the other.
fn event(thing: &'static str, fault: &'static str) -> (String, Vec<String>) {
    let ((thing, things), (fault, faults)) = (parts(thing), parts(fault));
    let by_thing = things.into_iter().map(|other| format!("{other}{fault}"));
    let by_fault = faults.into_iter().map(|other| format!("{thing}{other}"));
    (format!("{thing}{fault}"), kept(by_thing.chain(by_fault)))
}

/// Every event: the standard's by its codes, the sample ones numbered in turn.
pub(super) fn all() -> impl Iterator<Item = Item> {
    let blocks = [street::BLOCKS, land::BLOCKS, county::BLOCKS, sea::BLOCKS, danger::BLOCKS, people::BLOCKS];
    let samples =
        blocks.into_iter().flatten().flat_map(|block| block.events().map(move |(name, words)| (block, name, words)));
    let samples = (1..).zip(samples).map(|(number, (block, name, synonyms)): (u32, (&Block, _, _))| Item {
        synonyms,
        matter: Some(block.matter.to_owned()),
        duties: duties(block.entries, ""),
        ..Item::new(ItemKind::Event, &format!("EX{number:04}"), &name, block.class_name, SAMPLE)
    });
    standard::all().chain(samples)
}
