//! Proposals in words.

use domain::list::proposal::{Origin, Proposal, Signed, Stage, Turn};
use domain::{Directory, UnitCode};
use jiff::Timestamp;

use crate::components::when_text;
use crate::list::day_words;
use crate::text::{Words, admission as words};

/// How far it has come, and what it waits for.
pub(super) fn stage_words(proposal: &Proposal, now: Timestamp, t: Words) -> String {
    match &proposal.stage {
        Stage::Approved { version, .. } => {
            let day = day_words(version.effective_on, t);
            t.fill(words::STAGE_APPROVED, &[("version", &version.number), ("day", &day)])
        }
        Stage::Rejected { .. } => t.say(words::STAGE_REJECTED).to_owned(),
        Stage::Withdrawn { .. } => t.say(words::STAGE_WITHDRAWN).to_owned(),
        Stage::Opinions | Stage::Decision => match proposal.turn(now) {
            Turn::Units => {
                let due = when_text(proposal.opinions_due, now, t);
                t.fill(words::STAGE_OPINIONS, &[("n", &proposal.silent().count()), ("due", &due)])
            }
            Turn::Reviewer => t.say(words::STAGE_REVIEW).to_owned(),
            Turn::Leader | Turn::Nobody => t.say(words::STAGE_DECISION).to_owned(),
        },
    }
}

/// Name of a unit; its code where it is gone.
pub(super) fn unit_name(code: &UnitCode, directory: &Directory) -> String {
    directory.unit(code).map_or_else(|| code.to_string(), |unit| unit.name.clone())
}

/// Who and when: 崖头街道 张某，今天 16:30.
pub(super) fn signed_words(signed: &Signed, directory: &Directory, now: Timestamp, t: Words) -> String {
    let (unit, when) = (unit_name(&signed.unit, directory), when_text(signed.at, now, t));
    t.fill(words::SIGNED, &[("unit", &unit), ("name", &signed.name), ("when", &when)])
}

/// Where it comes from, where that is not somebody's own idea.
pub(super) fn origin_words(proposal: &Proposal, t: Words) -> Option<String> {
    match &proposal.origin {
        Origin::Person => None,
        Origin::Ticket(_) => Some(match &proposal.ticket_number {
            Some(number) => t.fill(words::FROM_TICKET_NUMBER, &[("number", number)]),
            None => t.say(words::FROM_TICKET).to_owned(),
        }),
        Origin::File(name) => Some(t.fill(words::FROM_FILE, &[("name", name)])),
    }
}
