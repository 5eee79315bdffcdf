//! Requests to our own server, from a page or a service worker. What is not its answer counts as no answer.

use domain::Language;
use domain::pass::Answer;
use gloo_timers::callback::Timeout;
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableWritablePair, Request, RequestCache, RequestCredentials, RequestInit, Response,
};

use crate::fault::{Fault, Outcome, cast};

#[wasm_bindgen]
extern "C" {
    // The global one: a service worker has no `window`.
    #[wasm_bindgen(catch, js_name = fetch)]
    fn fetch(request: &Request) -> Result<Promise, JsValue>;

    // Not in web-sys.
    type CompressionStream;
    #[wasm_bindgen(catch, constructor)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;
}

/// Milliseconds for a small exchange.
pub(crate) const SHORT: u32 = 20_000;
/// Milliseconds for one that carries data over a slow network.
pub(crate) const LONG: u32 = 120_000;

/// Shorter texts stay as they are: they fill one packet either way.
const WORTH_PACKING: usize = 1000;

/// What a request carries.
pub(crate) enum Body {
    Nothing,
    Json(String),
    Bytes(Uint8Array),
}

/// A request.
pub(crate) struct Ask<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) body: Body,
    pub(crate) language: Language,
    pub(crate) timeout: u32,
}

/// Sends a request and reads the whole answer.
pub(crate) async fn send(ask: Ask<'_>) -> Outcome<Answer> {
    let controller = AbortController::new()?;
    let init = RequestInit::new();
    init.set_method(ask.method);
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(&controller.signal()));
    let headers = Headers::new()?;
    headers.set("Accept", "application/json, application/problem+json")?;
    headers.set("Accept-Language", app::text::tag(ask.language))?;
    match ask.body {
        Body::Nothing => {}
        Body::Json(text) => {
            headers.set("Content-Type", "application/json")?;
            match packed(&text).await {
                Some(bytes) => {
                    headers.set("Content-Encoding", "gzip")?;
                    init.set_body(&bytes);
                }
                None => init.set_body(&text.into()),
            }
        }
        Body::Bytes(bytes) => {
            headers.set("Content-Type", "application/octet-stream")?;
            init.set_body(&bytes.into());
        }
    }
    init.set_headers(&headers.into());
    let request = Request::new_with_str_and_init(ask.path, &init)?;
    // Holds until the body is read, for a network may stall there too.
    let _timeout = Timeout::new(ask.timeout, move || controller.abort());
    exchange(&request).await.map_err(|_| Fault::Unreachable)
}

/// The text in gzip, where that helps and the browser can do it (Safari from 16.4 on).
async fn packed(text: &str) -> Option<JsValue> {
    if text.len() < WORTH_PACKING {
        return None;
    }
    let gzip: ReadableWritablePair = CompressionStream::new("gzip").ok()?.unchecked_into();
    let plain = Response::new_with_opt_str(Some(text)).ok()?.body()?;
    let bytes = Response::new_with_opt_readable_stream(Some(&plain.pipe_through(&gzip))).ok()?.array_buffer().ok()?;
    JsFuture::from(bytes).await.ok()
}

async fn exchange(request: &Request) -> Outcome<Answer> {
    let response: Response = cast(JsFuture::from(fetch(request)?).await?)?;
    let header = |name: &str| response.headers().get(name).ok().flatten();
    let media_type = header("Content-Type").unwrap_or_default();
    Ok(Answer {
        status: response.status(),
        media_type: media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase(),
        retry_after: header("Retry-After").and_then(|seconds| seconds.trim().parse().ok()),
        photo_complete: header("Photo-Complete").and_then(|said| said.trim().parse().ok()),
        server_time: header("Server-Time").and_then(|at| at.trim().parse().ok()),
        text: JsFuture::from(response.text()?).await?.as_string().unwrap_or_default(),
    })
}
