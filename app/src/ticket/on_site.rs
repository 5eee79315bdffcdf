//! What check and verification have in common: somebody is asked to go and look, and answers one of two things.

use domain::{Command, Photo};
use leptos::prelude::*;

use super::either_or::EitherOr;
use super::handling::PhotoField;
use super::step::{Step, StepForm, some};
use super::text_box::TextBox;
use crate::components::words::command_word;
use crate::text::{Text, ticket as words, use_words};

/// Asking for it.
#[component]
pub fn AskToLook(
    step: Step,
    /// Id of the field in the page.
    id: &'static str,
    /// What the button does.
    submit: Text,
    /// Who will go.
    goes_to: Text,
    command: fn(Option<String>) -> Command,
) -> impl IntoView {
    let t = use_words();
    let text = step.words("text");
    view! {
        <StepForm step submit=t.say(submit) fields=&["text"] command=move || command(some(text))>
            <p>{t.say(goes_to)}</p>
            <TextBox step id field="text" label=t.say(words::WHAT_TO_LOOK_AT) rows=2 value=text />
        </StepForm>
    }
}

/// One of the two answers.
#[derive(Clone, Copy)]
pub struct Answer {
    /// What is chosen.
    pub word: Text,
    /// What the button then does.
    pub submit: Text,
    /// For tests.
    pub name: &'static str,
}

/// Answering, with photos.
#[component]
pub fn OnSite(
    step: Step,
    /// Id of the field for words in the page.
    id: &'static str,
    /// The command's field that is answered.
    field: &'static str,
    question: Text,
    yes: Answer,
    no: Answer,
    /// What whoever asked wants to know.
    wish: Option<String>,
    command: fn(bool, Option<String>, Vec<Photo>) -> Command,
) -> impl IntoView {
    let t = use_words();
    let chosen = step.field(field, None::<bool>);
    let text = step.words("text");
    let command = move || command(chosen.get() == Some(true), some(text), step.named_photos());
    let missing = Signal::derive(move || chosen.get().is_none().then_some(question));
    let submit = Signal::derive(move || {
        let answer = chosen.get().map(|chosen| if chosen { yes } else { no });
        answer.map_or_else(|| command_word(step.kind, t), |answer| t.say(answer.submit)).to_owned()
    });
    view! {
        <StepForm step submit missing fields=&["text", "photos"] command>
            {wish.map(|text| view! { <p>{t.fill(words::ASKED_TO_LOOK_AT, &[("text", &text)])}</p> })}
            <EitherOr question name=field value=chosen yes=(yes.word, yes.name) no=(no.word, no.name) />
            <PhotoField step label=t.say(words::SITE_PHOTOS) />
            <TextBox step id field="text" label=t.say(words::WHAT_WAS_SEEN) rows=2 value=text />
        </StepForm>
    }
}
