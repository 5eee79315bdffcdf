//! Keys of the desk: single letters, only where nothing else takes them.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// Runs `act` for each key that was pressed outside of fields and dialogs, while this owner lives. What `act` took
/// up does nothing else.
pub fn on_key(act: impl Fn(&str) -> Taken + 'static) {
    let act = StoredValue::new_local(act);
    Effect::new(move |_| {
        let handle = window_event_listener(leptos::ev::keydown, move |event| {
            let taken = is_free(&event).then(|| act.try_with_value(|act| act(&event.key()))).flatten();
            if taken == Some(Taken::Yes) {
                event.prevent_default();
            }
        });
        on_cleanup(move || handle.remove());
    });
}

/// Whether a key meant something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It did.
    Yes,
    /// The browser may have it.
    No,
}

/// No modifier, no composing, no open dialog, and nothing focused that takes the key itself.
fn is_free(event: &KeyboardEvent) -> bool {
    const FIELDS: &str = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
    const TAKE_ENTER: &str = "button, summary, input, a:not(.row__link)";
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let within =
        |selector: &str| target.as_ref().is_some_and(|target| target.closest(selector).ok().flatten().is_some());
    let modified = event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing();
    let in_dialog = document().query_selector("dialog[open]").ok().flatten().is_some();
    !(modified || in_dialog || within(FIELDS) || event.key() == "Enter" && within(TAKE_ENTER))
}
