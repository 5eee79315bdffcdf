//! The working calendar for the administrator: a year at a time, a tap makes a day free or worked.

mod month;

use domain::calendar::Year;
use domain::time::local;
use domain::{Role, calendar};
use jiff::civil::Date;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use crate::account::remote::send;
use crate::administration::Pages;
use crate::components::words::error_text;
use crate::components::{Notice, Tone};
use crate::device::{DeviceError, Method, use_device};
use crate::frame::offers::hold_offers;
use crate::list::day_words;
use crate::text::{calendar as words, use_words};
use month::Month;

/// Years to choose from, and the chosen one's twelve months.
#[component]
pub fn WorkingCalendar() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let calendar = Memo::new(move |_| device.directory.with(|directory| directory.calendar().clone()));
    let today = Memo::new(move |_| local(device.now.get()).date());
    let chosen = RwSignal::new(None::<i16>);
    let year = Memo::new(move |_| chosen.get().unwrap_or_else(|| today.get().year()));
    // What was tapped and not saved.
    let draft = RwSignal::new(None::<Year>);
    let saving = RwSignal::new(false);
    let saved = RwSignal::new(false);
    let problem = RwSignal::new(None::<DeviceError>);
    hold_offers(move || draft.with(Option::is_some));
    let stands = move || calendar.with(|calendar| calendar.years.get(&year.get()).cloned());
    let shown = Memo::new(move |_| draft.get().or_else(stands).unwrap_or_default());
    let is_administrator = device.me.with_untracked(|me| me.as_ref().is_some_and(|me| me.role == Role::Administrator));
    let choose = move |to: i16| {
        chosen.set(Some(to));
        draft.set(None);
        saved.set(false);
        problem.set(None);
    };
    let toggle = Callback::new(move |day: Date| {
        let mut arrangement = shown.get_untracked();
        arrangement.toggle(day);
        saved.set(false);
        draft.set(Some(arrangement));
    });
    let save = move |_| {
        let (year, arrangement) = (year.get_untracked(), shown.get_untracked());
        saving.set(true);
        problem.set(None);
        spawn_local(async move {
            let path = format!("/api/v1/calendar/{year}");
            let answer = send(device, Method::Put, path, Some(json!(arrangement))).await;
            match answer {
                Ok(_) => {
                    saved.try_set(true);
                    device.with(|calls| (calls.sync_now)());
                }
                Err(error) => drop(problem.try_set(Some(error))),
            }
            saving.try_set(false);
        });
    };
    // What was saved has come back.
    Effect::new(move |_| {
        if saved.get() && stands().as_ref() == draft.read().as_ref() {
            draft.set(None);
        }
    });
    let button = move |to: i16| {
        view! {
            <button
                type="button"
                class="calendar__year"
                aria-pressed=move || (year.get() == to).to_string()
                on:click=move |_| choose(to)
            >
                {t.fill(words::YEAR, &[("year", &to)])}
            </button>
        }
    };
    let years = move || calendar.with(|calendar| years(calendar, today.get().year()));
    let reach = move || {
        let until = calendar.with(|calendar| calendar.covered_until(today.get()));
        until.map_or_else(
            || t.say(words::COVERS_NOTHING).to_owned(),
            |day| t.fill(words::COVERED_UNTIL, &[("day", &day_words(day, t))]),
        )
    };
    view! {
        <div class="page office calendar">
            <header class="page__head">
                <h1 class="page__title">{t.say(words::TITLE)}</h1>
                <p class="office__hint" role="status">{reach}</p>
            </header>
            <Pages />
            <p class="office__hint">{t.say(words::HINT)}</p>
            <div class="calendar__years" role="group" aria-label=t.say(words::YEARS)>
                {move || years().into_iter().map(button).collect_view()}
            </div>
            <Show when=move || stands().is_none()>
                <Notice tone=Tone::Warning>{move || t.fill(words::NOT_ARRANGED, &[("year", &year.get())])}</Notice>
            </Show>
            <ul class="calendar__legend">
                <li>
                    <span class="day day--off">"1"</span>
                    {t.say(words::OFF)}
                </li>
                <li>
                    <span class="day day--worked">"1"</span>
                    {t.say(words::WORKED)}
                </li>
            </ul>
            <div class="calendar__months">
                {move || {
                    let year = year.get();
                    let month = |month| view! { <Month year month shown toggle locked=!is_administrator /> };
                    (1..=12_i8).map(month).collect_view()
                }}
            </div>
            {move || problem.get().map(|error| view! { <Notice tone=Tone::Error>{error_text(&error, t)}</Notice> })}
            <Show when=move || saved.get()>
                <Notice tone=Tone::Done>{t.say(words::SAVED)}</Notice>
            </Show>
            {is_administrator
                .then(|| {
                    view! {
                        <div class="action-bar">
                            <button
                                type="button"
                                class="button button--primary"
                                data-testid="save-calendar"
                                disabled=move || saving.get() || (draft.read().is_none() && stands().is_some())
                                on:click=save
                            >
                                {move || t.fill(words::SAVE, &[("year", &year.get())])}
                            </button>
                        </div>
                    }
                })}
        </div>
    }
}

/// The years that are arranged, this one, and the one after them all.
fn years(calendar: &calendar::Calendar, this: i16) -> Vec<i16> {
    let last = calendar.years.keys().last().copied().unwrap_or(this);
    let mut years: Vec<i16> = calendar.years.keys().copied().chain([this, last.saturating_add(1)]).collect();
    years.sort_unstable();
    years.dedup();
    years
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_year_can_be_arranged_before_it_comes() {
        assert_eq!(years(&calendar::Calendar::published(), 2026), [2025, 2026, 2027]);
        assert_eq!(years(&calendar::Calendar::default(), 2026), [2026, 2027]);
    }
}
