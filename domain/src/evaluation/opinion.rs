//! What follows from a proposal to change the list: whether units gave their opinions in time.

use jiff::Timestamp;

use super::{Book, Cause, Entry, Reason, Rule};
use crate::list::proposal::{Proposal, Stage};

/// The entries that follow from a proposal as it stands. One that was taken back asks nothing more of those that were
/// silent.
pub fn opinions(proposal: &Proposal, book: &Book) -> Vec<Entry> {
    let reviewed_at = reviewed_at(proposal);
    let entry = |(position, asked): (u32, &crate::list::proposal::Asked)| {
        let at = asked.opinion.as_ref().map(|opinion| opinion.signed.at).or(reviewed_at)?;
        let in_time = asked.opinion.is_some() && at <= proposal.opinions_due;
        let reason = if in_time { Reason::OpinionInTime } else { Reason::OpinionLate };
        let rules = book.at(at);
        Some(Entry {
            cause: Cause::Proposal(proposal.id),
            position,
            at,
            unit: asked.unit.clone(),
            rule: Rule::Opinions,
            version: rules.version,
            reason,
            points: rules.gives(reason),
            rater: None,
        })
    };
    (0..).zip(&proposal.asked).filter_map(entry).collect()
}

/// When it was no longer waited for opinions: all had come, or their time was up.
fn reviewed_at(proposal: &Proposal) -> Option<Timestamp> {
    let signed = proposal.review.as_ref().or(match &proposal.stage {
        Stage::Rejected { signed } => Some(signed),
        _ => None,
    });
    signed.map(|signed| signed.at)
}
