//! Bringing grids in from a file: checked first, and only then for good.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use super::listed::{Imported, Listing};
use crate::account::remote::{Answer, read, send_file};
use crate::components::words::error_text;
use crate::components::{Confirm, FileButton, Notice, Tone};
use crate::device::{DeviceResult, use_device};
use crate::frame::offers::hold_offers;
use crate::text::{Text, Words, grids, use_words};

/// What a feature may say of its grid, as the server reads it.
const PROPERTIES: &str = "code, name, township, party_organisation, households, workers";
/// As many faults as the server tells of at most.
const MOST_FAULTS: usize = 200;

/// The button, what is wrong with the file, and what became of it.
#[component]
pub(super) fn Import(answer: Answer<Listing>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let whole = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let outcome = RwSignal::new(None::<DeviceResult<Imported>>);
    let file = StoredValue::new_local(None::<File>);
    hold_offers(move || outcome.with(|outcome| matches!(outcome, Some(Ok(imported)) if !imported.applied)));
    let send = move |check: &'static str| {
        let Some(chosen) = file.get_value() else { return };
        let path = format!("/api/v1/grids/imports?whole={}&check={check}", whole.get_untracked());
        busy.set(true);
        outcome.set(None);
        spawn_local(async move {
            let said = send_file(device, path, chosen).await;
            let imported = said.and_then(read::<Imported>);
            if imported.as_ref().is_ok_and(|imported| imported.applied) {
                answer.refetch();
            }
            outcome.try_set(Some(imported));
            busy.try_set(false);
        });
    };
    let check = move |chosen: File| {
        file.set_value(Some(chosen));
        send("true");
    };
    let apply = Callback::new(move |()| send("false"));
    view! {
        <section class="office__section" aria-labelledby="grids-import">
            <h2 id="grids-import">{t.say(grids::IMPORT_TITLE)}</h2>
            <p class="office__hint">{t.fill(grids::IMPORT_HINT, &[("names", &PROPERTIES)])}</p>
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=whole
                    on:change=move |event| {
                        whole.set(event_target_checked(&event));
                        // What was checked is no longer what would be done.
                        outcome.set(None);
                    }
                />
                <span>{t.say(grids::WHOLE)}</span>
            </label>
            <FileButton label=t.say(grids::CHOOSE) testid="grids-file" accept="application/json,application/geo+json,.json,.geojson" on_file=check />
            <Show when=move || busy.get()>
                <p class="office__loading" role="status">{t.say(grids::CHECKING)}</p>
            </Show>
            {move || {
                outcome
                    .get()
                    .map(|outcome| match outcome {
                        Ok(imported) => said(imported, apply, t),
                        Err(error) => view! { <Notice tone=Tone::Error>{error_text(&error, t)}</Notice> }.into_any(),
                    })
            }}
        </section>
    }
}

fn said(imported: Imported, apply: Callback<()>, t: Words) -> AnyView {
    if imported.applied {
        return view! { <Notice tone=Tone::Done>{counted(grids::APPLIED, &imported, t)}</Notice> }.into_any();
    }
    if !imported.faults.is_empty() {
        let many = imported.faults.len();
        let text = if many < MOST_FAULTS { grids::FAULTS } else { grids::FAULTS_MOST };
        return view! {
            <Notice tone=Tone::Error>
                <p>{t.fill(text, &[("n", &many)])}</p>
                <ol class="grids__faults" data-testid="grid-faults">
                    {imported.faults.into_iter().map(|fault| view! { <li>{fault.words}</li> }).collect_view()}
                </ol>
            </Notice>
        }
        .into_any();
    }
    if imported.is_idle() {
        return view! { <Notice tone=Tone::Info>{t.say(grids::NOTHING)}</Notice> }.into_any();
    }
    let button = match imported.removed {
        0 => view! {
            <button type="button" class="button button--primary" data-testid="grids-apply" on:click=move |_| apply.run(())>
                {t.say(grids::APPLY)}
            </button>
        }
        .into_any(),
        removed => {
            let question = t.fill(grids::APPLY_QUESTION, &[("n", &removed)]);
            view! { <Confirm label=t.say(grids::APPLY) question on_confirm=apply /> }.into_any()
        }
    };
    view! {
        <Notice tone=Tone::Info>
            <p>{counted(grids::CHECKED, &imported, t)}</p>
            {button}
        </Notice>
    }
    .into_any()
}

fn counted(text: Text, imported: &Imported, t: Words) -> String {
    let Imported { added, changed, unchanged, removed, .. } = imported;
    t.fill(text, &[("added", added), ("changed", changed), ("unchanged", unchanged), ("removed", removed)])
}
