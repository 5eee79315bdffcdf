//! How one unit stands: its total, both parts, rule by rule, and the entries behind them.

use domain::UnitCode;
use domain::evaluation::{Month, Points, Ranked, Rule, RuleSum, Standing, UnitScore as Score};
use leptos::prelude::*;

use super::bars::RuleBar;
use super::entries::Entries;
use super::wording::{rule_word, signed};
use crate::account::remote::{Answered, ask};
use crate::administration::escaped;
use crate::components::{EmptyState, Glyph};
use crate::text::{rules as rules_words, scores as words, use_words};

/// A unit's score in a month, opened down to its tickets.
#[component]
pub(super) fn UnitScore(#[prop(into)] unit: Signal<UnitCode>, month: RwSignal<Month>) -> impl IntoView {
    let t = use_words();
    let rule = RwSignal::new(None::<Rule>);
    let answer = ask::<Score>(move || format!("/api/v1/scores/{}?month={}", escaped(unit.get().as_str()), month.get()));
    view! {
        <Answered
            answer
            children=move |score: Score| match score.standing.clone() {
                Some(standing) => view! { <Stands score standing rule /> }.into_any(),
                None => {
                    view! { <EmptyState glyph=Glyph::Chart title=t.say(words::NOTHING) hint=t.say(words::NOTHING_HINT) /> }
                        .into_any()
                }
            }
        />
        <Entries unit month rule />
    }
}

#[component]
fn Stands(score: Score, standing: Standing, rule: RwSignal<Option<Rule>>) -> impl IntoView {
    let t = use_words();
    let Standing { ranked: Ranked { place, score: stands }, before, .. } = standing;
    let rules = score.rules;
    let whole = rules.centre_percent + rules.townships_percent;
    let moved = before.map(|before| {
        let points = signed(stands.total - before.total);
        t.fill(words::SINCE_LAST_MONTH, &[("points", &points), ("place", &before.place)])
    });
    let townships = stands.townships.clone();
    let sample = t.fill(
        words::SAMPLE,
        &[("ratings", &townships.ratings), ("raters", &townships.raters), ("townships", &townships.townships)],
    );
    let weight = |percent: u8| t.fill(words::WEIGHT, &[("percent", &percent)]);
    let row = move |sum: RuleSum| {
        let floor = rules.bounds.get(&sum.rule).map_or(Points::ZERO, |bounds| bounds.floor);
        view! {
            <tr>
                <th scope="row"><Narrow to=sum.rule rule /></th>
                <td class="number">{sum.entries}</td>
                <td class="number" data-warns=(sum.counted < Points::ZERO).then_some("")>
                    {signed(sum.counted)}
                    {(sum.counted != sum.sum)
                        .then(|| view! { <small>{t.fill(words::OF_SUM, &[("sum", &signed(sum.sum))])}</small> })}
                </td>
                <td class="bar__cell"><RuleBar counted=sum.counted floor /></td>
            </tr>
        }
    };
    let rows = stands.centre.rules.into_iter().map(row).collect_view();
    let aspect = move |(which, points): (Rule, Points)| {
        view! {
            <tr>
                <th scope="row"><Narrow to=which rule /></th>
                <td class="number">{points.to_string()}</td>
            </tr>
        }
    };
    let aspects = townships.aspects.iter().map(|aspect| (aspect.rule, aspect.points)).map(aspect).collect_view();
    view! {
        <dl class="figures__tiles" data-testid="score">
            <div class="figures__tile">
                <dt>{t.say(words::TOTAL)}</dt>
                <dd>
                    <span data-testid="total">{stands.total.to_string()}</span>
                    <small>{t.fill(words::OF_WHOLE, &[("whole", &whole)])}</small>
                </dd>
            </div>
            <div class="figures__tile">
                <dt>{t.say(words::PLACE)}</dt>
                <dd>{place} <small>{t.fill(words::OF_UNITS, &[("of", &score.of)])}</small></dd>
            </div>
            <div class="figures__tile">
                <dt>{t.say(words::CENTRE)}</dt>
                <dd>
                    <span data-testid="centre">{stands.centre.points.to_string()}</span>
                    <small>{weight(rules.centre_percent)}</small>
                </dd>
            </div>
            <div class="figures__tile">
                <dt>{t.say(words::TOWNSHIPS)}</dt>
                <dd>
                    <span data-testid="townships">{townships.points.to_string()}</span>
                    <small>{weight(rules.townships_percent)}</small>
                </dd>
            </div>
        </dl>
        {moved.map(|moved| view! { <p class="office__hint">{moved}</p> })}
        <table class="office__table">
            <caption>{t.say(words::CENTRE_BY_RULE)}</caption>
            <thead>
                <tr>
                    <th scope="col">{t.say(words::RULE)}</th>
                    <th scope="col" class="number">{t.say(words::ENTRIES)}</th>
                    <th scope="col" class="number">{t.say(words::POINTS)}</th>
                    <td></td>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        <table class="office__table">
            <caption>{t.say(words::TOWNSHIPS_BY_RULE)} <small>{sample}</small></caption>
            <thead>
                <tr>
                    <th scope="col">{t.say(words::RULE)}</th>
                    <th scope="col" class="number">{t.say(words::POINTS)}</th>
                </tr>
            </thead>
            <tbody>{aspects}</tbody>
        </table>
        <p class="office__hint">
            {t.fill(words::HOW_COUNTED, &[("version", &rules.version), ("least", &rules.least_raters)])}
            " "
            <a href="/rules">{t.say(rules_words::LINK)}</a>
        </p>
    }
}

/// Narrows the entries to a rule, or lets them be of all again.
#[component]
fn Narrow(to: Rule, rule: RwSignal<Option<Rule>>) -> impl IntoView {
    let t = use_words();
    view! {
        <button
            type="button"
            class="scores__rule"
            aria-pressed=move || (rule.get() == Some(to)).to_string()
            data-testid=format!("rule-{}", to.as_str())
            on:click=move |_| rule.update(|rule| *rule = if *rule == Some(to) { None } else { Some(to) })
        >
            {rule_word(to, t)}
        </button>
    }
}
