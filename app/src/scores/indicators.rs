//! The trade's indicators of a month, counted on this device from the tickets that it holds.

use domain::evaluation::{Counted, INDICATORS, Indicator, IndicatorUnit, IndicatorWords, Month};
use leptos::prelude::*;

use crate::components::Skeleton;
use crate::device::use_device;
use crate::scores::month::NoLongerHeld;
use crate::text::{Words, scores as words, use_words};

/// `95.0%`, `3.5 小时`, or a dash where there is nothing to draw it from.
fn value_words(counted: Counted, unit: IndicatorUnit, t: Words) -> String {
    match (counted.value(unit), unit) {
        (None, _) => "—".to_owned(),
        (Some(percent), IndicatorUnit::Percent) => format!("{percent:.1}%"),
        (Some(hours), IndicatorUnit::Hours) => t.fill(words::HOURS, &[("n", &format!("{hours:.1}"))]),
    }
}

/// `9/10 件`; of a mean, the tickets that it is drawn from.
fn sample_words(counted: Counted, unit: IndicatorUnit, t: Words) -> String {
    match unit {
        IndicatorUnit::Percent => t.fill(words::MET_OF, &[("met", &counted.met), ("of", &counted.of)]),
        IndicatorUnit::Hours => t.fill(words::TICKETS, &[("of", &counted.of)]),
    }
}

/// Every indicator with what it counts and out of what.
#[component]
pub(super) fn Indicators(month: RwSignal<Month>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let counted = Memo::new(move |_| {
        let (month, now) = (month.get(), device.now.get());
        device.tickets.with(|tickets| Indicator::count(tickets.values().map(AsRef::as_ref), month, None, now))
    });
    let row = move |(indicator, counted): (&Indicator, Counted)| {
        let IndicatorWords(name, numerator, denominator) = indicator.words(t.0);
        view! {
            <tr data-testid="indicator" data-indicator=indicator.name>
                <th scope="row">{name} <small>{format!("{numerator} ÷ {denominator}")}</small></th>
                <td class="number">{value_words(counted, indicator.unit, t)}</td>
                <td class="number">{sample_words(counted, indicator.unit, t)}</td>
            </tr>
        }
    };
    view! {
        <section class="scores__kind">
            <h2>{t.say(words::INDICATORS)}</h2>
            <p class="office__hint">{t.say(words::INDICATORS_HINT)}</p>
            <NoLongerHeld month />
            <Show when=move || device.is_whole() fallback=Skeleton>
                <table class="office__table">
                    <thead>
                        <tr>
                            <th scope="col">{t.say(words::INDICATOR)}</th>
                            <th scope="col" class="number">{t.say(words::VALUE)}</th>
                            <th scope="col" class="number">{t.say(words::SAMPLE_TITLE)}</th>
                        </tr>
                    </thead>
                    <tbody>{move || INDICATORS.iter().zip(counted.get()).map(row).collect_view()}</tbody>
                </table>
            </Show>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use domain::Language;

    use super::*;

    #[test]
    fn a_value_stands_beside_what_it_is_drawn_from() {
        let t = Words(Language::Chinese);
        let counted = Counted { met: 9, of: 10 };
        let said = |counted, unit| (value_words(counted, unit, t), sample_words(counted, unit, t));
        assert_eq!(said(counted, IndicatorUnit::Percent), ("90.0%".into(), "9/10 件".into()));
        assert_eq!(said(Counted { met: 9_360, of: 2 }, IndicatorUnit::Hours), ("1.3 小时".into(), "共 2 件".into()));
        assert_eq!(said(Counted::default(), IndicatorUnit::Percent), ("—".into(), "0/0 件".into()));
    }
}
