//! Handling: 签收 and 反馈.

use std::sync::Arc;

use domain::command::CommandKind;
use domain::list::Limit;
use domain::time::after;
use domain::{Command, Directory};
use leptos::prelude::*;

use super::step::{Step, StepForm};
use super::text_box::TextBox;
use crate::components::{PhotoPicker, due_text};
use crate::device::use_device;
use crate::text::{common, ticket as words, use_words};

/// 签收: says by when the result is due.
#[component]
pub fn Sign(step: Step) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let due = move || {
        let now = device.now.get();
        let limit = step.ticket.with(|ticket| {
            let limit = |directory: &Arc<Directory>| ticket.as_ref().map(|ticket| ticket.limit(directory));
            device.directory.with(limit).unwrap_or(Limit::DEFAULT).plain_seconds()
        });
        t.fill(words::SIGN_STARTS_CLOCK, &[("hours", &(limit / 3600)), ("due", &due_text(after(now, limit), now, t).0)])
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
