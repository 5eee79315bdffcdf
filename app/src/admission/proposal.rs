//! The whole file of one change: why, what changes, what each unit said, the review and the decision. It can be printed.

use domain::Directory;
use domain::list::Difference;
use domain::list::proposal::{Asked, Origin, Proposal, Signed, Stage, Turn};
use jiff::Timestamp;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;
use serde::Deserialize;

use super::act::Acts;
use super::words::{origin_words, signed_words, stage_words, unit_name};
use crate::account::remote::{Answered, ask, read, send};
use crate::components::words::error_text;
use crate::components::{Notice, Tone};
use crate::device::{Device, DeviceError, DeviceResult, Method, use_device};
use crate::list::Differences;
use crate::text::{Text, Words, admission as words, list as list_words, ticket as ticket_words, use_words};

/// A proposal as the server sends it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct Record {
    pub(super) proposal: Proposal,
    changes: Vec<Difference>,
    more: bool,
}

/// The page of one proposal.
#[component]
pub fn ProposalPage() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let answer = ask::<Record>(move || format!("/api/v1/list/proposals/{}", id.get()));
    // What is being written below stays through every answer that says nothing new.
    let record = Memo::new(move |_| answer.get().flatten().and_then(Result::ok));
    let proposal = Memo::new(move |_| record.with(|record| record.as_ref().map(|record| record.proposal.clone())));
    view! {
        <article class="page office admission">
            <a class="list-item__back" href="/proposals">{t.say(words::BACK)}</a>
            <Answered answer children=|_: Record| () />
            {move || proposal.get().map(|proposal| view! { <Head proposal /> })}
            <Acts proposal answer />
            {move || {
                record
                    .get()
                    .map(|Record { proposal, changes, more }| {
                        view! {
                            <Reason proposal=proposal.clone() />
                            <Changes id count=proposal.changes first=changes more />
                            <Opinions proposal=proposal.clone() />
                            <Verdicts proposal device />
                        }
                    })
            }}
        </article>
    }
}

/// Why, and where it comes from.
#[component]
fn Reason(proposal: Proposal) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let ticket = match &proposal.origin {
        Origin::Ticket(id) => Some(*id),
        Origin::Person | Origin::File(_) => None,
    };
    // Only for those who see the ticket it leads somewhere.
    let seen = Memo::new(move |_| ticket.filter(|id| device.tickets.with(|tickets| tickets.contains_key(id))));
    let origin = origin_words(&proposal, t).map(|text| {
        move || match seen.get() {
            Some(id) => view! { <a href=format!("/tickets/{id}")>{text.clone()}</a> }.into_any(),
            None => view! { <p class="office__hint">{text.clone()}</p> }.into_any(),
        }
    });
    view! {
        <section class="office__section">
            <h2>{t.say(words::REASON)}</h2>
            <p class="admission__words">{proposal.proposed.words}</p>
            {origin}
        </section>
    }
}

#[component]
fn Head(proposal: Proposal) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let (title, proposed) = (proposal.title.clone(), proposal.proposed.clone());
    let by = move || {
        let who = device.directory.with(|directory| signed_words(&proposed, directory, device.now.get(), t));
        t.fill(words::PROPOSED_BY, &[("who", &who)])
    };
    view! {
        <header class="page__head admission__head">
            <h1 class="page__title">{title}</h1>
            <p class="office__hint">{by}</p>
            <p class="admission__stage" data-testid="stage">
                {move || stage_words(&proposal, device.now.get(), t)}
            </p>
            <button type="button" class="button button--quiet" on:click=move |_| drop(window().print())>
                {t.say(list_words::PRINT)}
            </button>
        </header>
    }
}

/// What would change; large files' changes page by page.
#[component]
fn Changes(id: Memo<String>, count: usize, first: Vec<Difference>, more: bool) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let shown = RwSignal::new(first);
    let left = RwSignal::new(more);
    let failed = RwSignal::new(None::<DeviceError>);
    let next = move |_| {
        let after = shown.with_untracked(|shown| shown.last().map(|change| change.code.clone()).unwrap_or_default());
        spawn_local(async move {
            match page(device, &id.get_untracked(), &after).await {
                Ok(record) => {
                    shown.update(|shown| shown.extend(record.changes));
                    left.set(record.more);
                    failed.set(None);
                }
                Err(error) => failed.set(Some(error)),
            }
        });
    };
    view! {
        <section class="office__section">
            <h2>{t.fill(words::CHANGES, &[("n", &count)])}</h2>
            {move || view! { <Differences changes=shown.get() /> }}
            {move || failed.get().map(|error| view! { <Notice tone=Tone::Error>{error_text(&error, t)}</Notice> })}
            <Show when=move || left.get()>
                <button type="button" class="button" on:click=next>{t.say(list_words::MORE)}</button>
            </Show>
        </section>
    }
}

async fn page(device: Device, id: &str, after: &str) -> DeviceResult<Record> {
    let json = send(device, Method::Get, format!("/api/v1/list/proposals/{id}?after={after}"), None).await?;
    read(json)
}

/// What each unit said, or that it was silent.
#[component]
fn Opinions(proposal: Proposal) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let over = proposal.turn(device.now.get_untracked()) != Turn::Units;
    let mut asked = proposal.asked;
    asked.sort_by_key(weight);
    let nobody = asked.is_empty();
    let rows = move || {
        let directory = device.directory.get();
        asked.iter().map(|asked| opinion_row(asked, over, &directory, device.now.get(), t)).collect_view()
    };
    view! {
        <section class="office__section">
            <h2>{t.say(words::OPINIONS)}</h2>
            <Show when=move || nobody>
                <p class="office__hint">{t.say(words::BINDS_NOBODY)}</p>
            </Show>
            <table class="office__table" data-testid="opinions">
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

/// What has to be looked at stands first: objections, then who agrees, then who is silent.
fn weight(asked: &Asked) -> u8 {
    match &asked.opinion {
        Some(opinion) if !opinion.agrees || opinion.received == Some(false) => 0,
        Some(_) => 1,
        None => 2,
    }
}

fn opinion_row(asked: &Asked, over: bool, directory: &Directory, now: Timestamp, t: Words) -> impl IntoView + use<> {
    let said = match &asked.opinion {
        None if over => t.say(words::SILENT),
        None => t.say(words::NOT_YET),
        Some(opinion) if opinion.agrees => t.say(words::AGREES),
        Some(_) => t.say(words::OBJECTS),
    };
    let received = match asked.opinion.as_ref().and_then(|opinion| opinion.received) {
        Some(true) => Some(t.say(words::RECEIVED)),
        Some(false) => Some(t.say(words::NOT_RECEIVED)),
        None => asked.receives.then(|| t.say(words::TO_CONFIRM)),
    };
    let by = asked.opinion.as_ref().map(|opinion| {
        view! {
            <p class="admission__words">{opinion.signed.words.clone()}</p>
            <small>{signed_words(&opinion.signed, directory, now, t)}</small>
        }
    });
    view! {
        <tr>
            <th scope="row">{unit_name(&asked.unit, directory)}</th>
            <td data-warns=(weight(asked) == 0).then_some("")>
                {said} {received.map(|text| view! { <small>{text}</small> })}
            </td>
            <td>{by}</td>
        </tr>
    }
}

/// The review and how it ended.
#[component]
fn Verdicts(proposal: Proposal, device: Device) -> impl IntoView {
    let t = use_words();
    let verdict = |title: Text, what: Text, signed: &Signed| section(title, what, signed, device, t);
    let review = proposal.review.as_ref().map(|signed| verdict(words::REVIEW, words::LAWFUL, signed));
    let end = match &proposal.stage {
        Stage::Opinions | Stage::Decision => None,
        Stage::Approved { signed, .. } => Some(verdict(words::DECISION, words::APPROVED, signed)),
        Stage::Rejected { signed } if proposal.review.is_none() => {
            Some(verdict(words::REVIEW, words::UNLAWFUL, signed))
        }
        Stage::Rejected { signed } => Some(verdict(words::DECISION, words::REJECTED, signed)),
        Stage::Withdrawn { signed } => Some(verdict(words::WITHDRAWAL, words::STAGE_WITHDRAWN, signed)),
    };
    (review, end)
}

fn section(title: Text, what: Text, signed: &Signed, device: Device, t: Words) -> impl IntoView + use<> {
    let (words, signed) = (signed.words.clone(), signed.clone());
    let by = move || device.directory.with(|directory| signed_words(&signed, directory, device.now.get(), t));
    view! {
        <section class="office__section">
            <h2>{t.say(title)}</h2>
            <p>{t.say(what)} {t.say(ticket_words::COLON)} <span class="admission__words">{words}</span></p>
            <p class="office__hint">{by}</p>
        </section>
    }
}
