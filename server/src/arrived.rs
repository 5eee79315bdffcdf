//! Commands as they arrive: each is read by itself, so that what is wrong with one stops no other.

use domain::Body;
use domain::body::Invalid;
use domain::sync::SealedCommand;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use uuid::Uuid;

/// A command, as far as it can be read. What has no id that an answer could name is none.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// What can be read of it.
    pub command: SealedCommand,
    /// The first field beside `body` that does not read.
    pub fault: Option<Invalid>,
}

impl<'de> Deserialize<'de> for Arrived {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut value = Value::deserialize(from)?;
        let body = value.get_mut("body").map(Value::take).unwrap_or_default();
        read(&value, body).ok_or_else(|| D::Error::custom("a command without an id"))
    }
}

fn read(value: &Value, body: Value) -> Option<Arrived> {
    let fields = Body::new(value).ok()?;
    let id = |key: &str| {
        let id: Option<Uuid> = fields.raw_text(key).ok().and_then(|text| text.parse().ok());
        id.ok_or_else(|| fields.invalid(key, "UUID", "a UUID"))
    };
    let text = |key: &str| fields.raw_text(key).unwrap_or_default().to_owned();
    let (ticket_id, seq) = (id("ticket_id"), fields.integer("seq", 0..=i64::MAX as u64));
    let based_on = fields.optional("based_on", |fields, key| fields.integer(key, 0..=u64::MAX));
    let faults = [ticket_id.clone().err(), seq.clone().err(), fields.time("captured_at").err(), based_on.clone().err()];
    let fault = faults.into_iter().flatten().next();
    let command = SealedCommand {
        command_id: id("command_id").ok()?.into(),
        seq: seq.unwrap_or_default(),
        ticket_id: ticket_id.unwrap_or_default().into(),
        kind: text("kind"),
        captured_at: text("captured_at"),
        based_on: based_on.unwrap_or_default(),
        body,
    };
    Some(Arrived { command, fault })
}

/// Reads JSON. What the grammar admits but no value here can hold does not make the rest unreadable: a number too large
/// becomes a text, which is then wrong where it stands, and half of a surrogate pair the replacement character.
pub fn json(text: &[u8]) -> Option<Value> {
    serde_json::from_slice(text).ok().or_else(|| serde_json::from_str(&mended(str::from_utf8(text).ok()?)).ok())
}

fn mended(mut text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quoted = false;
    while let Some(first) = text.chars().next() {
        let (length, instead) = match first {
            '\\' if quoted => escape(text),
            '-' | '0'..='9' if !quoted => number(text),
            _ => (first.len_utf8(), None),
        };
        quoted ^= first == '"';
        let (taken, rest) = text.split_at(length);
        out.push_str(instead.as_deref().unwrap_or(taken));
        text = rest;
    }
    out
}

/// The length of the escape that the text begins with, and what to write instead.
fn escape(text: &str) -> (usize, Option<String>) {
    let unit = |at: usize| {
        let digits = text.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    match (unit(0), unit(6)) {
        (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => (12, None),
        (Some(0xD800..=0xDFFF), _) => (6, Some("\\ufffd".to_owned())),
        _ => (text.chars().take(2).map(char::len_utf8).sum(), None),
    }
}

/// The length of the number that the text begins with, and what to write instead.
fn number(text: &str) -> (usize, Option<String>) {
    let length = text.find(|c| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E')).unwrap_or(text.len());
    let number = &text[..length];
    let too_large = number.parse::<f64>().is_ok_and(f64::is_infinite);
    (length, too_large.then(|| format!("\"{number}\"")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_no_value_can_hold_is_wrong_only_where_it_stands() {
        let text =
            r#"{"a":1e400,"b":-1E+999,"c":[1e4,"1e400 \"1e400\" \\"],"d":"\ud83d\ude00\ud83d|\uDE00|\ud83d\u0041"}"#;
        let expected = json!({"a": "1e400", "b": "-1E+999", "c": [1e4, "1e400 \"1e400\" \\"], "d": "😀\u{fffd}|\u{fffd}|\u{fffd}A"});
        assert_eq!(json(text.as_bytes()), Some(expected));
    }

    #[test]
    fn what_is_no_json_stays_none() {
        for text in ["", "{", "[1e400", "\"\\", "\"\\ué", "\"\\ud83d", "-", "1e400e1", "{\"a\":1e400,}"] {
            assert_eq!(json(text.as_bytes()), None, "{text}");
        }
        assert_eq!(json(b"[1e400, \"\xff\"]"), None);
    }

    #[test]
    fn the_first_field_that_does_not_read_is_to_blame() {
        let id = "0198c2f0-0000-7000-8000-000000000001";
        let whole = json!({"command_id": id, "seq": 1.0, "ticket_id": id, "kind": "sign",
            "captured_at": "2026-11-23T08:00:00+08:00", "based_on": 3.0, "body": {}});
        let read = |key: &str, wrong: Value| {
            let mut value = whole.clone();
            value[key] = wrong;
            serde_json::from_value::<Arrived>(value).ok().map(|it| it.fault.map(|fault| fault.field))
        };
        let blamed = |key: &str| Some(Some(key.to_owned()));
        assert_eq!(read("based_on", Value::Null), Some(None));
        assert_eq!(read("kind", json!(5)), Some(None));
        for (key, wrong) in [
            ("seq", json!(-1)),
            ("seq", json!(1.5)),
            ("ticket_id", json!("x")),
            ("captured_at", json!("yesterday")),
            ("captured_at", Value::Null),
            ("based_on", json!(-1)),
            ("based_on", json!("3")),
        ] {
            assert_eq!(read(key, wrong.clone()), blamed(key), "{wrong}");
        }
        assert_eq!(read("command_id", json!("x")), None);
        assert!(serde_json::from_value::<Arrived>(json!([])).is_err());
    }
}
