//! Proposing a change of one item: as it is now, to be altered; or a new one.

mod duty;
mod fields;
mod item;

use domain::list::Responsible;
use domain::list::proposal::{DAYS, MOST_DAYS, Origin, proposes};
use domain::{Duty, Item, ItemKind, TicketId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use serde_json::json;
use uuid::Uuid;

use self::fields::TextField;
use self::item::{Edited, ItemForm};
use crate::account::remote::send;
use crate::components::words::error_text;
use crate::components::{EmptyState, Field, Glyph, Notice, Skeleton, Tone};
use crate::device::{DeviceError, Method, use_device};
use crate::frame::offers::hold_offers;
use crate::text::{admission as words, use_words};

/// The page: `?item=CODE` for an item of the list, `?ticket=ID` where a ticket is the reason, `&lead=CODE` where it was
/// ruled whose it is.
#[component]
pub fn NewProposal() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let query = use_query_map();
    let code = query.with_untracked(|query| query.get("item"));
    let ticket: Option<TicketId> = query.with_untracked(|query| query.get("ticket")?.parse().ok());
    let may = move || device.me.with(|me| me.as_ref().is_none_or(|me| proposes(me.role)));
    let lead = query.with_untracked(|query| query.get_str("lead")?.parse::<Responsible>().ok());
    let (code, lead) = (StoredValue::new(code), StoredValue::new(lead));
    let form = move || {
        let known = code.get_value();
        let item = known.as_ref().and_then(|code| device.directory.with_untracked(|list| list.item(code).cloned()));
        match (known, item) {
            (Some(_), None) => view! { <EmptyState glyph=Glyph::Search title=t.say(words::NO_ITEM) /> }.into_any(),
            (_, item) => view! { <Form item ticket lead=lead.get_value() /> }.into_any(),
        }
    };
    view! {
        <div class="page office admission">
            <a class="list-item__back" href="/proposals">{t.say(words::BACK)}</a>
            <header class="page__head">
                <h1 class="page__title">{t.say(words::PROPOSE)}</h1>
                <p class="office__hint">{t.say(words::PROPOSE_HINT)}</p>
            </header>
            <Show
                when=may
                fallback=move || view! { <EmptyState glyph=Glyph::Warning title=t.say(words::NOT_FOR_YOU) /> }
            >
                <Show when=move || device.list_is_whole.get() fallback=Skeleton>
                    {form}
                </Show>
            </Show>
        </div>
    }
}

#[component]
fn Form(item: Option<Item>, ticket: Option<TicketId>, lead: Option<Responsible>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let navigate = use_navigate();
    let before = StoredValue::new(item.clone());
    let blank = || Item::new(ItemKind::Event, "", "", "", t.say(words::OWN_EDITION));
    let item = item.unwrap_or_else(blank);
    let edited = Edited::of(match lead {
        Some(lead) => led_by(item, lead),
        None => item,
    });
    let goes = RwSignal::new(false);
    let (title, reason) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let days = RwSignal::new(DAYS.to_string());
    let (sending, error) = (RwSignal::new(false), RwSignal::new(None::<DeviceError>));
    hold_offers(move || !title.with(String::is_empty) || !reason.with(String::is_empty));
    // Sending the same form again after a broken answer makes no second proposal.
    let id = StoredValue::new(None::<Uuid>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if sending.get_untracked() {
            return;
        }
        sending.set(true);
        let id = id.get_value().unwrap_or_else(|| {
            let born = new_id();
            id.set_value(Some(born));
            born
        });
        let after = edited.item();
        let code = before.with_value(|before| before.as_ref().map_or_else(|| after.code.clone(), |it| it.code.clone()));
        let body = json!({
            "id": id,
            "title": title.get_untracked(),
            "reason": reason.get_untracked(),
            "days": days.get_untracked().parse::<u8>().unwrap_or_default(),
            "origin": ticket.map_or(Origin::Person, Origin::Ticket),
            "changes": [{ "code": code, "after": (!goes.get_untracked()).then_some(after) }],
        });
        let navigate = navigate.clone();
        spawn_local(async move {
            let answer = send(device, Method::Post, "/api/v1/list/proposals".to_owned(), Some(body)).await;
            sending.set(false);
            match answer {
                Ok(_) => navigate(&format!("/proposals/{id}"), NavigateOptions { replace: true, ..Default::default() }),
                Err(problem) => error.set(Some(problem)),
            }
        });
    };
    let is_known = before.with_value(Option::is_some);
    let take_off = is_known.then(|| {
        view! {
            <label class="choice">
                <input type="checkbox" prop:checked=goes on:change=move |event| goes.set(event_target_checked(&event)) />
                <span>{t.say(words::TAKE_OFF)}</span>
            </label>
        }
    });
    view! {
        <form class="admission__form" method="post" on:submit=submit>
            {take_off}
            <div hidden=move || goes.get()>
                <ItemForm edited is_known />
            </div>
            <section class="office__section">
                <h2>{t.say(words::REASON)}</h2>
                <TextField id="title" label=t.say(words::PROPOSAL_TITLE) hint=t.say(words::PROPOSAL_TITLE_HINT) value=title />
                <TextField id="reason" label=t.say(words::REASON) hint=t.say(words::REASON_HINT) value=reason rows=4 />
                <Field id="days" label=t.say(words::DAYS) hint=t.say(words::DAYS_HINT)>
                    <input
                        id="days"
                        type="number"
                        class="input"
                        min="1"
                        max=MOST_DAYS.to_string()
                        aria-describedby="days-hint days-error"
                        prop:value=days
                        on:input=move |event| days.set(event_target_value(&event))
                    />
                </Field>
                {move || {
                    error
                        .get()
                        .map(|error| {
                            let text = error_text(&error, t);
                            view! { <Notice tone=Tone::Error><p class="admission__words">{text}</p></Notice> }
                        })
                }}
                <button
                    type="submit"
                    class="button button--primary"
                    data-testid="submit-proposal"
                    disabled=move || sending.get()
                >
                    {t.say(words::SUBMIT)}
                </button>
            </section>
        </form>
    }
}

/// The item with this lead in its entry. Which of several it is about, the proposer says.
fn led_by(mut item: Item, lead: Responsible) -> Item {
    match item.duties.as_mut_slice() {
        [] => item.duties.push(Duty::new(0, lead)),
        [duty] => duty.lead = lead,
        _ => {}
    }
    item
}

#[expect(clippy::disallowed_methods, reason = "the form is where a proposal's id is born")]
fn new_id() -> Uuid {
    Uuid::now_v7()
}
