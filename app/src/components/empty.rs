//! An empty list.

use leptos::prelude::*;

use super::{Glyph, Icon};

/// What will appear here, and what to do; children are the way there, such as a link.
#[component]
pub fn EmptyState(
    #[prop(default = Glyph::Inbox)] glyph: Glyph,
    #[prop(into)] title: String,
    #[prop(into, optional)] hint: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon glyph />
            <p class="empty__title">{title}</p>
            <p class="empty__hint">{(!hint.is_empty()).then_some(hint)}</p>
            {children.map(|children| children())}
        </div>
    }
}
