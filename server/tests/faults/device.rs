//! A device with a log: what was made on it, and what it was told.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use reqwest::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::place::Running;
use crate::wire::{command, noise, photo, sha256};

const PART: usize = 65_536;
/// Commands of one push.
const BATCH: usize = 12;
/// Commands that may wait; then no more are made until they are through.
const WAITING: usize = 36;
/// A request that has no answer by then has none.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Device {
    http: reqwest::Client,
    pub token: String,
    id: Uuid,
    chance: StdRng,
    pub commands: Vec<Made>,
    pub shots: Vec<Shot>,
}

/// A command that was made here. Its text holds its id, so that its effect can be counted.
pub struct Made {
    pub marker: String,
    pub ticket: Uuid,
    pub answer: Option<Answer>,
    sealed: Value,
}

/// What the server said of a command it had applied.
pub struct Answer {
    pub revision: u64,
    pub number: String,
}

/// A photo that was taken here.
pub struct Shot {
    pub sha256: String,
    pub ticket: Uuid,
    pub complete: bool,
    bytes: Vec<u8>,
}

/// Why a request came to nothing.
#[derive(Debug)]
pub enum Refusal {
    /// No answer, or not the whole of it.
    Cut,
    /// Another status than the one for success; whether it says when to come back.
    Said { status: u16, code: String, says_when: bool },
    /// Some commands are for later.
    Later,
}

pub type Done = Result<(), Refusal>;

impl Device {
    /// A device of this person, with its own chance.
    pub async fn sign_in(server: &Running, username: &str, seed: u64) -> Self {
        Self {
            http: reqwest::Client::builder().timeout(PATIENCE).build().unwrap(),
            token: server.sign_in(username).await,
            id: Uuid::new_v4(),
            chance: StdRng::seed_from_u64(seed),
            commands: Vec::new(),
            shots: Vec::new(),
        }
    }

    /// Gives up early, and makes a connection for each request.
    pub fn goes_on_a_bad_network(&mut self) {
        let builder = reqwest::Client::builder().timeout(Duration::from_millis(1500)).pool_max_idle_per_host(0);
        self.http = builder.build().unwrap();
    }

    /// Makes a few commands, unless many wait: whistles, some with a photo, and notes on them.
    pub fn make(&mut self) {
        if self.unanswered() > WAITING {
            return;
        }
        for _ in 0..self.chance.random_range(1..=6) {
            let known = self.commands.len();
            if known > 0 && self.chance.random_bool(0.5) {
                let ticket = self.commands[self.chance.random_range(known.saturating_sub(20)..known)].ticket;
                self.seal(ticket, "add_note", |marker| json!({"text": marker}));
            } else if self.chance.random_bool(0.2) {
                self.whistle_with_photo();
            } else {
                self.seal(Uuid::now_v7(), "whistle", |marker| json!({"description": marker}));
            }
        }
    }

    /// Makes a whistle with a photo, of one part or, now and then, of several.
    pub fn whistle_with_photo(&mut self) {
        let (width, height) = if self.chance.random_bool(0.2) { (480, 360) } else { (64, 48) };
        let bytes = noise(self.chance.random(), width, height);
        let ticket = Uuid::now_v7();
        self.seal(ticket, "whistle", |marker| json!({"description": marker, "photos": [photo(&bytes)]}));
        self.shots.push(Shot { sha256: sha256(&bytes), ticket, complete: false, bytes });
    }

    fn seal(&mut self, ticket: Uuid, kind: &str, body: impl FnOnce(&str) -> Value) {
        let marker = Uuid::new_v4().to_string();
        let sealed = command(self.commands.len() as u64 + 1, ticket, kind, body(&marker));
        self.commands.push(Made { marker, ticket, answer: None, sealed });
    }

    pub fn unanswered(&self) -> usize {
        self.commands.iter().filter(|made| made.answer.is_none()).count()
    }

    /// Whether everything made here was acknowledged.
    pub fn is_through(&self) -> bool {
        self.unanswered() == 0 && self.shots.iter().all(|shot| shot.complete)
    }

    /// What was acknowledged so far, commands and photos together.
    pub fn acknowledged(&self) -> usize {
        self.commands.len() - self.unanswered() + self.shots.iter().filter(|shot| shot.complete).count()
    }

    /// Sends what waits, texts before photos.
    pub async fn pass(&mut self, base: &str) -> Done {
        self.push(base).await?;
        self.upload(base).await
    }

    /// Sends the oldest commands that wait.
    pub async fn push(&mut self, base: &str) -> Done {
        let waiting: Vec<usize> = (0..self.commands.len()).filter(|&at| self.commands[at].answer.is_none()).collect();
        let waiting = &waiting[..waiting.len().min(BATCH)];
        if waiting.is_empty() {
            return Ok(());
        }
        let batch = Uuid::now_v7().to_string();
        let sealed: Vec<&Value> = waiting.iter().map(|&at| &self.commands[at].sealed).collect();
        let push = json!({"protocol": 1, "batch_id": batch, "device_id": self.id, "commands": sealed});
        let request = self.http.post(format!("{base}/sync/v1/push")).json(&push);
        let answer: Value = self.send(request, StatusCode::OK).await?.json().await.map_err(|_| Refusal::Cut)?;
        assert_eq!(answer["batch_id"], batch);
        let results = answer["results"].as_array().unwrap();
        assert_eq!(results.len(), waiting.len());
        let mut done = Ok(());
        for (&at, result) in waiting.iter().zip(results) {
            let made = &mut self.commands[at];
            assert_eq!(result["command_id"], made.sealed["command_id"]);
            match result["outcome"].as_str().unwrap() {
                "accepted" | "duplicate" => {
                    let number = result["ticket_number"].as_str().unwrap().to_owned();
                    made.answer = Some(Answer { revision: result["revision"].as_u64().unwrap(), number });
                }
                "retry" => done = Err(Refusal::Later),
                _ => panic!("refused for good: {result}"),
            }
        }
        done
    }

    /// Sends the parts that are missing of the first photo that is not complete, in several requests.
    pub async fn upload(&mut self, base: &str) -> Done {
        let Some(at) = self.shots.iter().position(|shot| !shot.complete) else { return Ok(()) };
        let (address, size) = (format!("{base}/sync/v1/photos/{}", self.shots[at].sha256), self.shots[at].bytes.len());
        let mut missing = self.missing(&address, size.div_ceil(PART)).await?;
        while let Some(&first) = missing.first() {
            let most = self.chance.random_range(1..=4);
            let count = (1..most).take_while(|count| missing.get(*count) == Some(&(first + count))).count() + 1;
            let content = self.shots[at].bytes[first * PART..size.min((first + count) * PART)].to_vec();
            let request = self.http.put(format!("{address}/parts/{first}?bytes={size}")).body(content);
            let answer = self.send(request, StatusCode::NO_CONTENT).await?;
            self.shots[at].complete = answer.headers()["photo-complete"] == "true";
            missing.drain(..count);
        }
        Ok(())
    }

    /// The parts that the server does not have, of so many.
    async fn missing(&self, address: &str, parts: usize) -> Result<Vec<usize>, Refusal> {
        let progress = match self.send(self.http.get(address), StatusCode::OK).await {
            Ok(answer) => answer.json().await.map_err(|_| Refusal::Cut)?,
            Err(Refusal::Said { status: 404, .. }) => Value::Null,
            Err(refusal) => return Err(refusal),
        };
        let have = progress["have"].as_array().into_iter().flatten();
        let ranges: Vec<_> = have.map(|range| range[0].as_u64().unwrap()..=range[1].as_u64().unwrap()).collect();
        let missing: Vec<_> =
            (0..parts).filter(|part| !ranges.iter().any(|range| range.contains(&(*part as u64)))).collect();
        // One that has all its parts is made complete by any of them.
        Ok(if missing.is_empty() { vec![0] } else { missing })
    }

    async fn send(&self, request: reqwest::RequestBuilder, success: StatusCode) -> Result<reqwest::Response, Refusal> {
        let answer = request.bearer_auth(&self.token).send().await.map_err(|_| Refusal::Cut)?;
        let status = answer.status();
        if status == success {
            return Ok(answer);
        }
        let says_when = answer.headers().contains_key("retry-after");
        let problem: Value = answer.json().await.map_err(|_| Refusal::Cut)?;
        let code = problem["code"].as_str().unwrap_or_default().to_owned();
        let is_unknown = status == StatusCode::NOT_FOUND && code == "photo.unknown";
        assert!(status.is_server_error() || is_unknown, "{status} {code}: no fault makes a request wrong");
        Err(Refusal::Said { status: status.as_u16(), code, says_when })
    }
}
