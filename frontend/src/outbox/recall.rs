//! Taking an unsent command back into the form.

use domain::ids::{CommandId, PersonId};
use domain::{Command, Language};

use crate::fault::{Fault, Outcome};
use crate::outbox;

/// Marks the sealed command recalled and says what it said; the form seals a new one, with new ids.
pub(crate) async fn recall(person: PersonId, id: CommandId, language: Language) -> Outcome<Command> {
    // One transaction with the check: a pass marks an entry as sent before it hands it to the network.
    outbox::edit(person, |queue| queue.recall(id, language)).await?.map_err(Fault::Refused)
}
