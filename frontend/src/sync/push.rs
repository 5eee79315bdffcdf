//! Sending commands. What the answers mean is `domain::outbox`'s matter.

use std::collections::BTreeSet;

use app::device::Sending;
use domain::ids::{BatchId, CommandId};
use domain::outbox::{State, batch};
use domain::sync::{LIMITS, Outcome as Became, PROTOCOL, Push, Pushed, SealedCommand};
use domain::{Code, Problem};

use super::pass::{Pass, Stop, stopped_by};
use super::told::Told;
use crate::database::{self, META, OUTBOX, Tx};
use crate::fault::Outcome;
use crate::http::{self, Body};
use crate::{build, clock, meta, outbox};

/// What became of a whole request.
enum Reply {
    Results(Pushed),
    /// The server could not take the batch as it is.
    Unfit(Problem),
}

/// Sends everything that is due, batch by batch.
pub(super) async fn all_due(pass: &Pass) -> Result<(), Stop> {
    let mut most = LIMITS.commands_per_push;
    loop {
        let commands = take_due(pass, most).await?;
        if commands.is_empty() {
            return Ok(());
        }
        let ids: Vec<CommandId> = commands.iter().map(|command| command.command_id).collect();
        pass.sending(Some(Sending { commands: ids.iter().copied().collect(), photo: None }));
        let replied = send(pass, commands).await;
        pass.sending(None);
        match replied {
            Ok(Reply::Results(pushed)) => take_in(pass, &ids, &pushed).await?,
            Ok(Reply::Unfit(problem)) if ids.len() == 1 => {
                refuse(pass, ids[0], problem).await?;
                most = LIMITS.commands_per_push;
            }
            // Somewhere in it is one that can't pass; the halves find it.
            Ok(Reply::Unfit(_)) => most = ids.len() / 2,
            Err(stop) => {
                put_off(pass, &ids, &stop).await?;
                return Err(stop);
            }
        }
        (pass.tell)(Told::Outbox);
    }
}

/// Chooses the next batch, and writes down that it is about to leave: from here on nothing of it can be taken back.
async fn take_due(pass: &Pass, most: usize) -> Outcome<Vec<SealedCommand>> {
    let (person, now) = (pass.person(), clock::now());
    database::write(&[OUTBOX], async |tx: &Tx<'_>| {
        let mut entries = outbox::entries(tx, person).await?;
        for entry in &mut entries {
            if matches!(entry.state, State::Pending { not_before: Some(at), .. } if outbox::is_absurd(at, now)) {
                entry.retry_now();
            }
        }
        let chosen = batch(&entries, person, now, most);
        let mut commands = Vec::new();
        for entry in entries.iter_mut().filter(|entry| chosen.contains(&entry.sealed.command_id)) {
            entry.sent = true;
            outbox::put(tx, entry)?;
            commands.push(entry.sealed.clone());
        }
        Ok(commands)
    })
    .await
}

async fn send(pass: &Pass, commands: Vec<SealedCommand>) -> Result<Reply, Stop> {
    let push = Push {
        protocol: PROTOCOL,
        batch_id: BatchId(clock::new_id()),
        device_id: pass.device,
        person_id: Some(pass.person()),
        sent_at: Some(clock::now()),
        build: build::id(),
        commands,
    };
    let text = serde_json::to_string(&push).map_err(|error| Stop::Broken(error.to_string()))?;
    let answer = pass.ask("POST", "/sync/v1/push", Body::Json(text), http::LONG).await?;
    match answer.status {
        200 => {
            let pushed: Pushed = answer.json()?;
            // Somebody else's 200 is no acknowledgement.
            if pushed.batch_id == push.batch_id { Ok(Reply::Results(pushed)) } else { Err(Stop::Unreachable) }
        }
        400 | 413 if answer.problem().is_some() => Ok(Reply::Unfit(answer.problem_or(Code::Malformed, pass.language))),
        _ => Err(stopped_by(&answer)),
    }
}

async fn take_in(pass: &Pass, ids: &[CommandId], pushed: &Pushed) -> Outcome<()> {
    let (person, now) = (pass.person(), clock::now());
    let missing: BTreeSet<_> = pushed.missing_photos.iter().collect();
    database::write(&[OUTBOX, META], async |tx: &Tx<'_>| {
        let mut memory = meta::server(tx, person).await?;
        for mut entry in outbox::entries(tx, person).await? {
            let before = entry.clone();
            let id = entry.sealed.command_id;
            let result = pushed.results.iter().find(|result| result.command_id == id);
            match result.filter(|_| ids.contains(&id) && entry.is_pending()) {
                Some(result) => {
                    entry.answered(result, now, clock::jitter());
                    if matches!(result.outcome, Became::Accepted | Became::Duplicate) {
                        memory.accepted_through = memory.accepted_through.max(entry.sealed.seq);
                    }
                }
                // An answer that passes over a command says nothing about it.
                None if ids.contains(&id) => entry.postpone(now, clock::jitter(), None, None),
                None => {}
            }
            // Archived or not: what the server has lost goes up again.
            entry.photos_done.retain(|hash| !missing.contains(hash));
            if entry != before {
                outbox::put(tx, &entry)?;
            }
        }
        meta::set_server(tx, person, &memory)
    })
    .await
}

async fn refuse(pass: &Pass, id: CommandId, problem: Problem) -> Outcome<()> {
    database::write(&[OUTBOX], async |tx: &Tx<'_>| {
        if let Some(mut entry) = outbox::find(tx, pass.person(), id).await? {
            entry.state = State::Rejected { problem: problem.clone() };
            outbox::put(tx, &entry)?;
        }
        Ok(())
    })
    .await
}

/// The whole request failed: each of its items waits for itself, so that they don't come back as one.
async fn put_off(pass: &Pass, ids: &[CommandId], stop: &Stop) -> Outcome<()> {
    match stop {
        Stop::Unreachable => outbox::postpone(pass.person(), ids, None, None).await?,
        Stop::Later(after_s) => {
            let busy = Problem::new(Code::Busy, pass.language);
            outbox::postpone(pass.person(), ids, *after_s, Some(busy)).await?;
        }
        // Not theirs to wait: the queue is parked as it stands.
        _ => return Ok(()),
    }
    (pass.tell)(Told::Outbox);
    Ok(())
}
