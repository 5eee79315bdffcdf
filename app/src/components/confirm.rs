//! A button that asks once more.

use leptos::html::Button;
use leptos::prelude::*;

use crate::text::{self, use_words};

/// A button that asks once more, in its own place, before it does what cannot be undone.
#[component]
pub fn Confirm(
    /// What the button does: 移除.
    #[prop(into)]
    label: String,
    /// What will be lost: 移除后不再上传.
    #[prop(into)]
    question: String,
    /// Done on the second tap.
    #[prop(into)]
    on_confirm: Callback<()>,
) -> impl IntoView {
    let t = use_words();
    let asked = RwSignal::new(false);
    let keep = NodeRef::<Button>::new();
    let label = StoredValue::new(label);
    let question = StoredValue::new(question);
    // What was just asked gets the focus, so that Enter twice in a row does no harm.
    Effect::new(move |_| {
        if let Some(button) = keep.get() {
            let _ = button.focus();
        }
    });
    view! {
        <Show
            when=move || asked.get()
            fallback=move || {
                view! {
                    <button type="button" class="button button--quiet" on:click=move |_| asked.set(true)>
                        {label.get_value()}
                    </button>
                }
            }
        >
            <span class="confirm" role="group" aria-label=question.get_value()>
                <span class="confirm__question">{question.get_value()}</span>
                <button type="button" class="button" node_ref=keep on:click=move |_| asked.set(false)>
                    {t.say(text::common::CANCEL)}
                </button>
                <button
                    type="button"
                    class="button button--danger"
                    on:click=move |_| {
                        asked.set(false);
                        on_confirm.run(());
                    }
                >
                    {label.get_value()}
                </button>
            </span>
        </Show>
    }
}
