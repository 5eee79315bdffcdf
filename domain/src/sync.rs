//! The wire, version 1: what a device and the server say to each other. It only grows.

use jiff::Timestamp;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::ids::{BatchId, CommandId, DeviceId, PersonId, PhotoHash, TicketId, UnitCode};
use crate::list::Item;
use crate::photo;
use crate::problem::Problem;
use crate::time::claimed;

/// The version of the protocol spoken here.
pub const PROTOCOL: u32 = 1;

/// Limits that a device keeps to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Commands in one push.
    pub commands_per_push: usize,
    /// Bytes of one push, after decompression.
    pub push_bytes: usize,
    /// Bytes of one photo.
    pub photo_bytes: u64,
    /// Pixels of one photo.
    pub photo_pixels: u64,
    /// Photos one command names.
    pub photos_per_command: usize,
    /// Bytes of one part.
    pub part_bytes: u64,
}

/// The limits of this version.
pub const LIMITS: Limits = Limits {
    commands_per_push: 50,
    push_bytes: 262_144,
    photo_bytes: photo::MAX_BYTES,
    photo_pixels: photo::MAX_PIXELS,
    photos_per_command: photo::MAX_PER_COMMAND,
    part_bytes: photo::PART_BYTES,
};

/// Answer to `GET /sync/v1/hello`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hello {
    /// Versions the server speaks.
    pub protocols: Vec<u32>,
    /// Made when a database is created or restored.
    pub server_epoch: Uuid,
    /// Now, by the server's clock.
    pub server_time: Timestamp,
    /// The build the server serves.
    pub build: String,
    /// What one request may hold.
    pub limits: Limits,
    /// Highest accepted `seq` of this device and person; 0 if none.
    pub applied_through: u64,
    /// Time of the newest backup; none if there is none.
    pub backed_up_through: Option<Timestamp>,
    /// Up to when this person has read their messages, as their devices said; none while none has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_through: Option<Timestamp>,
}

/// Body of `PUT /api/v1/messages/read`, and its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadMark {
    /// The time of the newest message read.
    pub through: Timestamp,
}

/// A command as it is sealed on the device: these bytes are sent, whatever happens later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SealedCommand {
    /// Idempotency key.
    pub command_id: CommandId,
    /// Rises by one with each command of this device and person.
    pub seq: u64,
    /// The ticket it is about.
    pub ticket_id: TicketId,
    /// What kind; a text, for a device may be newer than the server.
    pub kind: String,
    /// When the person did it, by the device's clock; compared as it stands.
    pub captured_at: String,
    /// The last revision of the ticket that the device held.
    #[serde(default)]
    pub based_on: Option<u64>,
    /// The body, as the kind has it.
    #[serde(default)]
    pub body: Value,
}

impl SealedCommand {
    /// When the person did it, where that can be read.
    pub fn captured_at(&self) -> Option<Timestamp> {
        claimed(&self.captured_at)
    }

    /// The content by which a repeated `command_id` is recognised: canonical JSON over `ticket_id`, `kind`,
    /// `captured_at`, `based_on` and `body`.
    pub fn content(&self) -> String {
        let mut text = String::new();
        let based_on = self.based_on.map_or(Value::Null, Value::from);
        let fields = [
            Value::from(self.ticket_id.to_string()),
            Value::from(self.kind.clone()),
            Value::from(self.captured_at.clone()),
            based_on,
        ];
        for field in fields.iter().chain([&self.body]) {
            canonical(field, &mut text);
            text.push('\n');
        }
        text
    }
}

/// Writes JSON with sorted keys and one way of writing each number, so that equal values give equal text.
fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<_> = map.keys().collect();
            keys.sort_unstable();
            out.push('{');
            for key in keys {
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                canonical(&map[key], out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(values) => {
            out.push('[');
            for value in values {
                canonical(value, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::Number(number) => match number.as_f64() {
            // 1 and 1.0 are the same JSON number; whole numbers beyond 2^53 keep their digits.
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0 => {
                out.push_str(&(float as i64).to_string());
            }
            _ => out.push_str(&number.to_string()),
        },
        other => out.push_str(&other.to_string()),
    }
}

/// Body of `POST /sync/v1/push`. `C` is what a command is held as.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Push<C = SealedCommand> {
    /// Version spoken.
    pub protocol: u32,
    /// Echoed in the answer.
    pub batch_id: BatchId,
    /// Which device.
    pub device_id: DeviceId,
    /// Whose outbox this is; programs may leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_id: Option<PersonId>,
    /// The epoch of the server that the device believes it speaks to; where it is another, nothing is applied. Programs may
    /// leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_epoch: Option<Uuid>,
    /// Now, by the device's clock.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "claimed_time")]
    pub sent_at: Option<Timestamp>,
    /// The client's build.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
    /// The commands, in the order they were made.
    pub commands: Vec<C>,
}

fn claimed_time<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    text.map(|text| claimed(&text).ok_or_else(|| D::Error::custom("not an RFC 3339 time"))).transpose()
}

/// What became of one command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Applied.
    Accepted,
    /// Applied before.
    Duplicate,
    /// Never to be applied.
    Rejected,
    /// Not now.
    Retry,
}

impl Outcome {
    /// Whether the server has it.
    pub fn is_applied(self) -> bool {
        matches!(self, Self::Accepted | Self::Duplicate)
    }
}

/// The answer to one command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandResult {
    /// Which.
    pub command_id: CommandId,
    /// What became of it.
    pub outcome: Outcome,
    /// The ticket's revision that it made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u64>,
    /// The ticket's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket_number: Option<String>,
    /// The ticket's present status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Why it was rejected, or has to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// Seconds to wait before the next try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_s: Option<u64>,
}

/// Answer to a push.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pushed {
    /// Echoed.
    pub batch_id: BatchId,
    /// See [`Hello::server_epoch`].
    pub server_epoch: Uuid,
    /// Now, by the server's clock.
    pub server_time: Timestamp,
    /// One for each command, in order.
    pub results: Vec<CommandResult>,
    /// Photos that tickets of this push name and the server does not hold.
    pub missing_photos: Vec<PhotoHash>,
}

/// Answer to `GET /sync/v1/photos/{sha256}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoProgress {
    /// Size of the whole photo.
    pub bytes: u64,
    /// Number of parts.
    pub parts: u32,
    /// Inclusive ranges of the parts that are there.
    pub have: Vec<(u32, u32)>,
    /// Whether it is all there and verified.
    pub complete: bool,
}

/// Answer to `GET /sync/v1/pull`. `V` is what a thing's value is held as.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pulled<V = Value> {
    /// See [`Hello::server_epoch`].
    pub server_epoch: Uuid,
    /// Where to go on.
    pub cursor: String,
    /// Whether there is more already.
    pub more: bool,
    /// Whether the replica has to be built anew, from this page on.
    pub reset: bool,
    /// What changed.
    pub changes: Vec<ReplicaChange<V>>,
}

/// One change of a device's replica.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum ReplicaChange<V = Value> {
    /// There is a thing, and this is it now.
    Put {
        /// `ticket`, `catalogue`, `unit`, `list`, `grid`, `commonest`, `calendar`, `colleague` or a type of the
        /// future.
        #[serde(rename = "type")]
        kind: String,
        /// Its id within the type.
        id: String,
        /// All of it.
        value: V,
    },
    /// It is gone, or out of this person's sight.
    Remove {
        /// As above.
        #[serde(rename = "type")]
        kind: String,
        /// As above.
        id: String,
    },
}

/// An item as it travels: with what clients before the refined entries know it by.
#[derive(Clone, Debug, Serialize)]
pub struct CatalogueValue<'a> {
    /// The item.
    #[serde(flatten)]
    pub item: &'a Item,
    /// The department that leads, where it is the same in every case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<&'a UnitCode>,
    /// The limit in plain hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_hours: Option<u32>,
}

impl<'a> From<&'a Item> for CatalogueValue<'a> {
    fn from(item: &'a Item) -> Self {
        Self { item, lead: item.plain_lead(), limit_hours: item.plain_limit_hours() }
    }
}

impl<V> ReplicaChange<V> {
    /// Whether it is about a ticket, in scope or nearby.
    pub fn is_ticket(&self) -> bool {
        let (Self::Put { kind, .. } | Self::Remove { kind, .. }) = self;
        matches!(kind.as_str(), "ticket" | "nearby")
    }
}

/// Body of `POST /api/v1/sessions`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignIn {
    /// Account.
    pub username: String,
    /// Password.
    pub password: String,
    /// What the person calls this device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_name: Option<String>,
}

/// Answer to signing in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignedIn {
    /// Bearer token, for programs.
    pub token: String,
    /// When it ends, unless it is used.
    pub expires_at: Timestamp,
    /// Who that is.
    pub person: crate::people::Person,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(body: &str) -> SealedCommand {
        SealedCommand {
            command_id: CommandId(Uuid::nil()),
            seq: 1,
            ticket_id: TicketId(Uuid::nil()),
            kind: "whistle".into(),
            captured_at: "2026-11-23T08:00:00+08:00".into(),
            based_on: None,
            body: serde_json::from_str(body).unwrap(),
        }
    }

    #[test]
    fn content_is_equal_whatever_the_order_of_keys_and_the_spelling_of_numbers() {
        let one = sealed(r#"{"a":1,"b":{"c":[1.0,"x"]}}"#);
        assert_eq!(one.content(), sealed(r#"{"b":{"c":[1,"x"]},"a":1.0}"#).content());
        assert_ne!(one.content(), sealed(r#"{"a":1,"b":{"c":["x",1]}}"#).content());
    }

    #[test]
    fn a_command_keeps_its_content_however_often_it_is_written_and_read() {
        // A reader that is off by the last bit would make another command of it, which the server refuses.
        for lon in [122.444_264_700_826_35, 122.605_420_368_975_33, -4.925_454_113_634_067e-116] {
            let command = SealedCommand { body: serde_json::json!({ "lon": lon }), ..sealed("{}") };
            let again: SealedCommand = serde_json::from_str(&serde_json::to_string(&command).unwrap()).unwrap();
            assert_eq!(again.content(), command.content());
        }
    }

    #[test]
    fn a_field_we_do_not_know_yet_is_no_error() {
        let change: ReplicaChange =
            serde_json::from_str(r#"{"op":"put","type":"notice","id":"1","value":{},"later":true}"#).unwrap();
        assert!(matches!(change, ReplicaChange::Put { kind, .. } if kind == "notice"));
    }
}
