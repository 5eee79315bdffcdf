//! Who is on duty, and what each has in hand.

use domain::shift::{Shift, Workload};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;

use crate::account::remote::{Answered, ask, send};
use crate::components::words::error_text;
use crate::components::{Notice, Tone, When};
use crate::device::{DeviceError, Method, use_device};
use crate::text::{shift as words, use_words};

/// Those who said that they are here, and saying so.
#[component]
pub(super) fn Duty(shifts: Memo<Vec<Shift>>, takes_part: Memo<bool>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let on = Memo::new(move |_| {
        let now = device.now.get();
        shifts.with(|shifts| shifts.iter().filter(|shift| shift.is_on(now)).cloned().collect::<Vec<_>>())
    });
    let am_on = Memo::new(move |_| {
        let me = device.my_id();
        on.with(|on| on.iter().any(|shift| Some(shift.person_id) == me))
    });
    let saving = RwSignal::new(false);
    let problem = RwSignal::new(None::<DeviceError>);
    let change = move |_| {
        let method = if am_on.get_untracked() { Method::Delete } else { Method::Put };
        saving.set(true);
        spawn_local(async move {
            let answer = send(device, method, "/api/v1/shift".to_owned(), None).await;
            // It comes back with what is pulled.
            device.with(|calls| (calls.sync_now)());
            problem.try_set(answer.err());
            saving.try_set(false);
        });
    };
    let person = move |shift: Shift| {
        view! {
            <li data-testid="on-duty">
                <strong>{shift.name}</strong>
                " "
                <span class="quiet">{t.say(words::SINCE)} " " <When at=shift.began_at now=device.now /></span>
            </li>
        }
    };
    view! {
        <section class="shift__duty" aria-labelledby="duty-title">
            <h2 id="duty-title">{move || t.fill(words::ON_DUTY, &[("n", &on.with(Vec::len))])}</h2>
            <ul class="shift__people">
                <For each=move || on.get() key=|shift| (shift.person_id, shift.began_at) children=person />
            </ul>
            <Show when=move || takes_part.get()>
                <button
                    type="button"
                    class="button"
                    class:button--primary=move || !am_on.get()
                    data-testid="change-duty"
                    disabled=saving
                    on:click=change
                >
                    {move || t.say(if am_on.get() { words::GO_OFF } else { words::GO_ON })}
                </button>
            </Show>
            {move || problem.get().map(|error| view! { <Notice tone=Tone::Error>{error_text(&error, t)}</Notice> })}
        </section>
    }
}

/// The server's answer.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct People {
    people: Vec<Workload>,
}

/// What each has in hand, as the server counts it.
#[component]
pub(super) fn Workloads(shifts: Memo<Vec<Shift>>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let answer = ask::<People>(move || {
        // Whoever came or went is counted anew.
        shifts.track();
        "/api/v1/shift".to_owned()
    });
    let row = move |person: Workload| {
        view! {
            <tr data-testid="workload">
                <th scope="row">{person.name}</th>
                <td>
                    {match person.on_since {
                        Some(since) => view! { <When at=since now=device.now /> }.into_any(),
                        None => view! { <span class="quiet">{t.say(words::OFF)}</span> }.into_any(),
                    }}
                </td>
                <td class="number">{person.open}</td>
                <td class="number">{person.today}</td>
            </tr>
        }
    };
    view! {
        <section aria-labelledby="workload-title">
            <h2 id="workload-title">{t.say(words::WORKLOAD)}</h2>
            <p class="office__hint">{t.say(words::HOW_COUNTED)}</p>
            <Answered answer let:answer>
                <div class="office__scroll">
                    <table class="office__table">
                        <thead>
                            <tr>
                                <th scope="col">{t.say(words::PERSON)}</th>
                                <th scope="col">{t.say(words::ON_SINCE)}</th>
                                <th scope="col" class="number">{t.say(words::OPEN)}</th>
                                <th scope="col" class="number">{t.say(words::TODAY)}</th>
                            </tr>
                        </thead>
                        <tbody>{present_first(answer.people).into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
            </Answered>
        </section>
    }
}

/// Those on duty before the others, each in the order they came in.
fn present_first(mut people: Vec<Workload>) -> Vec<Workload> {
    people.sort_by_key(|person| person.on_since.is_none());
    people
}
