//! A ticket's status.

use domain::Status;
use leptos::prelude::*;

use super::words::status_word;
use crate::text::use_words;

/// A ticket's status in one word, such as 待签收.
#[component]
pub fn StatusBadge(status: Status) -> impl IntoView {
    view! {
        <span class="status" data-status=status.name()>
            {status_word(&status, use_words())}
        </span>
    }
}
