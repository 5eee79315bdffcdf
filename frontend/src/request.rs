//! Plain requests, for what is not a ticket: people, sessions, passwords, files.

use app::device::{Method, Network};
use domain::Code;
use serde_json::Value;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use crate::fault::{Fault, Outcome};
use crate::http::{self, Ask, Body};
use crate::page::Page;

/// Bytes of a file that the server takes anywhere.
const MAX_FILE: f64 = 10.0 * 1024.0 * 1024.0;

/// Sends JSON and reads JSON.
pub(crate) async fn request(page: &Page, method: Method, path: &str, body: Option<Value>) -> Outcome<Value> {
    let method = match method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Delete => "DELETE",
    };
    let body = body.map_or(Body::Nothing, |value| Body::Json(value.to_string()));
    ask(page, Ask { method, path, body, language: page.language, timeout: http::SHORT }).await
}

/// Sends a file of JSON, as it is.
pub(crate) async fn send_file(page: &Page, path: &str, file: &File) -> Outcome<Value> {
    if file.size() > MAX_FILE {
        return Err(Fault::refused(Code::TooLarge, page.language));
    }
    let body = Body::Json(JsFuture::from(file.text()).await?.as_string().unwrap_or_default());
    ask(page, Ask { method: "POST", path, body, language: page.language, timeout: http::LONG }).await
}

async fn ask(page: &Page, ask: Ask<'_>) -> Outcome<Value> {
    let answer = http::send(ask).await?;
    if answer.status == 204 {
        return Ok(Value::Null);
    }
    if answer.is_ok() {
        return answer.json().ok_or(Fault::Unreachable);
    }
    let problem = answer.problem().ok_or(Fault::Unreachable)?;
    if problem.is(Code::AuthRequired) {
        page.show_network(Network::SignInNeeded);
    }
    Err(Fault::Refused(problem))
}
