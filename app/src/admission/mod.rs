//! Admission: changes of the responsibility list, from the proposal over opinions and review to the decision.

mod act;
mod form;
mod proposal;
mod proposals;
mod words;

use domain::Person;
use domain::list::proposal::Hand;
use jiff::Timestamp;

pub use form::NewProposal;
pub use proposal::ProposalPage;
pub use proposals::Proposals;

fn hand(actor: &Person, now: Timestamp) -> Hand<'_> {
    Hand { actor, now }
}
