//! Changing the list: what would differ, and what would be wrong with it then.

use std::collections::{BTreeMap, BTreeSet};

use super::{Difference, Fault, Item, difference, faults_of_list};
use crate::directory::Directory;

/// What has to change in the `newest` list for these codes to stand for these items, none where one is to go; or what
/// would be wrong then. New entries have the number 0 until they are decided ([`number_entries`]).
pub fn revise(
    newest: &[Item],
    wanted: Vec<(String, Option<Item>)>,
    directory: &Directory,
) -> Result<Vec<Difference>, Vec<Fault>> {
    let known: BTreeSet<u32> = numbers(newest).collect();
    let codes: BTreeSet<String> = wanted.iter().map(|(code, _)| code.clone()).collect();
    let mut wanted: Vec<Item> = wanted.into_iter().filter_map(|(_, item)| item).collect();
    // A number that the list does not have was given once, or was made up. Only the first list brings its own.
    if !known.is_empty() {
        for duty in wanted.iter_mut().flat_map(|item| &mut item.duties).filter(|duty| !known.contains(&duty.number)) {
            duty.number = 0;
        }
    }
    let kept = newest.iter().filter(|item| !codes.contains(&item.code));
    let mut after: Vec<Item> = kept.chain(&wanted).cloned().collect();
    number(&mut after, known.last().copied().unwrap_or_default());
    let before = faults_of_list(newest, directory);
    let found: Vec<Fault> = faults_of_list(&after, directory)
        .into_iter()
        .filter(|fault| codes.contains(&fault.code) || !before.contains(fault))
        .collect();
    if !found.is_empty() {
        return Err(found);
    }
    let before = newest.iter().filter(|item| codes.contains(&item.code));
    Ok(difference(before, &wanted))
}

/// Whether each of these items still stands in the list as it did when the change was proposed.
pub fn still_apply(changes: &[Difference], newest: &[Item]) -> bool {
    let newest: BTreeMap<&str, &Item> = newest.iter().map(|item| (item.code.as_str(), item)).collect();
    changes.iter().all(|change| newest.get(change.code.as_str()).copied() == change.before.as_ref())
}

/// Numbers the new entries, on from the `highest` number that any entry ever had.
pub fn number_entries(changes: &mut [Difference], highest: u32) {
    let mut next = highest;
    number_in(changes.iter_mut().filter_map(|change| change.after.as_mut()), &mut next);
}

fn number(items: &mut [Item], highest: u32) {
    let mut next = numbers(items).fold(highest, u32::max);
    number_in(items, &mut next);
}

fn number_in<'a>(items: impl IntoIterator<Item = &'a mut Item>, last: &mut u32) {
    for duty in items.into_iter().flat_map(|item| &mut item.duties).filter(|duty| duty.number == 0) {
        *last = last.saturating_add(1);
        duty.number = *last;
    }
}

fn numbers(items: &[Item]) -> impl Iterator<Item = u32> {
    items.iter().flat_map(|item| &item.duties).map(|duty| duty.number)
}
