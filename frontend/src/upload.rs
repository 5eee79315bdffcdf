//! A file on its way to the server. `fetch` tells nobody how much has been sent: this does.

use std::rc::Rc;

use app::device::{Network, Tell, Upload};
use domain::Code;
use domain::list::file::{Progress, Told, Work};
use domain::pass::Answer;
use js_sys::{Array, Promise};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ProgressEvent, XmlHttpRequest};

use crate::fault::{Fault, Outcome};
use crate::page::Page;

/// Milliseconds for a large file over a slow line, and what the server does with it.
const TIMEOUT: u32 = 600_000;

/// Sends it after a text, and brings the answer's text.
pub(crate) async fn send(page: &Page, upload: Upload, tell: Tell) -> Outcome<String> {
    let Upload { path, before, file } = upload;
    let request = XmlHttpRequest::new()?;
    request.open("POST", &path)?;
    request.set_timeout(TIMEOUT);
    request.set_request_header("Accept", "application/json, application/x-ndjson, application/problem+json")?;
    request.set_request_header("Accept-Language", app::text::tag(page.language))?;
    request.set_request_header("Content-Type", "application/octet-stream")?;
    let sent = {
        let tell = Rc::clone(&tell);
        Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
            tell(Progress { work: Work::Sending, done: event.loaded() as u64, of: event.total() as u64 });
        })
    };
    request.upload()?.set_onprogress(Some(sent.as_ref().unchecked_ref()));
    let heard = {
        let request = request.clone();
        Closure::<dyn Fn(ProgressEvent)>::new(move |_| {
            if let Some(progress) = last_progress(&request) {
                tell(progress);
            }
        })
    };
    request.set_onprogress(Some(heard.as_ref().unchecked_ref()));
    let end = Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)));
    let parts = Array::new();
    if let Some(before) = before {
        parts.push(&before.into());
    }
    parts.push(&file);
    request.send_with_opt_blob(Some(&Blob::new_with_blob_sequence(&parts)?))?;
    JsFuture::from(end).await?;
    // The closures have been heard for the last time.
    drop((sent, heard));
    let answer = answer(&request)?;
    if answer.is_ok() {
        return Ok(answer.text);
    }
    let problem = answer.problem().ok_or(Fault::Unreachable)?;
    if problem.is(Code::AuthRequired) {
        page.show_network(Network::SignInNeeded);
    }
    Err(Fault::Refused(problem))
}

/// What the last whole line says, if it is of progress.
fn last_progress(request: &XmlHttpRequest) -> Option<Progress> {
    let text = request.response_text().ok()??;
    let (whole, _) = text.rsplit_once('\n')?;
    match serde_json::from_str(whole.rsplit('\n').next()?).ok()? {
        Told::Progress(progress) => Some(progress),
        Told::Checked(_) | Told::Refused(_) => None,
    }
}

fn answer(request: &XmlHttpRequest) -> Result<Answer, JsValue> {
    let header = |name: &str| request.get_response_header(name).ok().flatten();
    Ok(Answer {
        status: request.status()?,
        media_type: header("Content-Type").unwrap_or_default().split(';').next().unwrap_or_default().trim().to_owned(),
        retry_after: None,
        photo_complete: None,
        server_time: None,
        text: request.response_text()?.unwrap_or_default(),
    })
}
