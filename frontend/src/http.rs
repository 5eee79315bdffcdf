//! Requests to our own server, from a page or a service worker. What is not its answer counts as no answer.

use domain::{Code, Language, Problem};
use gloo_timers::callback::Timeout;
use js_sys::{Promise, Uint8Array};
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, Request, RequestCache, RequestCredentials, RequestInit, Response};

use crate::fault::{Fault, Outcome, cast};

#[wasm_bindgen]
extern "C" {
    // The global one: a service worker has no `window`.
    #[wasm_bindgen(catch, js_name = fetch)]
    fn fetch(request: &Request) -> Result<Promise, JsValue>;
}

/// Milliseconds for a small exchange.
pub(crate) const SHORT: u32 = 20_000;
/// Milliseconds for one that carries data over a slow network.
pub(crate) const LONG: u32 = 120_000;

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

/// An answer, whole.
pub(crate) struct Answer {
    /// HTTP status.
    pub(crate) status: u16,
    /// `Content-Type`, without parameters.
    pub(crate) media_type: String,
    /// Seconds the server asks to wait.
    pub(crate) retry_after: Option<u64>,
    /// `Photo-Complete`, where the answer has it.
    pub(crate) photo_complete: Option<bool>,
    text: String,
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
            init.set_body(&text.into());
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

async fn exchange(request: &Request) -> Outcome<Answer> {
    let response: Response = cast(JsFuture::from(fetch(request)?).await?)?;
    let header = |name: &str| response.headers().get(name).ok().flatten();
    let media_type = header("Content-Type").unwrap_or_default();
    Ok(Answer {
        status: response.status(),
        media_type: media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase(),
        retry_after: header("Retry-After").and_then(|seconds| seconds.trim().parse().ok()),
        photo_complete: header("Photo-Complete").and_then(|said| said.trim().parse().ok()),
        text: JsFuture::from(response.text()?).await?.as_string().unwrap_or_default(),
    })
}

impl Answer {
    /// Our server's success.
    pub(crate) fn is_ok(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// What a success says. A captive portal's page is no answer.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Outcome<T> {
        if self.media_type != "application/json" {
            return Err(Fault::Unreachable);
        }
        serde_json::from_str(&self.text).map_err(|_| Fault::Unreachable)
    }

    /// What our server said was wrong; none if the answer is not from it.
    pub(crate) fn problem(&self) -> Option<Problem> {
        if self.media_type != "application/problem+json" {
            return None;
        }
        serde_json::from_str(&self.text).ok()
    }

    /// What was wrong, in any case in words that help.
    pub(crate) fn problem_or(&self, code: Code, language: Language) -> Problem {
        self.problem().unwrap_or_else(|| Problem::new(code, language))
    }
}
