//! Plain requests, for what is not a ticket: people, sessions, passwords.

use app::device::{Method, Network};
use domain::Code;
use serde_json::Value;

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
    let answer = http::send(Ask { method, path, body, language: page.language, timeout: http::SHORT }).await?;
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
