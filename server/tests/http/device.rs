//! A device of one person: its outbox, its replica and its photos in memory, and real passes over real HTTP.

use std::collections::BTreeMap;

use domain::outbox::{Entry, Need, PhotoMark, Queue, ServerMemory, photo_may_go};
use domain::pass::{Answer, Content, Heard, Mark, Moment, Next, Pass, Records, Reply, Request, Row, Stop, Uploads};
use domain::sync::{ReplicaChange, SealedCommand};
use domain::{CommandId, DeviceId, Language, Person, Photo, PhotoHash, Ticket, TicketId};
use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{photo, sha256};

pub struct Device {
    id: DeviceId,
    person: Person,
    pub token: String,
    records: Records,
    rows: BTreeMap<(u32, String, String), Value>,
    pub photos: BTreeMap<PhotoHash, (Vec<u8>, PhotoMark)>,
    uploads: Uploads,
}

impl Device {
    /// Signs in on the server at `base`.
    pub async fn sign_in(base: &str, username: &str, password: &str) -> Self {
        let body = json!({"username": username, "password": password});
        let answer = reqwest::Client::new().post(format!("{base}/api/v1/sessions")).json(&body).send().await.unwrap();
        let signed_in: domain::sync::SignedIn = answer.json().await.unwrap();
        Self {
            id: DeviceId(Uuid::now_v7()),
            person: signed_in.person,
            token: signed_in.token,
            records: Records { queue: Queue::new(Vec::new(), ServerMemory::default()), ..Records::default() },
            rows: BTreeMap::new(),
            photos: BTreeMap::new(),
            uploads: Uploads::default(),
        }
    }

    /// Seals a command with these photos and puts it into the outbox.
    pub fn save(&mut self, ticket: TicketId, kind: &str, mut body: Value, pictures: &[Vec<u8>]) {
        let named: Vec<Value> = pictures.iter().map(|bytes| photo(bytes)).collect();
        let photos: Vec<Photo> = serde_json::from_value(json!(named)).unwrap();
        if !photos.is_empty() {
            body["photos"] = json!(named);
        }
        let mark = PhotoMark { stored_at: Timestamp::now(), verified_at: None };
        self.photos.extend(pictures.iter().map(|bytes| (sha256(bytes).parse().unwrap(), (bytes.clone(), mark))));
        let mut entries = self.records.queue.entries().to_vec();
        let sealed = SealedCommand {
            command_id: CommandId(Uuid::now_v7()),
            seq: entries.len() as u64 + 1,
            ticket_id: ticket,
            kind: kind.into(),
            captured_at: Timestamp::now().to_string(),
            based_on: self.ticket(ticket).map(|ticket| ticket.revision),
            body,
        };
        entries.push(Entry::new(self.person.id, sealed, photos));
        self.records.queue = Queue::new(entries, self.records.queue.memory());
    }

    /// Whistles with these photos.
    pub fn whistle(&mut self, description: &str, pictures: &[Vec<u8>]) -> TicketId {
        let ticket = TicketId(Uuid::now_v7());
        self.save(ticket, "whistle", json!({"description": description}), pictures);
        ticket
    }

    /// Runs a pass as after a tap: everything is due.
    pub async fn pass(&mut self, base: &str) -> Result<(), Stop> {
        self.records.queue.retry_now();
        self.uploads.retry_now();
        let uploads = std::mem::take(&mut self.uploads);
        let (mut pass, mut request) = Pass::begin(self.person.id, self.id, None, Language::English, uploads);
        loop {
            let reply = self.ask(base, &request).await;
            let moment = Moment { now: Timestamp::now(), id: Uuid::now_v7(), chance: &mut || 0.5 };
            let step = pass.step(&mut self.records, &reply, moment);
            step.rows.into_iter().for_each(|row| self.write(row));
            if let Some((hash, at)) = step.verified
                && let Some((_, mark)) = self.photos.get_mut(&hash)
            {
                mark.verified_at = mark.verified_at.or(Some(at));
            }
            match step.next {
                Next::Ask(next) => request = next,
                Next::End(ended) => {
                    self.make_room(pass.heard());
                    self.uploads = pass.into_uploads();
                    return ended;
                }
            }
        }
    }

    async fn ask(&self, base: &str, request: &Request) -> Reply {
        let method = request.method.parse().unwrap();
        let asked = reqwest::Client::new().request(method, format!("{base}{}", request.path)).bearer_auth(&self.token);
        let asked = match &request.content {
            Content::Nothing => asked,
            Content::Json(text) => asked.header(CONTENT_TYPE, "application/json").body(text.clone()),
            Content::Photo { sha256, from, until } => match self.photos.get(sha256) {
                Some((bytes, _)) => asked.body(bytes[*from as usize..*until as usize].to_vec()),
                None => return Reply::NoPhoto,
            },
        };
        let Ok(answer) = asked.send().await else { return Reply::Nothing };
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        match answer.text().await {
            Ok(text) => Reply::Answer(read(status, &headers, text)),
            Err(_) => Reply::Nothing,
        }
    }

    fn write(&mut self, row: Row) {
        match row {
            Row::Clear(generation) => self.rows.retain(|(of, ..), _| *of != generation),
            Row::Change { generation, change: ReplicaChange::Put { kind, id, value } } => {
                self.rows.insert((generation, kind, id), value);
            }
            Row::Change { generation, change: ReplicaChange::Remove { kind, id } } => {
                self.rows.remove(&(generation, kind, id));
            }
        }
    }

    fn make_room(&mut self, heard: Option<Heard>) {
        let Some(Heard { at, backed_up_through }) = heard else { return };
        let entries = self.records.queue.entries();
        self.photos
            .retain(|hash, (_, mark)| !photo_may_go(hash, Some(*mark), entries, Need::Soon, backed_up_through, at));
    }

    /// A ticket of the replica that counts.
    pub fn ticket(&self, id: TicketId) -> Option<Ticket> {
        let Mark { generation, .. } = self.records.mark;
        let value = self.rows.get(&(generation, "ticket".into(), id.to_string()))?;
        Some(serde_json::from_value(value.clone()).unwrap())
    }

    /// Commands that the server does not have, or will never take.
    pub fn unsettled(&self) -> Vec<&Entry> {
        self.records.queue.entries().iter().filter(|entry| entry.is_open()).collect()
    }

    /// The epoch that the device saw last.
    pub fn epoch(&self) -> Option<Uuid> {
        self.records.queue.memory().epoch
    }
}

fn read(status: u16, headers: &HeaderMap, text: String) -> Answer {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let media_type = header("content-type").unwrap_or_default();
    Answer {
        status,
        media_type: media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase(),
        retry_after: header("retry-after").and_then(|seconds| seconds.parse().ok()),
        photo_complete: header("photo-complete").and_then(|said| said.parse().ok()),
        server_time: header("server-time").and_then(|at| at.parse().ok()),
        text,
    }
}
