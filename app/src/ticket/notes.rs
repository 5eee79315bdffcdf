//! What anybody who sees a ticket may add: 备注 and 补充照片.

use domain::{Command, Stage};
use leptos::prelude::*;

use super::handling::PhotoField;
use super::step::{Step, StepForm};
use super::text_box::TextBox;
use crate::text::{Text, common, ticket as words, use_words};

/// 备注.
#[component]
pub fn AddNote(step: Step) -> impl IntoView {
    let t = use_words();
    let text = step.words("text");
    let command = move || Command::AddNote { text: text.get(), photos: step.named_photos() };
    view! {
        <StepForm step submit=t.say(words::SUBMIT_NOTE) fields=&["text", "photos"] command>
            <TextBox step id="note-text" field="text" label=t.say(words::NOTE) value=text />
            <PhotoField step label=t.say(words::NOTE_PHOTOS) />
        </StepForm>
    }
}

/// 补充照片.
#[component]
pub fn AddPhotos(step: Step) -> impl IntoView {
    let t = use_words();
    let stage = step.field("stage", Stage::Before);
    let command = move || Command::AddPhotos { photos: step.named_photos(), stage: stage.get() };
    let submit = Signal::derive(move || match step.photos.with(Vec::len) {
        0 => t.say(common::COMMAND_ADD_PHOTOS).to_owned(),
        n => t.fill(words::SUBMIT_PHOTOS, &[("n", &n)]),
    });
    let choice = move |value: Stage, word: Text| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="stage"
                    prop:checked=move || stage.get() == value
                    on:change=move |_| stage.set(value)
                />
                <span>{t.say(word)}</span>
            </label>
        }
    };
    view! {
        <StepForm step submit fields=&["photos"] command>
            <PhotoField step label=t.say(words::NOTE_PHOTOS) />
            <fieldset class="choices">
                <legend>{t.say(words::WHAT_THEY_SHOW)}</legend>
                {choice(Stage::Before, words::BEFORE)} {choice(Stage::After, words::AFTER)}
                {choice(Stage::Other, words::OTHER_PHOTOS)}
            </fieldset>
        </StepForm>
    }
}
