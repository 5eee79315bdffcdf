//! Proposing what a file changes.

use domain::list::proposal::{Draft, LONGEST_TITLE, LONGEST_WORDS, MOST_DAYS, Origin};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use uuid::Uuid;

use super::run::Run;
use crate::components::Field;
use crate::text::{admission, list_import as words, use_words};

#[component]
pub(super) fn Propose() -> impl IntoView {
    let run = expect_context::<Run>();
    let t = use_words();
    let navigate = use_navigate();
    let name = run.name.get_untracked().unwrap_or_default();
    let (title, reason, days) = (run.title, run.reason, run.days);
    // Sending it again after a broken answer makes no second proposal.
    let id = StoredValue::new(None::<Uuid>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if run.progress.with_untracked(Option::is_some) || run.is_stale.get_untracked() {
            return;
        }
        let draft = Draft {
            id: id.get_value().unwrap_or_else(new_id),
            title: title.get_untracked(),
            reason: reason.get_untracked(),
            days: days.get_untracked().parse().unwrap_or_default(),
            origin: Origin::File(name.clone()),
        };
        id.set_value(Some(draft.id));
        let navigate = navigate.clone();
        spawn_local(async move {
            match run.propose(&draft).await {
                Ok(()) => navigate(
                    &format!("/proposals/{}", draft.id),
                    NavigateOptions { replace: true, ..NavigateOptions::default() },
                ),
                Err(error) => drop(run.error.try_set(Some(error))),
            }
        });
    };
    view! {
        <form class="office__section admission__form" method="post" on:submit=submit>
            <h2>{t.say(words::SUBMIT_TITLE)}</h2>
            <Field id="import-title" label=t.say(admission::PROPOSAL_TITLE) hint=t.say(admission::PROPOSAL_TITLE_HINT)>
                <input
                    id="import-title"
                    class="input"
                    maxlength=LONGEST_TITLE.to_string()
                    aria-describedby="import-title-hint import-title-error"
                    required
                    prop:value=title
                    on:input=move |event| title.set(event_target_value(&event))
                />
            </Field>
            <Field id="import-reason" label=t.say(admission::REASON) hint=t.say(admission::REASON_HINT)>
                <textarea
                    id="import-reason"
                    class="input"
                    rows="4"
                    maxlength=LONGEST_WORDS.to_string()
                    aria-describedby="import-reason-hint import-reason-error"
                    required
                    prop:value=reason
                    on:input=move |event| reason.set(event_target_value(&event))
                />
            </Field>
            <Field id="import-days" label=t.say(admission::DAYS) hint=t.say(admission::DAYS_HINT)>
                <input
                    id="import-days"
                    type="number"
                    class="input"
                    min="1"
                    max=MOST_DAYS.to_string()
                    aria-describedby="import-days-hint import-days-error"
                    required
                    prop:value=days
                    on:input=move |event| days.set(event_target_value(&event))
                />
            </Field>
            <button
                type="submit"
                class="button button--primary"
                data-testid="list-propose"
                disabled=move || run.progress.with(Option::is_some) || run.is_stale.get()
            >
                {t.say(admission::SUBMIT)}
            </button>
        </form>
    }
}

#[expect(clippy::disallowed_methods, reason = "the form is where a proposal's id is born")]
fn new_id() -> Uuid {
    Uuid::now_v7()
}
