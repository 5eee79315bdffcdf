//! Scores: a department's own, the ranking of all with the trade's indicators, and what a township has rated.

mod bars;
mod entries;
mod indicators;
pub(crate) mod month;
pub(crate) mod ranking;
mod rated;
mod risk;
mod unit;
pub(crate) mod wording;

use domain::evaluation::Month;
use domain::{Role, UnitCode};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::components::{EmptyState, Glyph};
use crate::device::use_device;
use crate::text::{scores as words, use_words};
use month::MonthPicker;
use ranking::RankingOfUnits;
use rated::Rated;
use risk::AtRisk;
use unit::UnitScore;

/// What somebody of this role sees of scores.
#[component]
pub fn Scores() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let me = Memo::new(move |_| device.me.with(|me| me.as_ref().map(|me| (me.role, me.unit.code.clone()))));
    let month = this_month();
    let of_role = move || match me.get() {
        Some((Role::Specialist, unit)) => {
            let unit = Signal::derive(move || unit.clone());
            view! {
                <UnitScore unit month />
                <AtRisk unit />
            }
            .into_any()
        }
        Some((Role::Caller, _)) => view! { <Rated month /> }.into_any(),
        Some((Role::Supervisor | Role::Leader | Role::Administrator, _)) => {
            view! { <RankingOfUnits month /> }.into_any()
        }
        _ => {
            view! { <EmptyState glyph=Glyph::Chart title=t.say(words::NOT_YOURS) hint=t.say(words::NOT_YOURS_HINT) /> }
                .into_any()
        }
    };
    let title = move || match me.with(|me| me.as_ref().map(|(role, _)| *role)) {
        Some(Role::Specialist) => words::MINE,
        Some(Role::Caller) => words::RATED,
        _ => words::RANKING,
    };
    view! {
        <div class="page office scores">
            <header class="page__head">
                <h1 class="page__title">{move || t.say(title())}</h1>
            </header>
            <MonthPicker month />
            {of_role}
        </div>
    }
}

/// The score of the unit in the address.
#[component]
pub fn ScoreOfUnit() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let params = use_params_map();
    let unit = Memo::new(move |_| UnitCode(params.with(|params| params.get("unit").unwrap_or_default())));
    let name = move || device.directory.with(|it| it.unit(&unit.get()).map(|unit| unit.name.clone()));
    let month = this_month();
    view! {
        <div class="page office scores">
            <a class="list-item__back" href="/scores">{t.say(words::BACK)}</a>
            <header class="page__head">
                <h1 class="page__title">{move || name().unwrap_or_else(|| unit.get().to_string())}</h1>
            </header>
            <MonthPicker month />
            <UnitScore unit month />
        </div>
    }
}

/// The month that is shown: this one, until another is chosen.
fn this_month() -> RwSignal<Month> {
    let device = use_device();
    RwSignal::new(Month::of(device.now.get_untracked()))
}
