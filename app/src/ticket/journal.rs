//! What was filled into a step's form: kept on this device until the step is saved, for a phone may end a page while its
//! camera is open.

use std::collections::BTreeMap;

use domain::command::CommandKind;
use domain::outbox::Entry;
use domain::{Command, CommandId, PersonId, TicketId};
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::device::Device;
use crate::frame::kept;

/// The journal of one form.
#[derive(Clone, Copy)]
pub struct Journal {
    key: StoredValue<Option<String>>,
    left: StoredValue<Left>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Left {
    /// The command it will be: one step, however often saving it fails.
    command_id: CommandId,
    /// What is not as in an empty form, by name.
    fields: BTreeMap<String, Value>,
}

impl Journal {
    /// The journal of this form, with what was left in it. For event handlers and effects only.
    pub fn open(device: Device, ticket: TicketId, kind: CommandKind) -> Self {
        let key = untrack(|| device.my_id()).map(|person| key(person, ticket, kind));
        let left = key.as_deref().and_then(|key| device.outbox.with_untracked(|outbox| Left::behind(key, outbox)));
        Self { key: StoredValue::new(key), left: StoredValue::new(left.unwrap_or_else(Left::nothing)) }
    }

    /// A field of the form: as it was left, or else `empty`; kept at every change from then on.
    pub fn field<T>(self, name: &'static str, empty: T) -> RwSignal<T>
    where
        T: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static,
    {
        let left = self.left.with_value(|left| left.fields.get(name).and_then(read));
        let value = RwSignal::new(left.unwrap_or_else(|| empty.clone()));
        Effect::new(move |opened: Option<()>| {
            let said = value.with(|value| (*value != empty).then(|| serde_json::to_value(value).ok()).flatten());
            if opened.is_some() {
                self.note(name, said);
            }
        });
        value
    }

    /// The id under which to save what the form says now.
    pub fn id_for(self, command: &Command, outbox: &[Entry]) -> CommandId {
        let id = self.left.with_value(|left| left.command_id);
        if !is_another(id, command, outbox) {
            return id;
        }
        let id = new_id();
        self.left.update_value(|left| left.command_id = id);
        id
    }

    /// For what is to be added when the form may be gone.
    pub fn later(self) -> Later {
        Later { key: self.key.get_value(), left: self.left.get_value() }
    }

    /// The step is saved.
    pub fn forget(self) {
        self.key.with_value(|key| key.as_deref().map(kept::forget));
    }

    fn note(self, name: &str, said: Option<Value>) {
        self.left.update_value(|left| {
            match said {
                Some(said) => drop(left.fields.insert(name.to_owned(), said)),
                None => drop(left.fields.remove(name)),
            }
            self.key.with_value(|key| match key {
                Some(key) if left.fields.is_empty() => kept::forget(key),
                Some(key) => drop(kept::write(key, left)),
                None => {}
            });
        });
    }
}

/// A journal that outlives its form.
pub struct Later {
    key: Option<String>,
    left: Left,
}

impl Later {
    /// Changes a field of what was left.
    pub fn change<T>(&mut self, name: &str, change: impl FnOnce(&mut T))
    where
        T: Default + Serialize + DeserializeOwned,
    {
        let Some(key) = &self.key else { return };
        // As it was left: more may have been filled in since.
        let mut left = kept::read::<Left>(key).unwrap_or_else(|| self.left.clone());
        let mut value = left.fields.get(name).and_then(read).unwrap_or_default();
        change(&mut value);
        if let Ok(said) = serde_json::to_value(&value) {
            left.fields.insert(name.to_owned(), said);
            kept::write(key, &left);
        }
    }
}

/// By way of its text; see `account::remote::read`.
fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_str(&value.to_string()).ok()
}

impl Left {
    fn nothing() -> Self {
        Self { command_id: new_id(), fields: BTreeMap::new() }
    }

    /// What was left under this key. A page that was ended right after saving leaves it behind: what is in the outbox is
    /// not written again.
    fn behind(key: &str, outbox: &[Entry]) -> Option<Self> {
        kept::read::<Self>(key).filter(|left| outbox.iter().all(|entry| entry.sealed.command_id != left.command_id))
    }
}

/// Whether something was filled in that is not saved yet.
pub fn is_left(person: PersonId, ticket: TicketId, kind: CommandKind, outbox: &[Entry]) -> bool {
    Left::behind(&key(person, ticket, kind), outbox).is_some()
}

/// Whether something else was saved under this id: two tabs that took up the same form share it.
fn is_another(id: CommandId, command: &Command, outbox: &[Entry]) -> bool {
    let saved = outbox.iter().find(|entry| entry.sealed.command_id == id);
    saved.is_some_and(|entry| entry.sealed.kind != command.kind().as_str() || entry.sealed.body != command.body())
}

fn key(person: PersonId, ticket: TicketId, kind: CommandKind) -> String {
    format!("step:{person}:{ticket}:{}", kind.as_str())
}

#[expect(clippy::disallowed_methods, reason = "the page is where a step's id is born")]
pub(super) fn new_id() -> CommandId {
    CommandId(Uuid::now_v7())
}

#[cfg(test)]
mod tests {
    use domain::sync::SealedCommand;

    use super::*;

    #[test]
    fn what_another_tab_saved_under_this_id_is_another_step() {
        let note = |text: &str| Command::AddNote { text: text.into(), photos: Vec::new() };
        let id = CommandId(Uuid::from_u128(1));
        let sealed = SealedCommand {
            command_id: id,
            seq: 1,
            ticket_id: TicketId(Uuid::from_u128(2)),
            kind: "add_note".into(),
            captured_at: "2026-11-23T08:00:00+08:00".into(),
            based_on: None,
            body: note("井盖松动").body(),
        };
        let outbox = [Entry::new(PersonId(Uuid::from_u128(3)), sealed, Vec::new())];
        assert!(!is_another(id, &note("井盖松动"), &[]));
        assert!(!is_another(id, &note("井盖松动"), &outbox), "saved by a try that seemed to fail");
        assert!(is_another(id, &note("井盖不见了"), &outbox));
    }
}
