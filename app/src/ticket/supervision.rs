//! 催办 and 督办: what the centre says to the unit, and the unit's reply.

use std::sync::Arc;

use domain::time::{after, claimed, local};
use domain::{Command, Ticket};
use leptos::prelude::*;

use super::handling::PhotoField;
use super::step::{Step, StepForm, some};
use super::text_box::TextBox;
use super::verification::finding;
use crate::components::{Due, Field, Notice, Tone, When};
use crate::device::use_device;
use crate::text::{Words, common, ticket as words, use_words};

/// Seconds that the form first gives for a reply: a day.
const DAY: i64 = 86_400;

/// The order and the reminder that stand on this ticket.
#[component]
pub fn Asked(ticket: Memo<Option<Arc<Ticket>>>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let supervision = Memo::new(move |_| ticket.with(|ticket| ticket.as_ref()?.supervision.clone()));
    let reminder = Memo::new(move |_| ticket.with(|ticket| ticket.as_ref()?.reminder.clone()));
    let order = move || {
        supervision.get().map(|order| {
            view! {
                <Notice tone=Tone::Supervision>
                    <p data-testid="supervision">
                        <strong>{t.say(words::SUPERVISION_WAITS)}</strong>
                        " "
                        <Due due_at=order.reply_by now=device.now />
                    </p>
                    <p class="ticket__words">{order.text}</p>
                </Notice>
            }
        })
    };
    let reminded = move || {
        reminder.get().map(|reminder| {
            let said = if reminder.times > 1 { words::REMINDED_TIMES } else { words::REMINDED };
            view! {
                <Notice tone=Tone::Warning>
                    <p data-testid="reminder">
                        <strong>{t.fill(said, &[("name", &reminder.by_name), ("n", &reminder.times)])}</strong>
                        " "
                        <When at=reminder.at now=device.now />
                    </p>
                    {reminder.text.map(|text| view! { <p class="ticket__words">{text}</p> })}
                </Notice>
            }
        })
    };
    view! {
        {order}
        {reminded}
    }
}

/// The order, the reminder, the finding, the suspension and the arbitration in one word each, for lists.
pub fn marks(ticket: &Ticket, t: Words) -> impl IntoView + use<> {
    let supervised = ticket.supervision.is_some();
    let reminded = ticket.reminder.is_some();
    let verified = finding(ticket).is_some();
    let suspended = ticket.suspension.is_some();
    let arbitrated = ticket.open_arbitration().is_some();
    view! {
        {supervised.then(|| view! { <span class="ticket__supervised">{t.say(words::SUPERVISED)}</span> })}
        {reminded.then(|| view! { <span class="ticket__reminded">{t.say(words::REMINDED_MARK)}</span> })}
        {verified.then(|| view! { <span class="ticket__reminded">{t.say(words::VERIFIED_MARK)}</span> })}
        {suspended.then(|| view! { <span class="ticket__reminded">{t.say(words::SUSPENDED_MARK)}</span> })}
        {arbitrated.then(|| view! { <span class="ticket__reminded">{t.say(words::ARBITRATION_MARK)}</span> })}
    }
}

/// 催办.
#[component]
pub fn Remind(step: Step) -> impl IntoView {
    let t = use_words();
    let text = step.words("text");
    let command = move || Command::Remind { text: some(text) };
    view! {
        <StepForm step submit=t.say(common::COMMAND_REMIND) fields=&["text"] command>
            <p>{t.say(words::REMIND_MEANS)}</p>
            <TextBox step id="remind-text" field="text" label=t.say(words::REMIND_TEXT) rows=2 value=text />
        </StepForm>
    }
}

/// 督办: what is to be answered, and by when.
#[component]
pub fn Supervise(step: Step) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let text = step.words("text");
    let tomorrow = local(after(device.now.get_untracked(), DAY));
    let reply_by = step.field("reply_by", tomorrow.strftime("%Y-%m-%dT%H:%M").to_string());
    let error = step.fault_at("reply_by");
    // What does not read as a time is as good as no time at all, and refused like that.
    let command = move || Command::Supervise {
        text: text.get(),
        reply_by: claimed(&format!("{}+08:00", reply_by.get())).unwrap_or(device.now.get()),
    };
    view! {
        <StepForm step submit=t.say(common::COMMAND_SUPERVISE) fields=&["text", "reply_by"] command>
            <p>{t.say(words::SUPERVISE_MEANS)}</p>
            <TextBox step id="supervise-text" field="text" label=t.say(words::WHAT_TO_ANSWER) value=text />
            <Field id="supervise-reply-by" label=t.say(words::REPLY_BY) error>
                <input
                    id="supervise-reply-by"
                    type="datetime-local"
                    class="input"
                    aria-describedby="supervise-reply-by-hint supervise-reply-by-error"
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    prop:value=reply_by
                    on:input=move |event| reply_by.set(event_target_value(&event))
                />
            </Field>
        </StepForm>
    }
}

/// 答复督办, by the unit that leads.
#[component]
pub fn ReplySupervision(step: Step) -> impl IntoView {
    let t = use_words();
    let text = step.words("text");
    let command = move || Command::ReplySupervision { text: text.get(), photos: step.named_photos() };
    let order = step.at_first(|ticket| Some(t.fill(words::ORDER_IS, &[("text", &ticket.supervision.as_ref()?.text)])));
    view! {
        <StepForm step submit=t.say(common::COMMAND_REPLY_SUPERVISION) fields=&["text", "photos"] command>
            {order.flatten().map(|order| view! { <p class="ticket__words">{order}</p> })}
            <TextBox step id="reply-text" field="text" label=t.say(words::THE_REPLY) value=text />
            <PhotoField step label=t.say(words::NOTE_PHOTOS) />
        </StepForm>
    }
}
