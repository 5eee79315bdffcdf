//! What the server does by itself, now and then. Each is harmless to do twice, or on several servers.

use std::time::Duration;

use domain::list::COUNTED_DAYS;
use domain::time::{after, local};
use domain::{Event, Ticket, TicketId};
use store::Waking;

use crate::state::App;

/// How often what is left over is removed.
const SWEEP_EVERY: Duration = Duration::from_secs(3600);
/// How often it is asked whether a version of the list takes effect: soon after midnight it holds.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// How often it is counted what townships whistle for most.
const COUNT_EVERY: Duration = Duration::from_secs(6 * 3600);
/// How often it is asked which tickets something happens to by itself.
const WAKE_EVERY: Duration = Duration::from_secs(10);
/// Tickets that are looked at in one transaction.
const TOGETHER: usize = 100;
/// A photo that no ticket names is removed after so long.
const FORGET_PHOTOS_AFTER: i64 = 7 * 86_400;

/// Works for ever.
pub async fn run(app: App) {
    tokio::join!(
        again_and_again(&app, SWEEP_EVERY, sweep),
        again_and_again(&app, LOOK_EVERY, put_list_in_force),
        again_and_again(&app, COUNT_EVERY, count_commonest),
        again_and_again(&app, WAKE_EVERY, wake_tickets),
        again_and_again(&app, SWEEP_EVERY, date_tickets),
    );
}

async fn again_and_again(app: &App, every: Duration, work: impl AsyncFn(&App) -> crate::problem::Result<()>) {
    loop {
        if let Err(error) = work(app).await {
            tracing::warn!(?error, "work of the server's own failed; it will be tried again");
        }
        tokio::time::sleep(every).await;
    }
}

/// Makes each version of the list hold whose day has come.
pub async fn put_list_in_force(app: &App) -> crate::problem::Result<()> {
    let today = local(app.now()).date();
    if !app.store.version_is_due(today).await? {
        return Ok(());
    }
    let mut tx = app.store.write().await?;
    tx.put_in_force(today).await?;
    tx.commit().await?;
    app.refresh_directory(app.store.feed_head().await?).await?;
    app.waker.changed();
    Ok(())
}

/// Counts what each township whistles for most, and tells devices where that has changed.
pub async fn count_commonest(app: &App) -> crate::problem::Result<()> {
    let since = after(app.now(), -COUNTED_DAYS * 86_400);
    let known = app.store.commonest().await?;
    let mut counted = app.store.count_commonest(since).await?;
    counted.retain(|commonest| !known.contains(commonest));
    if counted.is_empty() {
        return Ok(());
    }
    let mut tx = app.store.write().await?;
    for commonest in &counted {
        tx.put_commonest(commonest).await?;
    }
    tx.commit().await?;
    app.waker.changed();
    Ok(())
}

/// Does to tickets what a time that has come does: reminders, the ends of suspensions, unrated closings. Each ticket is
/// read again in the transaction that changes it, so that no two servers do the same thing.
pub async fn wake_tickets(app: &App) -> crate::problem::Result<()> {
    let (now, directory) = (app.now(), app.directory());
    let mut after = Waking::default();
    loop {
        let waking = app.store.waking(now, after, TOGETHER).await?;
        let Some((last, _)) = waking.last() else { return Ok(()) };
        after = *last;
        change_tickets(app, waking.iter().map(|(_, id)| *id), |ticket| {
            ticket.wake(now, &directory).unwrap_or_else(|refusal| {
                tracing::warn!(ticket = %ticket.id, code = refusal.code.as_str(), "a ticket could not wake");
                None
            })
        })
        .await?;
    }
}

/// Gives tickets the deadlines that the calendar did not reach when they began.
pub async fn date_tickets(app: &App) -> crate::problem::Result<()> {
    let (now, directory) = (app.now(), app.directory());
    let mut after = 0;
    loop {
        let undated = app.store.undated(after, TOGETHER).await?;
        let Some((last, _)) = undated.last() else { return Ok(()) };
        after = *last;
        change_tickets(app, undated.iter().map(|(_, id)| *id), |ticket| ticket.catch_up_deadline(now, &directory))
            .await?;
    }
}

/// Absorbs what happens to each of these tickets, until nothing more does.
async fn change_tickets(
    app: &App,
    ids: impl Iterator<Item = TicketId>,
    happens: impl Fn(&Ticket) -> Option<Event>,
) -> crate::problem::Result<()> {
    let mut tx = app.store.write().await?;
    let mut changed = false;
    for id in ids {
        let Some(before) = tx.ticket(id).await? else { continue };
        let mut ticket = before.clone();
        while let Some(event) = happens(&ticket) {
            ticket.absorb(&[event]);
        }
        if ticket.events.len() > before.events.len() {
            tx.update_ticket(&before, &ticket).await?;
            changed = true;
        }
    }
    tx.commit().await?;
    if changed {
        app.waker.changed();
    }
    Ok(())
}

/// Removes sessions and presence that have ended, and photos that nobody named.
pub async fn sweep(app: &App) -> crate::problem::Result<()> {
    let now = app.now();
    let mut tx = app.store.write().await?;
    tx.sweep_sessions(now).await?;
    tx.sweep_presence(now).await?;
    tx.commit().await?;
    for sha256 in app.store.forgotten_photos(after(now, -FORGET_PHOTOS_AFTER)).await? {
        let mut tx = app.store.write().await?;
        let uploads = tx.forget_photo(&sha256).await?;
        tx.commit().await?;
        for (person, bytes) in &uploads {
            app.photos.drop_parts(*person, &sha256, *bytes).await?;
        }
        if !uploads.is_empty() {
            app.photos.remove(&sha256).await?;
        }
    }
    Ok(())
}
