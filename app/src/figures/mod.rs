//! The figures of the day, for leaders: what came in, what stands open and where, and how much was on time.

pub mod tables;

use domain::statistics::{Figures as DayFigures, Rate};
use leptos::prelude::*;

use crate::components::{EmptyState, Glyph, Skeleton, When};
use crate::device::use_device;
use crate::text::{figures, use_words};
use tables::{Statuses, Units};

/// Figures of the day, counted on this device from the tickets that it holds.
#[component]
pub fn Figures() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let day = Memo::new(move |_| {
        device.tickets.with(|tickets| DayFigures::of(tickets.values().map(AsRef::as_ref), device.now.get()))
    });
    let counted = Memo::new(move |_| device.is_whole() && device.tickets.with(|tickets| !tickets.is_empty()));
    let nothing = move || {
        if device.is_whole() {
            view! { <EmptyState glyph=Glyph::Chart title=t.say(figures::EMPTY) hint=t.say(figures::EMPTY_HINT) /> }
                .into_any()
        } else {
            view! { <Skeleton /> }.into_any()
        }
    };
    view! {
        <section class="page office figures">
            <header class="page__head">
                <h1 class="page__title">{t.say(figures::TITLE)}</h1>
                <p class="office__hint">
                    {move || {
                        device.fresh_at.get().map(|at| view! { {t.say(figures::AS_OF)} " " <When at now=device.now /> })
                    }}
                </p>
            </header>
            <Show when=move || counted.get() fallback=nothing>
                <dl class="figures__tiles">
                    <Tile name=t.say(figures::RECEIVED_TODAY) value=move || day.with(|day| day.received_today.to_string()) />
                    <Tile name=t.say(figures::CLOSED_TODAY) value=move || day.with(|day| day.closed_today.to_string()) />
                    <Tile name=t.say(figures::OPEN) value=move || day.with(|day| day.open_total().to_string()) />
                    <Tile
                        name=t.say(figures::OVERDUE)
                        value=move || day.with(|day| day.overdue.to_string())
                        warns=Signal::derive(move || day.with(|day| day.overdue > 0))
                    />
                    <Tile name=t.say(figures::EXEMPT) value=move || day.with(|day| day.exempt.to_string()) />
                    <Tile name=t.say(figures::FORCED) value=move || day.with(|day| day.forced.to_string()) />
                    <Tile
                        name=t.say(figures::ON_TIME)
                        value=move || day.with(|day| percent(day.on_time))
                        note=Signal::derive(move || {
                            day.with(|day| {
                                t.fill(figures::SAMPLE_OF, &[("met", &day.on_time.met), ("of", &day.on_time.of)])
                            })
                        })
                    />
                </dl>
                <Statuses day />
                <Units day />
                <p class="office__hint">{t.say(figures::HOW_COUNTED)}</p>
            </Show>
        </section>
    }
}

/// One figure with its name, and what it is drawn from.
#[component]
fn Tile(
    name: &'static str,
    value: impl Fn() -> String + Send + Sync + 'static,
    #[prop(optional, into)] note: Option<Signal<String>>,
    #[prop(optional, into)] warns: Signal<bool>,
) -> impl IntoView {
    view! {
        <div class="figures__tile" data-warns=move || warns.get().then_some("")>
            <dt>{name}</dt>
            <dd>{value} {note.map(|note| view! { <small>{note}</small> })}</dd>
        </div>
    }
}

/// `95.0%`, or a dash where there is nothing to draw it from.
fn percent(rate: Rate) -> String {
    rate.percent().map_or_else(|| "—".to_owned(), |percent| format!("{percent:.1}%"))
}
