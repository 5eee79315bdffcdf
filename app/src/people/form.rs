//! The form of one person: to add them, or to change name, role and unit.

use domain::administration::{Draft, fits, person_faults};
use domain::{Person, Role, Unit, UnitCode};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use crate::account::remote::send;
use crate::administration::Errors;
use crate::components::words::role_word;
use crate::components::{Labelled, Notice, Tone};
use crate::device::{DeviceResult, Method, use_device};
use crate::frame::offers::hold_offers;
use crate::text::{people, use_words};

/// Fields of the form, as the server names them.
const FIELDS: &[&str] = &["username", "name", "role", "unit"];

/// Sends what was filled in once the rules have nothing against it.
#[component]
pub fn PersonForm(
    /// Whom to change; none adds somebody.
    #[prop(optional_no_strip)]
    before: Option<Person>,
    /// Given the server's answer.
    #[prop(into)]
    on_done: Callback<Value>,
) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let start = before.as_ref().map(Draft::from);
    let text = |of: fn(&Draft) -> String| RwSignal::new(start.as_ref().map(of).unwrap_or_default());
    let username = text(|it| it.username.clone());
    let name = text(|it| it.name.clone());
    let unit = text(|it| it.unit.to_string());
    let role = RwSignal::new(start.as_ref().map_or(Role::GridWorker, |it| it.role));
    let saving = RwSignal::new(false);
    let is_new = before.is_none();
    let id = before.as_ref().map(|person| person.id);
    let draft = Memo::new(move |_| {
        let (username, name, unit) = (username.get(), name.get(), UnitCode(unit.get()));
        Draft { username, name, role: role.get(), unit }.trimmed()
    });
    let is_changed = Memo::new({
        let start = start.clone();
        let empty = Draft { username: String::new(), name: String::new(), role: Role::GridWorker, unit: "".into() };
        move |_| draft.with(|draft| draft != start.as_ref().unwrap_or(&empty))
    });
    hold_offers(move || is_changed.get());
    let errors = Errors::new(
        FIELDS,
        Memo::new(move |_| {
            device.directory.with(|directory| draft.with(|draft| person_faults(draft, before.as_ref(), directory)))
        }),
    );
    let units = Memo::new(move |_| device.directory.with(|directory| choices(directory.units(), role.get())));
    let choose_role = move |event| {
        role.set(Role::parse(&event_target_value(&event)).unwrap_or(Role::GridWorker));
        // What cannot be chosen any more is not kept.
        if units.with(|units| units.iter().all(|(code, _)| unit.with(|unit| unit != code))) {
            unit.set(String::new());
        }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if saving.get_untracked() || !errors.admit() {
            return;
        }
        saving.set(true);
        let asked = draft.get_untracked();
        spawn_local(async move {
            let answer: DeviceResult<Value> = match id {
                None => send(device, Method::Post, "/api/v1/people".to_owned(), Some(json!(asked))).await,
                Some(id) => send(device, Method::Put, format!("/api/v1/people/{id}"), Some(json!(asked))).await,
            };
            if saving.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(value) => {
                    if is_new {
                        username.set(String::new());
                        name.set(String::new());
                    }
                    errors.answered(None);
                    on_done.run(value);
                }
                Err(error) => errors.answered(Some(error)),
            }
        });
    };
    view! {
        <form class="administration__form" method="post" novalidate on:submit=submit>
            <Labelled label=t.say(people::NAME) error=errors.at("name")>
                <input
                    class="input"
                    name="name"
                    autocomplete="off"
                    prop:value=name
                    on:input=move |event| name.set(event_target_value(&event))
                />
            </Labelled>
            {is_new
                .then(|| {
                    view! {
                        <Labelled
                            label=t.say(people::USERNAME)
                            hint=t.say(people::USERNAME_HINT)
                            error=errors.at("username")
                        >
                            <input
                                class="input"
                                name="username"
                                autocomplete="off"
                                autocapitalize="none"
                                prop:value=username
                                on:input=move |event| username.set(event_target_value(&event))
                            />
                        </Labelled>
                    }
                })}
            <Labelled label=t.say(people::ROLE) error=errors.at("role")>
                <select class="input" name="role" on:change=choose_role>
                    {Role::ALL
                        .map(|it| {
                            view! {
                                <option value=it.as_str() prop:selected=move || role.get() == it>
                                    {role_word(it, t)}
                                </option>
                            }
                        })}
                </select>
            </Labelled>
            <Labelled label=t.say(people::UNIT) error=errors.at("unit")>
                <select class="input" name="unit" on:change=move |event| unit.set(event_target_value(&event))>
                    <option value="" prop:selected=move || unit.with(String::is_empty)>
                        {t.say(people::CHOOSE_UNIT)}
                    </option>
                    <For each=move || units.get() key=|(code, _)| code.clone() let((code, name))>
                        <option
                            value=code.clone()
                            prop:selected=move || unit.with(|unit| *unit == code)
                        >
                            {name}
                        </option>
                    </For>
                </select>
            </Labelled>
            {move || errors.elsewhere().map(|words| view! { <Notice tone=Tone::Error>{words}</Notice> })}
            <button
                type="submit"
                class="button"
                data-testid=if is_new { "add-person" } else { "change-person" }
                disabled=move || saving.get() || !is_changed.get()
            >
                {t.say(if is_new { people::ADD } else { people::CHANGE })}
            </button>
        </form>
    }
}

/// Code and name of the open units that people of a role belong to, by code.
fn choices<'a>(units: impl Iterator<Item = &'a Unit>, role: Role) -> Vec<(String, String)> {
    let open = units.filter(|unit| !unit.disabled && fits(role, unit.kind));
    open.map(|unit| (unit.code.to_string(), format!("{} {}", unit.code, unit.name))).collect()
}

#[cfg(test)]
mod tests {
    use domain::UnitKind;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn only_open_units_that_fit_can_be_chosen() {
        let unit = |code: &str, kind| Unit::new(Uuid::nil(), code.into(), "某", kind);
        let units = [
            unit("C00", UnitKind::Centre),
            unit("T01", UnitKind::Township),
            Unit { disabled: true, ..unit("T02", UnitKind::Township) },
        ];
        assert_eq!(choices(units.iter(), Role::Caller), [("T01".to_owned(), "T01 某".to_owned())]);
        assert_eq!(choices(units.iter(), Role::ServiceTeam), []);
    }
}
