//! The WASM entry: hydrate or mount, outbox, photos and sync engine.
//!
//! `public/pkg/boot.js` loads it into a page and calls [`start`]; the service worker loads it and calls
//! [`background_pass`].
// A page is one deeply nested type.
#![recursion_limit = "512"]

mod build;
mod canary;
mod clock;
mod connect;
mod database;
mod device_name;
mod fault;
mod http;
mod install;
mod language;
mod local;
mod meta;
mod office;
mod optimistic;
mod outbox;
mod page;
mod persist;
mod photos;
mod records;
mod replica;
mod request;
mod reserve;
mod room;
mod service_worker;
mod session;
mod sync;
mod tabs;
mod upload;

use app::App;
use app::device::Connect;
use domain::Language;
use leptos::mount::{hydrate_body, mount_to_body};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

/// Brings the page to life: takes over what the server rendered, or draws the empty shell from the cache.
#[wasm_bindgen]
pub async fn start(build: String) {
    console_error_panic_hook::set_once();
    build::set(build);
    // A page of the office is taken over only with the code that draws it; without, it is drawn as far as it goes.
    if !language::is_shell() && (!office::is_shown() || app::office::load().await.is_ok()) {
        // As the server rendered it, or the two would not fit together.
        hydrate_body(|| page(connect::to_rendered_page, language::of_document()));
    } else {
        // What it showed meanwhile.
        if let Some(body) = document().body() {
            body.set_inner_html("");
        }
        mount_to_body(|| page(connect::to_shell, language::remembered()));
    }
}

fn page(connect: fn(app::device::Device), language: Language) -> impl IntoView {
    provide_context(Connect(connect));
    app::provide_language(language);
    view! { <App /> }
}

/// Sends and fetches once, without a page. Fails where trying again later may help.
#[wasm_bindgen]
pub async fn background_pass(build: String) -> Result<(), JsValue> {
    console_error_panic_hook::set_once();
    build::set(build);
    sync::background_pass().await
}
