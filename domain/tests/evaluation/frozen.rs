//! What a month's figures are made of, and what becomes of entries once it is closed.

use domain::evaluation::{Carried, Counts, Figures, INDICATORS, Indicator};
use domain::list::proposal::Signed;

use super::*;

fn signed_by(name: &str) -> Signed {
    let Person { id, unit, .. } = person(name);
    Signed { person: id, name: name.into(), unit: unit.code, at: start(), words: String::new() }
}

fn figures() -> Figures {
    let month = Month::of(start());
    let sums = |lost: [i64; 2]| {
        let each = ["D01", "D02"].into_iter().zip(lost);
        each.map(|(unit, points)| centre_sum(unit, Rule::Handling, points, 1)).collect()
    };
    let ranking = Ranking::of(month, sums([-400, -200]), sums([-100, -300]), &book(), &directory());
    let late = Carried {
        from: month.before(),
        unit: "D02".into(),
        rule: Rule::Handling,
        reason: Reason::Exempted,
        points: Points(210),
        entries: 1,
    };
    let mut counts = Counts::new(month, start());
    for ticket in [ticket(&signed()), ticket(&[accepted()])] {
        counts.add(&ticket);
    }
    Figures::of("荣成市", ranking, counts, vec![late], signed_by("supervisor"), &directory())
}

#[test]
fn figures_have_every_unit_in_its_place_and_every_indicator_with_its_sample() {
    let figures = figures();
    let places: Vec<_> = figures.ranking.units.iter().map(|it| (it.name.as_str(), it.ranked.place)).collect();
    assert_eq!(places, [("D02", 1), ("D01", 2)]);
    let names: Vec<_> = figures.indicators.iter().map(|it| it.indicator.as_str()).collect();
    assert_eq!(names, INDICATORS.map(|indicator| indicator.name));
    let both = [ticket(&signed()), ticket(&[accepted()])];
    let of = |unit: Option<&UnitCode>| Indicator::count(&both, figures.ranking.month, unit, start()).to_vec();
    let counted =
        |indicated: &[domain::evaluation::Indicated]| indicated.iter().map(|it| it.counted).collect::<Vec<_>>();
    assert_eq!(counted(&figures.indicators), of(None));
    let [only] = figures.by_unit.as_slice() else { panic!("{:?}", figures.by_unit) };
    assert_eq!((only.unit.as_str(), counted(&only.indicators)), ("D01", of(Some(&"D01".into()))));
    assert_eq!(figures.names.values().collect::<Vec<_>>(), ["D01", "D02"]);
}

#[test]
fn a_ticket_of_another_month_counts_in_no_indicator() {
    let mut counts = Counts::new(Month::of(start()).next(), start());
    counts.add(&ticket(&signed()));
    let figures = Figures { by_unit: Vec::new(), ..figures() };
    let none = Figures::of("", figures.ranking, counts, Vec::new(), figures.closed, &directory());
    assert!(none.by_unit.is_empty() && none.indicators.iter().all(|it| it.counted.of == 0));
}
