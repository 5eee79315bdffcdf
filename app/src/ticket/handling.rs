//! Handling: 签收 and 反馈.

use domain::Command;
use domain::command::CommandKind;
use leptos::prelude::*;

use super::step::{Step, StepForm};
use super::text_box::TextBox;
use crate::components::{PhotoPicker, due_text};
use crate::device::use_device;
use crate::list::limit_words;
use crate::text::{common, ticket as words, use_words};

/// 签收: says by when the result is due.
#[component]
pub fn Sign(step: Step) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let due = move || {
        let now = device.now.get();
        let (limit, deadline) = step.ticket.with(|ticket| {
            let ticket = ticket.as_ref()?;
            device.directory.with(|directory| Some((ticket.limit(directory), ticket.whole_limit(now, directory))))
        })?;
        Some(match deadline {
            Some(deadline) => t.fill(
                words::SIGN_STARTS_CLOCK,
                &[("limit", &limit_words(limit, t)), ("due", &due_text(deadline.due_at, now, t).0)],
            ),
            None => t.say(words::DUE_UNKNOWN).to_owned(),
        })
    };
    view! {
        <StepForm step submit=t.say(common::COMMAND_SIGN) command=|| Command::Sign {}>
            <p>{due}</p>
        </StepForm>
    }
}

/// 反馈: what was done, with photos of how it was left.
#[component]
pub fn ReportResult(step: Step) -> impl IntoView {
    let t = use_words();
    let text = step.words("text");
    let command = move || Command::ReportResult { text: text.get(), photos: step.named_photos() };
    view! {
        <StepForm step submit=t.say(words::SUBMIT_RESULT) fields=&["text", "photos"] command>
            <PhotoField step label=t.say(words::AFTER_PHOTOS) />
            <TextBox step id="result-text" field="text" label=t.say(words::WHAT_WAS_DONE) value=text />
        </StepForm>
    }
}

/// Photos of a step, with what is wrong about them beneath.
#[component]
pub fn PhotoField(step: Step, label: &'static str) -> impl IntoView {
    let error = step.fault_at("photos");
    let unstored = match step.kind {
        CommandKind::ReportResult | CommandKind::AddPhotos => common::PHOTO_NEEDED_NOT_STORED,
        _ => common::PHOTO_NOT_STORED,
    };
    view! {
        <div class="field" role="group" aria-label=label>
            <p class="field__label">{label}</p>
            <PhotoPicker photos=step.photos shrinking=step.shrinking watermark=step.watermark() late=step.late() unstored />
            <p class="field__error" role="alert">
                {move || error.get()}
            </p>
        </div>
    }
}
