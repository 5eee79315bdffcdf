//! Passes with no page open, where the browser has Background Sync.

use domain::outbox::Entry;
use domain::{Language, pass};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::lock::{self, Who};
use super::run::{self, Stop};
use super::told;
use crate::database::{self, META, OUTBOX, Tx};
use crate::fault::{Outcome, cast};
use crate::{meta, outbox, service_worker};

/// The service worker knows it by this name.
const TAG: &str = "outbox";
/// Milliseconds that an open page has to begin first: there people see how far it is.
const HEAD_START: u32 = 2_000;

/// Asks the browser to wake the service worker when there is a network, should this page be gone before all has gone.
pub(crate) fn ask_for_background_pass() {
    spawn_local(async {
        // Not every browser has it; open pages send all the same.
        let _ = register().await;
    });
}

async fn register() -> Outcome<()> {
    let registration = service_worker::ready().await?;
    let sync = Reflect::get(&registration, &"sync".into())?;
    let register: Function = cast(Reflect::get(&sync, &"register".into())?)?;
    let asked: Promise = cast(register.call1(&sync, &TAG.into())?)?;
    JsFuture::from(asked).await?;
    Ok(())
}

/// Sends what no page does, in the service worker. An error makes the browser try again later; without one it has done
/// what it was asked for, and does not come back.
pub(crate) async fn background_pass() -> Result<(), JsValue> {
    TimeoutFuture::new(HEAD_START).await;
    loop {
        match lock::exclusively(Who::Worker, send_the_rest()).await {
            // A page has taken over, and may be closed in the middle of it.
            Err(Stop::Superseded) => {}
            // A person has to come first; their page asks again.
            Ok(()) | Err(Stop::Nobody | Stop::Server(pass::Stop::SignInNeeded)) => return Ok(()),
            Err(stop) => return Err(format!("{stop:?}").into()),
        }
    }
}

async fn send_the_rest() -> Result<(), Stop> {
    if !owes().await? {
        return Ok(());
    }
    run::at_once().await?;
    run::run(Who::Worker, told::to_other_tabs(), language().await?).await?;
    if owes().await? { Err(Stop::Unfinished) } else { Ok(()) }
}

/// The language that was read here last, for refusals are kept as the server words them.
async fn language() -> Outcome<Language> {
    let read = database::read(&[META], async |tx: &Tx<'_>| meta::language(tx).await).await?;
    Ok(read.unwrap_or_default())
}

/// Whether the server has still to be told something.
async fn owes() -> Outcome<bool> {
    database::read(&[META, OUTBOX], async |tx: &Tx<'_>| {
        let session = meta::session(tx).await?;
        Ok(match session.me {
            Some(me) => outbox::entries(tx, me.id).await?.iter().any(Entry::is_owed),
            None => session.signing_out,
        })
    })
    .await
}
