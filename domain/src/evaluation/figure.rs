//! The figures of the rules, one by one: what each may be, and what a new version has to be.

use std::ops::RangeInclusive;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Bounds, FULL, Month, Points, Reason, Rule, Rules};
use crate::people::Role;
use crate::problem::Code;

/// Whether people of this role decide versions of the rules, and withdraw one that does not hold yet.
pub fn decides_rules(role: Role) -> bool {
    role == Role::Leader
}

/// One figure of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Figure {
    /// Weight of the centre's part.
    Centre,
    /// Weight of the townships' part.
    Townships,
    /// What a reason gives.
    Given(Reason),
    /// Below which the entries of a rule do not count.
    Floor(Rule),
    /// Above which they do not.
    Cap(Rule),
    /// Share of a rule in the townships' part.
    Share(Rule),
    /// What a unit stands at that nobody has rated.
    Neutral,
    /// As how many raters that counts.
    NeutralRaters,
    /// Raters below which nobody is shown who rated what.
    LeastRaters,
}

/// In what a figure is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Percent.
    Percent,
    /// Hundredths of a point.
    Points,
    /// People.
    People,
}

impl Figure {
    /// Every figure, in the order of the rules.
    pub fn all() -> Vec<Self> {
        let given = Reason::ALL.into_iter().filter(|reason| gives(*reason).is_some()).map(Self::Given);
        let bounds = Rule::CENTRE.into_iter().flat_map(|rule| [Self::Floor(rule), Self::Cap(rule)]);
        let shares = Rule::TOWNSHIPS.into_iter().map(Self::Share);
        let sample = [Self::Neutral, Self::NeutralRaters, Self::LeastRaters];
        [Self::Centre, Self::Townships].into_iter().chain(given).chain(bounds).chain(shares).chain(sample).collect()
    }

    /// In what it is told.
    pub fn measure(self) -> Measure {
        match self {
            Self::Centre | Self::Townships | Self::Share(_) => Measure::Percent,
            Self::Given(_) | Self::Floor(_) | Self::Cap(_) | Self::Neutral => Measure::Points,
            Self::NeutralRaters | Self::LeastRaters => Measure::People,
        }
    }

    /// Between what it may be.
    pub fn range(self) -> RangeInclusive<i64> {
        match self {
            Self::Centre | Self::Townships | Self::Share(_) => 0..=100,
            Self::Given(reason) => gives(reason).unwrap_or(0..=0),
            Self::Floor(_) => -FULL.0..=0,
            Self::Cap(_) | Self::Neutral => 0..=FULL.0,
            Self::NeutralRaters => 0..=50,
            // Of one rater it would be known whose the rating is.
            Self::LeastRaters => 2..=50,
        }
    }

    /// Where it stands in the rules' JSON.
    pub fn path(self) -> String {
        match self {
            Self::Centre => "centre_percent".into(),
            Self::Townships => "townships_percent".into(),
            Self::Given(reason) => format!("points.{}", reason.as_str()),
            Self::Floor(rule) => format!("bounds.{}.floor", rule.as_str()),
            Self::Cap(rule) => format!("bounds.{}.cap", rule.as_str()),
            Self::Share(rule) => format!("aspects.{}", rule.as_str()),
            Self::Neutral => "neutral".into(),
            Self::NeutralRaters => "neutral_raters".into(),
            Self::LeastRaters => "least_raters".into(),
        }
    }
}

/// What is in time never costs, what is late or was sent back never gains; none where nothing is given for it.
fn gives(reason: Reason) -> Option<RangeInclusive<i64>> {
    match reason {
        Reason::SignedInTime | Reason::HandledInTime | Reason::RepliedInTime | Reason::OpinionInTime => {
            Some(0..=FULL.0)
        }
        Reason::SignedLate
        | Reason::HandledLate
        | Reason::ReturnedWrongly
        | Reason::Reworked
        | Reason::Supervised
        | Reason::RepliedLate
        | Reason::OpinionLate => Some(-FULL.0..=0),
        Reason::Rated
        | Reason::Exempted
        | Reason::DeadlineMoved
        | Reason::ReturnApproved
        | Reason::RuledElsewhere
        | Reason::NotCounted
        | Reason::CountedAgain => None,
    }
}

impl Rules {
    /// What a figure is: percent, hundredths of a point or people.
    pub fn figure(&self, figure: Figure) -> i64 {
        let bounds = |rule: Rule| self.bounds.get(&rule).copied().unwrap_or(NO_BOUNDS);
        match figure {
            Figure::Centre => self.centre_percent.into(),
            Figure::Townships => self.townships_percent.into(),
            Figure::Given(reason) => self.gives(reason).0,
            Figure::Floor(rule) => bounds(rule).floor.0,
            Figure::Cap(rule) => bounds(rule).cap.0,
            Figure::Share(rule) => self.aspects.get(&rule).copied().unwrap_or_default().into(),
            Figure::Neutral => self.neutral.0,
            Figure::NeutralRaters => self.neutral_raters.into(),
            Figure::LeastRaters => self.least_raters.into(),
        }
    }

    /// Sets a figure. What does not fit its kind of number becomes one that [`Figure::range`] does not have.
    pub fn set(&mut self, figure: Figure, value: i64) {
        let percent = u8::try_from(value).unwrap_or(u8::MAX);
        let people = u32::try_from(value).unwrap_or(u32::MAX);
        match figure {
            Figure::Centre => self.centre_percent = percent,
            Figure::Townships => self.townships_percent = percent,
            Figure::Given(reason) => drop(self.points.insert(reason, Points(value))),
            Figure::Floor(rule) => self.bounds.entry(rule).or_insert(NO_BOUNDS).floor = Points(value),
            Figure::Cap(rule) => self.bounds.entry(rule).or_insert(NO_BOUNDS).cap = Points(value),
            Figure::Share(rule) => drop(self.aspects.insert(rule, percent)),
            Figure::Neutral => self.neutral = Points(value),
            Figure::NeutralRaters => self.neutral_raters = people,
            Figure::LeastRaters => self.least_raters = people,
        }
    }

    /// The figures in which it differs from another version.
    pub fn differences(&self, other: &Self) -> Vec<Figure> {
        Figure::all().into_iter().filter(|figure| self.figure(*figure) != other.figure(*figure)).collect()
    }

    /// What keeps this from becoming a version.
    pub fn faults(&self, now: Timestamp) -> Vec<RulesFault> {
        let mut faults = Vec::new();
        let mut unless = |is_right: bool, field: String, code: Code| {
            if !is_right {
                faults.push(RulesFault { field, code });
            }
        };
        let is_ahead = Month::beginning(self.effective_on).is_some_and(|month| months_ahead(now).contains(&month));
        unless(is_ahead, "effective_on".into(), Code::RulesMonth);
        for figure in Figure::all() {
            unless(figure.range().contains(&self.figure(figure)), figure.path(), Code::RulesRange);
        }
        let given = Reason::ALL.into_iter().filter(|reason| gives(*reason).is_some());
        unless(self.points.keys().copied().eq(given), "points".into(), Code::RulesRange);
        unless(self.bounds.keys().copied().eq(Rule::CENTRE), "bounds".into(), Code::RulesRange);
        unless(self.aspects.keys().copied().eq(Rule::TOWNSHIPS), "aspects".into(), Code::RulesRange);
        let shares: i64 = Rule::TOWNSHIPS.into_iter().map(|rule| self.figure(Figure::Share(rule))).sum();
        unless(shares == 100, "aspects".into(), Code::RulesShares);
        let weights = self.figure(Figure::Centre) + self.figure(Figure::Townships);
        unless((1..=100).contains(&weights), Figure::Townships.path(), Code::RulesWeights);
        faults
    }
}

/// As of a rule that is not named.
const NO_BOUNDS: Bounds = Bounds { floor: Points::ZERO, cap: Points::ZERO };

/// What is wrong with a draft, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesFault {
    /// A path into the rules' JSON.
    pub field: String,
    /// What is wrong there.
    pub code: Code,
}

/// The months from which a version that is decided now may hold: from the next one to the end of next year.
pub fn months_ahead(now: Timestamp) -> Vec<Month> {
    let this = Month::of(now);
    let last = this.first_day().year().saturating_add(1);
    std::iter::successors(Some(this.next()), |month| Some(month.next()))
        .take_while(|month| month.first_day().year() <= last)
        .take(24)
        .collect()
}

/// When something was done, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// When.
    pub at: Timestamp,
    /// Name of who did it; empty where it came with the program.
    pub by: String,
}

/// A version of the rules as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// The rules.
    pub rules: Rules,
    /// Who decided it.
    pub decided: Done,
    /// Who withdrew it before it held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Done>,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-29T12:00:00+08:00".parse().unwrap()
    }

    fn draft() -> Rules {
        Rules { version: 2, effective_on: date(2026, 12, 1), ..Rules::first() }
    }

    #[test]
    fn a_leader_decides_and_nobody_else() {
        let who: Vec<_> = Role::ALL.into_iter().filter(|role| decides_rules(*role)).collect();
        assert_eq!(who, [Role::Leader]);
    }

    #[test]
    fn the_first_rules_are_in_range_and_every_figure_can_be_set() {
        assert_eq!(draft().faults(now()), []);
        for figure in Figure::all() {
            let mut other = draft();
            let (from, to) = figure.range().into_inner();
            let value = if other.figure(figure) == to { from } else { to };
            other.set(figure, value);
            assert_eq!((other.figure(figure), other.differences(&draft())), (value, vec![figure]), "{figure:?}");
        }
    }

    #[test]
    fn what_is_out_of_range_is_told_at_its_field() {
        for figure in Figure::all() {
            for beyond in [figure.range().start() - 1, figure.range().end() + 1] {
                let mut other = draft();
                other.set(figure, beyond);
                let fault = RulesFault { field: figure.path(), code: Code::RulesRange };
                assert!(other.faults(now()).contains(&fault), "{figure:?} {beyond}");
            }
        }
    }

    #[test]
    fn sums_months_and_names_are_checked() {
        let told = |change: &dyn Fn(&mut Rules)| {
            let mut other = draft();
            change(&mut other);
            other.faults(now()).into_iter().map(|fault| (fault.field, fault.code)).collect::<Vec<_>>()
        };
        let one = |field: &str, code| vec![(field.to_owned(), code)];
        for (on, right) in [
            (date(2026, 11, 1), false),
            (date(2026, 12, 2), false),
            (date(2026, 12, 1), true),
            (date(2027, 12, 1), true),
            (date(2028, 1, 1), false),
        ] {
            let expected = if right { vec![] } else { one("effective_on", Code::RulesMonth) };
            assert_eq!(told(&|rules| rules.effective_on = on), expected, "{on}");
        }
        assert_eq!(told(&|it| it.set(Figure::Share(Rule::Quality), 31)), one("aspects", Code::RulesShares));
        assert_eq!(told(&|it| it.set(Figure::Townships, 91)), one("townships_percent", Code::RulesWeights));
        let nothing = |it: &mut Rules| (it.centre_percent, it.townships_percent) = (0, 0);
        assert_eq!(told(&nothing), one("townships_percent", Code::RulesWeights));
        assert_eq!(told(&|it| it.points.extend([(Reason::Rated, Points(5))])), one("points", Code::RulesRange));
        assert_eq!(told(&|it| it.bounds.retain(|rule, _| *rule != Rule::Opinions)), one("bounds", Code::RulesRange));
    }
}
