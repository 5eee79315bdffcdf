//! What devices push: the envelope, the file of an outbox, and the body of every kind of command.

use domain::command::{Command, CommandKind, MAX_TEXT};
use domain::photo::{MAX_BYTES, MAX_PER_COMMAND, MAX_PIXELS};
use domain::sync::SealedCommand;
use serde_json::Value;
use server::api::imports;
use server::api::sync::read_push;
use server::arrived::{self, Arrived};

/// What is read of a command keeps its content when it is written and read again.
pub fn push(bytes: &[u8]) -> bool {
    let Ok(push) = read_push(bytes) else { return false };
    push.commands.iter().for_each(keeps_its_content);
    true
}

/// As above, out of a file.
pub fn file(bytes: &[u8]) -> bool {
    let Ok(file) = imports::read(bytes) else { return false };
    file.commands.iter().for_each(keeps_its_content);
    true
}

fn keeps_its_content(arrived: &Arrived) {
    let command = &arrived.command;
    let text = serde_json::to_string(command).expect("JSON");
    let again: SealedCommand = serde_json::from_str(&text).expect("a command that was written");
    assert_eq!(again.content(), command.content());
    let read = arrived::json(text.as_bytes()).and_then(|value| serde_json::from_value::<Arrived>(value).ok());
    if arrived.fault.is_none() {
        let read = read.expect("a command that was written");
        assert!(read.fault.is_none() && read.command == *command);
    }
    if let Some(kind) = CommandKind::parse(&command.kind) {
        body(kind, &command.body);
    }
}

/// The first byte says which kind, the others are its body.
pub fn command(bytes: &[u8]) -> bool {
    let Some((first, text)) = bytes.split_first() else { return false };
    let Some(value) = arrived::json(text) else { return false };
    body(CommandKind::ALL[usize::from(*first) % CommandKind::ALL.len()], &value)
}

fn body(kind: CommandKind, value: &Value) -> bool {
    match Command::parse(kind, value) {
        Ok(command) => {
            assert_eq!(command.kind(), kind);
            assert_eq!(Command::parse(kind, &command.body()).as_ref(), Ok(&command));
            keeps_limits(&command);
            true
        }
        Err(invalid) => {
            let is_path = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._".contains(c);
            assert!(invalid.field.chars().all(is_path), "{invalid:?}");
            false
        }
    }
}

fn keeps_limits(command: &Command) {
    let photos = command.photos();
    assert!(photos.len() <= MAX_PER_COMMAND);
    for photo in photos {
        assert!((1..=MAX_BYTES).contains(&photo.bytes));
        assert!((1..=MAX_PIXELS).contains(&(u64::from(photo.width) * u64::from(photo.height))));
    }
    let mut body = command.body();
    // Codes that no unit has are refused later.
    body.as_object_mut().and_then(|body| body.remove("co_responsible"));
    texts_are_short(&body);
}

fn texts_are_short(value: &Value) {
    match value {
        Value::String(text) => {
            assert!((1..=MAX_TEXT).contains(&text.chars().count()), "{text:?}");
            assert!(!text.contains('\0'));
        }
        Value::Array(values) => values.iter().for_each(texts_are_short),
        Value::Object(fields) => fields.values().for_each(texts_are_short),
        _ => {}
    }
}
