//! 经办人: who of the unit has a ticket in hand.

use domain::ids::PersonId;
use domain::{Command, Directory, Person};
use leptos::prelude::*;

use super::step::{Step, StepForm};
use crate::components::Field;
use crate::device::use_device;
use crate::text::{common, ticket as words, use_words};

/// 指派经办人, out of the unit's own people.
#[component]
pub fn AssignHandler(step: Step) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let handler = step.words("handler");
    let chosen = move || handler.with(|id| id.parse::<PersonId>().ok());
    let missing = Signal::derive(move || chosen().is_none().then_some(words::CHOOSE_HANDLER));
    // The form cannot be judged before somebody is chosen.
    let command = move || Command::AssignHandler { handler: chosen().unwrap_or(PersonId::NOBODY) };
    let error = step.fault_at("handler");
    let people = move || {
        let me = device.me.get();
        device.directory.with(|directory| me.map(|me| colleagues(&me, directory)).unwrap_or_default())
    };
    let option = move |(id, name): (String, String)| {
        let is_chosen = {
            let id = id.clone();
            move || handler.with(|handler| *handler == id)
        };
        view! { <option value=id prop:selected=is_chosen>{name}</option> }
    };
    view! {
        <StepForm step submit=t.say(common::COMMAND_ASSIGN_HANDLER) fields=&["handler"] missing command>
            <Field id="handler" label=t.say(words::HANDLER) error>
                <select
                    id="handler"
                    class="input"
                    aria-describedby="handler-hint handler-error"
                    on:change=move |event| handler.set(event_target_value(&event))
                >
                    <option value="" prop:selected=move || handler.with(String::is_empty)>
                        {t.say(words::CHOOSE_HANDLER)}
                    </option>
                    {move || people().into_iter().map(option).collect_view()}
                </select>
            </Field>
        </StepForm>
    }
}

/// Ids and names of my unit's people.
fn colleagues(me: &Person, directory: &Directory) -> Vec<(String, String)> {
    directory.colleagues_of(&me.unit.code).map(|colleague| (colleague.id.to_string(), colleague.name.clone())).collect()
}

/// 撤回经办人.
#[component]
pub fn RevokeHandler(step: Step) -> impl IntoView {
    let t = use_words();
    let handler = step.at_first(|ticket| ticket.handler.as_ref().map(|handler| handler.name.clone())).flatten();
    let means = t.fill(words::REVOKE_MEANS, &[("name", &handler.unwrap_or_default())]);
    view! {
        <StepForm step submit=t.say(common::COMMAND_REVOKE_HANDLER) command=|| Command::RevokeHandler {}>
            <p>{means}</p>
        </StepForm>
    }
}
