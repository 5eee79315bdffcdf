//! One person: what the administrator sees and may do.

use domain::{Person, PersonId};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::first_password::FirstPassword;
use super::form::PersonForm;
use super::roster::{Listed, Roster};
use crate::account::remote::{Answer, send};
use crate::account::sessions::Sessions;
use crate::components::words::{error_text, role_word};
use crate::components::{Confirm, Notice, Tone, When};
use crate::device::{Device, DeviceError, DeviceResult, Method, use_device};
use crate::frame::offers::hold_offers;
use crate::text::{people, use_words};

/// A row that opens onto sessions, disabling and a new password.
#[component]
pub fn PersonRow(id: PersonId, roster: Memo<Vec<Listed>>, answer: Answer<Roster>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let person = Memo::new(move |_| roster.with(|people| people.iter().find(|person| person.id == id).cloned()));
    let open = RwSignal::new(false);
    let summary = move || {
        person.get().map(|person| {
            view! {
                <span class="person__name">{person.name}</span>
                <span class="person__username">{person.username}</span>
                <span class="person__role">{role_word(person.role, t)}</span>
                <span class="person__unit">{person.unit.name}</span>
                <span class="person__seen">
                    {match person.last_seen {
                        Some(at) => view! { <When at now=device.now /> }.into_any(),
                        None => t.say(people::NEVER_SEEN).into_any(),
                    }}
                </span>
                <span class="person__state" data-disabled=person.disabled.then_some("")>
                    {if person.disabled {
                        t.say(people::DISABLED).to_owned()
                    } else {
                        t.fill(people::SESSIONS, &[("n", &person.sessions)])
                    }}
                </span>
            }
        })
    };
    view! {
        <li class="person" data-testid="person-row">
            <details on:toggle=move |event| open.set(event_target_open(&event))>
                <summary>{summary}</summary>
                <Show when=move || open.get()>
                    <PersonActions id person answer />
                </Show>
            </details>
        </li>
    }
}

pub(crate) fn event_target_open(event: &web_sys::Event) -> bool {
    use wasm_bindgen::JsCast;
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|details| details.has_attribute("open"))
}

/// What can be done with one person's account.
#[component]
fn PersonActions(id: PersonId, person: Memo<Option<Listed>>, answer: Answer<Roster>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let password = RwSignal::new(None::<String>);
    let problem = RwSignal::new(None::<DeviceError>);
    hold_offers(move || password.with(Option::is_some));
    let disabled = Memo::new(move |_| person.with(|person| person.as_ref().is_some_and(|person| person.disabled)));
    let as_person = Memo::new(move |_| person.with(|person| person.as_ref().map(Person::from)));
    let switch = move |step: &'static str| {
        spawn_local(async move {
            let result = send(device, Method::Post, format!("/api/v1/people/{id}/{step}"), None).await;
            answer.refetch();
            problem.set(result.err());
        });
    };
    let reset = move |()| {
        spawn_local(async move {
            match new_password(device, id).await {
                Ok(text) => {
                    problem.set(None);
                    password.set(Some(text));
                }
                Err(error) => problem.set(Some(error)),
            }
        });
    };
    view! {
        <div class="person__actions">
            {move || problem.get().map(|error| view! { <Notice tone=Tone::Error>{error_text(&error, t)}</Notice> })}
            {move || {
                password.get().map(|password| view! { <FirstPassword title=people::NEW_PASSWORD password /> })
            }}
            {move || {
                // Anew where somebody changed them meanwhile.
                as_person
                    .get()
                    .map(|person| {
                        view! { <PersonForm before=Some(person) on_done=Callback::new(move |_| answer.refetch()) /> }
                    })
            }}
            <Show
                when=move || disabled.get()
                fallback=move || {
                    // Whoever shut themselves out could not undo it.
                    (device.my_id() != Some(id))
                        .then(|| {
                            view! {
                                <Confirm
                                    label=t.say(people::DISABLE)
                                    question=t.say(people::DISABLE_QUESTION)
                                    on_confirm=Callback::new(move |()| switch("disable"))
                                />
                            }
                        })
                }
            >
                <button type="button" class="button" on:click=move |_| switch("enable")>
                    {t.say(people::ENABLE)}
                </button>
            </Show>
            <Confirm
                label=t.say(people::RESET_PASSWORD)
                question=t.say(people::RESET_PASSWORD_QUESTION)
                on_confirm=Callback::new(reset)
            />
            <Sessions path=format!("/api/v1/people/{id}/sessions") />
        </div>
    }
}

/// Has the server make a one-time password.
async fn new_password(device: Device, id: PersonId) -> DeviceResult<String> {
    let body = Some(serde_json::json!({}));
    let answer = send(device, Method::Post, format!("/api/v1/people/{id}/password"), body).await?;
    let password = answer.get("password").and_then(serde_json::Value::as_str);
    password.map(str::to_owned).ok_or_else(|| DeviceError::Failed("password".to_owned()))
}
