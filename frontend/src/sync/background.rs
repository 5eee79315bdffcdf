//! Passes with no page open, where the browser has Background Sync.

use domain::{Language, pass};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::run::{self, Stop};
use super::{lock, own_language, told};
use crate::fault::{Fault, Outcome, cast};
use crate::service_worker;

/// The service worker knows it by this name.
const TAG: &str = "outbox";

/// Asks the browser to wake the service worker when there is a network, should this page be gone by then.
pub(crate) fn ask_for_background_pass() {
    spawn_local(async {
        // Not every browser has it; open pages send all the same.
        let _ = register().await;
    });
}

async fn register() -> Outcome<()> {
    let registration = service_worker::registration().ok_or_else(|| Fault::Failed("no service worker".into()))?;
    let sync = Reflect::get(&registration, &"sync".into())?;
    let register: Function = cast(Reflect::get(&sync, &"register".into())?)?;
    let asked: Promise = cast(register.call1(&sync, &TAG.into())?)?;
    JsFuture::from(asked).await?;
    Ok(())
}

/// One pass in the service worker. An error makes the browser try again later.
pub(crate) async fn background_pass() -> Result<(), JsValue> {
    let language: Language = own_language();
    match lock::exclusively(run::run(told::to_other_tabs(), language)).await {
        Err(Stop::Server(pass::Stop::SignInNeeded)) => Ok(()),
        Err(stop @ (Stop::Server(_) | Stop::Broken(_))) => Err(format!("{stop:?}").into()),
        // Done, or somebody else's turn, or a person's.
        _ => Ok(()),
    }
}
