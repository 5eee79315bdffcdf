//! Whether two reports are of one thing: what speaks for it in points, with the reasons as data. It proposes, people decide.

mod cell;
mod habit;
mod nearby;
mod words;

use std::cmp::Reverse;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use cell::Cell;

use crate::command::Whistle;
use crate::directory::Directory;
use crate::grid::metres_between;
use crate::ids::TicketId;
use crate::list::Item;
use crate::look::Look;
use crate::photo::{Photo, Stage};
use crate::place::Place;
use crate::ticket::{Flag, Status, Ticket};
use crate::time::{after, seconds_between};
use habit::Habit;
use words::Said;

/// Candidates that are told at most.
const MOST: usize = 5;
/// Seconds after its closing for which a ticket may still be the same thing.
pub const RECENTLY: i64 = 7 * DAY;
const DAY: i64 = 86_400;
/// What each kind of likeness may add, of a hundred.
const PLACE: f64 = 40.0;
const ITEM: f64 = 25.0;
const KINDRED: f64 = 16.0;
const WORDS: f64 = 20.0;
const TIME: f64 = 15.0;
/// What photos that are alike add, up to the hundred. Those that are not say nothing: one thing looks different from two sides.
const PHOTO: f64 = 20.0;
const MOST_POINTS: f64 = 100.0;
/// What items that have nothing in common take away.
const OTHER_ITEM: f64 = 15.0;
/// What two house numbers that differ take away.
const ELSEWHERE: f64 = 25.0;
/// How many times as far as the positions leave open two reports may lie apart.
const FURTHEST: f64 = 2.25;
/// Metres of inaccuracy that count at most: a position that says nothing is no reason to look everywhere.
const WORST_METRES: f64 = 50.0;
/// Where a device does not say how exact it is.
const UNKNOWN_METRES: f64 = 25.0;
/// The share of common bigrams that counts in full.
const SAME_WORDS: f64 = 0.5;

/// One thing that speaks for two reports being of the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    /// They lie no further apart than the positions are exact.
    Near {
        /// How far.
        metres: u32,
    },
    /// They name the same item.
    SameItem,
    /// They name items of one class.
    KindredItem,
    /// They use the same words.
    SameWords,
    /// They have photos that look alike.
    AlikePhotos,
    /// One came soon after the other.
    Soon {
        /// How soon.
        minutes: u32,
    },
}

/// How like two reports are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// Out of a hundred.
    pub points: u32,
    /// Metres between them.
    pub metres: u32,
    /// What speaks for it.
    pub reasons: Vec<Reason>,
    /// Whether that is enough to ask about, for such an item.
    pub is_likely: bool,
}

/// A ticket that may be of the same thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The ticket.
    pub id: TicketId,
    /// Out of a hundred.
    pub points: u32,
    /// Metres away.
    pub metres: u32,
    /// What speaks for it.
    pub reasons: Vec<Reason>,
}

/// What is compared of a report.
#[derive(Clone, Debug)]
pub struct Sighting<'a> {
    place: &'a Place,
    item: Option<&'a Item>,
    words: Said,
    looks: Vec<Look>,
    at: Timestamp,
}

impl<'a> Sighting<'a> {
    /// Of a whistle that is made at that moment; none without a place.
    pub fn of_whistle(whistle: &'a Whistle, at: Timestamp, directory: &'a Directory) -> Option<Self> {
        let item = whistle.item_code.as_deref().and_then(|code| directory.item(code));
        let texts = [Some(&*whistle.description), whistle.address.as_deref()];
        let words = Said::of(texts.into_iter().flatten(), item);
        Some(Self { place: whistle.place.as_ref()?, item, words, looks: looks(&whistle.photos), at })
    }

    /// Of a ticket; none without a place.
    pub fn of_ticket(ticket: &'a Ticket, directory: &'a Directory) -> Option<Self> {
        let item = ticket.item_code.as_deref().and_then(|code| directory.item(code));
        let texts = [Some(&*ticket.description), ticket.address.as_deref()];
        let words = Said::of(texts.into_iter().flatten(), item);
        let is_doubtful = ticket.flags.contains(&Flag::Clock);
        let at = if is_doubtful { ticket.received_at } else { ticket.captured_at };
        let found = ticket.photos.iter().filter(|photo| photo.stage == Stage::Before).map(|photo| &photo.photo);
        Some(Self { place: ticket.place.as_ref()?, item, words, looks: looks(found), at })
    }

    /// Where it is.
    pub fn place(&self) -> &'a Place {
        self.place
    }

    /// When a report of the same thing may have come at the earliest.
    pub fn window(&self) -> Timestamp {
        after(self.at, -habit::LONGEST_DAYS * DAY)
    }

    /// How like another report is; none where it is out of the question.
    pub fn compare(&self, other: &Self) -> Option<Likeness> {
        let habit = Habit::of(self.item).or_wider(Habit::of(other.item));
        let metres = metres_between(self.place.point(), other.place.point());
        let apart = metres / spread(self.place, other.place, habit.reach_metres);
        let seconds = seconds_between(self.at, other.at).abs();
        let limit = habit.days * DAY;
        if apart > FURTHEST || seconds > limit {
            return None;
        }
        let mut points =
            PLACE * (1.0 - apart * apart / (FURTHEST * FURTHEST)) + TIME * (1.0 - seconds as f64 / limit as f64);
        let mut reasons = Vec::new();
        if apart <= 1.0 {
            reasons.push(Reason::Near { metres: metres.round() as u32 });
        }
        match (self.item, other.item) {
            (Some(one), Some(two)) if one.code == two.code => {
                points += ITEM;
                reasons.push(Reason::SameItem);
            }
            (Some(one), Some(two)) if one.class_name == two.class_name => {
                points += KINDRED;
                reasons.push(Reason::KindredItem);
            }
            (Some(_), Some(_)) => points -= OTHER_ITEM,
            // Whoever names none says nothing against it.
            _ => points += KINDRED,
        }
        let common = (self.words.likeness(&other.words) / SAME_WORDS).min(1.0);
        points += WORDS * common;
        if self.words.is_elsewhere(&other.words) {
            points -= ELSEWHERE;
        }
        if common >= SAME_WORDS {
            reasons.push(Reason::SameWords);
        }
        if self.looks.iter().any(|look| other.looks.iter().any(|theirs| look.is_like(*theirs))) {
            points = (points + PHOTO).min(MOST_POINTS);
            reasons.push(Reason::AlikePhotos);
        }
        if seconds <= limit / 4 {
            reasons.push(Reason::Soon { minutes: u32::try_from(seconds / 60).unwrap_or(u32::MAX) });
        }
        let is_likely = points >= habit.enough;
        Some(Likeness { points: points as u32, metres: metres.round() as u32, reasons, is_likely })
    }
}

fn looks<'a>(photos: impl IntoIterator<Item = &'a Photo>) -> Vec<Look> {
    photos.into_iter().filter_map(|photo| photo.look).collect()
}

/// The tickets that are most like it, the likest first: open ones, and those closed of late.
pub fn candidates<'a>(
    of: &Sighting<'_>,
    among: impl IntoIterator<Item = &'a Ticket>,
    directory: &Directory,
    now: Timestamp,
) -> Vec<Candidate> {
    let candidate = |ticket: &Ticket| {
        // Before words are taken apart: most tickets lie elsewhere.
        let near = ticket.place.as_ref().is_some_and(|place| Cell::of(of.place).touches(Cell::of(place)));
        if !near || !counts(ticket, now) {
            return None;
        }
        let like = of.compare(&Sighting::of_ticket(ticket, directory)?).filter(|like| like.is_likely)?;
        Some(Candidate { id: ticket.id, points: like.points, metres: like.metres, reasons: like.reasons })
    };
    let mut found: Vec<_> = among.into_iter().filter_map(candidate).collect();
    found.sort_by_key(|candidate| (Reverse(candidate.points), candidate.id));
    found.truncate(MOST);
    found
}

/// Whether a ticket in this state may be the same thing.
fn counts(ticket: &Ticket, now: Timestamp) -> bool {
    match ticket.status {
        Status::Closed { closed_at, .. } => seconds_between(closed_at, now) <= RECENTLY,
        _ => !ticket.status.is_terminal(),
    }
}

/// How far apart two reports of one thing are likely to lie.
fn spread(one: &Place, two: &Place, reach_metres: f64) -> f64 {
    let square = |place: &Place| {
        let metres = place.accuracy_m.unwrap_or(UNKNOWN_METRES).min(WORST_METRES);
        metres * metres
    };
    (square(one) + square(two) + reach_metres * reach_metres).sqrt()
}

#[cfg(test)]
mod tests;
