//! The versions so far: from when each holds, who decided it, and in what it differs from the one before.

use domain::evaluation::{Edition, Month, Rules};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::figures::{figure_word, value_words};
use crate::account::remote::send;
use crate::components::words::error_text;
use crate::components::{Confirm, Notice, Tone, When};
use crate::device::{DeviceError, Method, use_device};
use crate::text::{Text, rules as words, use_words};

/// Where a version stands, seen from the one that holds in this month.
fn state(edition: &Edition, holds: u32, this: Month) -> Text {
    let rules = &edition.rules;
    match () {
        () if edition.withdrawn.is_some() => words::WITHDRAWN,
        () if rules.version == holds => words::IN_FORCE,
        () if rules.effective_on > this.first_day() => words::AHEAD,
        () => words::REPLACED,
    }
}

/// Every version, the newest first.
#[component]
pub(super) fn History(versions: Vec<Edition>, holds: u32, decides: bool, on_done: Callback<()>) -> impl IntoView {
    let t = use_words();
    let before = |n: usize| {
        versions[..n].iter().rev().find(|edition| edition.withdrawn.is_none()).map(|edition| edition.rules.clone())
    };
    let rows: Vec<_> = versions.iter().enumerate().rev().map(|(n, edition)| (before(n), edition.clone())).collect();
    let rows = rows
        .into_iter()
        .map(|(before, edition)| view! { <Version edition before holds decides on_done /> })
        .collect_view();
    view! {
        <section class="scores__entries">
            <h2>{t.say(words::VERSIONS)}</h2>
            <ol class="rules__versions">{rows}</ol>
        </section>
    }
}

#[component]
fn Version(
    edition: Edition,
    /// The version that came before it.
    before: Option<Rules>,
    holds: u32,
    decides: bool,
    on_done: Callback<()>,
) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let problem = RwSignal::new(None::<DeviceError>);
    let state = state(&edition, holds, Month::of(device.now.get_untracked()));
    let Edition { rules, decided, withdrawn } = edition;
    let number = rules.version;
    let withdraw = Callback::new(move |()| {
        spawn_local(async move {
            match send(device, Method::Delete, format!("/api/v1/score-rules/{number}"), None).await {
                Ok(_) => on_done.run(()),
                Err(error) => drop(problem.try_set(Some(error))),
            }
        });
    });
    let line = |before: &Rules| {
        let differences = rules.differences(before).into_iter().map(|figure| {
            let value = |of: &Rules| value_words(figure, of.figure(figure), t);
            view! { <li>{figure_word(figure, t)} " " <del>{value(before)}</del> " → " <ins>{value(&rules)}</ins></li> }
        });
        differences.collect_view()
    };
    let lines = before.as_ref().map(line);
    let by = if decided.by.is_empty() {
        view! { {t.say(words::BY_PROGRAM)} }.into_any()
    } else {
        view! { {t.fill(words::DECIDED_BY, &[("name", &decided.by)])} " " <When at=decided.at now=device.now /> }
            .into_any()
    };
    let withdrawn = withdrawn.map(|done| {
        view! { <p class="office__hint">{t.fill(words::WITHDRAWN_BY, &[("name", &done.by)])} " " <When at=done.at now=device.now /></p> }
    });
    view! {
        <li class="rules__version" data-testid="rules-version" data-version=number.to_string()>
            <h3>
                {t.fill(words::VERSION, &[("version", &number)])}
                " · "
                {t.fill(words::HOLDS_FROM, &[("day", &rules.effective_on)])}
                " · "
                {t.say(state)}
            </h3>
            <p class="office__hint">{by}</p>
            {withdrawn}
            <ul class="rules__differences">{lines}</ul>
            {move || problem.get().map(|error| view! { <Notice tone=Tone::Error>{error_text(&error, t)}</Notice> })}
            {(decides && state == words::AHEAD)
                .then(|| {
                    view! {
                        <Confirm label=t.say(words::WITHDRAW) question=t.say(words::WITHDRAW_QUESTION) on_confirm=withdraw />
                    }
                })}
        </li>
    }
}

#[cfg(test)]
mod tests {
    use domain::evaluation::Done;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_version_holds_has_held_will_hold_or_never_does() {
        let edition = |version: u32, month: i8, is_withdrawn: bool| {
            let done = Done { at: jiff::Timestamp::UNIX_EPOCH, by: "王明".into() };
            Edition {
                rules: Rules { version, effective_on: date(2026, month, 1), ..Rules::first() },
                withdrawn: is_withdrawn.then(|| done.clone()),
                decided: done,
            }
        };
        let told = |edition: Edition| state(&edition, 2, "2026-11".parse().unwrap());
        assert_eq!(told(edition(1, 1, false)), words::REPLACED);
        assert_eq!(told(edition(2, 11, false)), words::IN_FORCE);
        assert_eq!(told(edition(3, 12, false)), words::AHEAD);
        assert_eq!(told(edition(4, 12, true)), words::WITHDRAWN);
    }
}
