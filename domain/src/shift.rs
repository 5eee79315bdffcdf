//! Who of the centre is on duty, and what one shift hands over to the next.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::PersonId;
use crate::people::{Person, Role};
use crate::problem::Code;
use crate::time::seconds_between;

/// Characters of a handover note at most.
pub const MOST_TEXT: usize = 2000;
/// Seconds after which a shift is over: whoever has not said so has gone home without.
const LONGEST: i64 = 14 * 3600;

/// Whether people of this role go on duty, hand over, and confirm what they were handed.
pub fn takes_shifts(role: Role) -> bool {
    role == Role::Supervisor
}

/// The last shift of one of the centre's people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// Whose.
    pub person_id: PersonId,
    /// Name that others read.
    pub name: String,
    /// When they said that they begin.
    pub began_at: Timestamp,
    /// When they said that they end; none before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
}

impl Shift {
    /// One that this person begins.
    pub fn begin(person: &Person, now: Timestamp) -> Self {
        Self { person_id: person.id, name: person.name.clone(), began_at: now, ended_at: None }
    }

    /// Whether they are on duty.
    pub fn is_on(&self, now: Timestamp) -> bool {
        self.ended_at.is_none() && seconds_between(self.began_at, now) <= LONGEST
    }
}

/// A note for the shift that comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// The device's id for it.
    pub id: Uuid,
    /// When it was written.
    pub at: Timestamp,
    /// Who wrote it.
    pub by: PersonId,
    /// Their name then.
    pub by_name: String,
    /// What they hand over.
    pub text: String,
    /// Who has confirmed that they read it, the first on top.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<Reading>,
}

/// That somebody has read a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: PersonId,
    /// Their name then.
    pub by_name: String,
}

impl Handover {
    /// A note that this person writes.
    pub fn write(id: Uuid, text: &str, author: &Person, now: Timestamp) -> Result<Self, Code> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > MOST_TEXT || text.contains('\0') {
            return Err(Code::HandoverText);
        }
        Ok(Self {
            id,
            at: now,
            by: author.id,
            by_name: author.name.clone(),
            text: text.to_owned(),
            readings: Vec::new(),
        })
    }

    /// Whether this person has still to confirm it. Nobody confirms what they wrote.
    pub fn waits_for(&self, person: PersonId) -> bool {
        self.by != person && self.readings.iter().all(|reading| reading.by != person)
    }

    /// Takes in that this person has read it; once.
    pub fn confirm(&mut self, reader: &Person, now: Timestamp) {
        if self.waits_for(reader.id) {
            self.readings.push(Reading { at: now, by: reader.id, by_name: reader.name.clone() });
        }
    }
}

/// What one of the centre's people has in hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workload {
    /// Who.
    pub person_id: PersonId,
    /// Name that others read.
    pub name: String,
    /// Since when they are on duty; none where they are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_since: Option<Timestamp>,
    /// Open tickets on which the centre's last step was theirs.
    pub open: u64,
    /// Steps that they have taken today.
    pub today: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{Unit, UnitKind};
    use crate::time::after;

    fn person(n: u128) -> Person {
        Person {
            id: PersonId(Uuid::from_u128(n)),
            username: "x".into(),
            name: format!("督办员{n}"),
            role: Role::Supervisor,
            unit: Unit::new(Uuid::nil(), "C00".into(), "指挥中心", UnitKind::Centre),
        }
    }

    fn now() -> Timestamp {
        "2026-11-23T08:00:00+08:00".parse().unwrap()
    }

    #[test]
    fn a_shift_lasts_until_it_is_ended_and_no_longer_than_anybody_works() {
        let shift = Shift::begin(&person(1), now());
        assert!(shift.is_on(now()) && shift.is_on(after(now(), LONGEST)));
        assert!(!shift.is_on(after(now(), LONGEST + 1)), "they forgot to say so");
        assert!(!Shift { ended_at: Some(after(now(), 60)), ..shift }.is_on(after(now(), 120)));
        let on_duty: Vec<_> = Role::ALL.into_iter().filter(|role| takes_shifts(*role)).collect();
        assert_eq!(on_duty, [Role::Supervisor]);
    }

    #[test]
    fn a_note_says_something_and_not_too_much() {
        let write = |text: &str| Handover::write(Uuid::nil(), text, &person(1), now()).map(|note| note.text);
        assert_eq!(write("  盯紧青山路井盖\n"), Ok("盯紧青山路井盖".to_owned()));
        for refused in ["", " \n", "a\0b", &"字".repeat(MOST_TEXT + 1)] {
            assert_eq!(write(refused), Err(Code::HandoverText), "{refused:?}");
        }
        assert!(write(&"字".repeat(MOST_TEXT)).is_ok());
    }

    #[test]
    fn everybody_but_its_author_confirms_a_note_once() {
        let mut note = Handover::write(Uuid::nil(), "盯紧", &person(1), now()).unwrap();
        assert_eq!([1, 2].map(|n| note.waits_for(person(n).id)), [false, true]);
        note.confirm(&person(1), now());
        for seconds in [60, 120] {
            note.confirm(&person(2), after(now(), seconds));
        }
        let readings: Vec<_> = note.readings.iter().map(|it| (it.by, it.at)).collect();
        assert_eq!(readings, [(person(2).id, after(now(), 60))]);
        assert!(!note.waits_for(person(2).id) && note.waits_for(person(3).id));
        let json = serde_json::to_string(&note).unwrap();
        assert_eq!(serde_json::from_str::<Handover>(&json).unwrap(), note);
    }
}
