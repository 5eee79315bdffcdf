//! Scores as they are shown: who is shown what is in [`reads_all_scores`] and [`reads_scores_of`].

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Book, Cause, Month, Points, Ranked, Reason, Rule, Rules, Sum, rank, scores};
use crate::directory::Directory;
use crate::ids::UnitCode;
use crate::people::{Person, Role, UnitKind};

/// Whether people of this role read the scores of all units.
pub fn reads_all_scores(role: Role) -> bool {
    matches!(role, Role::Supervisor | Role::Leader | Role::Administrator)
}

/// Whether this person reads the score of this unit.
pub fn reads_scores_of(person: &Person, unit: &UnitCode) -> bool {
    reads_all_scores(person.role) || person.role == Role::Specialist && person.unit.code == *unit
}

/// Where a unit stood the month before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// Its place.
    pub place: u32,
    /// Its total.
    pub total: Points,
}

/// A unit's place among those of its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: UnitKind,
    /// Place and score.
    #[serde(flatten)]
    pub ranked: Ranked,
    /// The month before, or by the rules that hold; none where it had no entries then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Before>,
}

/// The units that have entries in a month, kind by kind, each in its order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranking {
    /// The month.
    pub month: Month,
    /// What it was counted by.
    pub rules: Rules,
    /// The units.
    pub units: Vec<Standing>,
}

/// How units would have stood by other rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The last months, the newest first: what a unit had before is what it has.
    pub months: Vec<Ranking>,
}

/// Kinds of units that are ranked, each among its own. Townships rate and are not assessed.
const RANKED: [UnitKind; 2] = [UnitKind::Department, UnitKind::Agency];

impl Ranking {
    /// Of the entries of this month and of the one before.
    pub fn of(month: Month, sums: Vec<Sum>, sums_before: Vec<Sum>, book: &Book, directory: &Directory) -> Self {
        let before = (sums_before, book.in_month(month.before()));
        Self::beside(month, (sums, book.in_month(month)), before, directory)
    }

    /// Of a month's entries as other rules would have them, beside how the units stand: before is what is.
    pub fn tried(month: Month, tried: (Vec<Sum>, &Rules), sums: Vec<Sum>, book: &Book, directory: &Directory) -> Self {
        Self::beside(month, tried, (sums, book.in_month(month)), directory)
    }

    fn beside(
        month: Month,
        (sums, rules): (Vec<Sum>, &Rules),
        (sums_before, rules_before): (Vec<Sum>, &Rules),
        directory: &Directory,
    ) -> Self {
        let before: BTreeMap<_, _> = by_kind(sums_before, rules_before, directory)
            .into_iter()
            .map(|(.., ranked)| {
                let Ranked { place, score } = ranked;
                (score.unit, Before { place, total: score.total })
            })
            .collect();
        let standing = |(name, kind, ranked): (String, UnitKind, Ranked)| {
            let before = before.get(&ranked.score.unit).copied();
            Standing { name, kind, ranked, before }
        };
        let units = by_kind(sums, rules, directory).into_iter().map(standing).collect();
        Self { month, rules: rules.clone(), units }
    }

    /// How this unit stands in it.
    pub fn score_of(self, unit: &UnitCode, name: &str) -> UnitScore {
        let standing = self.units.iter().find(|standing| standing.ranked.score.unit == *unit).cloned();
        let kind = standing.as_ref().map(|standing| standing.kind);
        let of = self.units.iter().filter(|standing| Some(standing.kind) == kind).count();
        UnitScore {
            month: self.month,
            rules: self.rules,
            unit: unit.clone(),
            name: name.to_owned(),
            standing,
            of: u32::try_from(of).unwrap_or(u32::MAX),
        }
    }
}

/// The units of each kind that is ranked, in their order, with their names.
fn by_kind(sums: Vec<Sum>, rules: &Rules, directory: &Directory) -> Vec<(String, UnitKind, Ranked)> {
    let all = scores(sums, rules);
    let of_kind = |kind: UnitKind| {
        let named = |ranked: Ranked| Some((directory.unit(&ranked.score.unit)?.name.clone(), kind, ranked));
        let is_it = |unit: &UnitCode| directory.unit(unit).is_some_and(|unit| unit.kind == kind);
        let of_it = all.iter().filter(|score| is_it(&score.unit)).cloned().collect();
        rank(of_it).into_iter().filter_map(named).collect::<Vec<_>>()
    };
    RANKED.into_iter().flat_map(of_kind).collect()
}

/// How a unit stands in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitScore {
    /// The month.
    pub month: Month,
    /// What it is counted by.
    pub rules: Rules,
    /// The unit.
    pub unit: UnitCode,
    /// Its name.
    pub name: String,
    /// How it stands; none while it has no entries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// How many of its kind have entries.
    pub of: u32,
}

/// An entry as it is shown: without who rated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its number in the ledger.
    pub serial: i64,
    /// When.
    pub at: Timestamp,
    /// What it comes from.
    pub cause: Cause,
    /// The ticket's number; none for a proposal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// What the ticket is called; of a proposal, what that is about.
    pub title: String,
    /// By which rule.
    pub rule: Rule,
    /// In which version.
    pub version: u32,
    /// Why.
    pub reason: Reason,
    /// What it adds.
    pub points: Points,
    /// Whose rating it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub township: Option<UnitCode>,
}

impl UnitScore {
    /// Whether so many have rated that it may be shown which ticket and township a rating belongs to.
    pub fn shows_ratings(&self) -> bool {
        self.standing.as_ref().is_some_and(|it| it.ranked.score.townships.raters >= self.rules.least_raters)
    }
}

/// Some of a unit's entries, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lines {
    /// The entries.
    pub entries: Vec<Line>,
    /// Where it goes on; none at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
