//! Where somebody is signed in, and ending it.

use jiff::Timestamp;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use uuid::Uuid;

use super::remote::{Answered, ask, send};
use crate::components::words::error_text;
use crate::components::{Confirm, Notice, Tone, When};
use crate::device::{Method, use_device};
use crate::text::{account, use_words};

/// The list of sessions, as the server sends it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct List {
    sessions: Vec<Session>,
}

/// One browser or program that is signed in.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Session {
    id: Uuid,
    device_name: Option<String>,
    created_at: Timestamp,
    last_seen: Timestamp,
    current: bool,
}

/// The sessions that `path` lists; each but this one can be ended.
#[component]
pub fn Sessions(
    /// Address of the list.
    #[prop(into)]
    path: String,
) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let answer = ask::<List>(move || path.clone());
    let problem = RwSignal::new(None::<String>);
    let end = move |id: Uuid| {
        spawn_local(async move {
            match send(device, Method::Delete, format!("/api/v1/sessions/{id}"), None).await {
                Ok(_) => {
                    problem.set(None);
                    answer.refetch();
                }
                Err(error) => problem.set(Some(error_text(&error, t))),
            }
        });
    };
    let row = move |session: Session| {
        let id = session.id;
        view! {
            <li class="session" data-testid="session">
                <div>
                    <strong>{session.device_name.unwrap_or_else(|| t.say(account::UNNAMED_DEVICE).to_owned())}</strong>
                    {session.current.then(|| view! { <span class="session__here">{t.say(account::THIS_DEVICE)}</span> })}
                    <p class="office__hint">
                        {t.say(account::LAST_SEEN)} " " <When at=session.last_seen now=device.now /> " · "
                        {t.say(account::SIGNED_IN_AT)} " " <When at=session.created_at now=device.now />
                    </p>
                </div>
                {(!session.current)
                    .then(|| {
                        view! {
                            <Confirm
                                label=t.say(account::END_SESSION)
                                question=t.say(account::END_SESSION_QUESTION)
                                on_confirm=Callback::new(move |()| end(id))
                            />
                        }
                    })}
            </li>
        }
    };
    view! {
        {move || problem.get().map(|problem| view! { <Notice tone=Tone::Error>{problem}</Notice> })}
        <Answered answer let:list>
            {if list.sessions.is_empty() {
                view! { <p class="office__hint">{t.say(account::NO_SESSIONS)}</p> }.into_any()
            } else {
                view! { <ul class="sessions">{list.sessions.into_iter().map(row).collect_view()}</ul> }.into_any()
            }}
        </Answered>
    }
}
