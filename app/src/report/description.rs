//! What is wrong: quick phrases, words, and how soon.

use domain::Urgency;
use domain::command::MAX_TEXT;
use leptos::prelude::*;

use super::form::Form;
use crate::components::words::urgency_word;
use crate::text::{Text, report, use_words};

/// Phrases that say most of what there is to say.
const PHRASES: [Text; 10] = [
    report::PHRASE_BROKEN,
    report::PHRASE_MISSING,
    report::PHRASE_SUNKEN,
    report::PHRASE_FLOODED,
    report::PHRASE_NOISY,
    report::PHRASE_TILTED,
    report::PHRASE_LEAKING,
    report::PHRASE_BLOCKED,
    report::PHRASE_PILED_UP,
    report::PHRASE_SMELLY,
];

/// Quick phrases to tap, and room to write.
#[component]
pub(super) fn Description(form: Form) -> impl IntoView {
    let t = use_words();
    let chip = move |phrase: Text| {
        let phrase = t.say(phrase);
        let pressed = move || form.phrases.with(|phrases| phrases.iter().any(|it| it == phrase));
        let toggle = move |_| {
            form.phrases.update(|phrases| match phrases.iter().position(|it| it == phrase) {
                Some(at) => drop(phrases.remove(at)),
                None => phrases.push(phrase.to_owned()),
            });
        };
        view! {
            <button type="button" class="chip" aria-pressed=move || pressed().to_string() on:click=toggle>
                {phrase}
            </button>
        }
    };
    let left = move || MAX_TEXT.saturating_sub(form.text.with(|text| text.chars().count()));
    view! {
        <fieldset class="report__part">
            <legend class="field__label">{t.say(report::DESCRIPTION)}</legend>
            <div class="choices" role="group" aria-label=t.say(report::PHRASES)>
                {PHRASES.map(chip).collect_view()}
            </div>
            <textarea
                class="input"
                id="description"
                rows="3"
                aria-label=t.say(report::DESCRIPTION)
                placeholder=t.say(report::DESCRIPTION_EXAMPLE)
                prop:value=form.text
                on:input=move |event| form.text.set(event_target_value(&event))
            ></textarea>
            <p class="field__hint">
                {move || (left() < 200).then(|| t.fill(report::CHARACTERS_LEFT, &[("n", &left())]))}
            </p>
        </fieldset>
    }
}

/// 一般 or 紧急.
#[component]
pub(super) fn HowSoon(urgency: RwSignal<Urgency>) -> impl IntoView {
    let t = use_words();
    let choice = move |value: Urgency| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="urgency"
                    prop:checked=move || urgency.get() == value
                    on:change=move |_| urgency.set(value)
                />
                {urgency_word(value, t)}
            </label>
        }
    };
    view! {
        <fieldset class="report__part">
            <legend class="field__label">{t.say(report::URGENCY)}</legend>
            <div class="choices choices--even">{[Urgency::Normal, Urgency::Urgent].map(choice).collect_view()}</div>
        </fieldset>
    }
}
