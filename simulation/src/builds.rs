//! Builds of the program as others notice them: how each writes down what it keeps, and what it says.
//!
//! All of them run the same code; what an older build had not yet is taken out of what it writes, and what a newer one
//! may have is put in.

use serde::Serialize;
use serde_json::{Value, json};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Build {
    Old,
    #[default]
    Present,
    Next,
}

/// What the first build kept no record of.
const ADDED_SINCE: [&str; 8] =
    ["photos_done", "photos_refused", "photos_untried", "sent", "tries", "unknown_since", "verified_at", "fresh_at"];
/// What is not the build's own: it is kept and sent as it was made.
const UNTOUCHED: [&str; 2] = ["body", "value"];

impl Build {
    pub const ALL: [Self; 3] = [Self::Old, Self::Present, Self::Next];

    pub fn name(self) -> &'static str {
        match self {
            Self::Old => "b1",
            Self::Present => "b2",
            Self::Next => "b3",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|build| build.name() == name)
    }

    /// A record on a device, as this build writes it.
    pub fn writes(self, record: &impl Serialize) -> String {
        let mut value = serde_json::to_value(record).expect("JSON");
        match self {
            Self::Old => without(&mut value, &ADDED_SINCE),
            Self::Present => {}
            Self::Next => {
                with_more(&mut value);
                // A state that only the newer build knows.
                if value["state"] == "pending" && value["tries"] != 0 {
                    value["state"] = "waiting".into();
                }
            }
        }
        value.to_string()
    }

    /// What a device or a server of this build says. None where it is what the present build says.
    pub fn says(self, text: &str) -> Option<String> {
        if self == Self::Present {
            return None;
        }
        let mut value: Value = serde_json::from_str(text).ok()?;
        if self == Self::Old {
            without(&mut value, &[]);
        } else {
            with_more(&mut value);
            if let Some(protocols) = value["protocols"].as_array_mut() {
                protocols.push(2.into());
            }
            if let Some(changes) = value["changes"].as_array_mut() {
                changes.push(json!({ "op": "put", "type": "notice", "id": "1", "value": { "text": "通知" } }));
            }
        }
        Some(value.to_string())
    }
}

/// Without these fields, without fields that say nothing.
fn without(value: &mut Value, fields: &[&str]) {
    match value {
        Value::Object(map) => {
            map.retain(|name, value| !fields.contains(&name.as_str()) && !value.is_null());
            let own = map.iter_mut().filter(|(name, _)| !UNTOUCHED.contains(&name.as_str()));
            own.for_each(|(_, value)| without(value, fields));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| without(value, fields)),
        _ => {}
    }
}

/// With a field that nobody knows yet.
fn with_more(value: &mut Value) {
    match value {
        Value::Object(map) => {
            let own = map.iter_mut().filter(|(name, _)| !UNTOUCHED.contains(&name.as_str()));
            own.for_each(|(_, value)| with_more(value));
            map.insert("later".to_owned(), json!({ "x": [1] }));
        }
        Value::Array(values) => values.iter_mut().for_each(with_more),
        _ => {}
    }
}
