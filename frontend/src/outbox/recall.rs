//! Taking an unsent command back.

use domain::Language;
use domain::ids::{CommandId, PersonId};

use crate::fault::{Fault, Outcome};
use crate::outbox;

/// Marks the sealed command recalled; the form, which has what it said, seals a new one, with new ids.
pub(crate) async fn recall(person: PersonId, id: CommandId, language: Language) -> Outcome<()> {
    // One transaction with the check: a pass marks an entry as sent before it hands it to the network.
    outbox::edit(person, |queue| queue.recall(id, language)).await?.map_err(Fault::Refused)
}
