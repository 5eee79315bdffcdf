//! The ranking of a month: departments, and agencies, each among their own.

use std::cmp::Ordering;

use domain::UnitKind;
use domain::evaluation::{Before, Month, Ranked, Ranking, Rules, Standing};
use leptos::prelude::*;

use super::bars::RankingBars;
use super::indicators::Indicators;
use super::wording::signed;
use crate::account::remote::{Answered, ask};
use crate::components::words::unit_kind_word;
use crate::components::{EmptyState, Glyph};
use crate::text::{Words, rules, scores as words, use_words};

/// Kinds that are ranked.
const KINDS: [UnitKind; 2] = [UnitKind::Department, UnitKind::Agency];

/// The ranking with its chart and table, and the trade's indicators.
#[component]
pub(super) fn RankingOfUnits(month: RwSignal<Month>) -> impl IntoView {
    let t = use_words();
    let answer = ask::<Ranking>(move || format!("/api/v1/scores?month={}", month.get()));
    view! {
        <Answered
            answer
            children=move |Ranking { units, rules, .. }: Ranking| {
                if units.is_empty() {
                    let (title, hint) = (t.say(words::NOTHING), t.say(words::NOTHING_HINT));
                    return view! { <EmptyState glyph=Glyph::Chart title hint /> }.into_any();
                }
                let of_kind = |kind: UnitKind| {
                    let units: Vec<_> = units.iter().filter(|unit| unit.kind == kind).cloned().collect();
                    let rules = rules.clone();
                    (!units.is_empty()).then(|| view! { <Kind kind units rules /> })
                };
                KINDS.map(of_kind).collect_view().into_any()
            }
        />
        <a href="/rules">{t.say(rules::LINK)}</a>
        <Indicators month />
    }
}

/// ▲ 2, ▼ 1, or that it has stayed: in words for whoever does not see the sign.
pub(crate) fn movement(place: u32, before: Option<Before>, t: Words) -> (&'static str, String) {
    let Some(before) = before else { return ("", t.say(words::NEW).to_owned()) };
    let by = before.place.abs_diff(place);
    match place.cmp(&before.place) {
        Ordering::Less => ("▲", t.fill(words::UP, &[("n", &by)])),
        Ordering::Greater => ("▼", t.fill(words::DOWN, &[("n", &by)])),
        Ordering::Equal => ("", t.say(words::STAYED).to_owned()),
    }
}

#[component]
fn Kind(kind: UnitKind, units: Vec<Standing>, rules: Rules) -> impl IntoView {
    let t = use_words();
    let row = move |standing: &Standing| {
        let Standing { name, ranked: Ranked { place, score }, before, .. } = standing.clone();
        let (sign, moved) = movement(place, before, t);
        let points = before.map(|before| signed(score.total - before.total));
        let sample =
            t.fill(words::SAMPLE_SHORT, &[("ratings", &score.townships.ratings), ("raters", &score.townships.raters)]);
        view! {
            <tr data-testid="ranked" data-unit=score.unit.to_string()>
                <td class="number">{place}</td>
                <th scope="row"><a href=format!("/scores/{}", score.unit)>{name}</a></th>
                <td class="number"><strong>{score.total.to_string()}</strong></td>
                <td class="number">
                    <span aria-hidden="true">{sign}</span>
                    " "
                    {moved}
                    <small>{points}</small>
                </td>
                <td class="number">{score.centre.points.to_string()}</td>
                <td class="number">{score.townships.points.to_string()} <small>{sample}</small></td>
            </tr>
        }
    };
    let rows = units.iter().map(row).collect_view();
    view! {
        <section class="scores__kind">
            <h2>{unit_kind_word(kind, t)}</h2>
            <RankingBars units rules />
            <div class="office__scroll" tabindex="0" role="region" aria-label=unit_kind_word(kind, t)>
                <table class="office__table">
                    <thead>
                        <tr>
                            <th scope="col" class="number">{t.say(words::PLACE)}</th>
                            <th scope="col">{t.say(words::UNIT)}</th>
                            <th scope="col" class="number">{t.say(words::TOTAL)}</th>
                            <th scope="col" class="number">{t.say(words::MOVEMENT)}</th>
                            <th scope="col" class="number">{t.say(words::CENTRE)}</th>
                            <th scope="col" class="number">{t.say(words::TOWNSHIPS)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use domain::Language;
    use domain::evaluation::Points;

    use super::*;

    #[test]
    fn whoever_has_a_smaller_place_than_before_has_risen() {
        let moved = |place, before: Option<u32>| {
            let before = before.map(|place| Before { place, total: Points::ZERO });
            movement(place, before, Words(Language::Chinese))
        };
        assert_eq!(moved(1, Some(3)), ("▲", "升 2 位".into()));
        assert_eq!(moved(3, Some(2)), ("▼", "降 1 位".into()));
        assert_eq!(moved(2, Some(2)), ("", "持平".into()));
        assert_eq!(moved(2, None), ("", "上月无".into()));
    }
}
