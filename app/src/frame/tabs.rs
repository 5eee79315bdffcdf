//! The tab bar: at the bottom on phones, in the head elsewhere.

use domain::Role;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::places::{Place, is_at, places};
use crate::components::Icon;
use crate::device::use_device;
use crate::mine;
use crate::text::{common, use_words};

/// The places of this role.
#[component]
pub(super) fn Tabs(role: Role) -> impl IntoView {
    let t = use_words();
    view! {
        <nav class="tabs" aria-label=t.say(common::PLACES)>
            <ul class="tabs__list">
                {places(role).iter().map(|place| view! { <Tab place=*place role /> }).collect_view()}
            </ul>
        </nav>
    }
}

#[component]
fn Tab(place: Place, role: Role) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let path = use_location().pathname;
    let count = match place.name {
        "tasks" => mine::count_tasks(),
        "messages" => mine::count_unread(),
        _ => Signal::stored(0),
    };
    view! {
        <li>
            <a
                class="tab"
                href=place.address
                data-testid=format!("tab-{}", place.name)
                aria-current=move || path.with(|path| is_at(place, path, role)).then_some("page")
            >
                <Icon glyph=place.glyph />
                <span>{t.say(place.word)}</span>
                {move || {
                    let n = count.get();
                    (n > 0 && device.is_whole())
                        .then(|| {
                            let words = t.fill(common::COUNT_NEW, &[("n", &n)]);
                            let shown = if n > 99 { "99+".to_owned() } else { n.to_string() };
                            view! {
                                <span class="tab__count" aria-label=words role="img">
                                    {shown}
                                </span>
                            }
                        })
                }}
            </a>
        </li>
    }
}
