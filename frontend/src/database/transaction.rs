//! One transaction, with the few things the device does in it.

use gloo_timers::future::TimeoutFuture;
use indexed_db_futures::KeyRange;
use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{Transaction, TransactionFinishKind};
use js_sys::Uint8Array;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use super::Work;
use crate::fault::{Fault, Outcome, cast};

/// A transaction under way. Writes are only handed over here; that they are kept is known when the whole has ended.
pub(crate) struct Tx<'a>(Transaction<'a>);

impl<'a> Tx<'a> {
    /// Runs `work` and waits for the browser's `complete`. Undone if `work` or the browser fails.
    pub(super) async fn run(transaction: Transaction<'a>, work: &dyn Work) -> Outcome<()> {
        // Listening from the start: a transaction may end before anybody asks.
        let done = transaction.on_done()?;
        let tx = Tx(transaction);
        match work.go(&tx).await {
            Ok(()) => match done.await {
                TransactionFinishKind::Ok => Ok(()),
                TransactionFinishKind::Err | TransactionFinishKind::Abort => Err(tx.why_undone().await),
            },
            // The failed request says "aborted"; the transaction knows why.
            Err(fault) => Err(tx.0.error().map_or(fault, Fault::from)),
        }
    }

    async fn why_undone(&self) -> Fault {
        if self.0.error().is_none() {
            // A request's error is told before the transaction has taken it over.
            TimeoutFuture::new(0).await;
        }
        // Nothing here aborts what went well: without a reason it was the browser, which closed the connection.
        self.0.error().map_or(Fault::Closed, Fault::from)
    }

    fn store(&self, name: &str) -> Outcome<ObjectStore<'_>> {
        Ok(self.0.object_store(name)?)
    }

    /// The text under this key.
    pub(crate) async fn text(&self, store: &str, key: &str) -> Outcome<Option<String>> {
        Ok(self.store(store)?.get::<String, _, _>(key.to_owned()).await?)
    }

    /// What the JSON text under this key says; none if it is missing or from another time.
    pub(crate) async fn json<T: DeserializeOwned>(&self, store: &str, key: &str) -> Outcome<Option<T>> {
        Ok(self.text(store, key).await?.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// The bytes under this key.
    pub(crate) async fn bytes(&self, store: &str, key: &str) -> Outcome<Option<Uint8Array>> {
        self.store(store)?.get::<JsValue, _, _>(key.to_owned()).await?.map(cast).transpose()
    }

    /// Whether there is anything under this key.
    pub(crate) async fn holds(&self, store: &str, key: &str) -> Outcome<bool> {
        Ok(self.store(store)?.count().with_query::<String, _>(key.to_owned()).await? > 0)
    }

    /// All texts whose keys begin so.
    pub(crate) async fn texts(&self, store: &str, prefix: &str) -> Outcome<Vec<String>> {
        let rows = self.store(store)?.get_all::<String>().with_query::<String, _>(beginning(prefix)).await?;
        Ok(rows.filter_map(Result::ok).collect())
    }

    /// All keys that begin so.
    pub(crate) async fn keys(&self, store: &str, prefix: &str) -> Outcome<Vec<String>> {
        let rows = self.store(store)?.get_all_keys::<String>().with_query::<String, _>(beginning(prefix)).await?;
        Ok(rows.filter_map(Result::ok).collect())
    }

    /// Puts a text.
    pub(crate) fn put_text(&self, store: &str, key: &str, text: &str) -> Outcome<()> {
        self.store(store)?.put(text).with_key(key.to_owned()).build()?;
        Ok(())
    }

    /// Puts a thing as JSON text.
    pub(crate) fn put_json<T: Serialize>(&self, store: &str, key: &str, value: &T) -> Outcome<()> {
        self.put_text(store, key, &serde_json::to_string(value)?)
    }

    /// Puts bytes.
    pub(crate) fn put_bytes(&self, store: &str, key: &str, bytes: &Uint8Array) -> Outcome<()> {
        let bytes: &JsValue = bytes.as_ref();
        self.store(store)?.put(bytes.clone()).with_key(key.to_owned()).build()?;
        Ok(())
    }

    /// Takes away what is under this key.
    pub(crate) fn delete(&self, store: &str, key: &str) -> Outcome<()> {
        self.store(store)?.delete::<String, _>(key.to_owned()).build()?;
        Ok(())
    }

    /// Takes away everything whose key begins so.
    pub(crate) fn delete_all(&self, store: &str, prefix: &str) -> Outcome<()> {
        self.store(store)?.delete::<String, _>(beginning(prefix)).build()?;
        Ok(())
    }
}

fn beginning(prefix: &str) -> KeyRange<String> {
    KeyRange::Bound(prefix.to_owned(), false, format!("{prefix}\u{ffff}"), true)
}
