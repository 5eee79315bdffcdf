//! Sentences in the flow of the page.

use leptos::prelude::*;

use super::{Glyph, Icon};

/// How a notice is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Info,
    /// It worked.
    Done,
    /// Something to mind.
    Warning,
    /// A supervision order.
    Supervision,
    /// It did not work: read out at once.
    Error,
}

/// A sentence or two in the page's flow. Says what happened, what was kept and what to do.
#[component]
pub fn Notice(tone: Tone, children: Children) -> impl IntoView {
    let (name, role, glyph) = match tone {
        Tone::Info => ("info", "status", Glyph::Bell),
        Tone::Done => ("done", "status", Glyph::Check),
        Tone::Warning => ("warning", "status", Glyph::Warning),
        Tone::Supervision => ("supervision", "status", Glyph::Bell),
        Tone::Error => ("error", "alert", Glyph::Warning),
    };
    view! {
        <div class="notice" data-tone=name role=role>
            <Icon glyph />
            <div class="notice__text">{children()}</div>
        </div>
    }
}
