//! Taking an unsent command back into the form.

use domain::command::CommandKind;
use domain::ids::{CommandId, PersonId};
use domain::outbox::{Entry, State};
use domain::{Code, Command, Language, Problem};

use crate::database::{self, OUTBOX, Tx};
use crate::fault::{Fault, Outcome};
use crate::outbox;

/// Marks the sealed command recalled and says what it said; the form seals a new one, with new ids.
pub(crate) async fn recall(person: PersonId, id: CommandId, language: Language) -> Outcome<Command> {
    // One transaction with the check: the engine marks an entry as sent before it hands it to the network.
    database::write(&[OUTBOX], async |tx: &Tx<'_>| {
        let gone = || Fault::refused(Code::AlreadyDone, language);
        let mut entry = outbox::find(tx, person, id).await?.filter(Entry::may_be_recalled).ok_or_else(gone)?;
        let ticket = entry.sealed.ticket_id;
        let followed = outbox::entries(tx, person)
            .await?
            .iter()
            .any(|later| later.sealed.ticket_id == ticket && later.sealed.seq > entry.sealed.seq && later.is_pending());
        if followed {
            // What was added to this ticket since would wait for it for ever.
            return Err(Fault::refused(Code::IllegalTransition, language));
        }
        let kind = CommandKind::parse(&entry.sealed.kind).ok_or_else(gone)?;
        let command = Command::parse(kind, &entry.sealed.body)
            .map_err(|invalid| Fault::Refused(Problem::invalid(&invalid, language)))?;
        entry.state = State::Recalled;
        outbox::put(tx, &entry)?;
        Ok(command)
    })
    .await
}
