//! The tables of the figures, each row with its bar.

use domain::statistics::{Figures, UnitFigures};
use leptos::prelude::*;

use super::percent;
use crate::components::words::status_name_word;
use crate::text::{figures, use_words};

/// Open tickets by status; each leads to its queue.
#[component]
pub fn Statuses(day: Memo<Figures>) -> impl IntoView {
    let t = use_words();
    let largest = move || day.with(|day| day.open.iter().map(|(_, count)| *count).max().unwrap_or(0));
    let row = move |(status, count): (&'static str, usize)| {
        view! {
            <tr>
                <th scope="row">
                    <a href=format!("/desk?queue={status}")>{status_name_word(status, t)}</a>
                </th>
                <td class="number">{count}</td>
                <td class="bar__cell"><Bar value=count largest=largest() /></td>
            </tr>
        }
    };
    view! {
        <table class="office__table">
            <caption>{t.say(figures::BY_STATUS)}</caption>
            <tbody>{move || day.with(|day| day.open.iter().copied().map(row).collect_view())}</tbody>
        </table>
    }
}

/// Units that lead tickets, the most overdue first.
#[component]
pub fn Units(day: Memo<Figures>) -> impl IntoView {
    let t = use_words();
    let largest = move || day.with(|day| day.units.iter().map(|unit| unit.open).max().unwrap_or(0));
    let row = move |unit: &UnitFigures| {
        view! {
            <tr>
                <th scope="row">{unit.name.clone()}</th>
                <td class="number">{unit.open}</td>
                <td class="number" data-warns=(unit.overdue > 0).then_some("")>{unit.overdue}</td>
                <td class="bar__cell"><Bar value=unit.open largest=largest() late=unit.overdue /></td>
                <td class="number">{unit.closed}</td>
                <td class="number">
                    {percent(unit.on_time)}
                    <small>{t.fill(figures::SAMPLE, &[("of", &unit.on_time.of)])}</small>
                </td>
            </tr>
        }
    };
    view! {
        <div class="office__scroll" tabindex="0" role="region" aria-label=t.say(figures::BY_UNIT)>
            <table class="office__table">
                <caption>{t.say(figures::BY_UNIT)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t.say(figures::UNIT)}</th>
                        <th scope="col" class="number">{t.say(figures::OPEN)}</th>
                        <th scope="col" class="number">{t.say(figures::OVERDUE)}</th>
                        <td></td>
                        <th scope="col" class="number">{t.say(figures::CLOSED)}</th>
                        <th scope="col" class="number">{t.say(figures::ON_TIME)}</th>
                    </tr>
                </thead>
                <tbody>{move || day.with(|day| day.units.iter().map(row).collect_view())}</tbody>
            </table>
        </div>
    }
}

/// A bar as long as its share of the largest, its late part marked. The number stands beside it.
#[component]
fn Bar(value: usize, largest: usize, #[prop(optional)] late: usize) -> impl IntoView {
    let share = |part: usize| format!("{:.1}%", part as f64 * 100.0 / largest.max(1) as f64);
    view! {
        <svg class="bar" aria-hidden="true">
            <rect class="bar__all" width=share(value) height="100%" />
            <rect class="bar__late" width=share(late) height="100%" />
        </svg>
    }
}
