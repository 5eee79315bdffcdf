//! Admission: changes of the responsibility list, from the proposal over opinions and review to the decision.

mod act;
mod form;
mod proposal;
mod proposals;
mod words;

use domain::list::proposal::Hand;
use domain::{Person, Role};
use jiff::Timestamp;

pub use form::NewProposal;
pub use proposal::ProposalPage;
pub use proposals::Proposals;

/// Whether people of this role may propose; see [`domain::list::proposal::proposes`].
pub fn may_propose(role: Role) -> bool {
    domain::list::proposal::proposes(role)
}

fn hand(actor: &Person, now: Timestamp) -> Hand<'_> {
    Hand { actor, now }
}
