//! 评价 and what follows it: 二次办理, 双方意见结案, 重开.

use domain::command::CommandKind;
use domain::{Command, Rating, Satisfaction};
use leptos::prelude::*;

use super::step::{Step, StepForm, some};
use super::text_box::TextBox;
use crate::components::words::satisfaction_word;
use crate::text::{Text, common, ticket as words, use_words};

/// 评价, in one screen: three marks, content or not, and a word.
#[component]
pub fn Rate(step: Step) -> impl IntoView {
    let t = use_words();
    let [response, quality, result] = ["response", "quality", "result"].map(|mark| step.field(mark, 0_u8));
    let satisfaction = step.field("satisfaction", None::<Satisfaction>);
    let comment = step.words("comment");
    let missing = Signal::derive(move || {
        let rated = [response, quality, result].iter().all(|mark| mark.get() > 0) && satisfaction.get().is_some();
        (!rated).then_some(words::RATE_ALL)
    });
    let command = move || {
        Command::Rate(Rating {
            response: response.get(),
            quality: quality.get(),
            result: result.get(),
            satisfaction: satisfaction.get().unwrap_or(Satisfaction::Basically),
            comment: some(comment),
        })
    };
    let submit = Signal::derive(move || match satisfaction.get() {
        Some(satisfaction) => t.fill(words::RATE_AS, &[("satisfaction", &satisfaction_word(satisfaction, t))]),
        None => t.say(common::COMMAND_RATE).to_owned(),
    });
    let content = move |value: Satisfaction, name: &'static str| {
        view! {
            <label class="rating__choice">
                <input
                    type="radio"
                    name="satisfaction"
                    data-testid=format!("satisfaction-{name}")
                    prop:checked=move || satisfaction.get() == Some(value)
                    on:change=move |_| satisfaction.set(Some(value))
                />
                <span>{satisfaction_word(value, t)}</span>
            </label>
        }
    };
    view! {
        <StepForm step submit missing fields=&["comment"] command>
            <Marks name="response" title=words::RATE_RESPONSE value=response />
            <Marks name="quality" title=words::RATE_QUALITY value=quality />
            <Marks name="result" title=words::RATE_RESULT value=result />
            <fieldset class="rating">
                <legend>{t.say(words::RATE_OVERALL)}</legend>
                <div class="rating__row rating__row--three">
                    {content(Satisfaction::Satisfied, "satisfied")} {content(Satisfaction::Basically, "basically")}
                    {content(Satisfaction::Dissatisfied, "dissatisfied")}
                </div>
            </fieldset>
            <TextBox step id="rate-comment" field="comment" label=t.say(words::RATE_COMMENT) rows=2 value=comment />
        </StepForm>
    }
}

/// One row of marks, 1 to 5.
#[component]
fn Marks(name: &'static str, title: Text, value: RwSignal<u8>) -> impl IntoView {
    let t = use_words();
    let mark = move |mark: u8| {
        view! {
            <label class="rating__choice">
                <input
                    type="radio"
                    name=name
                    data-testid=format!("rating-{name}-{mark}")
                    aria-label=t.fill(words::MARK_OF_FIVE, &[("mark", &mark)])
                    prop:checked=move || value.get() == mark
                    on:change=move |_| value.set(mark)
                />
                <span data-lit=move || (value.get() >= mark).then_some("")>{mark}</span>
            </label>
        }
    };
    view! {
        <fieldset class="rating">
            <legend>{t.say(title)}</legend>
            <div class="rating__row">{(1..=5).map(mark).collect_view()}</div>
        </fieldset>
    }
}

/// What the caller and the unit said last, side by side.
#[component]
fn BothViews(step: Step) -> impl IntoView {
    let t = use_words();
    let said = move |kind: CommandKind| {
        let said = step.at_first(|ticket| {
            let event = ticket.last_by(kind)?;
            Some((event.by_name.clone(), event.change.text().unwrap_or_default().to_owned()))
        });
        said.flatten()
    };
    let view = |title: Text, said: Option<(String, String)>| {
        let (name, text) = said.unwrap_or_default();
        view! {
            <div class="view">
                <h3>{t.say(title)} " " <small>{name}</small></h3>
                <p class="ticket__words">{if text.is_empty() { t.say(words::NO_WORDS).to_owned() } else { text }}</p>
            </div>
        }
    };
    view! {
        <div class="views">
            {view(words::CALLERS_VIEW, said(CommandKind::Rate))}
            {view(words::UNITS_VIEW, said(CommandKind::ReportResult))}
        </div>
    }
}

/// 二次办理: a full limit anew.
#[component]
pub fn ReHandle(step: Step) -> impl IntoView {
    let t = use_words();
    let reason = step.words("reason");
    let command = move || Command::ReHandle { reason: some(reason) };
    let unit = step.at_first(|ticket| ticket.lead_name.clone()).flatten().unwrap_or_default();
    view! {
        <StepForm step submit=t.fill(words::RE_HANDLE_BY, &[("unit", &unit)]) fields=&["reason"] command>
            <BothViews step />
            <TextBox step id="re-handle-reason" field="reason" label=t.say(words::WORD_TO_UNIT) rows=2 value=reason />
        </StepForm>
    }
}

/// 双方意见结案: both views stay on record.
#[component]
pub fn CloseWithBothViews(step: Step) -> impl IntoView {
    let t = use_words();
    let reason = step.words("reason");
    let command = move || Command::CloseWithBothViews { reason: some(reason) };
    view! {
        <StepForm step submit=t.say(common::COMMAND_CLOSE_WITH_BOTH_VIEWS) fields=&["reason"] command>
            <BothViews step />
            <TextBox step id="close-reason" field="reason" label=t.say(words::CENTRES_VIEW) rows=2 value=reason />
        </StepForm>
    }
}

/// 重开: within 72 hours, back to dispatch.
#[component]
pub fn Reopen(step: Step) -> impl IntoView {
    let t = use_words();
    let reason = step.words("reason");
    let command = move || Command::Reopen { reason: reason.get() };
    view! {
        <StepForm step submit=t.say(common::COMMAND_REOPEN) fields=&["reason"] command>
            <p>{t.say(words::REOPEN_MEANS)}</p>
            <TextBox step id="reopen-reason" field="reason" label=t.say(words::REASON) value=reason />
        </StepForm>
    }
}
