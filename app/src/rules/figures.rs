//! The figures of the rules, in words.

use domain::evaluation::{Figure, Measure, Points, Rules};
use leptos::prelude::*;

use crate::scores::wording::{reason_word, rule_word};
use crate::text::{Text, Words, rules as words, use_words};

/// Groups of figures, in the order of the page.
pub(super) const GROUPS: [Text; 4] = [words::WEIGHTS, words::POINTS, words::BOUNDS, words::RATINGS];

/// The group that a figure stands in.
pub(super) fn group(figure: Figure) -> Text {
    match figure {
        Figure::Centre | Figure::Townships => words::WEIGHTS,
        Figure::Given(_) => words::POINTS,
        Figure::Floor(_) | Figure::Cap(_) => words::BOUNDS,
        Figure::Share(_) | Figure::Neutral | Figure::NeutralRaters | Figure::LeastRaters => words::RATINGS,
    }
}

/// What a figure is called.
pub(super) fn figure_word(figure: Figure, t: Words) -> String {
    match figure {
        Figure::Centre => t.say(words::CENTRE).to_owned(),
        Figure::Townships => t.say(words::TOWNSHIPS).to_owned(),
        Figure::Given(reason) => reason_word(reason, t).to_owned(),
        Figure::Floor(rule) => t.fill(words::FLOOR, &[("rule", &rule_word(rule, t))]),
        Figure::Cap(rule) => t.fill(words::CAP, &[("rule", &rule_word(rule, t))]),
        Figure::Share(rule) => t.fill(words::SHARE, &[("rule", &rule_word(rule, t))]),
        Figure::Neutral => t.say(words::NEUTRAL).to_owned(),
        Figure::NeutralRaters => t.say(words::NEUTRAL_RATERS).to_owned(),
        Figure::LeastRaters => t.say(words::LEAST_RATERS).to_owned(),
    }
}

/// What the figure at this path of the rules' JSON is called.
pub(crate) fn figure_words(path: &str, t: Words) -> Option<String> {
    Figure::all().into_iter().find(|figure| figure.path() == path).map(|figure| figure_word(figure, t))
}

/// `10%`, `−2 分`, `4 人`.
pub(super) fn value_words(figure: Figure, value: i64, t: Words) -> String {
    match figure.measure() {
        Measure::Percent => format!("{value}%"),
        Measure::Points => t.fill(words::N_POINTS, &[("n", &Points(value).to_string().replace('-', "−"))]),
        Measure::People => t.fill(words::N_PEOPLE, &[("n", &value)]),
    }
}

/// Every figure with its value, group by group.
#[component]
pub(super) fn FiguresOf(rules: Rules) -> impl IntoView {
    let t = use_words();
    let row = |figure: Figure| {
        view! {
            <tr data-figure=figure.path()>
                <th scope="row">{figure_word(figure, t)}</th>
                <td class="number">{value_words(figure, rules.figure(figure), t)}</td>
            </tr>
        }
    };
    let of_group = |of: Text| {
        let rows = Figure::all().into_iter().filter(|figure| group(*figure) == of).map(row).collect_view();
        view! {
            <table class="office__table">
                <caption>{t.say(of)}</caption>
                <tbody>{rows}</tbody>
            </table>
        }
    };
    view! { <div class="rules__groups">{GROUPS.map(of_group).collect_view()}</div> }
}

#[cfg(test)]
mod tests {
    use domain::Language;
    use domain::evaluation::{Reason, Rule};

    use super::*;

    #[test]
    fn a_figure_is_told_in_its_measure() {
        let t = Words(Language::Chinese);
        let rules = Rules::first();
        let told = |figure| format!("{} {}", figure_word(figure, t), value_words(figure, rules.figure(figure), t));
        assert_eq!(told(Figure::Centre), "指挥中心评价占比 10%");
        assert_eq!(told(Figure::Given(Reason::HandledLate)), "处置超期 −2 分");
        assert_eq!(told(Figure::Floor(Rule::Signing)), "签收扣到 −15 分");
        assert_eq!(told(Figure::LeastRaters), "列出评价对应案件的最少人数 3 人");
    }

    #[test]
    fn every_figure_stands_in_a_group() {
        let all = Figure::all();
        assert!(all.iter().all(|figure| GROUPS.contains(&group(*figure))));
    }
}
