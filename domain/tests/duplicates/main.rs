//! How well duplicates are found, over incidents that are made up. What comes of it stands in `docs/duplicates.md`.
#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

mod town;

use domain::duplicates::{Likeness, RECENTLY, Sighting};
use domain::time::seconds_between;
use town::{Report, Town};

/// Incidents in one town.
const INCIDENTS: usize = 2400;
/// The town that the thresholds were chosen in, and those that they are judged by.
const TUNED_IN: u64 = 1;
const JUDGED_IN: [u64; 4] = [2, 3, 4, 5];

/// Pairs of reports, the later of which might have been asked about the earlier.
#[derive(Clone, Copy, Debug, Default)]
struct Pairs {
    /// Proposed, and of one thing.
    right: usize,
    /// Proposed, but of two.
    wrong: usize,
    /// Of one thing, but not proposed.
    missed: usize,
}

impl Pairs {
    fn precision(self) -> f64 {
        self.right as f64 / (self.right + self.wrong) as f64
    }

    fn recall(self) -> f64 {
        self.right as f64 / (self.right + self.missed) as f64
    }

    fn count(&mut self, is_proposed: bool, is_one: bool) {
        self.right += usize::from(is_proposed && is_one);
        self.wrong += usize::from(is_proposed && !is_one);
        self.missed += usize::from(!is_proposed && is_one);
    }
}

/// Every report against those before it that are open or were closed of late.
fn pairs(town: &Town, mut told: impl FnMut(&Report, &Report, Option<&Likeness>)) -> Pairs {
    let mut pairs = Pairs::default();
    let seen = town.reports.iter().map(|it| Sighting::of_whistle(&it.whistle, it.at, &town.directory).unwrap());
    let sightings: Vec<_> = seen.collect();
    for (n, later) in town.reports.iter().enumerate() {
        for (earlier, sighting) in town.reports[..n].iter().zip(&sightings) {
            let is_one = earlier.incident == later.incident;
            let counts = seconds_between(earlier.closed_at, later.at) <= RECENTLY;
            if counts && (is_one || town::may_be_near(earlier, later)) {
                let like = sightings[n].compare(sighting);
                pairs.count(like.as_ref().is_some_and(|like| like.is_likely), is_one);
                told(later, earlier, like.as_ref());
            }
        }
    }
    pairs
}

/// Prints what `docs/duplicates.md` says.
#[test]
fn most_duplicates_are_found_and_most_of_what_is_found_is_one() {
    let without = judged("without photos", |seed| Town::build(seed, INCIDENTS));
    let with = judged("with photos", |seed| Town::build(seed, INCIDENTS).with_photos(seed));
    assert!(with.right > without.right && with.wrong <= without.wrong, "{with:?}, {without:?}");
}

fn judged(what: &str, town: impl Fn(u64) -> Town) -> Pairs {
    println!("{what}");
    let mut judged = Pairs::default();
    for seed in [TUNED_IN].into_iter().chain(JUDGED_IN) {
        let town = town(seed);
        let of_town = pairs(&town, |_, _, _| {});
        println!(
            "seed {seed}: {INCIDENTS} incidents, {} reports, precision {:.3}, recall {:.3}, {of_town:?}",
            town.reports.len(),
            of_town.precision(),
            of_town.recall()
        );
        if seed != TUNED_IN {
            judged.right += of_town.right;
            judged.wrong += of_town.wrong;
            judged.missed += of_town.missed;
        }
    }
    println!("judged: precision {:.3}, recall {:.3}, {judged:?}", judged.precision(), judged.recall());
    assert!(judged.precision() > 0.78, "{judged:?}");
    assert!(judged.recall() > 0.87, "{judged:?}");
    judged
}

#[test]
fn two_things_side_by_side_are_told_apart_more_often_than_not() {
    let town = Town::build(JUDGED_IN[0], INCIDENTS);
    let (mut beside, mut proposed) = (0, 0);
    pairs(&town, |later, earlier, like| {
        if later.beside == Some(earlier.incident) || earlier.beside == Some(later.incident) {
            beside += 1;
            proposed += usize::from(like.is_some_and(|like| like.is_likely));
        }
    });
    println!("side by side: {proposed} of {beside} pairs proposed");
    assert!(beside > 300 && proposed * 2 < beside, "{proposed} of {beside}");
}

#[test]
fn a_town_is_the_same_each_time_it_is_built() {
    let (one, two) = (Town::build(7, 50), Town::build(7, 50));
    let whistles = |town: &Town| town.reports.iter().map(|report| report.whistle.clone()).collect::<Vec<_>>();
    assert_eq!(whistles(&one), whistles(&two));
    assert_ne!(whistles(&Town::build(8, 50)), whistles(&one));
}
