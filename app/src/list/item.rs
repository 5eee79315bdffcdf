//! One item: its entries, the boundary between township and department, what became of it in each version, and the
//! tickets under it.

use std::sync::Arc;

use domain::list::Version;
use domain::list::proposal::proposes;
use domain::{Directory, Duty, Item, Ticket};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::Deserialize;

use super::who::{day_words, limit_words, responsible_words};
use crate::account::remote::{Answered, ask};
use crate::components::words::{item_kind_word, urgency_word};
use crate::components::{EmptyState, Glyph, Skeleton, StatusBadge};
use crate::device::use_device;
use crate::text::{Text, Words, admission, list as words, use_words};

/// Tickets shown.
const TICKETS: usize = 20;

/// What the server says of an item's past.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct History {
    history: Vec<Past>,
}

/// An item in the version that changed it; none where it was taken off the list.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Past {
    version: Version,
    item: Option<Item>,
}

/// The page of one item.
#[component]
pub fn ItemPage() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let params = use_params_map();
    let code = Memo::new(move |_| params.with(|params| params.get("code").unwrap_or_default()));
    let item = Memo::new(move |_| device.directory.with(|directory| directory.item(&code.get()).cloned()));
    let may = move || device.me.with(|me| me.as_ref().is_some_and(|me| proposes(me.role)));
    let missing = move || {
        if device.list_is_whole.get() {
            view! { <EmptyState glyph=Glyph::Search title=t.say(words::NOT_THERE) hint=t.say(words::NOT_THERE_HINT) /> }
                .into_any()
        } else {
            view! { <Skeleton /> }.into_any()
        }
    };
    view! {
        <article class="page office list-item">
            <a class="list-item__back" href="/list">
                {t.say(words::BACK)}
            </a>
            {move || match item.get() {
                Some(item) => {
                    let directory = device.directory.get();
                    view! { <About item directory /> }.into_any()
                }
                None => missing().into_any(),
            }}
            <Show when=move || item.with(Option::is_some) && may()>
                <p>
                    <a class="button" href=move || format!("/proposals/new?item={}", code.get()) data-testid="propose">
                        {t.say(admission::PROPOSE)}
                    </a>
                </p>
            </Show>
            <Tickets code />
            <Past code />
        </article>
    }
}

#[component]
fn About(item: Item, directory: Arc<Directory>) -> impl IntoView {
    let t = use_words();
    let row = |name: Text, value: String| {
        (!value.is_empty()).then(|| view! { <div><dt>{t.say(name)}</dt><dd>{value}</dd></div> })
    };
    let matter = item.matter.as_deref().and_then(|code| directory.item(code));
    let inherited = item.duties.is_empty().then_some(matter).flatten();
    let by_matter = inherited.map(|matter| t.fill(words::BY_MATTER, &[("matter", &matter.name)]));
    let duties = directory.duties(Some(&item.code));
    let nobody = duties.is_empty().then(|| view! { <p>{t.say(words::NOBODY)}</p> });
    let boundary = item.boundary.clone().map(|boundary| {
        view! {
            <section class="office__section">
                <h2>{t.say(words::BOUNDARY)}</h2>
                <dl class="facts">
                    {row(words::TOWNSHIP_DOES, boundary.township)} {row(words::DEPARTMENT_DOES, boundary.department)}
                </dl>
            </section>
        }
    });
    let delegation = item.delegation.clone().map(|delegation| {
        let from =
            directory.unit(&delegation.from).map_or_else(|| delegation.from.to_string(), |unit| unit.name.clone());
        view! {
            <section class="office__section">
                <h2>{t.fill(words::DELEGATED_BY, &[("unit", &from)])}</h2>
                <dl class="facts">
                    {row(words::PEOPLE, delegation.people)} {row(words::MONEY, delegation.money)}
                    {row(words::TECHNOLOGY, delegation.technology)}
                </dl>
            </section>
        }
    });
    view! {
        <header class="page__head">
            <h1 class="page__title">{item.name.clone()}</h1>
            <p class="office__hint">
                {format!("{} · {} · {} · {}", item.code, item_kind_word(item.kind, t), item.class_name, item.edition)}
            </p>
        </header>
        <dl class="facts">
            {row(words::SYNONYMS, item.synonyms.join(t.say(words::COMMA)))}
            {row(words::MATTER, matter.map(|matter| matter.name.clone()).unwrap_or_default())}
        </dl>
        <section class="office__section">
            <h2>{t.say(words::ENTRIES)}</h2>
            {by_matter.map(|text| view! { <p class="office__hint">{text}</p> })}
            {nobody}
            {duties.iter().map(|duty| entry(duty, &directory, t)).collect_view()}
        </section>
        {boundary}
        {delegation}
    }
}

/// One entry of the list, whole.
fn entry(duty: &Duty, directory: &Directory, t: Words) -> impl IntoView {
    let row = |name: Text, value: String| {
        (!value.is_empty()).then(|| view! { <div><dt>{t.say(name)}</dt><dd>{value}</dd></div> })
    };
    let helpers: Vec<_> = duty.co_responsible.iter().map(|helper| responsible_words(helper, directory, t)).collect();
    view! {
        <section class="entry" data-testid="entry">
            <h3 class="entry__title">
                {t.fill(words::ENTRY, &[("n", &duty.number)])} " "
                <span class="entry__condition">{duty.condition.clone()}</span>
            </h3>
            <dl class="facts">
                {row(words::LEAD, responsible_words(&duty.lead, directory, t))}
                {row(words::HELPERS, helpers.join(t.say(words::COMMA)))}
                {row(words::LIMIT, duty.limit.map(|limit| limit_words(limit, t)).unwrap_or_default())}
                {row(words::URGENCY, urgency_word(duty.urgency, t).to_owned())}
                {row(words::STANDARD, duty.standard.clone())} {row(words::EVIDENCE, duty.evidence.clone())}
                {row(words::BASIS, duty.basis.clone())}
            </dl>
        </section>
    }
}

/// Tickets of mine, or of my unit, that name this item: the newest first.
#[component]
fn Tickets(code: Memo<String>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let tickets = Memo::new(move |_| {
        let code = code.get();
        let mut found: Vec<Arc<Ticket>> = device.tickets.with(|tickets| {
            tickets.values().filter(|ticket| ticket.item_code.as_ref() == Some(&code)).cloned().collect()
        });
        found.sort_by_key(|ticket| std::cmp::Reverse(ticket.received_at));
        found.truncate(TICKETS);
        found
    });
    let row = |ticket: &Arc<Ticket>| {
        view! {
            <li>
                <a class="list__row" href=format!("/tickets/{}", ticket.id)>
                    <span class="list__name">{ticket.title.clone()}</span>
                    <span class="list__facts">{ticket.number.clone()}</span>
                    <StatusBadge status=ticket.status.clone() />
                </a>
            </li>
        }
    };
    view! {
        <Show when=move || tickets.with(|tickets| !tickets.is_empty())>
            <section class="office__section">
                <h2>{t.say(words::TICKETS)}</h2>
                <ul class="list__rows">{move || tickets.with(|tickets| tickets.iter().map(row).collect_view())}</ul>
            </section>
        </Show>
    }
}

/// What became of the item in each version.
#[component]
fn Past(code: Memo<String>) -> impl IntoView {
    let t = use_words();
    let answer = ask::<History>(move || format!("/api/v1/list/items/{}/history", code.get()));
    let row = move |past: &Past, before: Option<&Past>| {
        let what = match (&past.item, before.and_then(|before| before.item.as_ref())) {
            (None, _) => words::TAKEN_OFF,
            (Some(_), None) => words::TAKEN_IN,
            (Some(_), Some(_)) => words::CHANGED,
        };
        view! {
            <tr>
                <th scope="row">{past.version.number.clone()}</th>
                <td>{day_words(past.version.effective_on, t)}</td>
                <td>{t.say(what)}</td>
                <td>{past.version.title.clone()}</td>
            </tr>
        }
    };
    view! {
        <section class="office__section list-item__past">
            <h2>{t.say(words::HISTORY)}</h2>
            <Answered
                answer
                children=move |History { history }: History| {
                    let earlier = history.iter().skip(1).map(Some).chain([None]);
                    let rows = history.iter().zip(earlier).map(|(past, before)| row(past, before)).collect_view();
                    view! {
                        <table class="office__table">
                            <tbody>{rows}</tbody>
                        </table>
                    }
                }
            />
        </section>
    }
}
