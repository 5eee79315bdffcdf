//! 值班: who of the centre is on duty, what each has in hand, and what one shift hands over to the next. What was handed
//! over, and who is on, is read without coverage too.

mod duty;
mod notes;
mod papers;
mod write;

use domain::shift::takes_shifts;
use leptos::prelude::*;

use crate::components::Skeleton;
use crate::device::use_device;
use crate::mine::freshness::Freshness;
use crate::text::{shift as words, use_words};
use duty::{Duty, Workloads};
use notes::Notes;
pub use papers::count_unread;
use write::Write;

/// The page of the shift.
#[component]
pub fn ShiftPage() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let shifts = Memo::new(move |_| papers::shifts(device));
    let notes = Memo::new(move |_| papers::handovers(device));
    let takes_part = Memo::new(move |_| device.me.with(|me| me.as_ref().is_some_and(|me| takes_shifts(me.role))));
    view! {
        <div class="page office shift">
            <header class="page__head">
                <h1 class="page__title">{t.say(words::TITLE)}</h1>
            </header>
            <Freshness />
            <Show when=move || device.list_is_whole.get() fallback=|| view! { <Skeleton /> }>
                <Duty shifts takes_part />
                <Show when=move || takes_part.get()>
                    <Write />
                </Show>
                <Notes notes takes_part />
                <Workloads shifts />
            </Show>
        </div>
    }
}
