//! What is asked of the server itself, for it is not part of the replica: people and sessions.

use std::rc::Rc;

use leptos::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::Value;
use web_sys::File;

use crate::components::words::error_text;
use crate::components::{Notice, Tone};
use crate::device::{Device, DeviceError, DeviceResult, Method, Upload, use_device};
use crate::text::{self, use_words};

/// An answer of the server; none until the device is connected and the answer is there.
pub type Answer<T> = LocalResource<Option<DeviceResult<T>>>;

/// Asks for `path` once the device is connected, and again at each `refetch`.
pub fn ask<T: DeserializeOwned + 'static>(path: impl Fn() -> String + 'static) -> Answer<T> {
    let device = use_device();
    let connected = Memo::new(move |_| {
        device.fresh_at.track();
        device.network.track();
        device.outbox.track();
        device.with(|_| ()).is_some()
    });
    LocalResource::new(move || {
        let request = connected.get().then(&path);
        async move { Some(send(device, Method::Get, request?, None).await.and_then(read)) }
    })
}

/// Reads an answer. By way of its text, for which a phone has the code already.
pub fn read<T: DeserializeOwned>(json: Value) -> DeviceResult<T> {
    serde_json::from_str(&json.to_string()).map_err(|error| DeviceError::Failed(error.to_string()))
}

/// One request; an answer without content is null.
pub async fn send(device: Device, method: Method, path: String, body: Option<Value>) -> DeviceResult<Value> {
    device.call(|calls| (calls.request)(method, path, body)).await
}

/// Sends a file as it is, and reads the JSON that is answered.
pub async fn send_file(device: Device, path: String, file: File) -> DeviceResult<Value> {
    let quietly = Rc::new(|_| ());
    let answer = device.call(|calls| (calls.send_file)(Upload { path, before: None, file }, quietly)).await?;
    serde_json::from_str(&answer).map_err(|error| DeviceError::Failed(error.to_string()))
}

/// Shows an answer, or that it is being read, or why there is none and how to try again.
#[component]
pub fn Answered<T, F, V>(answer: Answer<T>, children: F) -> impl IntoView
where
    T: Clone + 'static,
    F: Fn(T) -> V + Send + 'static,
    V: IntoView + 'static,
{
    let t = use_words();
    let retry = Callback::new(move |()| answer.refetch());
    move || match answer.get().flatten() {
        None => view! { <p class="office__loading" role="status">{t.say(text::common::LOADING)}</p> }.into_any(),
        Some(Ok(value)) => children(value).into_any(),
        Some(Err(error)) => view! { <Failed error retry /> }.into_any(),
    }
}

#[component]
fn Failed(error: DeviceError, retry: Callback<()>) -> impl IntoView {
    let t = use_words();
    let words = match error {
        // Nothing was filled in that could be lost.
        DeviceError::Offline => t.say(text::common::ERROR_UNREACHABLE).to_owned(),
        error => error_text(&error, t),
    };
    view! {
        <Notice tone=Tone::Error>
            <p>{words}</p>
            <button type="button" class="button" on:click=move |_| retry.run(())>
                {t.say(text::common::RETRY)}
            </button>
        </Notice>
    }
}
