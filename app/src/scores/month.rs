//! Going from month to month.

use domain::Language;
use domain::evaluation::Month;
use leptos::prelude::*;

use crate::components::{Glyph, Icon, Notice, Tone};
use crate::device::use_device;
use crate::text::{Words, scores as words, use_words};

/// 2026年11月, Nov 2026
pub(crate) fn month_words(month: Month, t: Words) -> String {
    let day = month.first_day();
    match t.0 {
        Language::Chinese => format!("{}年{}月", day.year(), day.month()),
        Language::English => day.strftime("%b %Y").to_string(),
    }
}

/// Says so where the device has let go of tickets that the month is counted from.
#[component]
pub(super) fn NoLongerHeld(month: RwSignal<Month>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let is_early = move || month.get() < Month::of(device.now.get()).before();
    view! {
        <Show when=is_early>
            <Notice tone=Tone::Warning>{t.say(words::NO_LONGER_HELD)}</Notice>
        </Show>
    }
}

/// The month that is shown, with the one before and, up to now, the one after.
#[component]
pub(super) fn MonthPicker(month: RwSignal<Month>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let is_last = move || month.get() >= Month::of(device.now.get());
    view! {
        <div class="scores__month" role="group" aria-label=t.say(words::MONTH)>
            <button
                type="button"
                class="button button--quiet"
                aria-label=t.say(words::MONTH_BEFORE)
                data-testid="month-before"
                on:click=move |_| month.update(|month| *month = month.before())
            >
                <Icon glyph=Glyph::ChevronLeft />
            </button>
            <strong role="status" data-testid="month">{move || month_words(month.get(), t)}</strong>
            <button
                type="button"
                class="button button--quiet"
                aria-label=t.say(words::MONTH_AFTER)
                disabled=is_last
                on:click=move |_| month.update(|month| *month = month.next())
            >
                <Icon glyph=Glyph::ChevronRight />
            </button>
        </div>
    }
}
