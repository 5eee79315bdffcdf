//! The device's database: one connection, opened again whenever the browser drops it. Works in a page and in a
//! service worker.

mod schema;
mod transaction;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures::future::LocalBoxFuture;
use indexed_db_futures::Build;
use indexed_db_futures::database::{Database, VersionChangeEvent};
use indexed_db_futures::transaction::{Transaction, TransactionDurability, TransactionMode, TransactionOptions};
use wasm_bindgen_futures::spawn_local;

use crate::fault::{Fault, Outcome};
use crate::{connect, reserve};

pub(crate) use schema::{META, OUTBOX, PHOTOS, REPLICA};
pub(crate) use transaction::Tx;

const NAME: &str = "xianghu";

thread_local! {
    static OPEN: RefCell<Option<Database>> = const { RefCell::new(None) };
    static OPENED_BEFORE: Cell<bool> = const { Cell::new(false) };
}

/// Reads in one transaction. `work` must await nothing but this transaction: the browser commits it in between.
pub(crate) async fn read<T>(stores: &[&str], work: impl AsyncFn(&Tx<'_>) -> Outcome<T>) -> Outcome<T> {
    run(stores, TransactionMode::Readonly, TransactionDurability::Relaxed, work).await
}

/// Writes in one transaction that is on the disk when this returns; nothing is written if `work` fails.
pub(crate) async fn write<T>(stores: &[&str], work: impl AsyncFn(&Tx<'_>) -> Outcome<T>) -> Outcome<T> {
    run(stores, TransactionMode::Readwrite, TransactionDurability::Strict, work).await
}

/// Writes as [`write`] does what a person said, and lets it take the place of the reserve where nothing else is left.
pub(crate) async fn write_words<T>(stores: &[&str], work: impl AsyncFn(&Tx<'_>) -> Outcome<T>) -> Outcome<T> {
    match write(stores, &work).await {
        Err(Fault::Full) if reserve::give_up().await => write(stores, &work).await,
        done => done,
    }
}

/// Writes what can be fetched again: it may be gone after a power cut, but never in part.
pub(crate) async fn write_relaxed<T>(stores: &[&str], work: impl AsyncFn(&Tx<'_>) -> Outcome<T>) -> Outcome<T> {
    run(stores, TransactionMode::Readwrite, TransactionDurability::Relaxed, work).await
}

async fn run<T>(
    stores: &[&str],
    mode: TransactionMode,
    durability: TransactionDurability,
    work: impl AsyncFn(&Tx<'_>) -> Outcome<T>,
) -> Outcome<T> {
    let work = Noting { work, value: Cell::new(None) };
    run_work(stores, mode, durability, &work).await?;
    work.value.take().ok_or_else(|| Fault::Failed("a transaction ended without an outcome".into()))
}

/// What a transaction is for, behind a pointer: the code around it is there once, however many uses it has.
trait Work {
    fn go<'a>(&'a self, tx: &'a Tx<'_>) -> LocalBoxFuture<'a, Outcome<()>>;
}

struct Noting<F, T> {
    work: F,
    value: Cell<Option<T>>,
}

impl<T, F: AsyncFn(&Tx<'_>) -> Outcome<T>> Work for Noting<F, T> {
    fn go<'a>(&'a self, tx: &'a Tx<'_>) -> LocalBoxFuture<'a, Outcome<()>> {
        Box::pin(async move {
            self.value.set(Some((self.work)(tx).await?));
            Ok(())
        })
    }
}

async fn run_work(
    stores: &[&str],
    mode: TransactionMode,
    durability: TransactionDurability,
    work: &dyn Work,
) -> Outcome<()> {
    match attempt(stores, mode, durability, work).await {
        // iOS closes connections by itself and says so only here. Nothing of the first attempt was kept.
        Err(Fault::Closed) => {
            forget();
            attempt(stores, mode, durability, work).await
        }
        done => done,
    }
}

async fn attempt(
    stores: &[&str],
    mode: TransactionMode,
    durability: TransactionDurability,
    work: &dyn Work,
) -> Outcome<()> {
    let database = connection().await?;
    let transaction = begin(&database, stores, mode, durability)?;
    Tx::run(transaction, work).await
}

fn begin<'a>(
    database: &'a Database,
    stores: &[&str],
    mode: TransactionMode,
    durability: TransactionDurability,
) -> Outcome<Transaction<'a>> {
    let mut options = TransactionOptions::new();
    options.set_durability(durability);
    Ok(database.transaction(stores).with_mode(mode).with_options(options).build()?)
}

async fn connection() -> Outcome<Database> {
    if let Some(database) = OPEN.with_borrow(Clone::clone) {
        return Ok(database);
    }
    let (database, is_new) = open().await?;
    OPEN.set(Some(database.clone()));
    spawn_local(close_when_asked(database.clone()));
    if OPENED_BEFORE.replace(true) && is_new {
        connect::begin_anew();
    }
    Ok(database)
}

/// Opens the database, and says whether there was none before.
async fn open() -> Outcome<(Database, bool)> {
    let is_new = Rc::new(Cell::new(false));
    let born = Rc::clone(&is_new);
    let upgrade = move |event: VersionChangeEvent, database: Database| {
        born.set(event.old_version() < 1.0);
        schema::upgrade(&event, &database)
    };
    let opened = Database::open(NAME).with_version(schema::VERSION).with_on_upgrade_needed(upgrade).await;
    match opened.map_err(Fault::from) {
        // As it is, then: schemas only grow, and what somebody says here has to be kept here.
        Err(Fault::Newer) => Ok((Database::open(NAME).await?, false)),
        opened => Ok((opened?, is_new.get())),
    }
}

/// Lets go as soon as the browser closes the connection or another tab brings a newer schema, with a newer build.
async fn close_when_asked(database: Database) {
    if let Ok(mut changes) = database.version_changes() {
        let change = changes.recv().await;
        forget();
        if change.is_some_and(|change| change.new_version().is_some()) {
            connect::outdated();
        }
    }
    database.close();
}

fn forget() {
    if let Some(database) = OPEN.take() {
        database.close();
    }
}
