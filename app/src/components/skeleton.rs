//! What stands in for content that is being read.

use leptos::prelude::*;

use crate::text::{common, use_words};

/// Grey shapes, visible only when reading takes longer than 150 ms.
#[component]
pub fn Skeleton() -> impl IntoView {
    let t = use_words();
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">{t.say(common::LOADING)}</span>
            <div class="skeleton__block"></div>
            <div class="skeleton__line"></div>
            <div class="skeleton__line"></div>
        </div>
    }
}
