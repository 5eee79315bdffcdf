//! Merging: which ticket this one is merged into, which are merged into it, and both steps.

use std::sync::Arc;

use domain::{Command, Status, Ticket, TicketId};
use leptos::prelude::*;

use super::handling::PhotoField;
use super::step::{Step, StepForm, some};
use super::text_box::TextBox;
use crate::components::words::{numbered, status_word};
use crate::components::{Field, Notice, Tone};
use crate::desk::queues::answers_to;
use crate::device::use_device;
use crate::text::{Words, common, ticket as words, use_words};

/// Tickets offered at once.
const OFFERED: usize = 8;

/// 并案, into the ticket that this one is the same as.
#[component]
pub fn MergeInto(step: Step) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let into = step.field("into", None::<TicketId>);
    let own = step.id();
    // The form cannot be judged before a ticket is chosen; into itself it is refused.
    let command = move || Command::MergeInto { into: into.get().unwrap_or(own) };
    let missing = Signal::derive(move || into.get().is_none().then_some(words::CHOOSE_MAIN));
    let submit = Signal::derive(move || {
        let number = into.get().and_then(|id| device.tickets.with(|tickets| tickets.get(&id)?.number.clone()));
        match number {
            Some(number) => t.fill(words::MERGED_INTO, &[("number", &numbered(Some(&number)))]),
            None => t.say(common::COMMAND_MERGE_INTO).to_owned(),
        }
    });
    view! {
        <StepForm step submit missing fields=&["into"] command>
            <p class="sheet__hint">{t.say(words::MERGE_MEANS)}</p>
            <MainChoice step chosen=into />
        </StepForm>
    }
}

/// One ticket out of those that are open, by number or words.
#[component]
fn MainChoice(step: Step, chosen: RwSignal<Option<TicketId>>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let typed = RwSignal::new(String::new());
    let own = step.id();
    let offered = Memo::new(move |_| {
        let chosen = chosen.get();
        typed.with(|typed| {
            let found = |ticket: &&Arc<Ticket>| {
                let answers = !typed.trim().is_empty() && answers_to(ticket, typed);
                let fits = ticket.id != own && !ticket.status.is_terminal();
                Some(ticket.id) == chosen || answers && fits
            };
            let line = |ticket: &Arc<Ticket>| (ticket.id, ticket_words(ticket, t));
            device.tickets.with(|all| all.values().rev().filter(found).take(OFFERED).map(line).collect::<Vec<_>>())
        })
    });
    let choice = move |(id, words): (TicketId, String)| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="main"
                    value=id.to_string()
                    prop:checked=move || chosen.get() == Some(id)
                    on:change=move |_| chosen.set(Some(id))
                />
                <span>{words}</span>
            </label>
        }
    };
    view! {
        <Field id="merge-find" label=t.say(words::FIND_MAIN) error=step.fault_at("into")>
            <input
                id="merge-find"
                class="input"
                type="search"
                autocomplete="off"
                aria-describedby="merge-find-hint merge-find-error"
                prop:value=typed
                on:input=move |event| typed.set(event_target_value(&event))
            />
        </Field>
        <fieldset class="choices" data-testid="mains">
            <legend>{t.say(words::MAIN_TICKET)}</legend>
            <For each=move || offered.get() key=|offer| offer.clone() children=choice />
        </fieldset>
    }
}

/// Number, title, status and place of another ticket, in one line.
fn ticket_words(ticket: &Ticket, t: Words) -> String {
    let status = status_word(&ticket.status, t);
    let words =
        [&numbered(ticket.number.as_ref()), ticket.title.as_str(), status, ticket.address.as_deref().unwrap_or("")];
    words.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// 撤销并案: not the same after all.
#[component]
pub fn Unmerge(step: Step) -> impl IntoView {
    let t = use_words();
    let reason = step.words("reason");
    let command = move || Command::Unmerge { reason: reason.get() };
    view! {
        <StepForm step submit=t.say(common::COMMAND_UNMERGE) fields=&["reason"] command>
            <p>{t.say(words::UNMERGE_MEANS)}</p>
            <TextBox step id="unmerge-reason" field="reason" label=t.say(words::REASON) value=reason />
        </StepForm>
    }
}

/// 跟进: found by somebody else, and not whistled for again.
#[component]
pub fn Follow(step: Step) -> impl IntoView {
    let t = use_words();
    let text = step.words("text");
    let command = move || Command::Follow { text: some(text), photos: step.named_photos() };
    view! {
        <StepForm step submit=t.say(common::COMMAND_FOLLOW) fields=&["text", "photos"] command>
            <p class="sheet__hint">{t.say(words::FOLLOW_MEANS)}</p>
            <TextBox step id="follow-text" field="text" label=t.say(words::FOLLOW_TEXT) rows=2 value=text />
            <PhotoField step label=t.say(words::NOTE_PHOTOS) />
        </StepForm>
    }
}

/// The links between tickets that are merged, both ways.
#[component]
pub fn Twins(ticket: Memo<Option<Arc<Ticket>>>) -> impl IntoView {
    let t = use_words();
    let main = Memo::new(move |_| {
        ticket.with(|ticket| match &ticket.as_ref()?.status {
            Status::Merged { into, number, .. } => Some((*into, number.clone())),
            _ => None,
        })
    });
    let merged =
        Memo::new(move |_| ticket.with(|ticket| ticket.as_ref().map(|ticket| ticket.merged_in()).unwrap_or_default()));
    let link = move |id: TicketId, number: Option<&String>| {
        let words = if number.is_some() { numbered(number) } else { t.say(words::MAIN_TICKET).to_owned() };
        view! { <a class="number" href=format!("/tickets/{id}")>{words}</a> }
    };
    view! {
        {move || {
            main.get()
                .map(|(into, number)| {
                    view! {
                        <Notice tone=Tone::Info>
                            <p data-testid="merged-into">{t.say(words::IS_MERGED)} " " {link(into, number.as_ref())}</p>
                        </Notice>
                    }
                })
        }}
        <Show when=move || !merged.with(Vec::is_empty)>
            <Notice tone=Tone::Info>
                <p data-testid="merged-here">
                    {t.say(words::MERGED_HERE)}
                    {move || {
                        merged
                            .get()
                            .into_iter()
                            .map(|(id, number)| view! { " " {link(id, number.as_ref())} })
                            .collect_view()
                    }}
                </p>
            </Notice>
        </Show>
    }
}
