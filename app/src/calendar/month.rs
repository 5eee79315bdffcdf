//! One month of the working calendar.

use domain::calendar::Year;
use jiff::civil::{Date, Weekday};
use leptos::prelude::*;

use crate::text::{Words, calendar as words, use_words};

/// Seven columns from Monday on; each day a button.
#[component]
pub(super) fn Month(
    year: i16,
    month: i8,
    /// How the year is arranged.
    shown: Memo<Year>,
    /// Given the day that was tapped.
    toggle: Callback<Date>,
    /// Whether it can only be looked at.
    locked: bool,
) -> impl IntoView {
    let t = use_words();
    let days = days(year, month);
    let before = days.first().map_or(0, |first| first.weekday().to_monday_zero_offset());
    let day = move |date: Date| {
        let is_worked = Memo::new(move |_| shown.with(|shown| shown.is_worked(date)));
        let is_weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        view! {
            <button
                type="button"
                class="day"
                class:day--off=move || !is_worked.get()
                class:day--worked=move || is_worked.get() && is_weekend
                aria-label=move || spoken(date, is_worked.get(), t)
                disabled=locked
                data-day=date.to_string()
                on:click=move |_| toggle.run(date)
            >
                {date.day()}
            </button>
        }
    };
    view! {
        <section class="month" aria-label=t.fill(words::MONTH, &[("month", &month)])>
            <h2 class="month__name">{t.fill(words::MONTH, &[("month", &month)])}</h2>
            <p class="month__week" aria-hidden="true">
                {t.say(words::WEEK).split(' ').map(|day| view! { <span>{day}</span> }).collect_view()}
            </p>
            <div class="month__days">
                {(0..before).map(|_| view! { <span></span> }).collect_view()} {days.into_iter().map(day).collect_view()}
            </div>
        </section>
    }
}

/// `10月1日 休息`
fn spoken(date: Date, is_worked: bool, t: Words) -> String {
    let state = t.say(if is_worked { words::DAY_WORKED } else { words::DAY_OFF });
    t.fill(words::DAY, &[("month", &date.month()), ("day", &date.day()), ("state", &state)])
}

fn days(year: i16, month: i8) -> Vec<Date> {
    let Ok(first) = Date::new(year, month, 1) else { return Vec::new() };
    first.series(jiff::Span::new().days(1)).take_while(|day| day.month() == month).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_has_its_days() {
        assert_eq!((days(2026, 2).len(), days(2028, 2).len(), days(2026, 12).len()), (28, 29, 31));
    }
}
