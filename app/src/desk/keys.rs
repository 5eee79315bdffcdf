//! The desk's keys, and the dialog that names them.

use leptos::html::Dialog;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::view::use_desk;
use crate::text::{Text, common, desk as words, use_words};
use crate::ticket::keys::{Taken, on_key};

/// Each key and what it does.
const KEYS: [(&str, Text); 10] = [
    ("j", words::KEY_DOWN),
    ("k", words::KEY_UP),
    ("Enter", words::KEY_OPEN),
    ("a", common::COMMAND_ACCEPT),
    ("d", common::COMMAND_DISPATCH),
    ("s", common::COMMAND_SIGN),
    ("r", common::COMMAND_REQUEST_RETURN),
    ("/", words::SEARCH),
    ("?", words::KEY_HELP),
    ("Esc", words::KEY_CLOSE),
];

/// Listens for the desk's keys, and shows them when asked.
#[component]
pub fn Keys() -> impl IntoView {
    let desk = use_desk();
    let t = use_words();
    let dialog = NodeRef::<Dialog>::new();
    let navigate = use_navigate();
    on_key(move |key| {
        match key {
            "j" | "k" => {
                let picked = desk.picked.get_untracked();
                let shown = desk.shown.get_untracked();
                let at = shown.iter().position(|id| Some(*id) == picked);
                let next = match (key, at) {
                    (_, None) => 0,
                    ("j", Some(at)) => at + 1,
                    (_, Some(at)) => at.saturating_sub(1),
                };
                if let Some(id) = shown.get(next) {
                    desk.touched.set(true);
                    let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
                    let address = untrack(|| desk.address(desk.queue.get(), Some(*id)));
                    navigate(&address, options);
                    focus(&format!("[data-ticket=\"{id}\"] a"));
                }
            }
            "Enter" if desk.picked.get_untracked().is_some() => focus("[data-testid=ticket-pane]"),
            "/" => focus("#desk-search"),
            // Fails only for a dialog that is out of the document.
            "?" => drop(dialog.get_untracked().map(|dialog| dialog.show_modal())),
            _ => return Taken::No,
        }
        Taken::Yes
    });
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let line = |(key, meaning): (&'static str, Text)| {
        view! {
            <div>
                <dt>
                    <kbd>{key}</kbd>
                </dt>
                <dd>{t.say(meaning)}</dd>
            </div>
        }
    };
    view! {
        <dialog class="sheet" node_ref=dialog aria-labelledby="keys-title">
            <div class="sheet__form">
                <h2 class="sheet__title" id="keys-title">{t.say(words::KEYS)}</h2>
                <dl class="sheet__body keys">{KEYS.map(line)}</dl>
                <div class="sheet__buttons">
                    <button type="button" class="button" on:click=close>
                        {t.say(common::CLOSE)}
                    </button>
                </div>
            </div>
        </dialog>
    }
}

/// Moves the focus; scrolls there if it is out of sight.
fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // Fails for an element that cannot have it, which then does without.
        let _ = element.focus();
    }
}
