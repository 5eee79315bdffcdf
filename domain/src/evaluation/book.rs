//! The rules of scoring, in versions. A version holds from the first day of a month on, so that every month has one.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use super::{Month, Points, Reason, Rule};
use crate::command::Rating;

/// Between what the entries of a rule may add up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// Not less than this: 扣完为止.
    pub floor: Points,
    /// Not more than this.
    pub cap: Points,
}

impl Bounds {
    /// What counts of a sum.
    pub fn of(self, sum: Points) -> Points {
        sum.min(self.cap).max(self.floor)
    }
}

/// One version of the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Number of the version, from 1.
    pub version: u32,
    /// The first day of the month from which it holds.
    pub effective_on: Date,
    /// Percent of a department's performance score that the centre's part is.
    pub centre_percent: u8,
    /// Percent that the townships' part is.
    pub townships_percent: u8,
    /// What each reason gives; one that is not named gives nothing.
    pub points: BTreeMap<Reason, Points>,
    /// What each rule of the centre's part may add up to.
    pub bounds: BTreeMap<Rule, Bounds>,
    /// Percent of the townships' part that each of its rules is.
    pub aspects: BTreeMap<Rule, u8>,
    /// What a unit stands at in the townships' part that nobody has rated.
    pub neutral: Points,
    /// As how many raters that counts beside those who rated.
    pub neutral_raters: u32,
    /// Raters below which nobody is shown who rated what.
    pub least_raters: u32,
}

impl Rules {
    /// The version that comes with the program. The weights are the article's, everything else is ours.
    pub fn first() -> Self {
        let points = [
            (Reason::SignedInTime, 5),
            (Reason::SignedLate, -50),
            (Reason::HandledInTime, 10),
            (Reason::HandledLate, -200),
            (Reason::ReturnedWrongly, -100),
            (Reason::Reworked, -100),
            (Reason::Supervised, -100),
            (Reason::RepliedInTime, 20),
            (Reason::RepliedLate, -100),
            (Reason::OpinionInTime, 50),
            (Reason::OpinionLate, -100),
        ];
        let bounds = [
            (Rule::Signing, -1500, 0),
            (Rule::Handling, -4000, 500),
            (Rule::Returns, -1000, 0),
            (Rule::Rework, -1500, 0),
            (Rule::Supervision, -1000, 0),
            (Rule::Replies, -500, 100),
            (Rule::Opinions, -500, 200),
        ];
        Self {
            version: 1,
            effective_on: date(2026, 1, 1),
            centre_percent: 10,
            townships_percent: 30,
            points: points.into_iter().map(|(reason, points)| (reason, Points(points))).collect(),
            bounds: bounds
                .into_iter()
                .map(|(rule, floor, cap)| (rule, Bounds { floor: Points(floor), cap: Points(cap) }))
                .collect(),
            aspects: [(Rule::Response, 30), (Rule::Quality, 30), (Rule::Outcome, 40)].into(),
            neutral: Points(8_000),
            neutral_raters: 4,
            least_raters: 3,
        }
    }

    /// What this reason gives.
    pub fn gives(&self, reason: Reason) -> Points {
        self.points.get(&reason).copied().unwrap_or_default()
    }

    /// What counts of the sum of a rule's entries.
    pub fn bounded(&self, rule: Rule, sum: Points) -> Points {
        self.bounds.get(&rule).map_or(sum, |bounds| bounds.of(sum))
    }

    /// What a rating gives in each respect: 1 to 5 are none to full marks.
    pub fn marks(rating: &Rating) -> [(Rule, Points); 3] {
        let marks = |stars: u8| Points((i64::from(stars) - 1) * 2_500);
        [
            (Rule::Response, marks(rating.response)),
            (Rule::Quality, marks(rating.quality)),
            (Rule::Outcome, marks(rating.result)),
        ]
    }
}

/// Every version of the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Book(Vec<Rules>);

impl Book {
    /// Of these versions, with the first where it is not among them.
    pub fn new(versions: impl IntoIterator<Item = Rules>) -> Self {
        let mut versions: Vec<_> = versions.into_iter().collect();
        if versions.iter().all(|rules| rules.version != 1) {
            versions.push(Rules::first());
        }
        // Of two that hold from the same day, the later one does.
        versions.sort_by_key(|rules| (rules.effective_on, rules.version));
        Self(versions)
    }

    /// The rules that hold in a month; before any did, the first.
    pub fn in_month(&self, month: Month) -> &Rules {
        let hold = self.0.partition_point(|rules| rules.effective_on <= month.first_day());
        &self.0[hold.saturating_sub(1)]
    }

    /// The rules that hold at a moment.
    pub fn at(&self, at: Timestamp) -> &Rules {
        self.in_month(Month::of(at))
    }

    /// This book, had these rules held from the beginning of that month on.
    pub fn trying(&self, rules: &Rules, from: Month) -> Self {
        let effective_on = from.first_day();
        let before = self.0.iter().filter(|rules| rules.effective_on < effective_on).cloned();
        Self(before.chain([Rules { effective_on, ..rules.clone() }]).collect())
    }

    /// All of them, in the order in which they came to hold.
    pub fn versions(&self) -> &[Rules] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_holds_from_its_month_on_and_the_first_before_all_others() {
        let second = Rules { version: 2, effective_on: date(2026, 12, 1), ..Rules::first() };
        let book = Book::new([second]);
        assert_eq!(Book::new(book.versions().to_vec()), book);
        let version = |month: &str| book.in_month(month.parse().unwrap()).version;
        assert_eq!(["2020-01", "2026-11", "2026-12", "2030-05"].map(version), [1, 1, 2, 2]);
    }

    #[test]
    fn rules_that_are_tried_hold_from_their_month_on_in_the_place_of_all_others() {
        let of = |version: u32, month: i8| Rules { version, effective_on: date(2026, month, 1), ..Rules::first() };
        let book = Book::new([of(1, 1), of(2, 10), of(3, 12)]);
        let tried = book.trying(&of(4, 12), "2026-11".parse().unwrap());
        let version = |month: &str| tried.in_month(month.parse().unwrap()).version;
        assert_eq!(["2026-09", "2026-10", "2026-11", "2027-01"].map(version), [1, 2, 4, 4]);
    }

    #[test]
    fn the_first_rules_name_every_rule_and_their_weights_make_a_whole() {
        let rules = Rules::first();
        assert!(Month::beginning(rules.effective_on).is_some());
        assert_eq!(rules.bounds.keys().copied().collect::<Vec<_>>(), Rule::CENTRE);
        assert_eq!(rules.aspects.keys().copied().collect::<Vec<_>>(), Rule::TOWNSHIPS);
        assert_eq!(rules.aspects.values().map(|percent| u32::from(*percent)).sum::<u32>(), 100);
        assert!(rules.bounds.values().all(|bounds| bounds.floor <= Points::ZERO && bounds.cap >= Points::ZERO));
        let read: Rules = serde_json::from_str(&serde_json::to_string(&rules).unwrap()).unwrap();
        assert_eq!(read, rules);
    }
}
