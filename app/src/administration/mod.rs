//! What the administrator's pages share: the way between them, and what forms say at their fields.

pub mod errors;

use std::fmt::Write as _;

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::text::{administration as words, use_words};
pub use errors::Errors;

/// The way between the administrator's pages.
#[component]
pub fn Pages() -> impl IntoView {
    let t = use_words();
    let path = use_location().pathname;
    let pages = [
        ("/people", words::PEOPLE),
        ("/units", words::UNITS),
        ("/calendar", words::CALENDAR),
        ("/audit", words::AUDIT),
    ];
    let link = |(address, word)| {
        // The administrator's home is the people.
        let is_here = move || path.with(|path| path == address || address == "/people" && path == "/");
        view! {
            <li>
                <a href=address class="pages__link" aria-current=move || is_here().then_some("page")>
                    {t.say(word)}
                </a>
            </li>
        }
    };
    view! {
        <nav class="pages" aria-label=t.say(words::PAGES)>
            <ul class="pages__list">{pages.map(link)}</ul>
        </nav>
    }
}

/// A text as it stands in an address: every byte of it escaped.
pub fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut escaped, byte| {
        // Writing to a String cannot fail.
        let _ = write!(escaped, "%{byte:02X}");
        escaped
    })
}
