//! What a month's figures are made of, and what becomes of entries once it is closed.

use domain::evaluation::{Bulletin, BulletinStage, Carried, Counts, Figures, INDICATORS, Indicator};
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
fn figures_have_every_unit_with_its_movement_and_every_indicator_with_its_sample() {
    let figures = figures();
    let moved: Vec<_> = figures.ranking.units.iter().map(|it| (it.name.as_str(), it.movement())).collect();
    assert_eq!(moved, [("D02", Some((1, Points(10)))), ("D01", Some((-1, Points(-30))))]);
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

#[test]
fn a_bulletin_reads_back_as_it_was_written_at_every_stage() {
    let (drafted, approved, published) = (signed_by("supervisor"), signed_by("leader"), signed_by("second"));
    let number = "〔2026〕11号".to_owned();
    for (name, stage) in [
        ("draft", BulletinStage::Draft { drafted: drafted.clone() }),
        ("approved", BulletinStage::Approved { drafted: drafted.clone(), approved: approved.clone() }),
        ("published", BulletinStage::Published { drafted, approved, published, number }),
    ] {
        let bulletin = Bulletin { figures: figures(), text: "本月\n各单位".into(), stage };
        let json = serde_json::to_value(&bulletin).unwrap();
        assert_eq!((&json["stage"], &json["figures"]["month"]), (&name.into(), &"2026-11".into()));
        assert_eq!(serde_json::from_value::<Bulletin>(json).unwrap(), bulletin);
    }
}
