//! Entries added up as the ledger adds them up, for what is worked out and not entered.

use std::collections::BTreeMap;

use super::{Entry, Month, Points, Rater, Rule, Sum};
use crate::ids::UnitCode;

/// What is added up together: month, unit, rule and, of ratings, rater.
type Key = (Month, UnitCode, Rule, Option<Rater>);

/// Entries added up by month, unit, rule and rater.
#[derive(Clone, Debug, Default)]
pub struct Tally(BTreeMap<Key, (Points, u32)>);

impl Extend<Entry> for Tally {
    fn extend<T: IntoIterator<Item = Entry>>(&mut self, entries: T) {
        for entry in entries {
            let (sum, entries) = self.0.entry((Month::of(entry.at), entry.unit, entry.rule, entry.rater)).or_default();
            *sum += entry.points;
            *entries += 1;
        }
    }
}

impl Tally {
    /// What the entries of a month add up to.
    pub fn of(&self, month: Month) -> Vec<Sum> {
        let of_it = self.0.iter().filter(|((of, ..), _)| *of == month);
        of_it
            .map(|((_, unit, rule, rater), (points, entries))| Sum {
                unit: unit.clone(),
                rule: *rule,
                rater: rater.clone(),
                points: *points,
                entries: *entries,
            })
            .collect()
    }
}
