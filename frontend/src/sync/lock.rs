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

/// Who runs a pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Who {
    /// An open page, where somebody may look on. It leaves a pass under way to another page, and takes over from the
    /// worker, whose request may hang for minutes.
    #[default]
    Page,
    /// The service worker. It waits until pages have done, or are gone.
    Worker,
}

/// Whose turn it is, written down with the time of the last sign of life.
#[derive(Serialize, Deserialize)]
struct Written {
    pass: Uuid,
    at: Timestamp,
    #[serde(default)]
    by: Who,
}

/// One pass's turn.
pub(super) struct Turn {
    pass: Uuid,
    by: Who,
}

impl Turn {
    pub(super) fn new(by: Who) -> Self {
        Self { pass: clock::new_id(), by }
    }

    /// Takes the turn, or gives a sign of life.
    pub(super) fn take(&self, tx: &Tx<'_>) -> Outcome<()> {
        tx.put_json(META, TURN, &Written { pass: self.pass, at: clock::now(), by: self.by })
    }

    /// Whether another has taken over: a tab may thaw after hours in the middle of its pass.
    pub(super) async fn is_anothers(&self, tx: &Tx<'_>) -> Outcome<bool> {
        Ok(tx.json::<Written>(META, TURN).await?.is_some_and(|written| written.pass != self.pass))
    }
}

/// Runs `pass` when it is its turn.
pub(super) async fn exclusively(who: Who, pass: impl Future<Output = Result<(), Stop>> + 'static) -> Result<(), Stop> {
    let under_way = under_way().await?;
    if !has_locks() {
        return if under_way.is_some_and(|(seconds, _)| seconds < STALE_SECONDS) {
            Err(Stop::Busy)
        } else {
            finished(pass.await).await
        };
    }
    let options = Object::new();
    let way = match (who, under_way) {
        (_, Some((STALE_SECONDS.., _))) | (Who::Page, Some((_, Who::Worker))) => Some("steal"),
        (Who::Page, _) => Some("ifAvailable"),
        (Who::Worker, _) => None,
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

/// Seconds since the pass under way gave a sign of life, and who runs it; none if there is none.
async fn under_way() -> Outcome<Option<(i64, Who)>> {
    let written = database::read(&[META], async |tx: &Tx<'_>| tx.json::<Written>(META, TURN).await).await?;
    // Either way: the clock may have been set back.
    Ok(written.map(|written| (seconds_between(written.at, clock::now()).abs(), written.by)))
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
