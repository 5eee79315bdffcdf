//! More time, and time that stands still: extensions and suspensions.

use std::sync::Arc;

use domain::time::opening_of;
use domain::{Command, Ticket};
use jiff::Timestamp;
use jiff::civil::Date;
use leptos::prelude::*;

use super::step::{Step, StepForm};
use super::text_box::TextBox;
use crate::components::{Field, Notice, Tone, When};
use crate::device::use_device;
use crate::list::limit_words;
use crate::text::{Text, common, ticket as words, use_words};

/// 申请延期: one more limit.
#[component]
pub fn RequestExtension(step: Step) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let reason = step.words("reason");
    let command = move || Command::RequestExtension { reason: reason.get() };
    let limit = step.at_first(|ticket| device.directory.with_untracked(|directory| ticket.limit(directory)));
    let means = limit.map(|limit| t.fill(words::EXTENSION_MEANS, &[("limit", &limit_words(limit, t))]));
    view! {
        <StepForm step submit=t.say(common::COMMAND_REQUEST_EXTENSION) fields=&["reason"] command>
            <p class="sheet__hint">{means}</p>
            <TextBox step id="extension-reason" field="reason" label=t.say(words::REASON) value=reason />
        </StepForm>
    }
}

/// 申请挂起: until a day, at the opening hour of which handling goes on by itself.
#[component]
pub fn RequestSuspension(step: Step) -> impl IntoView {
    let t = use_words();
    let (reason, day) = (step.words("reason"), step.words("until"));
    let until = move || day.with(|day| day.parse::<Date>().ok()).map(opening_of);
    let missing = Signal::derive(move || until().is_none().then_some(words::CHOOSE_DAY));
    // The form cannot be judged before a day is chosen.
    let command =
        move || Command::RequestSuspension { reason: reason.get(), until: until().unwrap_or(Timestamp::UNIX_EPOCH) };
    let error = step.fault_at("until");
    view! {
        <StepForm
            step
            submit=t.say(common::COMMAND_REQUEST_SUSPENSION)
            fields=&["reason", "until"]
            missing
            command
        >
            <p class="sheet__hint">{t.say(words::SUSPENSION_MEANS)}</p>
            <TextBox step id="suspension-reason" field="reason" label=t.say(words::REASON) value=reason />
            <Field id="suspension-until" label=t.say(words::RESUME_ON) error>
                <input
                    id="suspension-until"
                    class="input"
                    type="date"
                    aria-describedby="suspension-until-hint suspension-until-error"
                    prop:value=day
                    on:input=move |event| day.set(event_target_value(&event))
                />
            </Field>
        </StepForm>
    }
}

/// 同意延期, 同意挂起.
#[component]
pub fn Approve(
    step: Step,
    submit: Text,
    /// What it brings about.
    means: Text,
    /// What the unit wrote.
    asked: fn(&Ticket) -> Option<String>,
    command: Command,
) -> impl IntoView {
    let t = use_words();
    let asked = step.at_first(asked).flatten();
    view! {
        <StepForm step submit=t.say(submit) command=move || command.clone()>
            <blockquote class="ticket__words">{asked}</blockquote>
            <p>{t.say(means)}</p>
        </StepForm>
    }
}

/// 恢复办理, before the day.
#[component]
pub fn Resume(step: Step) -> impl IntoView {
    let t = use_words();
    view! {
        <StepForm step submit=t.say(common::COMMAND_RESUME) command=|| Command::Resume {}>
            <p>{t.say(words::RESUME_MEANS)}</p>
        </StepForm>
    }
}

/// What is asked for and waits for the supervisor, and why a ticket stands still.
#[component]
pub fn ClockNotices(ticket: Memo<Option<Arc<Ticket>>>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let notice = move |title: String, since: Timestamp, until: Option<Timestamp>, text: String| {
        view! {
            <Notice tone=Tone::Warning>
                <p>
                    <strong>{title}</strong>
                    " "
                    <When at=since now=device.now />
                </p>
                {until.map(|until| view! { <p>{t.say(words::UNTIL)} <When at=until now=device.now /></p> })}
                <p class="ticket__words">{text}</p>
            </Notice>
        }
    };
    let shown = Memo::new(move |_| {
        ticket.with(|ticket| {
            let ticket = ticket.as_ref()?;
            let unit = ticket.lead_name.clone().unwrap_or_default();
            let kept = (ticket.pending_extension.clone(), ticket.pending_suspension.clone(), ticket.suspension.clone());
            Some((unit, kept))
        })
    });
    move || {
        shown.get().map(|(unit, (extension, asked, suspension))| {
            let title = |text: Text| t.fill(text, &[("unit", &unit)]);
            let extension = extension.map(|it| notice(title(words::EXTENSION_ASKED), it.at, None, it.text));
            let asked = asked.map(|it| notice(title(words::SUSPENSION_ASKED), it.at, Some(it.until), it.text));
            let suspension = suspension.map(|it| notice(title(words::SUSPENDED), it.at, Some(it.until), it.text));
            view! {
                {extension}
                {asked}
                {suspension}
            }
        })
    }
}
