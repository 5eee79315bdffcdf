//! Scores: a month's entries of a unit, added up by its rules.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::average::trimmed;
use super::{FULL, Points, Rater, Rule, Rules};
use crate::ids::UnitCode;

/// Entries of a unit by one rule, of one rater where they are ratings, added up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// Whose.
    pub unit: UnitCode,
    /// By which rule.
    pub rule: Rule,
    /// Whose ratings.
    pub rater: Option<Rater>,
    /// What they add up to.
    pub points: Points,
    /// How many they are.
    pub entries: u32,
}

/// What a unit stands at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Whose.
    pub unit: UnitCode,
    /// The centre's part.
    pub centre: CentrePart,
    /// The townships' part.
    pub townships: TownshipsPart,
    /// Both, each by its weight.
    pub total: Points,
}

/// 指挥中心评价: full marks, and what the entries add and take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentrePart {
    /// Of full marks.
    pub points: Points,
    /// Rule by rule, those without entries too.
    pub rules: Vec<RuleSum>,
}

/// What the entries of one rule come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSum {
    /// Which.
    pub rule: Rule,
    /// What they add up to.
    pub sum: Points,
    /// What of it counts, between floor and cap.
    pub counted: Points,
    /// How many they are.
    pub entries: u32,
}

/// 镇街评价: an average over those who rated, which few cannot sway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TownshipsPart {
    /// Of full marks.
    pub points: Points,
    /// In each respect.
    pub aspects: Vec<Aspect>,
    /// How many ratings it is drawn from.
    pub ratings: u32,
    /// Of how many people.
    pub raters: u32,
    /// In how many townships.
    pub townships: u32,
}

/// How a unit was rated in one respect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aspect {
    /// Which.
    pub rule: Rule,
    /// Of full marks.
    pub points: Points,
}

impl Score {
    /// What these entries of a unit come to. Each rater is heard once, with the mean of their ratings.
    pub fn of(unit: &UnitCode, sums: &[Sum], rules: &Rules) -> Self {
        let centre = CentrePart::of(sums, rules);
        let townships = TownshipsPart::of(sums, rules);
        let weighed =
            i64::from(rules.centre_percent) * centre.points.0 + i64::from(rules.townships_percent) * townships.points.0;
        Self { unit: unit.clone(), centre, townships, total: Points(weighed / 100) }
    }
}

impl CentrePart {
    fn of(sums: &[Sum], rules: &Rules) -> Self {
        let sum_of = |rule: Rule| {
            let of_it = || sums.iter().filter(move |sum| sum.rule == rule);
            let sum = of_it().map(|sum| sum.points).sum();
            RuleSum { rule, sum, counted: rules.bounded(rule, sum), entries: of_it().map(|sum| sum.entries).sum() }
        };
        let by_rule: Vec<_> = Rule::CENTRE.into_iter().map(sum_of).collect();
        let points = FULL + by_rule.iter().map(|sum| sum.counted).sum();
        Self { points: points.clamp(Points::ZERO, FULL), rules: by_rule }
    }
}

impl TownshipsPart {
    fn of(sums: &[Sum], rules: &Rules) -> Self {
        let aspect = |rule: Rule| {
            let mut raters: BTreeMap<&Rater, (i64, u32)> = BTreeMap::new();
            for sum in sums.iter().filter(|sum| sum.rule == rule) {
                let Some(rater) = &sum.rater else { continue };
                let (points, ratings) = raters.entry(rater).or_default();
                *points += sum.points.0;
                *ratings += sum.entries;
            }
            let means = raters.values().map(|(points, ratings)| *points as f64 / f64::from((*ratings).max(1)));
            let average = trimmed(means, rules.neutral.0 as f64, rules.neutral_raters as usize);
            Aspect { rule, points: average.map_or(rules.neutral, |average| Points(average.round() as i64)) }
        };
        let aspects = Rule::TOWNSHIPS.map(aspect);
        let weighed: i64 = aspects
            .iter()
            .map(|aspect| aspect.points.0 * i64::from(rules.aspects.get(&aspect.rule).copied().unwrap_or_default()))
            .sum();
        // Every rating is one in each respect.
        let [in_one, ..] = Rule::TOWNSHIPS;
        let rated = || sums.iter().filter(move |sum| sum.rule == in_one);
        let raters: BTreeSet<_> = rated().filter_map(|sum| sum.rater.as_ref()).collect();
        let townships: BTreeSet<_> = raters.iter().map(|rater| &rater.township).collect();
        Self {
            points: Points(weighed / 100),
            aspects: aspects.to_vec(),
            ratings: rated().map(|sum| sum.entries).sum(),
            raters: u32::try_from(raters.iter().map(|rater| rater.person).collect::<BTreeSet<_>>().len())
                .unwrap_or(u32::MAX),
            townships: u32::try_from(townships.len()).unwrap_or(u32::MAX),
        }
    }
}

/// The scores of all units that have entries, by code.
pub fn scores(sums: impl IntoIterator<Item = Sum>, rules: &Rules) -> Vec<Score> {
    let mut units: BTreeMap<UnitCode, Vec<Sum>> = BTreeMap::new();
    for sum in sums {
        units.entry(sum.unit.clone()).or_default().push(sum);
    }
    units.iter().map(|(unit, sums)| Score::of(unit, sums, rules)).collect()
}

/// A score with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranked {
    /// From 1; equal totals share one.
    pub place: u32,
    /// The score.
    #[serde(flatten)]
    pub score: Score,
}

/// The scores in order, the highest first.
pub fn rank(mut scores: Vec<Score>) -> Vec<Ranked> {
    scores.sort_by(|a, b| (Reverse(a.total), &a.unit).cmp(&(Reverse(b.total), &b.unit)));
    let place = |score: &Score| scores.iter().take_while(|better| better.total > score.total).count();
    let places: Vec<_> = scores.iter().map(|score| u32::try_from(place(score) + 1).unwrap_or(u32::MAX)).collect();
    places.into_iter().zip(scores).map(|(place, score)| Ranked { place, score }).collect()
}
