//! A closed month's figures, as they stay.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::indicator::{self, IndicatorCounts};
use super::{Counted, INDICATORS, Month, Points, Ranking, Reason, Rule};
use crate::directory::Directory;
use crate::ids::UnitCode;
use crate::list::proposal::Signed;
use crate::ticket::Ticket;

/// A month's figures as they were when it was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// What the county is called.
    pub county: String,
    /// The month, the rules it was counted by, and the units in their order.
    #[serde(flatten)]
    pub ranking: Ranking,
    /// The county's indicators, in the order of [`INDICATORS`].
    pub indicators: Vec<Indicated>,
    /// Those of each unit that leads tickets received in the month, by code.
    pub by_unit: Vec<UnitIndicators>,
    /// What was entered for days of months that had been closed.
    pub carried: Vec<Carried>,
    /// What the units are called that stand here by their code alone.
    pub names: BTreeMap<UnitCode, String>,
    /// Who closed the month, and when.
    pub closed: Signed,
}

/// What an indicator came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicated {
    /// The indicator's name on the wire.
    pub indicator: String,
    /// Its numerator and denominator.
    #[serde(flatten)]
    pub counted: Counted,
}

/// The indicators of a unit's tickets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitIndicators {
    /// The unit.
    pub unit: UnitCode,
    /// Its indicators, in the order of [`INDICATORS`].
    pub indicators: Vec<Indicated>,
}

/// Entries of a unit that count in this month, though they are of a day in one that had been closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// The month of that day.
    pub from: Month,
    /// Whose entries they are.
    pub unit: UnitCode,
    /// By which rule.
    pub rule: Rule,
    /// Why.
    pub reason: Reason,
    /// What they add up to.
    pub points: Points,
    /// How many they are.
    pub entries: u32,
}

/// The indicators of a month, while its tickets are counted one by one.
#[derive(Clone, Debug)]
pub struct Counts {
    month: Month,
    now: Timestamp,
    county: IndicatorCounts,
    units: BTreeMap<UnitCode, IndicatorCounts>,
}

impl Counts {
    /// None yet, of this month, as it is seen at this moment.
    pub fn new(month: Month, now: Timestamp) -> Self {
        Self { month, now, county: IndicatorCounts::default(), units: BTreeMap::new() }
    }

    /// Counts a ticket, for its lead unit too. One that was received in another month counts in none.
    pub fn add(&mut self, ticket: &Ticket) {
        if !self.month.contains(ticket.received_at) {
            return;
        }
        indicator::add(&mut self.county, ticket, self.now);
        if let Some(lead) = &ticket.lead {
            indicator::add(self.units.entry(lead.clone()).or_default(), ticket, self.now);
        }
    }
}

fn named(tally: IndicatorCounts) -> Vec<Indicated> {
    let indicated =
        |(indicator, counted): (&super::Indicator, _)| Indicated { indicator: indicator.name.to_owned(), counted };
    INDICATORS.iter().zip(tally).map(indicated).collect()
}

impl Figures {
    /// Of the ledger's ranking, the tickets' indicators, and what was carried over.
    pub fn of(
        county: &str,
        ranking: Ranking,
        counts: Counts,
        carried: Vec<Carried>,
        closed: Signed,
        directory: &Directory,
    ) -> Self {
        let codes = counts.units.keys().chain(carried.iter().map(|it| &it.unit));
        let named_unit = |code: &UnitCode| Some((code.clone(), directory.unit(code)?.name.clone()));
        Self {
            county: county.to_owned(),
            names: codes.filter_map(named_unit).collect(),
            ranking,
            indicators: named(counts.county),
            by_unit: counts
                .units
                .into_iter()
                .map(|(unit, tally)| UnitIndicators { unit, indicators: named(tally) })
                .collect(),
            carried,
            closed,
        }
    }
}
