//! Sealing a command and putting it away. What this returns is what "saved" means.

use domain::command::CommandKind;
use domain::ids::{CommandId, PersonId, TicketId};
use domain::outbox::Entry;
use domain::sync::SealedCommand;
use domain::{Code, Command, Language, Photo, Problem};
use serde::Deserialize;

use crate::clock;
use crate::database::{self, META, OUTBOX, PHOTOS, REPLICA, Tx};
use crate::fault::{Fault, Outcome};
use crate::photos::{self, kept_in_memory};
use crate::{meta, outbox, replica};

/// Seals a command under the ids its draft was born with. A command that is here already stays as it is.
pub(crate) async fn enqueue(
    person: PersonId,
    command_id: CommandId,
    ticket_id: TicketId,
    command: &Command,
    language: Language,
) -> Outcome<()> {
    check(command, language)?;
    let stores = [OUTBOX, PHOTOS, META, REPLICA];
    let work = async |tx: &Tx<'_>| {
        if tx.holds(OUTBOX, &command_id.to_string()).await? {
            return Ok(());
        }
        hold_photos(tx, person, command.photos(), language).await?;
        seal(tx, person, command_id, ticket_id, command).await
    };
    if command.photos().iter().any(|photo| kept_in_memory(&photo.sha256).is_some()) {
        database::write(&stores, work).await
    } else {
        database::write_words(&stores, work).await
    }
}

/// What the server would refuse for good is refused before it is sealed.
pub(super) fn check(command: &Command, language: Language) -> Outcome<()> {
    match Command::parse(command.kind(), &command.body()) {
        Ok(_) => Ok(()),
        Err(invalid) => Err(Fault::Refused(Problem::invalid(&invalid, language))),
    }
}

/// Makes sure that the bytes of every photo lie here, so that no command is saved without its photos.
async fn hold_photos(tx: &Tx<'_>, person: PersonId, photos: &[Photo], language: Language) -> Outcome<()> {
    for photo in photos {
        let key = meta::photo_key(person, &photo.sha256);
        if tx.holds(PHOTOS, &key).await? {
            continue;
        }
        // Storage was full when it was taken; perhaps there is room now.
        let bytes = kept_in_memory(&photo.sha256).ok_or_else(|| Fault::refused(Code::PhotoUnknown, language))?;
        photos::put(tx, person, &photo.sha256, &bytes).await?;
    }
    Ok(())
}

/// Seals a command and writes its entry.
pub(super) async fn seal(
    tx: &Tx<'_>,
    person: PersonId,
    command_id: CommandId,
    ticket_id: TicketId,
    command: &Command,
) -> Outcome<()> {
    let sealed = SealedCommand {
        command_id,
        seq: meta::next_seq(tx, person).await?,
        ticket_id,
        kind: command.kind().as_str().to_owned(),
        captured_at: clock::stamped(clock::now()),
        based_on: match command.kind() {
            CommandKind::Whistle => None,
            _ => revision_held(tx, person, ticket_id).await?,
        },
        body: command.body(),
    };
    outbox::put(tx, &Entry::new(person, sealed, command.photos().to_vec()))
}

/// The last revision of the ticket that the server told.
async fn revision_held(tx: &Tx<'_>, person: PersonId, ticket: TicketId) -> Outcome<Option<u64>> {
    #[derive(Deserialize)]
    struct Held {
        revision: u64,
    }
    let generation = meta::mark(tx, person).await?.generation;
    let key = replica::row_key(person, generation, replica::TICKET, &ticket.to_string());
    Ok(tx.json::<Held>(REPLICA, &key).await?.map(|held| held.revision))
}
