//! Whether it has been reported already: the tickets of this device that are most like the draft.

use std::sync::Arc;

use domain::command::CommandKind;
use domain::duplicates::{Candidate, Sighting, candidates};
use domain::{Ticket, TicketId};
use leptos::prelude::*;

use super::form::Form;
use crate::components::Confirm;
use crate::device::{Device, use_device};
use crate::text::{Words, report, use_words};
use crate::ticket::candidates::Lookalike;

/// What is here already, with one tap to join it. Whoever goes on sends a whistle all the same.
#[component]
pub(super) fn Same(
    form: Form,
    /// Told which ticket the reporter joins.
    join: Callback<TicketId>,
) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let found = Memo::new(move |_| like(form, device, t).unwrap_or_default());
    let row = move |(candidate, ticket): (Candidate, Arc<Ticket>)| {
        let id = ticket.id;
        let may_join = untrack(|| device.admits(&ticket, CommandKind::Follow).is_ok());
        view! {
            <Lookalike candidate ticket>
                {may_join
                    .then(|| {
                        view! {
                            <Confirm
                                label=t.say(report::JOIN)
                                question=t.say(report::JOIN_QUESTION)
                                on_confirm=Callback::new(move |()| join.run(id))
                            />
                        }
                    })}
            </Lookalike>
        }
    };
    view! {
        <Show when=move || !found.with(Vec::is_empty)>
            <section class="report__part" aria-labelledby="same-title" data-testid="same">
                <h2 class="field__label" id="same-title">{t.say(report::IS_IT_THIS)}</h2>
                <p class="field__hint">{t.say(report::OR_GO_ON)}</p>
                <ul class="candidates">
                    <For each=move || found.get() key=|(it, ticket)| (it.id, it.metres, ticket.revision, ticket.status.name()) children=row />
                </ul>
            </section>
        </Show>
    }
}

fn like(form: Form, device: Device, t: Words) -> Option<Vec<(Candidate, Arc<Ticket>)>> {
    let item = form.chosen(device);
    let whistle = form.draft()?.whistle(item.as_ref().map(|item| item.name.as_str()), t).ok()?;
    let (directory, now) = (device.directory.get(), device.now.get());
    let sighting = Sighting::of_whistle(&whistle, now, &directory)?;
    let mut all = device.nearby.get();
    device.tickets.with(|tickets| all.extend(tickets.iter().map(|(id, ticket)| (*id, ticket.clone()))));
    let found = candidates(&sighting, all.values().map(|ticket| &**ticket), &directory, now).into_iter();
    Some(found.filter_map(|candidate| all.get(&candidate.id).cloned().map(|it| (candidate, it))).collect())
}
