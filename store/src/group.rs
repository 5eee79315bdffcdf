//! Group commit: writers that come while a transaction is under way share the next one, and its one sync of the disk.

use std::panic::AssertUnwindSafe;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use tokio::sync::{mpsc, oneshot};

use crate::write::Writer;
use crate::{Error, Result, Store, Write};

/// Writers of one transaction: others wait while it lasts.
const AT_ONCE: usize = 64;
/// Writers that may wait; one more is told that the database is busy.
const WAITING: usize = 1024;

/// Something to write, whatever comes of it.
trait Job: Send {
    /// Does it. False where it failed and has to be undone.
    fn run<'t>(&'t mut self, tx: &'t mut Write) -> BoxFuture<'t, bool>;
    /// Tells whoever waits, now that the transaction has ended in this way.
    fn tell(self: Box<Self>, committed: Result<()>);
}

struct Work<F, T, E> {
    todo: Option<F>,
    done: Option<std::result::Result<T, E>>,
    teller: oneshot::Sender<std::result::Result<T, E>>,
}

impl<F, T, E> Job for Work<F, T, E>
where
    F: for<'t> FnOnce(&'t mut Write) -> BoxFuture<'t, std::result::Result<T, E>> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run<'t>(&'t mut self, tx: &'t mut Write) -> BoxFuture<'t, bool> {
        Box::pin(async move {
            let Some(todo) = self.todo.take() else { return false };
            // One that panics fails alone.
            let done = AssertUnwindSafe(todo(tx)).catch_unwind().await;
            self.done = Some(done.unwrap_or_else(|_| Err(Error::Panicked.into())));
            self.done.as_ref().is_some_and(std::result::Result::is_ok)
        })
    }

    fn tell(self: Box<Self>, committed: Result<()>) {
        let said = match (self.done, committed) {
            (Some(Ok(value)), Ok(())) => Ok(value),
            (Some(Err(error)), _) => Err(error),
            (_, Err(error)) => Err(error.into()),
            (None, Ok(())) => Err(Error::Panicked.into()),
        };
        // Nobody listens where the request has ended; what was written stands.
        let _ = self.teller.send(said);
    }
}

/// The way to the task that writes.
#[derive(Clone)]
pub(crate) struct Group(mpsc::Sender<Box<dyn Job>>);

impl std::fmt::Debug for Group {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Group").finish_non_exhaustive()
    }
}

impl Group {
    /// Starts the task; it ends with the last clone of this.
    pub(crate) fn start(writer: Writer) -> Self {
        let (sender, mut waiting) = mpsc::channel(WAITING);
        tokio::spawn(async move {
            let mut jobs = Vec::with_capacity(AT_ONCE);
            while waiting.recv_many(&mut jobs, AT_ONCE).await > 0 {
                let committed = write(&writer, &mut jobs).await;
                // Whoever came meanwhile is not made to wait for the same busy database once more.
                while matches!(committed, Err(Error::Busy(_)))
                    && let Ok(job) = waiting.try_recv()
                {
                    jobs.push(job);
                }
                for job in jobs.drain(..) {
                    job.tell(committed.clone());
                }
            }
        });
        Self(sender)
    }
}

impl Store {
    /// Does some work in a transaction that it shares with whoever writes at the same time. Returns when that is durable.
    /// Work that fails is undone and takes nothing else with it.
    pub async fn together<T, E, F>(&self, work: F) -> std::result::Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Write) -> BoxFuture<'t, std::result::Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (teller, told) = oneshot::channel();
        let job = Box::new(Work { todo: Some(work), done: None, teller });
        self.group.0.try_send(job).map_err(|_| Error::Busy("too many writers wait".to_owned()))?;
        told.await.map_err(|_| Error::Panicked)?
    }
}

async fn write(writer: &Writer, jobs: &mut [Box<dyn Job>]) -> Result<()> {
    let mut tx = writer.begin().await?;
    if let [only] = jobs {
        return if only.run(&mut tx).await { tx.commit().await } else { Ok(()) };
    }
    for job in jobs {
        tx.savepoint().await?;
        if job.run(&mut tx).await {
            tx.release_savepoint().await?;
        } else {
            tx.back_to_savepoint().await?;
        }
    }
    tx.commit().await
}
