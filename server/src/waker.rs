//! Telling open streams that something in their scope changed, and the centre's who has which ticket open. Servers that
//! share a database learn of each other's changes by looking at the head of the feed and at who is present.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use store::EVERYONE;
use tokio::sync::{Notify, broadcast, watch};

use crate::state::App;

/// How long another server's change may stay unnoticed.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What streams are told.
#[derive(Clone, Debug)]
pub enum Wake {
    /// Something changed in the scopes of these names.
    Changed(Arc<BTreeSet<String>>),
    /// A session or account was ended: look whether yours still stands.
    SessionsEnded,
    /// The server stops: streams end, so that it does not wait for them.
    Stopping,
}

/// Wakes streams. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Waker {
    streams: broadcast::Sender<Wake>,
    /// Who has which ticket open, as every stream of the centre says it.
    present: watch::Sender<Bytes>,
    changed: Arc<Notify>,
    closed: Arc<AtomicBool>,
}

impl Default for Waker {
    fn default() -> Self {
        let present = watch::Sender::new(Bytes::from_static(b"event: presence\ndata: []\n\n"));
        Self { streams: broadcast::Sender::new(256), present, changed: Arc::default(), closed: Arc::default() }
    }
}

impl Waker {
    /// This server has changed the feed, or who is present.
    pub fn changed(&self) {
        self.changed.notify_one();
    }

    /// A session or account was ended.
    pub fn sessions_ended(&self) {
        // No receiver means no stream is open.
        let _ = self.streams.send(Wake::SessionsEnded);
    }

    /// The server stops.
    pub fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        let _ = self.streams.send(Wake::Stopping);
    }

    /// Whether the server stops. A stream that is opened meanwhile is not told so any more, and has to ask.
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::SeqCst)
    }

    /// Everything from now on.
    pub fn listen(&self) -> broadcast::Receiver<Wake> {
        self.streams.subscribe()
    }

    /// Who has which ticket open: as it is now, and whenever that changes.
    pub fn listen_to_presence(&self) -> watch::Receiver<Bytes> {
        let mut present = self.present.subscribe();
        present.mark_changed();
        present
    }
}

/// Watches the feed for ever: wakes streams, and reads units and catalogue again when they changed. Tells who is
/// present.
pub async fn watch(app: App) {
    let mut seen = app.store.feed_head().await.unwrap_or_default();
    loop {
        // Timed out or notified: look in either case.
        let _ = tokio::time::timeout(LOOK_EVERY, app.waker.changed.notified()).await;
        match look(&app, seen).await {
            Ok(head) => seen = head,
            Err(error) => tracing::warn!(%error, "the change feed could not be read"),
        }
        // Only while somebody listens.
        if app.waker.present.receiver_count() > 0
            && let Err(error) = look_who_is_present(&app).await
        {
            tracing::warn!(%error, "who is present could not be read");
        }
    }
}

/// Written once for all streams, and only where it is not as it was.
async fn look_who_is_present(app: &App) -> store::Result<()> {
    let present = app.store.present(app.now()).await?;
    match serde_json::to_string(&present) {
        Ok(json) => {
            let said = Bytes::from(format!("event: presence\ndata: {json}\n\n"));
            app.waker.present.send_if_modified(|told| {
                let is_news = *told != said;
                *told = said;
                is_news
            });
        }
        Err(error) => tracing::error!(%error, "who is present could not be written"),
    }
    Ok(())
}

async fn look(app: &App, seen: i64) -> store::Result<i64> {
    let head = app.store.feed_head().await?;
    if head > seen {
        let scopes = app.store.scopes_changed_since(seen).await?;
        if scopes.contains(EVERYONE) {
            app.refresh_directory(head).await?;
        }
        // No receiver means that no stream is open.
        let _ = app.waker.streams.send(Wake::Changed(Arc::new(scopes)));
    }
    Ok(head)
}
