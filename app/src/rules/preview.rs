//! How units would have stood in the last months, beside how they stand.

use domain::evaluation::{Preview, Ranked, Ranking, Standing};
use leptos::prelude::*;

use crate::components::words::unit_kind_word;
use crate::scores::month::month_words;
use crate::scores::ranking::movement;
use crate::scores::wording::signed;
use crate::text::{rules as words, scores, use_words};

/// A table for each month.
#[component]
pub(super) fn PreviewOf(preview: Preview) -> impl IntoView {
    let t = use_words();
    let months = preview.months.into_iter().map(|ranking| view! { <OfMonth ranking /> }).collect_view();
    view! {
        <section class="scores__kind" data-testid="rules-preview">
            <h2>{t.say(words::WOULD_BE)}</h2>
            <p class="office__hint">{t.say(words::WOULD_BE_HINT)}</p>
            {months}
        </section>
    }
}

#[component]
fn OfMonth(ranking: Ranking) -> impl IntoView {
    let t = use_words();
    let title = month_words(ranking.month, t);
    if ranking.units.is_empty() {
        return view! { <p class="office__hint">{t.fill(words::NO_UNITS, &[("month", &title)])}</p> }.into_any();
    }
    let caption = title.clone();
    let row = |standing: Standing| {
        let Standing { name, kind, ranked: Ranked { place, score }, before } = standing;
        let (sign, moved) = movement(place, before, t);
        let (was, was_at) =
            before.map(|before| (before.total.to_string(), before.place.to_string())).unwrap_or_default();
        let points = before.map(|before| signed(score.total - before.total));
        view! {
            <tr data-testid="previewed" data-unit=score.unit.to_string()>
                <th scope="row">{name} <small>{unit_kind_word(kind, t)}</small></th>
                <td class="number">{was}</td>
                <td class="number">
                    <strong>{score.total.to_string()}</strong>
                    <small>{points}</small>
                </td>
                <td class="number">{was_at}</td>
                <td class="number">
                    {place} <small><span aria-hidden="true">{sign}</span> " " {moved}</small>
                </td>
            </tr>
        }
    };
    let rows = ranking.units.into_iter().map(row).collect_view();
    view! {
        <div class="office__scroll" tabindex="0" role="region" aria-label=caption>
            <table class="office__table">
                <caption>{title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t.say(scores::UNIT)}</th>
                        <th scope="col" class="number">{t.say(words::TOTAL_NOW)}</th>
                        <th scope="col" class="number">{t.say(words::TOTAL_THEN)}</th>
                        <th scope="col" class="number">{t.say(words::PLACE_NOW)}</th>
                        <th scope="col" class="number">{t.say(words::PLACE_THEN)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
