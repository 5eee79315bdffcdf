//! Admission: how a change gets into the list. It is proposed, every unit that it would bind is asked for an opinion, the
//! centre reviews whether it is lawful, and a leader decides; approved, it is a version with a day from which it holds.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Difference, Duty, Item, Responsible, Version};
use crate::directory::Directory;
use crate::ids::{PersonId, TicketId, UnitCode};
use crate::people::{Person, Role, UnitKind};
use crate::problem::Code;

/// Longest title, in characters.
pub const LONGEST_TITLE: usize = 60;
/// Longest reason, opinion or decision.
pub const LONGEST_WORDS: usize = 2000;
/// Most days that units may be given for their opinions.
pub const MOST_DAYS: u8 = 30;
/// Days that units are given unless the proposal says otherwise.
pub const DAYS: u8 = 5;

/// Where a proposal comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
pub enum Origin {
    /// Somebody's own idea.
    Person,
    /// A ticket that was returned, arbitrated, or not on the list.
    Ticket(TicketId),
    /// A file of this name.
    File(String),
}

/// Who did something, and when, as it stays on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// Who.
    pub person: PersonId,
    /// Their name then.
    pub name: String,
    /// Their unit then.
    pub unit: UnitCode,
    /// When.
    pub at: Timestamp,
    /// What they wrote.
    pub words: String,
}

/// What a unit answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// Whether it agrees.
    pub agrees: bool,
    /// Whether the people, money and technology that come with what is delegated have come; of a township that is to
    /// receive it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<bool>,
    /// By whom, when, and why.
    pub signed: Signed,
}

/// A unit that the change would bind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The unit.
    pub unit: UnitCode,
    /// Whether something is to be delegated to it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub receives: bool,
    /// Its opinion; none while it is silent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opinion: Option<Opinion>,
}

/// The stage a proposal is at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "name")]
pub enum Stage {
    /// 征求意见, and once all have answered or the time is up, 法制审核.
    Opinions,
    /// 待决定: reviewed, and found lawful.
    Decision,
    /// 已通过: it is this version.
    Approved {
        /// By whom.
        signed: Signed,
        /// As what.
        version: Version,
    },
    /// 未通过: found unlawful, or turned down by the leader.
    Rejected {
        /// By whom, and why.
        signed: Signed,
    },
    /// 已撤回
    Withdrawn {
        /// By whom, and why.
        signed: Signed,
    },
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The units that were asked.
    Units,
    /// Whoever reviews.
    Reviewer,
    /// The leader.
    Leader,
    /// Nobody's: it has ended.
    Nobody,
}

/// A change on its way into the list. The items that it changes stand beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Given by whoever proposes, so that sending it twice makes one.
    pub id: Uuid,
    /// What it is about.
    pub title: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Number of the ticket that it comes from, where the proposer sees that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket_number: Option<String>,
    /// By whom, when, and why.
    pub proposed: Signed,
    /// How many items it changes.
    pub changes: usize,
    /// Whom it would bind.
    pub asked: Vec<Asked>,
    /// Until when they are waited for.
    pub opinions_due: Timestamp,
    /// That it is lawful, by whom, and on what grounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Signed>,
    /// How far it has come.
    pub stage: Stage,
}

/// What somebody wants to have changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// An id of the proposer's choice.
    pub id: Uuid,
    /// What it is about.
    pub title: String,
    /// Why.
    pub reason: String,
    /// Days for opinions.
    pub days: u8,
    /// Where it comes from.
    pub origin: Origin,
}

/// What is done about a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Act {
    /// A unit gives its opinion.
    Opinion {
        /// Whether it agrees; if not, it says why.
        agrees: bool,
        /// See [`Opinion::received`].
        #[serde(default)]
        received: Option<bool>,
        /// Why.
        words: String,
    },
    /// Whether it is lawful.
    Review {
        /// If not, it ends here.
        passes: bool,
        /// On what grounds.
        words: String,
    },
    /// The leader approves.
    Approve {
        /// From which day it is to hold.
        effective_on: Date,
        /// Remarks.
        #[serde(default)]
        words: String,
    },
    /// The leader turns it down.
    Reject {
        /// Why.
        words: String,
    },
    /// The proposer takes it back.
    Withdraw {
        /// Why.
        words: String,
    },
}

/// What may be done, whatever is written in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActKind {
    /// [`Act::Opinion`]
    Opinion,
    /// [`Act::Review`]
    Review,
    /// [`Act::Approve`] and [`Act::Reject`]
    Decide,
    /// [`Act::Withdraw`]
    Withdraw,
}

impl Act {
    /// Its kind.
    pub fn kind(&self) -> ActKind {
        match self {
            Self::Opinion { .. } => ActKind::Opinion,
            Self::Review { .. } => ActKind::Review,
            Self::Approve { .. } | Self::Reject { .. } => ActKind::Decide,
            Self::Withdraw { .. } => ActKind::Withdraw,
        }
    }
}

/// Who acts, and when.
#[derive(Clone, Copy, Debug)]
pub struct Hand<'a> {
    /// Who.
    pub actor: &'a Person,
    /// When.
    pub now: Timestamp,
}

impl Hand<'_> {
    fn sign(&self, words: &str) -> Signed {
        Signed {
            person: self.actor.id,
            name: self.actor.name.clone(),
            unit: self.actor.unit.code.clone(),
            at: self.now,
            words: words.trim().to_owned(),
        }
    }
}

/// Whether people of this role propose changes.
pub fn proposes(role: Role) -> bool {
    matches!(role, Role::Caller | Role::Specialist | Role::Supervisor)
}

/// Whether people of this role read proposals, with the opinions of units.
pub fn reads_proposals(role: Role) -> bool {
    !matches!(role, Role::GridWorker | Role::ServiceTeam)
}

impl Proposal {
    /// Proposes these changes. Whether the list would be sound with them is not looked at here.
    pub fn new(draft: Draft, changes: &[Difference], hand: Hand<'_>, directory: &Directory) -> Result<Self, Code> {
        if !proposes(hand.actor.role) {
            return Err(Code::Forbidden);
        }
        filled(&draft.title, LONGEST_TITLE)?;
        filled(&draft.reason, LONGEST_WORDS)?;
        if !(1..=MOST_DAYS).contains(&draft.days) {
            return Err(Code::Malformed);
        }
        if changes.is_empty() {
            return Err(Code::ProposalEmpty);
        }
        let receives = receivers(changes, directory);
        let asked = bound(changes, directory)
            .into_iter()
            .map(|unit| Asked { receives: receives.contains(&unit), unit, opinion: None })
            .collect();
        let time = SignedDuration::from_hours(24 * i64::from(draft.days));
        Ok(Self {
            id: draft.id,
            title: draft.title.trim().to_owned(),
            origin: draft.origin,
            ticket_number: None,
            proposed: hand.sign(&draft.reason),
            changes: changes.len(),
            asked,
            opinions_due: hand.now.checked_add(time).map_err(|_| Code::Malformed)?,
            review: None,
            stage: Stage::Opinions,
        })
    }

    /// Whose turn it is.
    pub fn turn(&self, now: Timestamp) -> Turn {
        match self.stage {
            Stage::Opinions if now < self.opinions_due && self.silent().next().is_some() => Turn::Units,
            Stage::Opinions => Turn::Reviewer,
            Stage::Decision => Turn::Leader,
            Stage::Approved { .. } | Stage::Rejected { .. } | Stage::Withdrawn { .. } => Turn::Nobody,
        }
    }

    /// The units that have not answered.
    pub fn silent(&self) -> impl Iterator<Item = &Asked> {
        self.asked.iter().filter(|asked| asked.opinion.is_none())
    }

    /// Whether this person may do it now.
    pub fn admits(&self, kind: ActKind, hand: Hand<'_>) -> Result<(), Code> {
        let turn = self.turn(hand.now);
        if turn == Turn::Nobody {
            return Err(Code::ProposalEnded);
        }
        let actor = hand.actor;
        match kind {
            ActKind::Opinion => {
                let speaks = matches!(actor.role, Role::Caller | Role::Specialist);
                let asked = self.asked.iter().find(|asked| asked.unit == actor.unit.code).filter(|_| speaks);
                match asked.ok_or(Code::Forbidden)?.opinion {
                    Some(_) => Err(Code::ProposalAnswered),
                    // Late is better than silent, until the review has begun to count on it.
                    None if self.review.is_some() => Err(Code::ProposalReviewed),
                    None => Ok(()),
                }
            }
            ActKind::Review if actor.role != Role::Supervisor || actor.id == self.proposed.person => {
                Err(Code::Forbidden)
            }
            ActKind::Review => match turn {
                Turn::Units => Err(Code::ProposalOpinionsOpen),
                Turn::Reviewer => Ok(()),
                Turn::Leader | Turn::Nobody => Err(Code::ProposalReviewed),
            },
            ActKind::Decide if actor.role != Role::Leader => Err(Code::Forbidden),
            ActKind::Decide if turn == Turn::Leader => Ok(()),
            ActKind::Decide => Err(Code::ProposalNotReviewed),
            ActKind::Withdraw if actor.id == self.proposed.person => Ok(()),
            ActKind::Withdraw => Err(Code::Forbidden),
        }
    }

    /// Whether every township that is to receive something has confirmed what comes with it.
    pub fn is_received(&self) -> bool {
        self.asked
            .iter()
            .filter(|asked| asked.receives)
            .all(|asked| asked.opinion.as_ref().is_some_and(|opinion| opinion.received == Some(true)))
    }

    /// Does it. `latest` is the newest version there is, in force or not; `today` is the day here.
    pub fn apply(self, act: &Act, hand: Hand<'_>, latest: Option<&Version>, today: Date) -> Result<Self, Code> {
        self.admits(act.kind(), hand)?;
        let mut next = self;
        match act {
            Act::Opinion { agrees, received, words } => {
                let asked = next.asked.iter_mut().find(|asked| asked.unit == hand.actor.unit.code);
                let asked = asked.ok_or(Code::Forbidden)?;
                let received = asked.receives.then_some(*received == Some(true));
                // Agreement needs no words; anything else is of no use without.
                if *agrees && received != Some(false) {
                    fits(words, LONGEST_WORDS)
                } else {
                    filled(words, LONGEST_WORDS)
                }?;
                asked.opinion = Some(Opinion { agrees: *agrees, received, signed: hand.sign(words) });
            }
            Act::Review { passes, words } => {
                filled(words, LONGEST_WORDS)?;
                let signed = hand.sign(words);
                if *passes {
                    (next.review, next.stage) = (Some(signed), Stage::Decision);
                } else {
                    next.stage = Stage::Rejected { signed };
                }
            }
            Act::Approve { effective_on, words } => {
                fits(words, LONGEST_WORDS)?;
                if !next.is_received() {
                    return Err(Code::ProposalNotReceived);
                }
                // Versions hold in the order of their numbers.
                let earliest = latest.map_or(today, |latest| latest.effective_on.max(today));
                if *effective_on < earliest || effective_on.year() > today.year() + 1 {
                    return Err(Code::ProposalDay);
                }
                let version = Version {
                    number: Version::number_after(latest, effective_on.year()),
                    serial: latest.map_or(0, |latest| latest.serial) + 1,
                    effective_on: *effective_on,
                    title: next.title.clone(),
                };
                next.stage = Stage::Approved { signed: hand.sign(words), version };
            }
            Act::Reject { words } => {
                filled(words, LONGEST_WORDS)?;
                next.stage = Stage::Rejected { signed: hand.sign(words) };
            }
            Act::Withdraw { words } => {
                filled(words, LONGEST_WORDS)?;
                next.stage = Stage::Withdrawn { signed: hand.sign(words) };
            }
        }
        Ok(next)
    }
}

fn fits(text: &str, longest: usize) -> Result<(), Code> {
    let readable = text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'));
    if readable && text.chars().count() <= longest { Ok(()) } else { Err(Code::ProposalWords) }
}

fn filled(text: &str, longest: usize) -> Result<(), Code> {
    if text.trim().is_empty() { Err(Code::ProposalWords) } else { fits(text, longest) }
}

/// The units that these changes would bind: those named, before or after, by an entry or a boundary that changes. What
/// binds nobody, such as an everyday word, asks nobody.
pub fn bound(changes: &[Difference], directory: &Directory) -> BTreeSet<UnitCode> {
    let mut bound = BTreeSet::new();
    for change in changes {
        let (before, after) = (change.before.as_ref(), change.after.as_ref());
        let renamed = heading(before) != heading(after);
        for (one, other) in [(before, after), (after, before)] {
            let Some(item) = one else { continue };
            let others = other.map(|other| duties(other, directory)).unwrap_or_default();
            for duty in duties(item, directory).iter().filter(|duty| renamed || !others.contains(duty)) {
                for responsible in std::iter::once(&duty.lead).chain(&duty.co_responsible) {
                    bound.extend(units_of(responsible, directory));
                }
            }
        }
        if boundary(before) != boundary(after) {
            bound.extend(townships(directory));
            for duty in [before, after].into_iter().flatten().flat_map(|item| duties(item, directory)) {
                bound.extend(units_of(&duty.lead, directory));
            }
        }
        if delegation(before) != delegation(after) {
            bound.extend(townships(directory));
            bound.extend([before, after].into_iter().filter_map(delegation).map(|delegation| delegation.from.clone()));
        }
    }
    // Nobody answers for one that is closed.
    bound.retain(|code| directory.open_unit(code).is_some());
    bound
}

/// The townships that these changes delegate something to.
fn receivers(changes: &[Difference], directory: &Directory) -> BTreeSet<UnitCode> {
    let delegates = changes.iter().any(|change| {
        let after = delegation(change.after.as_ref());
        after.is_some() && after != delegation(change.before.as_ref())
    });
    if delegates { townships(directory).collect() } else { BTreeSet::new() }
}

fn heading(item: Option<&Item>) -> Option<(&str, &str, &str)> {
    item.map(|item| (item.name.as_str(), item.class_name.as_str(), item.edition.as_str()))
}

fn boundary(item: Option<&Item>) -> Option<&super::Boundary> {
    item?.boundary.as_ref()
}

fn delegation(item: Option<&Item>) -> Option<&super::Delegation> {
    item?.delegation.as_ref()
}

/// The entries that an item goes by. Those of its matter are as they hold today: a change of the matter asks for itself.
fn duties<'a>(item: &'a Item, directory: &'a Directory) -> &'a [Duty] {
    match &item.matter {
        Some(matter) if item.duties.is_empty() => directory.duties(Some(matter)),
        _ => &item.duties,
    }
}

fn townships(directory: &Directory) -> impl Iterator<Item = UnitCode> {
    directory.units().filter(|unit| unit.kind == UnitKind::Township).map(|unit| unit.code.clone())
}

fn units_of(responsible: &Responsible, directory: &Directory) -> Vec<UnitCode> {
    match responsible {
        Responsible::Unit(code) => vec![code.clone()],
        Responsible::Township => townships(directory).collect(),
        Responsible::Agency(department) => {
            let agencies = directory
                .units()
                .filter(|unit| unit.kind == UnitKind::Agency && unit.parent.as_ref() == Some(department));
            std::iter::once(department).chain(agencies.map(|unit| &unit.code)).cloned().collect()
        }
    }
}
