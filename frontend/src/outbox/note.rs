//! Sending what a refused step says as a note instead: notes always merge.

use domain::command::{CommandKind, MAX_TEXT};
use domain::ids::{CommandId, PersonId};
use domain::outbox::{Entry, State};
use domain::{Code, Command, Language, Photo};

use super::{dismiss, enqueue};
use crate::database::{self, META, OUTBOX, PHOTOS, REPLICA, Tx};
use crate::fault::{Fault, Outcome};
use crate::{clock, outbox};

/// Seals the note and puts the refused item away, in one transaction.
pub(crate) async fn turn_into_note(person: PersonId, id: CommandId, language: Language) -> Outcome<()> {
    database::write_words(&[OUTBOX, PHOTOS, META, REPLICA], async |tx: &Tx<'_>| {
        let refusal = || Fault::refused(Code::IllegalTransition, language);
        let entry = outbox::find(tx, person, id).await?.filter(dismiss::is_dismissible).ok_or_else(refusal)?;
        let note = as_note(&entry, language).ok_or_else(refusal)?;
        enqueue::check(&note, language)?;
        enqueue::seal(tx, person, CommandId(clock::new_id()), entry.sealed.ticket_id, &note).await?;
        dismiss::remove(tx, &entry).await
    })
    .await
}

/// The note; none for a whistle, whose ticket does not exist.
fn as_note(entry: &Entry, language: Language) -> Option<Command> {
    let kind = CommandKind::parse(&entry.sealed.kind)?;
    if kind == CommandKind::Whistle {
        return None;
    }
    let said = ["text", "reason", "comment", "note"]
        .iter()
        .find_map(|key| entry.sealed.body.get(key)?.as_str())
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let text = match (said, &entry.state) {
        (Some(text), _) => text.to_owned(),
        (None, State::Rejected { problem }) => problem.detail.clone(),
        (None, _) => match language {
            Language::Chinese => "这一步没有办成。".to_owned(),
            Language::English => "This step did not go through.".to_owned(),
        },
    };
    let photos: Vec<Photo> = entry.photos.clone();
    Some(Command::AddNote { text: text.chars().take(MAX_TEXT).collect(), photos })
}

#[cfg(test)]
mod tests {
    use domain::Problem;
    use domain::ids::TicketId;
    use domain::sync::SealedCommand;
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;

    fn refused(kind: &str, body: Value) -> Entry {
        let sealed = SealedCommand {
            command_id: CommandId(Uuid::from_u128(1)),
            seq: 1,
            ticket_id: TicketId(Uuid::from_u128(2)),
            kind: kind.into(),
            captured_at: "2026-11-23T08:00:00+08:00".into(),
            based_on: None,
            body,
        };
        let mut entry = Entry::new(PersonId(Uuid::from_u128(3)), sealed, Vec::new());
        entry.state = State::Rejected { problem: Problem::new(Code::AlreadyDone, Language::Chinese) };
        entry
    }

    fn text_of(entry: &Entry) -> Option<String> {
        match as_note(entry, Language::Chinese)? {
            Command::AddNote { text, .. } => Some(text),
            _ => None,
        }
    }

    #[test]
    fn a_refused_result_becomes_a_note_with_its_own_words() {
        let entry = refused("report_result", json!({"text": "已换新井盖", "photos": []}));
        assert_eq!(text_of(&entry).as_deref(), Some("已换新井盖"));
    }

    #[test]
    fn a_step_without_words_says_what_became_of_it() {
        assert_eq!(text_of(&refused("sign", json!({}))).as_deref(), Some(Code::AlreadyDone.detail(Language::Chinese)));
    }

    #[test]
    fn a_refused_whistle_has_no_ticket_to_note_on() {
        assert_eq!(text_of(&refused("whistle", json!({"description": "井盖破损"}))), None);
    }
}
