//! The form of one unit: to make it, or to rename and move it.

use domain::administration::{settled, unit_faults};
use domain::{Directory, Unit, UnitCode, UnitKind};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::account::remote::send;
use crate::administration::Errors;
use crate::components::words::unit_kind_word;
use crate::components::{Labelled, Notice, Tone};
use crate::device::{Method, use_device};
use crate::frame::offers::hold_offers;
use crate::text::{units as words, use_words};

/// Fields of the form, as the server names them.
const FIELDS: &[&str] = &["code", "name", "township", "parent"];

/// Sends what was filled in once the rules have nothing against it.
#[component]
pub(super) fn UnitForm(
    /// What to change; none makes a unit.
    #[prop(optional_no_strip)]
    before: Option<Unit>,
    /// Given the server's answer.
    #[prop(into)]
    on_done: Callback<Value>,
) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let is_new = before.is_none();
    let start = before.clone().unwrap_or_else(|| Unit::new(Uuid::nil(), "".into(), "", UnitKind::Village));
    let other = |code: &Option<UnitCode>| RwSignal::new(code.as_ref().map(ToString::to_string).unwrap_or_default());
    let code = RwSignal::new(start.code.to_string());
    let name = RwSignal::new(start.name.clone());
    let kind = RwSignal::new(start.kind);
    let township = other(&start.township);
    let parent = other(&start.parent);
    let saving = RwSignal::new(false);
    let is_grounded = move || matches!(kind.get(), UnitKind::Village | UnitKind::Agency | UnitKind::ServiceTeam);
    let is_agency = move || kind.get() == UnitKind::Agency;
    let unit = Memo::new({
        let start = start.clone();
        move |_| {
            let chosen = |code: RwSignal<String>| Some(code.get()).filter(|code| !code.is_empty()).map(UnitCode);
            settled(Unit {
                code: UnitCode(code.get().trim().to_owned()),
                name: name.get(),
                kind: kind.get(),
                township: is_grounded().then(|| chosen(township)).flatten(),
                parent: is_agency().then(|| chosen(parent)).flatten(),
                ..start.clone()
            })
        }
    });
    let empty = unit.get_untracked();
    let is_changed = Memo::new(move |_| unit.with(|unit| *unit != empty));
    hold_offers(move || is_changed.get());
    let errors = Errors::new(
        FIELDS,
        Memo::new(move |_| {
            device.directory.with(|directory| unit.with(|unit| unit_faults(unit, before.as_ref(), directory)))
        }),
    );
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if saving.get_untracked() || !errors.admit() {
            return;
        }
        saving.set(true);
        let unit = unit.get_untracked();
        let (method, path) = if is_new {
            (Method::Post, "/api/v1/units".to_owned())
        } else {
            (Method::Put, format!("/api/v1/units/{}", unit.code))
        };
        spawn_local(async move {
            let answer = send(device, method, path, Some(json!(unit))).await;
            if saving.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(value) => {
                    if is_new {
                        code.set(String::new());
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
            {is_new
                .then(|| {
                    view! {
                        <Labelled label=t.say(words::KIND)>
                            <select
                                class="input"
                                name="kind"
                                on:change=move |event| {
                                    kind.set(UnitKind::parse(&event_target_value(&event)).unwrap_or(UnitKind::Village));
                                }
                            >
                                {UnitKind::ALL
                                    .map(|it| {
                                        view! {
                                            <option value=it.as_str() prop:selected=move || kind.get() == it>
                                                {unit_kind_word(it, t)}
                                            </option>
                                        }
                                    })}
                            </select>
                        </Labelled>
                        <Labelled label=t.say(words::CODE) hint=t.say(words::CODE_HINT) error=errors.at("code")>
                            <input
                                class="input"
                                name="code"
                                autocomplete="off"
                                autocapitalize="characters"
                                prop:value=code
                                on:input=move |event| code.set(event_target_value(&event))
                            />
                        </Labelled>
                    }
                })}
            <Labelled label=t.say(words::NAME) error=errors.at("name")>
                <input
                    class="input"
                    name="name"
                    autocomplete="off"
                    prop:value=name
                    on:input=move |event| name.set(event_target_value(&event))
                />
            </Labelled>
            <Show when=is_grounded>
                <Labelled label=t.say(words::TOWNSHIP) error=errors.at("township")>
                    <OneOf kind=UnitKind::Township value=township name="township" />
                </Labelled>
            </Show>
            <Show when=is_agency>
                <Labelled label=t.say(words::PARENT) error=errors.at("parent")>
                    <OneOf kind=UnitKind::Department value=parent name="parent" />
                </Labelled>
            </Show>
            {move || errors.elsewhere().map(|words| view! { <Notice tone=Tone::Error>{words}</Notice> })}
            <button
                type="submit"
                class="button"
                data-testid=if is_new { "add-unit" } else { "change-unit" }
                disabled=move || saving.get() || !is_changed.get()
            >
                {t.say(if is_new { words::ADD } else { words::CHANGE })}
            </button>
        </form>
    }
}

/// One of the open units of a kind.
#[component]
fn OneOf(kind: UnitKind, value: RwSignal<String>, name: &'static str) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let options = Memo::new(move |_| device.directory.with(|directory| choices(directory, kind)));
    view! {
        <select class="input" name=name on:change=move |event| value.set(event_target_value(&event))>
            <option value="" prop:selected=move || value.with(String::is_empty)>
                {t.say(words::CHOOSE)}
            </option>
            <For each=move || options.get() key=|(code, _)| code.clone() let((code, name))>
                <option value=code.clone() prop:selected=move || value.with(|value| *value == code)>
                    {name}
                </option>
            </For>
        </select>
    }
}

fn choices(directory: &Directory, kind: UnitKind) -> Vec<(String, String)> {
    let open = directory.units().filter(|unit| unit.kind == kind && !unit.disabled);
    open.map(|unit| (unit.code.to_string(), format!("{} {}", unit.code, unit.name))).collect()
}
