//! The network between devices and server, and everything that it does to a message.

use domain::pass::{Answer, Reply};
use domain::sync::{Outcome, PhotoProgress, Push, Pushed};
use domain::{Code, CommandId, PersonId, TicketId};

use crate::faults::Fault;
use crate::invariants::{Invariant, Violation};
use crate::ledger::Received;
use crate::message::Message;
use crate::world::{Event, HOUR, SECOND, Spoilt, World};

/// After so long a device stops waiting for an answer.
const TIMEOUT: i64 = 30 * SECOND;

fn page(status: u16, media_type: &str, text: &str) -> Answer {
    Answer {
        status,
        media_type: media_type.into(),
        retry_after: None,
        photo_complete: None,
        server_time: None,
        text: text.into(),
    }
}

impl World<'_> {
    fn way(&mut self) -> i64 {
        let long = self.chance.between(10, 20 * SECOND);
        if self.strikes(Fault::Reordered, 2) { long } else { 50 }
    }

    /// Puts a message on the network.
    pub async fn send(&mut self, device: usize, tab: usize, question: u64, mut message: Message) {
        self.figures.requests += 1;
        let there = self.way();
        let hears = |reply| Event::Hear { device, tab, question, reply };
        let shared = self.devices[device].users.len() > 1;
        if self.strikes(Fault::SharedDevice, 30) && shared {
            // Between a pass's last look and its request, the browser's cookie becomes another's.
            let next = self.chance.below(self.devices[device].users.len());
            self.sign_in(device, self.devices[device].users[next]).await;
            message.token.clone_from(&self.devices[device].disk.token);
        }
        if self.strikes(Fault::LostBefore, 8) {
            self.tell(Some(device), |_| format!("{} is lost on its way to the server", message.named()));
            return self.after(TIMEOUT, hears(Reply::Nothing));
        }
        let kind = self.chance.below(4);
        if self.strikes(Fault::Portal, 12) {
            self.tell(Some(device), |_| format!("a portal answers {}", message.named()));
            let answer = match kind {
                0 => page(302, "text/html", ""),
                1 => page(200, "application/json", r#"{"ok":true}"#),
                _ => page(200, "text/html", "<html>请登录无线网络</html>"),
            };
            return self.after(there, hears(Reply::Answer(answer)));
        }
        if self.strikes(Fault::Gateway, 16) {
            self.tell(Some(device), |_| format!("a gateway answers {}; the server never sees it", message.named()));
            let mut answer = page([502, 503, 504, 500][kind], "text/html", "<html>Bad Gateway</html>");
            answer.retry_after = (kind == 1).then_some(20);
            return self.after(there, hears(Reply::Answer(answer)));
        }
        let busy = self.busy();
        if self.strikes(Fault::Busy, 16) {
            self.tell(Some(device), |_| format!("the server answers {} with {}", message.named(), busy.status));
            return self.after(there, hears(Reply::Answer(busy)));
        }
        let broken = self.chance.below(message.body.len().max(1));
        if self.strikes(Fault::Truncated, 20) && !message.body.is_empty() {
            self.tell(Some(device), |_| format!("{} breaks off after {broken} bytes", message.named()));
            let message = Message { cut: Some(broken), ..message };
            self.after(there, Event::Arrive { message, listener: None, spoilt: Spoilt::Lost });
            return self.after(TIMEOUT, hears(Reply::Nothing));
        }
        let later = self.chance.between(0, 2 * HOUR);
        if self.strikes(Fault::Doubled, 8) {
            self.tell(Some(device), |_| format!("{} is sent twice by a proxy", message.named()));
            let message = message.clone();
            self.after(there + later, Event::Arrive { message, listener: None, spoilt: Spoilt::Lost });
        }
        let spoilt = if self.strikes(Fault::LostAfter, 8) {
            Spoilt::Lost
        } else if self.strikes(Fault::Truncated, 12) {
            Spoilt::Cut
        } else if self.strikes(Fault::Gateway, 20) {
            Spoilt::TimedOut
        } else {
            Spoilt::No
        };
        self.after(there, Event::Arrive { message, listener: Some((device, tab, question)), spoilt });
    }

    pub async fn arrive(&mut self, message: Message, listener: Option<(usize, usize, u64)>, spoilt: Spoilt) {
        let answer = self.ask(&message).await;
        if self.violation.is_some() {
            return;
        }
        if message.method != "GET" {
            self.wake().await;
        }
        let Some((device, tab, question)) = listener else { return };
        let back = self.way();
        let reply = match spoilt {
            Spoilt::No => Reply::Answer(answer),
            Spoilt::Lost => {
                self.tell(Some(device), |_| format!("the answer to {} is lost", message.named()));
                Reply::Nothing
            }
            Spoilt::Cut => {
                self.tell(Some(device), |_| format!("the answer to {} is cut short", message.named()));
                let keep = answer.text.len() / 2;
                Reply::Answer(Answer { text: answer.text.chars().take(keep).collect(), ..answer })
            }
            Spoilt::TimedOut => {
                self.tell(Some(device), |_| format!("a gateway answers {}, which arrived", message.named()));
                Reply::Answer(page(504, "text/html", "<html>Gateway Timeout</html>"))
            }
        };
        self.after(back, Event::Hear { device, tab, question, reply });
    }

    /// Asks the server, and holds what it does against what it has said before. Returns what it says.
    pub async fn ask(&mut self, message: &Message) -> Answer {
        let (answer, says) = self.server.answer(message, &mut self.chance).await;
        if let Err(violation) = self.hold(message, &answer).await {
            self.fail(violation);
        }
        says.unwrap_or(answer)
    }

    async fn hold(&mut self, message: &Message, answer: &Answer) -> Result<(), Violation> {
        if answer.status >= 500 {
            let (method, path) = (message.method, &message.path);
            return Err(Invariant::Server.fails(format!("{method} {path}: {} {}", answer.status, answer.text)));
        }
        let Some(&person) = self.tokens.get(&message.token) else { return Ok(()) };
        if let Some(rest) = message.path.strip_prefix("/sync/v1/photos/") {
            return self.hold_photo(person, &rest[..64], answer);
        }
        if message.path != "/sync/v1/push" || answer.status != 200 {
            return Ok(());
        }
        let (push, pushed) = (serde_json::from_slice::<Push>(&message.body), answer.json::<Pushed>());
        let (Ok(push), Some(pushed)) = (push, pushed) else {
            return Err(Invariant::Server.fails("a push was taken that does not read".into()));
        };
        self.ledger.pushed(person, &push, &pushed, self.now())?;
        let mut changed: Vec<(TicketId, CommandId)> = Vec::new();
        for (command, result) in push.commands.iter().zip(&pushed.results) {
            if result.outcome == Outcome::Accepted {
                self.tell(None, |world| format!("it applies {}", world.facts.name(command.command_id)));
                let fact = self.facts.find(command.command_id);
                if fact.is_none_or(|fact| fact.person != person) {
                    return Err(Invariant::Author.broken(command.command_id, "was applied in another's name"));
                }
                changed.retain(|(ticket, _)| *ticket != command.ticket_id);
                changed.push((command.ticket_id, command.command_id));
            }
        }
        for (ticket, command) in changed {
            self.hold_ticket(ticket, command).await?;
        }
        Ok(())
    }

    /// What was just acknowledged is there, with its words once and in the name of who said them.
    async fn hold_ticket(&self, id: TicketId, last: CommandId) -> Result<(), Violation> {
        let Some(ticket) = self.server.ticket(id).await else {
            return Err(Invariant::Kept.broken(last, "was acknowledged, and its ticket is not there"));
        };
        if Some(&ticket.revision) != self.ledger.revisions.get(&id) {
            return Err(Invariant::Kept.broken(last, "was acknowledged, and its ticket has another revision"));
        }
        let Some(marker) = self.facts.find(last).and_then(|fact| fact.marker.as_ref()) else { return Ok(()) };
        let told = |event: &domain::Event| serde_json::to_string(event).expect("JSON").contains(marker.as_str());
        let mut with: Vec<_> = ticket.events.iter().filter(|event| told(event)).collect();
        match (with.pop(), with.len()) {
            (None, _) => Err(Invariant::Kept.broken(last, "was acknowledged, and its words are not there")),
            (Some(_), 1..) => Err(Invariant::Once.broken(last, "has its words there more than once")),
            (Some(event), _) if self.facts.find(last).is_some_and(|fact| fact.person != event.by) => {
                Err(Invariant::Author.broken(last, "stands there in another's name"))
            }
            _ => Ok(()),
        }
    }

    fn hold_photo(&mut self, person: PersonId, hash: &str, answer: &Answer) -> Result<(), Violation> {
        let Ok(hash) = hash.parse() else { return Ok(()) };
        let is_refusal =
            answer.problem().is_some_and(|problem| problem.is(Code::NotAnImage) || problem.is(Code::PhotoTooLarge));
        if answer.photo_complete == Some(true) {
            self.ledger.photo(person, hash, Received::Whole);
        } else if is_refusal {
            self.ledger.photo(person, hash, Received::Refused);
        } else if answer.json::<PhotoProgress>().is_some_and(|progress| progress.complete)
            && self.ledger.photos.get(&(person, hash)) != Some(&Received::Whole)
        {
            return Err(Invariant::Photos.fails("the server claims a photo that it was never sent".into()));
        }
        Ok(())
    }

    /// Tells the devices that somebody looks at that something in their scope changed.
    async fn wake(&mut self) {
        if self.calm || self.devices.iter().all(|device| !device.looks) {
            return;
        }
        let head = self.server.head().await;
        if head <= self.woken {
            return;
        }
        let changed = self.server.scopes_changed_since(self.woken).await;
        self.woken = head;
        for device in 0..self.devices.len() {
            let Some(me) = self.devices[device].disk.me.filter(|_| self.devices[device].looks) else { continue };
            let sees = self.person(me).scopes().iter().any(|scope| changed.contains(&scope.to_string()));
            if sees && !self.strikes(Fault::LostWake, 2) {
                let at = self.chance.between(20, 2 * SECOND);
                self.after(at, Event::Start { device, tab: 0 });
            }
        }
    }
}
