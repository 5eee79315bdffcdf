//! Bars: what a unit stands at, part by part. The numbers stand beside them.

use domain::evaluation::{FULL, Points, Ranked, Rules, Standing};
use leptos::prelude::*;

use crate::text::{scores as words, use_words};

/// Units of the drawing: a row's height, where its bar begins, how long the longest is.
const ROW: usize = 28;
const LEFT: usize = 170;
const LONGEST: usize = 400;
const RIGHT: usize = 60;

/// How long a part of the total is drawn.
fn length(points: Points, percent: u8, rules: &Rules) -> f64 {
    let whole = i64::from(rules.centre_percent) + i64::from(rules.townships_percent);
    let share = points.0 * i64::from(percent);
    share as f64 * LONGEST as f64 / (FULL.0 * whole.max(1)) as f64
}

/// The units of a ranking as bars, both parts of each end to end.
#[component]
pub(super) fn RankingBars(units: Vec<Standing>, rules: Rules) -> impl IntoView {
    let t = use_words();
    let height = units.len() * ROW;
    let row = |(n, Standing { name, ranked: Ranked { score, .. }, .. }): (usize, Standing)| {
        let top = n * ROW;
        let centre = length(score.centre.points, rules.centre_percent, &rules);
        let townships = length(score.townships.points, rules.townships_percent, &rules);
        let end = LEFT as f64 + centre + townships;
        view! {
            <text class="score-bars__name" x=LEFT - 8 y=top + 19 text-anchor="end">{name}</text>
            <rect class="score-bars__centre" x=LEFT y=top + 6 width=format!("{centre:.1}") height="16" />
            <rect
                class="score-bars__townships"
                x=format!("{:.1}", LEFT as f64 + centre)
                y=top + 6
                width=format!("{townships:.1}")
                height="16"
            />
            <text class="score-bars__total" x=format!("{:.1}", end + 6.0) y=top + 19>{score.total.to_string()}</text>
        }
    };
    let rows = units.into_iter().enumerate().map(row).collect_view();
    view! {
        <figure class="score-bars">
            <div class="office__scroll" tabindex="0" role="region" aria-label=t.say(words::CHART)>
                <svg viewBox=format!("0 0 {} {height}", LEFT + LONGEST + RIGHT) aria-hidden="true">
                    {rows}
                </svg>
            </div>
            <figcaption class="score-bars__legend">
                <span class="score-bars__key" data-part="centre">{t.say(words::CENTRE)}</span>
                <span class="score-bars__key" data-part="townships">{t.say(words::TOWNSHIPS)}</span>
            </figcaption>
        </figure>
    }
}

/// What a rule takes or gives, as a bar from the middle.
#[component]
pub(super) fn RuleBar(counted: Points, floor: Points) -> impl IntoView {
    let most = floor.0.abs().max(counted.0.abs()).max(1);
    let share = counted.0.abs() as f64 * 50.0 / most as f64;
    let from = if counted < Points::ZERO { 50.0 - share } else { 50.0 };
    view! {
        <svg class="bar rule-bar" aria-hidden="true">
            <rect
                class=if counted < Points::ZERO { "bar__late" } else { "bar__all" }
                x=format!("{from:.1}%")
                width=format!("{share:.1}%")
                height="100%"
            />
            <line class="rule-bar__middle" x1="50%" x2="50%" y1="0" y2="100%" />
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_marks_in_both_parts_are_the_longest_bar() {
        let rules = Rules::first();
        let drawn = length(FULL, rules.centre_percent, &rules) + length(FULL, rules.townships_percent, &rules);
        assert!((drawn - LONGEST as f64).abs() < 0.01);
    }
}
