//! What I may do about a proposal now: an opinion, the review, the decision, taking it back.

use domain::list::proposal::{Act, ActKind, Proposal};
use jiff::civil::Date;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::hand;
use super::proposal::Record;
use crate::account::remote::{Answer, send};
use crate::components::words::error_text;
use crate::components::{Field, Notice, Tone};
use crate::device::{DeviceError, Method, use_device};
use crate::frame::offers::hold_offers;
use crate::text::{Text, admission as words, use_words};

/// What is filled in, whichever form it is.
#[derive(Clone, Copy)]
struct Filled {
    words: RwSignal<String>,
    day: RwSignal<String>,
    received: RwSignal<bool>,
    error: RwSignal<Option<DeviceError>>,
    sending: RwSignal<bool>,
    send: Callback<Act>,
}

/// The form that is mine to fill in, if any, and taking back what I proposed.
#[component]
pub(super) fn Acts(proposal: Memo<Option<Proposal>>, answer: Answer<Record>) -> impl IntoView {
    let device = use_device();
    let (words, error, sending) = (RwSignal::new(String::new()), RwSignal::new(None), RwSignal::new(false));
    hold_offers(move || !words.with(String::is_empty));
    let send = Callback::new(move |act: Act| {
        let Some(id) = proposal.with_untracked(|proposal| proposal.as_ref().map(|proposal| proposal.id)) else {
            return;
        };
        if sending.get_untracked() {
            return;
        }
        sending.set(true);
        let body = serde_json::to_value(&act).ok();
        spawn_local(async move {
            let answered = send(device, Method::Post, format!("/api/v1/list/proposals/{id}/acts"), body).await;
            sending.set(false);
            if answered.is_ok() {
                words.set(String::new());
            }
            error.set(answered.err());
            answer.refetch();
        });
    });
    let filled =
        Filled { words, day: RwSignal::new(String::new()), received: RwSignal::new(false), error, sending, send };
    let kind = Memo::new(move |_| {
        let (me, now) = (device.me.get()?, device.now.get());
        let kinds = [ActKind::Opinion, ActKind::Review, ActKind::Decide, ActKind::Withdraw];
        let admits = |kind: &ActKind| {
            proposal.with(|proposal| proposal.as_ref().is_some_and(|it| it.admits(*kind, hand(&me, now)).is_ok()))
        };
        kinds.into_iter().find(admits)
    });
    let receives = Memo::new(move |_| {
        let unit = device.me.with(|me| me.as_ref().map(|me| me.unit.code.clone()));
        proposal.with(|proposal| {
            let mut asked = proposal.iter().flat_map(|proposal| &proposal.asked);
            asked.any(|asked| asked.receives && Some(&asked.unit) == unit.as_ref())
        })
    });
    move || match kind.get()? {
        ActKind::Opinion => Some(view! { <Opinion filled receives=receives.get() /> }.into_any()),
        ActKind::Review => Some(view! { <Review filled /> }.into_any()),
        ActKind::Decide => Some(view! { <Decision filled /> }.into_any()),
        ActKind::Withdraw => Some(view! { <Withdrawal filled /> }.into_any()),
    }
}

#[component]
fn Opinion(filled: Filled, receives: bool) -> impl IntoView {
    let t = use_words();
    let act = move |agrees| {
        let received = receives.then(|| filled.received.get_untracked());
        Act::Opinion { agrees, received, words: filled.words.get_untracked() }
    };
    let confirm = receives.then(|| {
        view! {
            <label class="choice">
                <input
                    type="checkbox"
                    data-testid="act-received"
                    prop:checked=filled.received
                    on:change=move |event| filled.received.set(event_target_checked(&event))
                />
                <span>{t.say(words::CONFIRM_RECEIVED)}</span>
            </label>
        }
    });
    view! {
        <Form title=words::YOUR_OPINION hint=words::OPINION_HINT filled>
            {confirm} <Words filled label=words::OPINION_WORDS />
            <div class="admission__ways">
                <Do filled act=Callback::new(move |()| act(true)) label=words::AGREE primary=true testid="act-agree" />
                <Do filled act=Callback::new(move |()| act(false)) label=words::OBJECT testid="act-object" />
            </div>
        </Form>
    }
}

#[component]
fn Review(filled: Filled) -> impl IntoView {
    let act = move |passes| Act::Review { passes, words: filled.words.get_untracked() };
    view! {
        <Form title=words::REVIEW hint=words::REVIEW_HINT filled>
            <Words filled label=words::REVIEW_WORDS />
            <div class="admission__ways">
                <Do filled act=Callback::new(move |()| act(true)) label=words::PASS primary=true testid="act-pass" />
                <Do filled act=Callback::new(move |()| act(false)) label=words::FAIL testid="act-fail" />
            </div>
        </Form>
    }
}

#[component]
fn Decision(filled: Filled) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let today = domain::time::local(device.now.get_untracked()).date();
    filled.day.set(today.to_string());
    let approve = move |()| {
        let effective_on = filled.day.get_untracked().parse::<Date>().unwrap_or(today);
        Act::Approve { effective_on, words: filled.words.get_untracked() }
    };
    let reject = move |()| Act::Reject { words: filled.words.get_untracked() };
    view! {
        <Form title=words::DECISION hint=words::DECISION_HINT filled>
            <Field id="act-day" label=t.say(words::EFFECTIVE_ON)>
                <input
                    id="act-day"
                    type="date"
                    class="input"
                    aria-describedby="act-day-hint act-day-error"
                    min=today.to_string()
                    prop:value=filled.day
                    on:input=move |event| filled.day.set(event_target_value(&event))
                />
            </Field>
            <Words filled label=words::DECISION_WORDS />
            <div class="admission__ways">
                <Do filled act=Callback::new(approve) label=words::APPROVE primary=true testid="act-approve" />
                <Do filled act=Callback::new(reject) label=words::REJECT testid="act-reject" />
            </div>
        </Form>
    }
}

#[component]
fn Withdrawal(filled: Filled) -> impl IntoView {
    let t = use_words();
    let act = move |()| Act::Withdraw { words: filled.words.get_untracked() };
    view! {
        <details class="admission__withdraw">
            <summary>{t.say(words::WITHDRAW)}</summary>
            <Form title=words::WITHDRAWAL hint=words::WITHDRAW_HINT filled>
                <Words filled label=words::WITHDRAW_WORDS />
                <Do filled act=Callback::new(act) label=words::WITHDRAW testid="act-withdraw" />
            </Form>
        </details>
    }
}

/// One form with its title, and why it was not taken.
#[component]
fn Form(title: Text, hint: Text, filled: Filled, children: Children) -> impl IntoView {
    let t = use_words();
    view! {
        <section class="office__section admission__act" aria-labelledby="act-title">
            <h2 id="act-title">{t.say(title)}</h2>
            <p class="office__hint">{t.say(hint)}</p>
            <form class="office__form admission__form" on:submit=|event| event.prevent_default()>
                {children()}
                {move || {
                    filled.error.get().map(|error| view! { <Notice tone=Tone::Error>{error_text(&error, t)}</Notice> })
                }}
            </form>
        </section>
    }
}

#[component]
fn Words(filled: Filled, label: Text) -> impl IntoView {
    let t = use_words();
    view! {
        <Field id="act-words" label=t.say(label)>
            <textarea
                id="act-words"
                class="input"
                rows="4"
                aria-describedby="act-words-hint act-words-error"
                prop:value=filled.words
                on:input=move |event| filled.words.set(event_target_value(&event))
            ></textarea>
        </Field>
    }
}

/// A button that does one act.
#[component]
fn Do(
    filled: Filled,
    act: Callback<(), Act>,
    label: Text,
    #[prop(optional)] primary: bool,
    testid: &'static str,
) -> impl IntoView {
    let t = use_words();
    view! {
        <button
            type="button"
            class="button"
            class:button--primary=primary
            data-testid=testid
            disabled=move || filled.sending.get()
            on:click=move |_| filled.send.run(act.run(()))
        >
            {t.say(label)}
        </button>
    }
}
