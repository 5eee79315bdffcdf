//! A new version of the rules: filled in, previewed, and then decided.

use domain::evaluation::{Figure, Measure, Month, Points, Preview, Rules, months_ahead};
use leptos::ev::Event;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use super::figures::{GROUPS, figure_word, group};
use super::preview::PreviewOf;
use crate::account::remote::{read, send};
use crate::components::words::error_text;
use crate::components::{Confirm, Labelled, Notice, Tone};
use crate::device::{DeviceError, Method, use_device};
use crate::frame::offers::hold_offers;
use crate::scores::month::month_words;
use crate::text::{Text, Words, rules as words, use_words};

/// What a figure's field says of a number out of its range.
fn range_words(figure: Figure, t: Words) -> String {
    let (from, to) = figure.range().into_inner();
    let shown =
        |value: i64| if figure.measure() == Measure::Points { Points(value).to_string() } else { value.to_string() };
    t.fill(words::RANGE, &[("from", &shown(from)), ("to", &shown(to))])
}

/// What was typed, in hundredths of a point, percent or people. What is no number is beyond every range.
fn typed(text: &str, figure: Figure) -> i64 {
    let scale = if figure.measure() == Measure::Points { 100.0 } else { 1.0 };
    text.trim()
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())
        .map_or(i64::MAX, |it| (it * scale).round() as i64)
}

/// The form, folded until somebody wants it.
#[component]
pub(super) fn NewVersion(
    /// The rules that hold, under the new number.
    start: Rules,
    /// Told once it is decided.
    on_done: Callback<()>,
) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let months = months_ahead(device.now.get_untracked());
    let first = months.first().map_or(start.effective_on, |month| month.first_day());
    let start = Rules { effective_on: first, ..start };
    let draft = RwSignal::new(start.clone());
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<DeviceError>);
    // What was previewed, and what came of it.
    let previewed = RwSignal::new(None::<(Rules, Preview)>);
    let faults = Memo::new(move |_| draft.with(|draft| draft.faults(device.now.get())));
    let is_changed = Memo::new({
        let start = start.clone();
        move |_| draft.with(|draft| *draft != start)
    });
    hold_offers(move || is_changed.get());
    let at = move |field: &'static str| {
        Signal::derive(move || {
            let fault = faults.with(|faults| faults.iter().find(|fault| fault.field == field).map(|fault| fault.code));
            fault.map(|code| code.detail(t.0).to_owned())
        })
    };
    let preview = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let rules = draft.get_untracked();
        if busy.get_untracked() || !faults.with_untracked(Vec::is_empty) {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = send(device, Method::Post, "/api/v1/score-rules/preview".into(), Some(json!(rules))).await;
            let (seen, wrong) = match answer.and_then(read::<Preview>) {
                Ok(preview) => (Some((rules, preview)), None),
                Err(error) => (None, Some(error)),
            };
            previewed.try_set(seen);
            problem.try_set(wrong);
            busy.try_set(false);
        });
    };
    let decide = Callback::new(move |()| {
        let rules = draft.get_untracked();
        busy.set(true);
        spawn_local(async move {
            match send(device, Method::Post, "/api/v1/score-rules".into(), Some(json!(rules))).await {
                Ok(_) => on_done.run(()),
                Err(error) => drop(problem.try_set(Some(error))),
            }
            busy.try_set(false);
        });
    });
    let field = move |figure: Figure, value: i64| {
        let is_points = figure.measure() == Measure::Points;
        let (from, to) = figure.range().into_inner();
        let is_wrong = move || draft.with(|draft| !figure.range().contains(&draft.figure(figure)));
        let error = Signal::derive(move || is_wrong().then(|| range_words(figure, t)));
        let shown = move |value: i64| if is_points { Points(value).to_string() } else { value.to_string() };
        view! {
            <Labelled label=figure_word(figure, t) error>
                <input
                    class="input"
                    type="number"
                    name=figure.path()
                    min=shown(from)
                    max=shown(to)
                    step=if is_points { "0.01" } else { "1" }
                    value=shown(value)
                    aria-invalid=move || is_wrong().then_some("true")
                    on:input=move |event| {
                        draft.update(|draft| draft.set(figure, typed(&event_target_value(&event), figure)));
                    }
                />
            </Labelled>
        }
    };
    let of_group = |of: Text| {
        let fields = Figure::all().into_iter().filter(|figure| group(*figure) == of);
        let fields = fields.map(|figure| field(figure, start.figure(figure))).collect_view();
        let sum = match of {
            words::WEIGHTS => Some("townships_percent"),
            words::RATINGS => Some("aspects"),
            _ => None,
        };
        let error = sum.map(|field| {
            let error = at(field);
            view! {
                <p class="field__error rules__sum" role="alert">
                    {error}
                </p>
            }
        });
        view! {
            <fieldset class="rules__group">
                <legend>{t.say(of)}</legend>
                {fields}
                {error}
            </fieldset>
        }
    };
    let groups = GROUPS.map(of_group).collect_view();
    let choose = move |event: Event| {
        if let Ok(month) = event_target_value(&event).parse::<Month>() {
            draft.update(|draft| draft.effective_on = month.first_day());
        }
    };
    let months = months.into_iter().map(|month| {
        view! {
            <option value=month.to_string() prop:selected=move || draft.with(|it| it.effective_on == month.first_day())>
                {month_words(month, t)}
            </option>
        }
    });
    let months = months.collect_view();
    let is_previewed =
        move || previewed.with(|seen| seen.as_ref().is_some_and(|(rules, _)| draft.with(|it| it == rules)));
    view! {
        <details class="fold" data-testid="new-rules">
            <summary>{t.say(words::NEW_VERSION)}</summary>
            <div class="fold__body">
                <form class="rules__form" method="post" novalidate on:submit=preview>
                    <Labelled label=t.say(words::FROM) error=at("effective_on")>
                        <select class="input" name="from" on:change=choose>
                            {months}
                        </select>
                    </Labelled>
                    {groups}
                    <button
                        type="submit"
                        class="button button--primary"
                        data-testid="preview-rules"
                        disabled=move || busy.get() || !is_changed.get() || !faults.with(Vec::is_empty)
                    >
                        {t.say(words::PREVIEW)}
                    </button>
                </form>
                {move || problem.get().map(|error| view! { <Notice tone=Tone::Error>{error_text(&error, t)}</Notice> })}
                {move || {
                    is_previewed()
                        .then(|| previewed.get())
                        .flatten()
                        .map(|(rules, preview)| {
                            let question = t.fill(words::DECIDE_QUESTION, &[("day", &rules.effective_on)]);
                            view! {
                                <PreviewOf preview />
                                <div class="rules__decide" data-testid="decide-rules">
                                    <Confirm label=t.say(words::DECIDE) question on_confirm=decide />
                                </div>
                            }
                        })
                }}
            </div>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use domain::evaluation::{Reason, Rule};

    use super::*;

    #[test]
    fn points_are_typed_as_people_write_them() {
        let points = Figure::Given(Reason::SignedLate);
        assert_eq!(["-0.5", " -2 ", "0.29"].map(|text| typed(text, points)), [-50, -200, 29]);
        assert_eq!(typed("30", Figure::Share(Rule::Quality)), 30);
        for wrong in ["", "x", "NaN", "inf"] {
            assert!(!points.range().contains(&typed(wrong, points)), "{wrong}");
        }
    }
}
