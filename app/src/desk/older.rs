//! What a search finds beyond what lies on the device: tickets that rest, asked of the server.

use std::sync::Arc;

use domain::Ticket;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use serde::Deserialize;

use super::view::use_desk;
use crate::account::remote::{Answered, ask};
use crate::components::words::numbered;
use crate::components::{StatusBadge, When};
use crate::text::{desk as words, use_words};

/// Tickets asked for, the newest first.
const MOST: &str = "50";

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Answer {
    tickets: Vec<Arc<Ticket>>,
}

/// Asks the server on a tap, for it is not reached without coverage.
#[component]
pub fn Older() -> impl IntoView {
    let desk = use_desk();
    let t = use_words();
    let typed = Memo::new(move |_| desk.typed.with(|typed| typed.trim().to_owned()));
    let asked = RwSignal::new(None::<String>);
    // Other words are another question.
    let is_asked = Memo::new(move |_| asked.get().is_some_and(|asked| asked == typed.get()));
    view! {
        <Show when=move || desk.is_searching()>
            <section class="older" aria-label=t.say(words::OLDER) data-testid="older">
                <Show
                    when=move || is_asked.get()
                    fallback=move || {
                        view! {
                            <button
                                type="button"
                                class="button button--quiet"
                                on:click=move |_| asked.set(Some(typed.get_untracked()))
                            >
                                {t.say(words::OLDER)}
                            </button>
                        }
                    }
                >
                    <Found typed=typed.get_untracked() />
                </Show>
            </section>
        </Show>
    }
}

#[component]
fn Found(typed: String) -> impl IntoView {
    let desk = use_desk();
    let t = use_words();
    let query: ParamsMap = [("q", typed), ("limit", MOST.to_owned())].into_iter().collect();
    let answer = ask::<Answer>(move || format!("/api/v1/tickets{}", query.to_query_string()));
    let row = move |ticket: Arc<Ticket>| {
        let at = ticket.received_at;
        view! {
            <li>
                // The page comes from the server with its ticket.
                <a class="older__row" href=format!("/tickets/{}", ticket.id) rel="external">
                    <span class="row__number">{numbered(ticket.number.as_ref())}</span>
                    <span class="older__title">{ticket.title.clone()}</span>
                    <StatusBadge status=ticket.status.clone() />
                    <When at now=desk.device.now />
                </a>
            </li>
        }
    };
    view! {
        <Answered
            answer
            children=move |Answer { mut tickets }| {
                desk.device.tickets.with_untracked(|held| tickets.retain(|ticket| !held.contains_key(&ticket.id)));
                if tickets.is_empty() {
                    view! { <p class="older__none">{t.say(words::NOTHING_OLDER)}</p> }.into_any()
                } else {
                    view! { <ul class="older__rows">{tickets.into_iter().map(row).collect_view()}</ul> }.into_any()
                }
            }
        />
    }
}
