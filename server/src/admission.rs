//! Admission on the server: proposals put on record, taken from step to step, and made a version of the list. Nothing else
//! changes the list.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::list::proposal::{Act, Draft, Hand, Origin, Proposal, Stage, proposes};
use domain::list::{Fault, number_entries, revise, still_apply};
use domain::time::local;
use domain::{Code, Item, Person};
use store::Sight;
use uuid::Uuid;

use crate::clock::new_id;
use crate::problem::{Failure, Result, language};
use crate::sounds;
use crate::state::App;

/// Faults told at once.
const FAULTS: usize = 5;

/// Proposes that these codes should stand for these items, none where one is to go. Proposing the same id again gives what
/// is on record.
pub async fn propose(app: &App, actor: &Person, draft: Draft, wanted: Vec<(String, Option<Item>)>) -> Result<Proposal> {
    if !proposes(actor.role) {
        return Err(Code::Forbidden.into());
    }
    if let Some(known) = app.store.proposal(draft.id).await? {
        return if known.proposed.person == actor.id { Ok(known) } else { Err(Code::IdReused.into()) };
    }
    let newest = Arc::new(newest_list(app).await?);
    let directory = app.directory();
    // A large file's list takes a while to look through.
    let changes = tokio::task::spawn_blocking({
        let directory = directory.clone();
        move || revise(&newest, sounding(wanted, &newest), &directory)
    });
    let changes = changes.await.map_err(|_| Code::Internal)?.map_err(|faults| told(&faults))?;
    let hand = Hand { actor, now: app.now() };
    let mut proposal = Proposal::new(draft, &changes, hand, &directory)?;
    proposal.ticket_number = number_in_sight(app, actor, &proposal.origin).await?;
    let mut tx = app.store.write().await?;
    tx.add_proposal(&proposal, &changes).await?;
    tx.audit(new_id(), hand.now, &actor.username, "list.propose", &proposal.title).await?;
    tx.commit().await?;
    Ok(proposal)
}

/// The number of the ticket that a proposal comes from, where its proposer sees it.
async fn number_in_sight(app: &App, proposer: &Person, origin: &Origin) -> Result<Option<String>> {
    let Origin::Ticket(id) = *origin else { return Ok(None) };
    if app.store.sight(id, &proposer.scopes()).await? != Sight::Seen {
        return Ok(None);
    }
    let ticket = app.store.ticket(id).await?.map(|stored| stored.read()).transpose()?;
    Ok(ticket.and_then(|ticket| ticket.number))
}

/// Takes one step with a proposal.
pub async fn act(app: &App, actor: &Person, id: Uuid, act: &Act) -> Result<Proposal> {
    let now = app.now();
    let today = local(now).date();
    // What is read from here on stays as it is until we commit: writers follow each other.
    let mut tx = app.store.write().await?;
    let proposal = app.store.proposal(id).await?.ok_or(Code::NotFound)?;
    let latest = app.store.newest_version().await?;
    let next = proposal.apply(act, Hand { actor, now }, latest.as_ref(), today)?;
    if let Stage::Approved { version, .. } = &next.stage {
        let mut changes = app.store.proposal_changes(id, "", usize::MAX).await?;
        if !still_apply(&changes, &newest_list(app).await?) {
            return Err(Code::ProposalOutdated.into());
        }
        number_entries(&mut changes, app.store.highest_entry().await?);
        tx.add_version(version, &changes, now, &actor.name).await?;
        tx.put_in_force(today).await?;
    }
    tx.put_proposal(&next).await?;
    tx.audit(new_id(), now, &actor.username, action(act), &next.title).await?;
    tx.commit().await?;
    if matches!(next.stage, Stage::Approved { .. }) {
        app.refresh_directory(app.store.feed_head().await?).await?;
        app.waker.changed();
    }
    Ok(next)
}

/// The list of the newest version, in force or not: what a change changes.
pub async fn newest_list(app: &App) -> Result<Vec<Item>> {
    Ok(match app.store.newest_version().await? {
        Some(version) => app.store.list_at(version.serial).await?,
        None => Vec::new(),
    })
}

/// What is wrong, in words.
fn told(faults: &[Fault]) -> Failure {
    let language = language();
    let said: Vec<_> =
        faults.iter().take(FAULTS).map(|fault| format!("{} {}", fault.code, fault.words(language))).collect();
    Failure::with_detail(Code::ListFaults, said.join("\n"))
}

/// How the items sound is the server's to say. What sounded so before goes on doing so: a better dictionary is no change.
fn sounding(mut wanted: Vec<(String, Option<Item>)>, newest: &[Item]) -> Vec<(String, Option<Item>)> {
    let newest: BTreeMap<&str, &Item> = newest.iter().map(|item| (item.code.as_str(), item)).collect();
    for item in wanted.iter_mut().filter_map(|(_, item)| item.as_mut()) {
        match newest.get(item.code.as_str()) {
            Some(before) if before.name == item.name && before.synonyms == item.synonyms => {
                item.sounds.clone_from(&before.sounds);
            }
            _ => sounds::note(item),
        }
    }
    wanted
}

fn action(act: &Act) -> &'static str {
    match act {
        Act::Opinion { .. } => "list.opinion",
        Act::Review { .. } => "list.review",
        Act::Approve { .. } => "list.approve",
        Act::Reject { .. } => "list.reject",
        Act::Withdraw { .. } => "list.withdraw",
    }
}
