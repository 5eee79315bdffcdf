use leptos::prelude::*;

use crate::text::{Text, use_words};

/// A question with two answers, of which none is chosen at first.
#[component]
pub fn EitherOr(
    /// The question.
    question: Text,
    /// Name of the field in the page.
    name: &'static str,
    value: RwSignal<Option<bool>>,
    /// What "yes" says, and its test id.
    yes: (Text, &'static str),
    /// What "no" says, and its test id.
    no: (Text, &'static str),
) -> impl IntoView {
    let t = use_words();
    let answer = move |meant: bool, (word, testid): (Text, &'static str)| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name=name
                    data-testid=testid
                    prop:checked=move || value.get() == Some(meant)
                    on:change=move |_| value.set(Some(meant))
                />
                <span>{t.say(word)}</span>
            </label>
        }
    };
    view! {
        <fieldset class="choices">
            <legend>{t.say(question)}</legend>
            {answer(true, yes)} {answer(false, no)}
        </fieldset>
    }
}
