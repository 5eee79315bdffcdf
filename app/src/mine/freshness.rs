//! From when a list is, and whether it has been read at all.

use leptos::prelude::*;

use crate::components::{Skeleton, when_text};
use crate::device::{Network, use_device};
use crate::text::{mine, use_words};

/// “离线 · 内容截至 今天 09:20”; nothing while online.
#[component]
pub fn Freshness() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let stale = move || {
        let at = device.fresh_at.get().filter(|_| device.network.get() == Network::Offline)?;
        Some(t.fill(mine::AS_OF, &[("when", &when_text(at, device.now.get(), t))]))
    };
    view! { <p class="freshness">{stale}</p> }
}

/// Says that there is nothing, once all is here.
#[component]
pub(super) fn Nothing(children: ChildrenFn) -> impl IntoView {
    let device = use_device();
    move || if device.is_whole() { children() } else { view! { <Skeleton /> }.into_any() }
}
