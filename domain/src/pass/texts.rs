//! The greeting, and the texts that go out.

use super::step::{Turn, answered};
use super::{Content, Next, Pass, Phase, Reply, Request, Stop, Then, Told};
use crate::ids::{BatchId, CommandId};
use crate::problem::{Code, Problem};
use crate::sync::{Hello, LIMITS, PROTOCOL, Push, Pushed};

impl Pass {
    pub(super) fn greeted(&mut self, turn: &mut Turn<'_>, reply: &Reply) -> Result<Next, Stop> {
        let answer = answered(reply)?;
        if !answer.is_ok() {
            return Err(answer.stops());
        }
        let hello: Hello = answer.json().ok_or(Stop::Unreachable)?;
        turn.step.told.push(Told::Build(hello.build.clone()));
        if !hello.protocols.contains(&PROTOCOL) {
            return Err(Stop::Later(None));
        }
        self.clock_lead = hello.server_time.as_millisecond() - turn.now.as_millisecond();
        self.heard_at = self.heard_at.max(Some(hello.server_time));
        self.backed_up_through = hello.backed_up_through;
        turn.step.told.push(Told::ClockLead(self.clock_lead));
        turn.step.told.extend(hello.read_through.map(Told::ReadThrough));
        self.epoch = Some(hello.server_epoch);
        if turn.records.queue.greet(&hello) {
            turn.step.told.push(Told::Outbox);
        }
        self.push(turn, Then::Pull)
    }

    /// Sends the texts that are due, batch by batch, and then does what comes after.
    pub(super) fn push(&mut self, turn: &mut Turn<'_>, then: Then) -> Result<Next, Stop> {
        let commands = turn.records.queue.take_due(turn.now, self.most);
        if commands.is_empty() {
            return match then {
                Then::Pull => Ok(self.pull(turn, false)),
                Then::Photos => Ok(self.next_photo(turn)),
            };
        }
        let push = Push {
            protocol: PROTOCOL,
            batch_id: BatchId(turn.id),
            device_id: self.device,
            person_id: Some(self.me),
            // One that was restored since it greeted has to get first what it had lost.
            server_epoch: self.epoch,
            sent_at: Some(turn.now),
            build: self.build.clone(),
            commands,
        };
        let Ok(text) = serde_json::to_string(&push) else { return Err(Stop::Later(None)) };
        let sent = push.commands.iter().map(|command| command.command_id).collect();
        self.phase = Phase::Pushing { batch: push.batch_id, sent, then };
        Ok(Next::Ask(Request {
            method: "POST",
            path: "/sync/v1/push".into(),
            content: Content::Json(text),
            is_long: true,
        }))
    }

    pub(super) fn pushed(
        &mut self,
        turn: &mut Turn<'_>,
        reply: &Reply,
        batch: BatchId,
        sent: &[CommandId],
        then: Then,
    ) -> Result<Next, Stop> {
        turn.step.told.push(Told::Outbox);
        let (queue, now) = (&mut turn.records.queue, turn.now);
        let stop = match answered(reply) {
            Ok(answer) if answer.status == 200 => {
                // Somebody else's 200 is no acknowledgement.
                match answer.json::<Pushed>().filter(|pushed| pushed.batch_id == batch) {
                    Some(pushed) => {
                        queue.take_in(sent, &pushed, now, turn.chance);
                        return self.push(turn, then);
                    }
                    None => Stop::Unreachable,
                }
            }
            Ok(answer) if matches!(answer.status, 400 | 413) && answer.problem().is_some() => {
                if let [only] = sent {
                    queue.refuse(*only, answer.problem_or(Code::Malformed, self.language));
                    self.most = LIMITS.commands_per_push;
                } else {
                    // Somewhere in it is one that can't pass; the halves find it.
                    self.most = sent.len() / 2;
                }
                return self.push(turn, then);
            }
            Ok(answer) => answer.stops(),
            Err(stop) => stop,
        };
        match stop {
            Stop::Unreachable => queue.put_off(sent, None, None, now, turn.chance),
            Stop::Later(after_s) => {
                let busy = Problem::new(Code::Busy, self.language);
                queue.put_off(sent, after_s, Some(&busy), now, turn.chance);
            }
            // Not theirs to wait: the queue is parked as it stands.
            Stop::SignInNeeded => {}
        }
        Err(stop)
    }
}
