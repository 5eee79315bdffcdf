//! Admission: who is asked, whose turn it is, and what then becomes of the list.
#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

use domain::list::proposal::{Act, ActKind, Draft, Hand, Origin, Proposal, Stage, Turn, bound};
use domain::list::{
    Boundary, Delegation, Difference, FaultKind, Responsible, Version, difference, number_entries, revise, still_apply,
};
use domain::{Code, Directory, Duty, Item, ItemKind, Person, PersonId, Role, Unit, UnitCode, UnitKind};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use uuid::Uuid;

fn unit(code: &str, kind: UnitKind) -> Unit {
    Unit::new(Uuid::nil(), code.into(), &format!("单位{code}"), kind)
}

fn county(items: &[Item]) -> Directory {
    let mut agency = unit("A0701", UnitKind::Agency);
    (agency.parent, agency.township) = (Some("D10".into()), Some("T07".into()));
    let units = [
        unit("C00", UnitKind::Centre),
        unit("D01", UnitKind::Department),
        unit("D02", UnitKind::Department),
        unit("D10", UnitKind::Department),
        unit("T07", UnitKind::Township),
        unit("T08", UnitKind::Township),
        Unit { disabled: true, ..unit("D90", UnitKind::Department) },
        agency,
    ];
    Directory::new(units, items.to_vec())
}

fn item(code: &str, duties: Vec<Duty>) -> Item {
    Item { duties, ..Item::new(ItemKind::Component, code, &format!("部件{code}"), "公用设施", "示例") }
}

fn led_by(number: u32, lead: &str) -> Duty {
    Duty::new(number, lead.parse::<Responsible>().unwrap())
}

fn person(id: u128, role: Role, unit_code: &str, kind: UnitKind) -> Person {
    Person {
        id: PersonId(Uuid::from_u128(id)),
        username: format!("p{id}"),
        name: format!("某{id}"),
        role,
        unit: unit(unit_code, kind),
    }
}

fn at(hours: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + hours * 3600).unwrap()
}

const TODAY: Date = date(2026, 11, 28);

struct People {
    caller: Person,
    other_township: Person,
    specialist: Person,
    supervisor: Person,
    leader: Person,
    grid: Person,
}

fn people() -> People {
    People {
        caller: person(1, Role::Caller, "T07", UnitKind::Township),
        other_township: person(2, Role::Caller, "T08", UnitKind::Township),
        specialist: person(3, Role::Specialist, "D01", UnitKind::Department),
        supervisor: person(4, Role::Supervisor, "C00", UnitKind::Centre),
        leader: person(5, Role::Leader, "C00", UnitKind::Centre),
        grid: person(6, Role::GridWorker, "T07", UnitKind::Township),
    }
}

fn hand(actor: &Person, hours: i64) -> Hand<'_> {
    Hand { actor, now: at(hours) }
}

fn draft() -> Draft {
    Draft {
        id: Uuid::nil(),
        title: "路灯改由住建局主责".into(),
        reason: "两次退单".into(),
        days: 5,
        origin: Origin::Person,
    }
}

fn change(before: Option<Item>, after: Option<Item>) -> Difference {
    Difference { code: "0101".into(), before, after }
}

/// From nobody's to D01's.
fn to_d01() -> Vec<Difference> {
    vec![change(Some(item("0101", vec![])), Some(item("0101", vec![led_by(0, "D01")])))]
}

fn proposed(people: &People) -> Proposal {
    Proposal::new(draft(), &to_d01(), hand(&people.caller, 0), &county(&[])).unwrap()
}

fn agree(words: &str) -> Act {
    Act::Opinion { agrees: true, received: None, words: words.into() }
}

fn apply(proposal: Proposal, act: &Act, hand: Hand<'_>) -> Result<Proposal, Code> {
    let latest = Version { number: "2026-3".into(), serial: 3, effective_on: date(2026, 12, 1), title: String::new() };
    proposal.apply(act, hand, Some(&latest), TODAY)
}

fn names(codes: &[&str]) -> Vec<UnitCode> {
    codes.iter().map(|code| UnitCode::from(*code)).collect()
}

type Case = (&'static str, Option<Item>, Option<Item>, &'static [&'static str]);

#[test]
fn those_are_asked_whom_an_entry_binds_before_or_after() {
    let with = |duties| Some(item("0101", duties));
    let helped = Duty { co_responsible: vec!["D02".parse().unwrap()], ..led_by(1, "D01") };
    let worded = Item { synonyms: vec!["灯".into()], ..item("0101", vec![led_by(1, "D01")]) };
    let renamed = Item { name: "灯".into(), ..item("0101", vec![led_by(1, "D01")]) };
    let meets = Boundary { township: "巡查".into(), department: "维修".into() };
    let bounded = Item { boundary: Some(meets), ..item("0101", vec![led_by(1, "D01")]) };
    let cases: [Case; 10] = [
        ("a new entry asks its lead", with(vec![]), with(vec![led_by(0, "D01")]), &["D01"]),
        ("another lead asks both", with(vec![led_by(1, "D01")]), with(vec![led_by(1, "D02")]), &["D01", "D02"]),
        ("a helper more asks lead and helper", with(vec![led_by(1, "D01")]), with(vec![helped]), &["D01", "D02"]),
        ("an item that goes asks its lead", with(vec![led_by(1, "D01")]), None, &["D01"]),
        ("everyday words ask nobody", with(vec![led_by(1, "D01")]), Some(worded), &[]),
        ("another name asks its lead", with(vec![led_by(1, "D01")]), Some(renamed), &["D01"]),
        ("who is closed is asked no more", with(vec![led_by(1, "D90")]), with(vec![led_by(1, "D02")]), &["D02"]),
        ("the township of the place is each of them", None, with(vec![led_by(0, "@township")]), &["T07", "T08"]),
        ("an agency is asked with its department", None, with(vec![led_by(0, "@agency:D10")]), &["A0701", "D10"]),
        ("a boundary asks both its sides", with(vec![led_by(1, "D01")]), Some(bounded), &["D01", "T07", "T08"]),
    ];
    for (case, before, after, expected) in cases {
        let asked: Vec<_> = bound(&[change(before, after)], &county(&[])).into_iter().collect();
        assert_eq!(asked, names(expected), "{case}");
    }
}

#[test]
fn an_item_that_goes_under_another_matter_asks_the_units_of_both() {
    let matter = |code: &str, lead| Item { kind: ItemKind::Matter, ..item(code, vec![led_by(1, lead)]) };
    let directory = county(&[matter("M1", "D01"), matter("M2", "D02")]);
    let under = |matter: &str| Item { matter: Some(matter.into()), ..item("0101", vec![]) };
    let asked: Vec<_> = bound(&[change(Some(under("M1")), Some(under("M2")))], &directory).into_iter().collect();
    assert_eq!(asked, names(&["D01", "D02"]));
}

#[test]
fn callers_specialists_and_supervisors_propose_and_nobody_else() {
    let people = people();
    let propose = |actor| Proposal::new(draft(), &to_d01(), hand(actor, 0), &county(&[]));
    for actor in [&people.caller, &people.specialist, &people.supervisor] {
        assert!(propose(actor).is_ok());
    }
    for actor in [&people.grid, &people.leader] {
        assert_eq!(propose(actor).unwrap_err(), Code::Forbidden);
    }
}

#[test]
fn a_proposal_needs_a_title_a_reason_and_a_difference() {
    let people = people();
    let propose = |draft, changes: &[_]| Proposal::new(draft, changes, hand(&people.caller, 0), &county(&[]));
    assert_eq!(propose(Draft { title: " ".into(), ..draft() }, &to_d01()).unwrap_err(), Code::ProposalWords);
    assert_eq!(propose(Draft { reason: "字".repeat(2001), ..draft() }, &to_d01()).unwrap_err(), Code::ProposalWords);
    assert_eq!(propose(Draft { days: 0, ..draft() }, &to_d01()).unwrap_err(), Code::Malformed);
    assert_eq!(propose(draft(), &[]).unwrap_err(), Code::ProposalEmpty);
}

#[test]
fn opinion_review_and_decision_make_a_version() {
    let people = people();
    let asked = proposed(&people);
    assert_eq!(asked.turn(at(1)), Turn::Units);
    let answered = apply(asked, &agree(""), hand(&people.specialist, 1)).unwrap();
    assert_eq!(answered.turn(at(1)), Turn::Reviewer);
    let review = Act::Review { passes: true, words: "依据充分".into() };
    let reviewed = apply(answered, &review, hand(&people.supervisor, 2)).unwrap();
    assert_eq!(reviewed.turn(at(2)), Turn::Leader);
    let approve = Act::Approve { effective_on: date(2027, 1, 1), words: String::new() };
    let approved = apply(reviewed, &approve, hand(&people.leader, 3)).unwrap();
    let Stage::Approved { version, .. } = &approved.stage else { panic!("{:?}", approved.stage) };
    assert_eq!((version.number.as_str(), version.serial), ("2027-1", 4));
    assert_eq!(approved.admits(ActKind::Withdraw, hand(&people.caller, 4)), Err(Code::ProposalEnded));
}

#[test]
fn silence_holds_nothing_up_beyond_its_time_and_stays_on_record() {
    let people = people();
    let asked = proposed(&people);
    let review = Act::Review { passes: true, words: "依据充分".into() };
    let early = apply(asked.clone(), &review, hand(&people.supervisor, 1));
    assert_eq!(early.unwrap_err(), Code::ProposalOpinionsOpen);
    let reviewed = apply(asked.clone(), &review, hand(&people.supervisor, 5 * 24)).unwrap();
    assert_eq!(reviewed.silent().count(), 1);
    // Late is better than silent, before the review; after it, it is too late.
    assert!(apply(asked, &agree(""), hand(&people.specialist, 6 * 24)).is_ok());
    assert_eq!(apply(reviewed, &agree(""), hand(&people.specialist, 6 * 24)).unwrap_err(), Code::ProposalReviewed);
}

#[test]
fn each_step_is_for_whom_it_is_for() {
    let people = people();
    let asked = proposed(&people);
    let may = |kind, actor, hours| asked.admits(kind, hand(actor, hours));
    assert_eq!(may(ActKind::Opinion, &people.other_township, 1), Err(Code::Forbidden));
    assert_eq!(may(ActKind::Opinion, &people.specialist, 1), Ok(()));
    assert_eq!(may(ActKind::Review, &people.leader, 999), Err(Code::Forbidden));
    assert_eq!(may(ActKind::Decide, &people.supervisor, 999), Err(Code::Forbidden));
    assert_eq!(may(ActKind::Decide, &people.leader, 999), Err(Code::ProposalNotReviewed));
    assert_eq!(may(ActKind::Withdraw, &people.specialist, 1), Err(Code::Forbidden));
    assert_eq!(may(ActKind::Withdraw, &people.caller, 1), Ok(()));
    let own = Proposal::new(draft(), &to_d01(), hand(&people.supervisor, 0), &county(&[])).unwrap();
    assert_eq!(own.admits(ActKind::Review, hand(&people.supervisor, 999)), Err(Code::Forbidden));
    let once = apply(asked, &agree(""), hand(&people.specialist, 1)).unwrap();
    assert_eq!(once.admits(ActKind::Opinion, hand(&people.specialist, 2)), Err(Code::ProposalAnswered));
}

#[test]
fn an_objection_says_why() {
    let people = people();
    let object = |words: &str| Act::Opinion { agrees: false, received: None, words: words.into() };
    assert_eq!(apply(proposed(&people), &object(""), hand(&people.specialist, 1)).unwrap_err(), Code::ProposalWords);
    assert!(apply(proposed(&people), &object("产权不明"), hand(&people.specialist, 1)).is_ok());
}

#[test]
fn what_is_unlawful_or_turned_down_ends() {
    let people = people();
    let review = |passes| Act::Review { passes, words: "意见".into() };
    let unlawful = apply(proposed(&people), &review(false), hand(&people.supervisor, 999)).unwrap();
    assert!(matches!(unlawful.stage, Stage::Rejected { .. }));
    let lawful = apply(proposed(&people), &review(true), hand(&people.supervisor, 999)).unwrap();
    let down = apply(lawful, &Act::Reject { words: "缓议".into() }, hand(&people.leader, 999)).unwrap();
    assert!(matches!(down.stage, Stage::Rejected { .. }));
}

#[test]
fn a_version_holds_neither_in_the_past_nor_before_the_one_before_it() {
    let people = people();
    let review = Act::Review { passes: true, words: "依据充分".into() };
    let reviewed = apply(proposed(&people), &review, hand(&people.supervisor, 999)).unwrap();
    for day in [date(2026, 11, 27), date(2026, 11, 30), date(2028, 1, 1)] {
        let approve = Act::Approve { effective_on: day, words: String::new() };
        let refused = apply(reviewed.clone(), &approve, hand(&people.leader, 999));
        assert_eq!(refused.unwrap_err(), Code::ProposalDay, "{day}");
    }
}

#[test]
fn nothing_is_delegated_before_every_township_has_what_comes_with_it() {
    let people = people();
    let delegation =
        Delegation {
            from: "D01".into(), people: "2人".into(), money: "5万元".into(), technology: "系统账号".into()
        };
    let after = Item { delegation: Some(delegation), ..item("0101", vec![led_by(1, "D01")]) };
    let changes = [change(Some(item("0101", vec![led_by(1, "D01")])), Some(after))];
    let mut proposal = Proposal::new(draft(), &changes, hand(&people.supervisor, 0), &county(&[])).unwrap();
    let opinion = |received| Act::Opinion { agrees: true, received: Some(received), words: "经费未到".into() };
    proposal = apply(proposal, &opinion(true), hand(&people.caller, 1)).unwrap();
    proposal = apply(proposal, &opinion(false), hand(&people.other_township, 1)).unwrap();
    let reviewer = person(9, Role::Supervisor, "C00", UnitKind::Centre);
    let review = Act::Review { passes: true, words: "依据充分".into() };
    proposal = apply(proposal, &review, hand(&reviewer, 999)).unwrap();
    let approve = Act::Approve { effective_on: date(2027, 1, 1), words: String::new() };
    assert_eq!(apply(proposal, &approve, hand(&people.leader, 999)).unwrap_err(), Code::ProposalNotReceived);
}

#[test]
fn a_change_that_would_spoil_the_list_is_refused_with_its_faults() {
    let matter = Item { kind: ItemKind::Matter, ..item("M1", vec![led_by(1, "D01")]) };
    let under = Item { matter: Some("M1".into()), ..item("0101", vec![]) };
    let newest = [matter, under];
    let faults = revise(&newest, vec![("M1".into(), None)], &county(&[])).unwrap_err();
    assert!(
        matches!(&faults[..], [fault] if fault.code == "0101" && fault.fault == FaultKind::NoSuchMatter("M1".into()))
    );
    let twice = vec![("0102".into(), Some(item("0102", vec![]))), ("0102".into(), Some(item("0102", vec![])))];
    assert!(revise(&newest, twice, &county(&[])).is_err());
    let nobody = vec![("0101".into(), Some(item("0101", vec![led_by(0, "D99")])))];
    assert!(revise(&newest, nobody, &county(&[])).is_err());
}

#[test]
fn new_entries_are_numbered_when_they_are_decided_and_no_number_is_given_twice() {
    let newest = [item("0101", vec![led_by(1, "D01")])];
    // 7 is not in the list: it was given once.
    let wanted = vec![
        ("0101".into(), Some(item("0101", vec![led_by(1, "D02")]))),
        ("0102".into(), Some(item("0102", vec![led_by(7, "D01")]))),
    ];
    let mut changes = revise(&newest, wanted, &county(&[])).unwrap();
    number_entries(&mut changes, 9);
    let numbers: Vec<_> = changes.iter().flat_map(|change| &change.after.as_ref().unwrap().duties).collect();
    assert_eq!(numbers.iter().map(|duty| duty.number).collect::<Vec<_>>(), [1, 10]);
}

#[test]
fn a_change_no_longer_applies_where_its_item_has_changed_meanwhile() {
    let before = [item("0101", vec![led_by(1, "D01")])];
    let changes = difference(&before, &[item("0101", vec![led_by(1, "D02")])]);
    assert!(still_apply(&changes, &before));
    assert!(!still_apply(&changes, &[item("0101", vec![led_by(1, "D10")])]));
    assert!(!still_apply(&changes, &[]));
}
