//! The code of the office's pages: what a page needs of it, and keeping it for working without coverage.

use app::device::Device;
use app::office::Office;
use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Cache;

use crate::fault::{Outcome, cast};
use crate::{build, service_worker};

/// Its file in the build's folder. The service worker keeps it in newer builds too, once it is kept in one.
const FILE: &str = "split_office.wasm";

/// Whether the server rendered one of its pages.
pub(crate) fn is_shown() -> bool {
    document().query_selector("[data-office]").is_ok_and(|found| found.is_some())
}

/// Loads it, and keeps it beside the build's other files, as soon as somebody who works there is signed in.
pub(crate) fn keep_for_whom_it_concerns(device: Device) {
    let works_there =
        Memo::new(move |_| device.me.with(|me| me.as_ref().is_some_and(|me| Office::home(me.role).is_some())));
    Effect::new(move |_| {
        if works_there.get() {
            spawn_local(async {
                if let Err(fault) = keep().await {
                    // With coverage its pages work all the same.
                    web_sys::console::warn_1(&format!("office: {fault:?}").into());
                }
            });
        }
    });
}

async fn keep() -> Outcome<()> {
    let Some(build) = build::id() else { return Ok(()) };
    // Later it may be out of reach.
    drop(app::office::load().await);
    service_worker::ready().await?;
    let cache: Cache = cast(JsFuture::from(service_worker::open_cache(&format!("build-{build}"))?).await?)?;
    let address = format!("/pkg/{build}/{FILE}");
    if JsFuture::from(cache.match_with_str(&address)).await?.is_undefined() {
        JsFuture::from(cache.add_with_str(&address)).await?;
    }
    Ok(())
}
