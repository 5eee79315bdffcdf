//! Sealing a command and putting it away. What this returns is what "saved" means.

use domain::command::CommandKind;
use domain::ids::{CommandId, PersonId, PhotoHash, TicketId};
use domain::outbox::Entry;
use domain::sync::SealedCommand;
use domain::{Code, Command, Language, Photo, Problem};
use futures::future::{join3, try_join};
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
        // Asked together: each is a way to the browser's storage and back, and a person waits.
        let id = command_id.to_string();
        let (is_here, missing, sealed) = join3(
            tx.holds(OUTBOX, &id),
            missing_photos(tx, person, command.photos()),
            sealed(tx, person, command_id, ticket_id, command),
        )
        .await;
        if is_here? {
            return Ok(());
        }
        hold_photos(tx, person, &missing?, language).await?;
        put_sealed(tx, person, sealed?, command)
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

/// Photos whose bytes do not lie here.
async fn missing_photos<'a>(tx: &Tx<'_>, person: PersonId, photos: &'a [Photo]) -> Outcome<Vec<&'a PhotoHash>> {
    if photos.is_empty() {
        return Ok(Vec::new());
    }
    let held = tx.keys(PHOTOS, &format!("{person}/")).await?;
    let is_missing = |hash: &&PhotoHash| !held.contains(&meta::photo_key(person, hash));
    Ok(photos.iter().map(|photo| &photo.sha256).filter(is_missing).collect())
}

/// Stores the bytes of photos for which there was no room when they were taken; perhaps there is now. No command is saved
/// without its photos.
async fn hold_photos(tx: &Tx<'_>, person: PersonId, missing: &[&PhotoHash], language: Language) -> Outcome<()> {
    for hash in missing {
        let bytes = kept_in_memory(hash).ok_or_else(|| Fault::refused(Code::PhotoUnknown, language))?;
        photos::put(tx, person, hash, &bytes).await?;
    }
    Ok(())
}

/// The command as it will be sent.
pub(super) async fn sealed(
    tx: &Tx<'_>,
    person: PersonId,
    command_id: CommandId,
    ticket_id: TicketId,
    command: &Command,
) -> Outcome<SealedCommand> {
    let based_on = async {
        match command.kind() {
            CommandKind::Whistle => Ok(None),
            _ => revision_held(tx, person, ticket_id).await,
        }
    };
    let (seq, based_on) = try_join(meta::next_seq(tx, person), based_on).await?;
    Ok(SealedCommand {
        command_id,
        seq,
        ticket_id,
        kind: command.kind().as_str().to_owned(),
        captured_at: clock::stamped(clock::now()),
        based_on,
        body: command.body(),
    })
}

/// Writes a sealed command's entry.
pub(super) fn put_sealed(tx: &Tx<'_>, person: PersonId, sealed: SealedCommand, command: &Command) -> Outcome<()> {
    meta::set_seq(tx, person, sealed.seq)?;
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
