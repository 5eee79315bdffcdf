//! A button that opens a file.

use leptos::ev::Event;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};

/// A button that opens one file.
#[component]
pub fn FileButton(
    /// What the button does: 从文件导入.
    #[prop(into)]
    label: String,
    /// For tests.
    testid: &'static str,
    /// What kinds of file can be chosen.
    #[prop(default = "application/json,.json")]
    accept: &'static str,
    /// Given the file.
    #[prop(into)]
    on_file: Callback<File>,
) -> impl IntoView {
    let chosen = move |event: Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
        let file = input.files().and_then(|files| files.get(0));
        // So that the same file can be chosen again.
        input.set_value("");
        if let Some(file) = file {
            on_file.run(file);
        }
    };
    view! {
        <label class="button button--file">
            <input type="file" class="visually-hidden" accept=accept data-testid=testid on:change=chosen />
            {label}
        </label>
    }
}
