use domain::Change;

use super::*;

fn ask() -> Command {
    Command::RequestReturn { reason: words(), clause: None, suggested_unit: None }
}

fn open() -> Command {
    Command::OpenArbitration { reason: "两家都说不归自己".into() }
}

fn rule(unit: &str) -> Command {
    Command::RuleArbitration {
        unit: unit.into(), reason: "养护移交清单".into(), clause: Some("第三条".into())
    }
}

/// D01 has handed it back, and D02 has signed it.
fn returned_once() -> Scene {
    let mut scene = Scene::at("handling");
    scene.must("lead", ask());
    scene.must("supervisor", Command::ApproveReturn {});
    scene.must("supervisor", Command::Dispatch(Dispatch::to("D02".into())));
    scene.must("helper", Command::Sign {});
    scene
}

/// And D02 wants to hand it back, too.
fn disputed() -> Scene {
    let mut scene = returned_once();
    scene.must("helper", ask());
    scene
}

#[test]
fn a_supervisor_opens_it_once_two_units_have_asked_for_a_return() {
    assert_eq!(returned_once().told("supervisor", open()), Err((Code::ArbitrationEarly, None)));
    let mut scene = disputed();
    assert_eq!(scene.takers(&open()), ["supervisor", "second supervisor", "third supervisor"]);
    let mut refused = scene.clone();
    refused.must("supervisor", Command::RefuseReturn { reason: words() });
    assert_eq!(refused.told("supervisor", open()), Ok(()), "after the second refusal as well");
    let mut nobodys = scene.clone();
    nobodys.must("supervisor", Command::ApproveReturn {});
    assert_eq!(nobodys.told("supervisor", open()), ILLEGAL, "somebody has to have it meanwhile");

    scene.must("supervisor", open());
    assert_eq!(scene.told("second supervisor", open()), faster("supervisor"));
    let arbitration = scene.ticket.open_arbitration().cloned().unwrap();
    assert_eq!((arbitration.at, arbitration.by), (scene.now, person("supervisor").id));
}

#[test]
fn meanwhile_the_unit_goes_on_with_it_and_its_clock_with_the_rest() {
    let mut scene = returned_once();
    let due = scene.ticket.due_at.unwrap();
    scene.must("helper", ask());
    assert!(scene.ticket.paused_since().is_some());
    scene.must("supervisor", open());
    assert_eq!((scene.ticket.paused_since(), &scene.ticket.pending_return), (None, &None));
    assert_eq!((scene.status(), scene.ticket.lead.clone()), ("handling", Some("D02".into())));
    assert_eq!(scene.ticket.due_at, Some(after(due, 60)), "without the minute for which the return was asked");
    assert_eq!(scene.told("helper", ask()), Err((Code::ArbitrationOpen, None)));
    assert_eq!(scene.told("supervisor", Command::RefuseReturn { reason: words() }), Err((Code::NoReturn, None)));
    scene.must("helper", Command::ReportResult { text: words(), photos: vec![photo(1)] });
    scene.must("leader", rule("D01"));
    assert_eq!((scene.status(), scene.ticket.lead.clone()), ("awaiting_check", Some("D02".into())));
    assert_eq!(scene.ticket.ruling().map(|ruling| ruling.unit.clone()), Some("D01".into()), "for the list");
}

#[test]
fn a_leader_who_did_not_open_it_rules_and_whose_it_is_stays_so() {
    let mut scene = disputed();
    assert_eq!(scene.told("leader", rule("D01")), Err((Code::NoArbitration, None)));
    scene.must("supervisor", open());
    assert_eq!(scene.takers(&rule("D02")), ["leader"]);
    let risen = Person { role: Role::Leader, ..person("supervisor") };
    let context = Context { actor: &risen, now: scene.now, directory: &scene.directory };
    assert_eq!(scene.ticket.admits(CommandKind::RuleArbitration, context).map_err(|it| it.code), Err(Code::OtherHands));

    let due = scene.ticket.due_at;
    scene.must("leader", rule("D02"));
    assert_eq!((scene.status(), scene.ticket.due_at), ("handling", due));
    let ruling = scene.ticket.ruling().cloned().unwrap();
    assert_eq!((ruling.unit_name.as_str(), ruling.clause.as_deref()), ("D02", Some("第三条")));
    assert_eq!(scene.told("helper", ask()), Err((Code::Ruled, None)));
    assert_eq!(scene.told("leader", rule("D01")), faster("leader"));
    assert_eq!(scene.told("second supervisor", open()), faster("supervisor"), "once for a ticket");
    assert_eq!(scene.told("helper", Command::Sign {}), faster("helper"), "what stayed is done");
}

#[test]
fn ruled_to_another_unit_it_waits_there_as_by_a_new_dispatch() {
    for waits in ["awaiting_signature", "handling"] {
        let mut scene = Scene::at("handling");
        scene.must("lead", ask());
        scene.must("supervisor", Command::ApproveReturn {});
        let dispatch = Dispatch { co_responsible: vec!["D01".into(), "D03".into()], ..Dispatch::to("D02".into()) };
        scene.must("supervisor", Command::Dispatch(dispatch));
        if waits == "handling" {
            scene.must("helper", Command::Sign {});
        }
        scene.must("helper", ask());
        scene.must("supervisor", open());
        assert_eq!(scene.status(), waits);
        scene.must("leader", rule("D01"));
        assert_eq!(scene.ticket.status, Status::AwaitingSignature { dispatched_at: scene.now });
        assert_eq!(
            (scene.ticket.lead.clone(), scene.ticket.co_responsible.clone()),
            (Some("D01".into()), vec!["D03".into()])
        );
        assert_eq!((scene.ticket.due_at, scene.ticket.due_from), (None, None));
        assert_eq!(scene.told("helper", Command::Sign {}), Err((Code::NotAllowed, None)));
        assert_eq!(scene.told("lead", result()), ILLEGAL);
        scene.must("lead", Command::Sign {});
        assert_eq!(scene.ticket.due_from, Some(scene.now));
        assert_eq!(scene.told("lead", ask()), Err((Code::Ruled, None)));
    }
}

#[test]
fn a_ruling_names_a_unit_that_takes_tickets() {
    let mut scene = disputed();
    scene.must("supervisor", open());
    let actor = person("leader");
    let context = Context { actor: &actor, now: scene.now, directory: &scene.directory };
    for unit in ["D09", "C00"] {
        let refusal = scene.ticket.apply(&rule(unit), context).unwrap_err();
        assert_eq!((refusal.code, refusal.field), (Code::Invalid, Some("unit")));
    }
}

#[test]
fn lateness_goes_with_the_dispatch_and_an_arbitration_that_nobody_ruled_ends_with_its_ticket() {
    let mut scene = returned_once();
    scene.now = after(scene.now, 5 * 86_400);
    scene.must("helper", ask());
    scene.must("supervisor", open());
    assert!(scene.ticket.is_late(scene.now));
    let mut voided = scene.clone();
    voided.must("supervisor", Command::Void { reason: words() });
    assert_eq!(voided.ticket.arbitration, None);
    assert_eq!(voided.told("leader", rule("D01")), ILLEGAL);
    let mut stays = scene.clone();
    stays.must("leader", rule("D02"));
    assert!(stays.ticket.is_late(stays.now));
    scene.must("leader", rule("D01"));
    assert!(!scene.ticket.is_late(scene.now));
    scene.must("supervisor", Command::Void { reason: words() });
    assert!(scene.ticket.ruling().is_some());
}

#[test]
fn tickets_that_were_never_arbitrated_are_written_as_they_were() {
    let scene = Scene::at("handling");
    assert!(!serde_json::to_string(&scene.ticket).unwrap().contains("arbitration"));
    let read: Change = serde_json::from_str(r#"{"kind":"open_arbitration","text":"因为"}"#).unwrap();
    assert_eq!(read, Change::OpenArbitration { text: words(), deadline: None });
}
