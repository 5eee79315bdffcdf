//! One pass at a time across the tabs and the worker of one browser. It saves work; safety rests on idempotency.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;

use domain::time::seconds_between;
use jiff::Timestamp;
use js_sys::{Object, Promise, Reflect};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use super::run::Stop;
use crate::clock;
use crate::database::{self, META, Tx};
use crate::fault::Outcome;

const NAME: &str = "xianghu-pass";
const TURN: &str = "turn";
/// A pass asks something at least so often; one that has been silent for longer is frozen or dead.
const STALE_SECONDS: i64 = 150;

#[wasm_bindgen]
extern "C" {
    // web-sys has it among the unstable ones only.
    #[wasm_bindgen(catch, js_namespace = ["navigator", "locks"], js_name = request)]
    fn request(name: &str, options: &Object, granted: &JsValue) -> Result<Promise, JsValue>;
}

/// Whose turn it is, written down with the time of the last sign of life.
#[derive(Serialize, Deserialize)]
struct Written {
    pass: Uuid,
    at: Timestamp,
}

/// One pass's turn.
pub(super) struct Turn(Uuid);

impl Turn {
    pub(super) fn new() -> Self {
        Self(clock::new_id())
    }

    /// Takes the turn, or gives a sign of life.
    pub(super) fn take(&self, tx: &Tx<'_>) -> Outcome<()> {
        tx.put_json(META, TURN, &Written { pass: self.0, at: clock::now() })
    }

    /// Whether another has taken over: a tab may thaw after hours in the middle of its pass.
    pub(super) async fn is_anothers(&self, tx: &Tx<'_>) -> Outcome<bool> {
        Ok(tx.json::<Written>(META, TURN).await?.is_some_and(|written| written.pass != self.0))
    }
}

/// What to do while another has its pass under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Patience {
    /// Wait until it has ended, or its page is gone.
    Waits,
    /// Leave it to that one.
    Leaves,
}

/// Runs `pass` while no other tab has one under way.
pub(super) async fn exclusively(
    patience: Patience,
    pass: impl Future<Output = Result<(), Stop>> + 'static,
) -> Result<(), Stop> {
    let silent_for = silence().await?;
    if !has_locks() {
        return if silent_for.is_some_and(|seconds| seconds < STALE_SECONDS) {
            Err(Stop::Busy)
        } else {
            finished(pass.await).await
        };
    }
    let options = Object::new();
    let way = match patience {
        _ if silent_for.is_some_and(|seconds| seconds >= STALE_SECONDS) => Some("steal"),
        Patience::Leaves => Some("ifAvailable"),
        Patience::Waits => None,
    };
    if let Some(way) = way {
        Reflect::set(&options, &way.into(), &true.into()).map_err(broken)?;
    }

    let ended = Rc::new(RefCell::new(Err(Stop::Busy)));
    let end = Rc::clone(&ended);
    let granted = Closure::once_into_js(move |lock: JsValue| -> Promise {
        if lock.is_null() {
            return Promise::resolve(&JsValue::NULL);
        }
        future_to_promise(async move {
            let finished = finished(pass.await).await;
            *end.borrow_mut() = finished;
            Ok(JsValue::NULL)
        })
    });
    // Rejected where another tab steals the lock from this one.
    let held = JsFuture::from(request(NAME, &options, &granted).map_err(broken)?).await;
    if held.is_err() {
        return Err(Stop::Superseded);
    }
    ended.replace(Err(Stop::Busy))
}

/// Lets the next one in at once; after a crash the turn goes stale by itself.
async fn finished(ended: Result<(), Stop>) -> Result<(), Stop> {
    if ended != Err(Stop::Superseded) {
        database::write_relaxed(&[META], async |tx: &Tx<'_>| tx.delete(META, TURN)).await?;
    }
    ended
}

/// Seconds since the pass under way gave a sign of life; none if there is none.
async fn silence() -> Outcome<Option<i64>> {
    let written = database::read(&[META], async |tx: &Tx<'_>| tx.json::<Written>(META, TURN).await).await?;
    // Either way: the clock may have been set back.
    Ok(written.map(|written| seconds_between(written.at, clock::now()).abs()))
}

/// There are none on a page without HTTPS.
fn has_locks() -> bool {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into());
    let locks = navigator.and_then(|navigator| Reflect::get(&navigator, &"locks".into()));
    locks.is_ok_and(|locks| !locks.is_undefined())
}

fn broken(thrown: JsValue) -> Stop {
    crate::fault::Fault::from(thrown).into()
}
