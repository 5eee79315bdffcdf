//! Plain requests, for what is not a ticket: people, sessions, passwords.

use app::device::{Method, Network};
use domain::Code;
use js_sys::Uint8Array;
use serde_json::Value;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use crate::fault::{Fault, Outcome};
use crate::http::{self, Ask, Body};
use crate::page::Page;

/// Sends JSON and reads JSON.
pub(crate) async fn request(page: &Page, method: Method, path: &str, body: Option<Value>) -> Outcome<Value> {
    let method = match method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Delete => "DELETE",
    };
    let body = body.map_or(Body::Nothing, |value| Body::Json(value.to_string()));
    ask(page, Ask { method, path, body, language: page.language, timeout: http::SHORT }).await
}

/// Sends a file as it is and reads JSON.
pub(crate) async fn send_file(page: &Page, path: &str, file: &File) -> Outcome<Value> {
    let bytes = Uint8Array::new(&JsFuture::from(file.array_buffer()).await?);
    let body = Body::Bytes(bytes);
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
