use super::*;

fn appeal() -> Command {
    Command::Appeal { reason: "台风停工两天".into(), photos: vec![photo(9)] }
}

fn say(granted: bool) -> Command {
    Command::RuleAppeal { granted, reason: words() }
}

/// Handled by D01 for some seconds, and closed with both views by `supervisor`, who also dispatched it.
fn closed_after(seconds: i64) -> Scene {
    let mut scene = Scene::at("handling");
    scene.now = after(scene.now, seconds);
    scene.must("lead", result());
    scene.must("supervisor", Command::Pass {});
    scene.must("grid", rating(Satisfaction::Dissatisfied));
    scene.must("supervisor", Command::CloseWithBothViews { reason: None });
    scene
}

const DAY: i64 = 86_400;

fn late() -> Scene {
    closed_after(10 * DAY)
}

fn appealed() -> Scene {
    let mut scene = late();
    scene.must("lead", appeal());
    scene
}

#[test]
fn the_unit_that_led_appeals_against_lateness_within_ten_working_days_of_the_closing() {
    let scene = late();
    assert_eq!(scene.takers(&appeal()), ["lead", "second of lead"]);
    assert_eq!(closed_after(60).told("lead", appeal()), Err((Code::NotLate, None)));
    assert_eq!(Scene::at("handling").told("lead", appeal()), ILLEGAL);
    let days_later = |days| {
        let mut scene = scene.clone();
        scene.now = after(scene.now, days * DAY);
        scene.told("lead", appeal())
    };
    // Ten working days have two weekends in them, and perhaps a holiday.
    assert_eq!((days_later(9), days_later(30)), (Ok(()), Err((Code::AppealExpired, None))));
    let mut appealed = scene.clone();
    appealed.must("lead", appeal());
    assert_eq!(appealed.ticket.pending_appeal().map(|appeal| appeal.at), Some(appealed.now));
    assert_eq!(appealed.ticket.photos.last().map(|photo| photo.stage), Some(Stage::Other));
    assert_eq!(appealed.told("second of lead", appeal()), faster("lead"));
}

#[test]
fn two_supervisors_who_had_no_hand_in_it_decide_and_only_agreeing_exempts_it() {
    let scene = appealed();
    assert_eq!(late().told("second supervisor", say(true)), Err((Code::NoAppeal, None)));
    assert_eq!(scene.takers(&say(true)), ["supervisor", "second supervisor", "third supervisor"]);
    assert_eq!(scene.told("supervisor", say(true)), Err((Code::OtherHands, None)));
    for (first, second, exempt) in
        [(true, true, true), (true, false, false), (false, true, false), (false, false, false)]
    {
        let mut scene = scene.clone();
        scene.must("second supervisor", say(first));
        assert_eq!((scene.ticket.exempt, scene.ticket.pending_appeal().is_some()), (false, true), "one is a proposal");
        assert_eq!(scene.told("second supervisor", say(true)), faster("second supervisor"));
        scene.must("third supervisor", say(second));
        assert_eq!((scene.ticket.exempt, scene.ticket.appeal.as_ref().unwrap().outcome()), (exempt, Some(exempt)));
        assert!(scene.ticket.is_late(scene.now), "that it was late stays");
        assert_eq!(scene.ticket.counts_as_late(scene.now), !exempt);
        assert_eq!(scene.told("second supervisor", say(true)), faster("third supervisor"));
        assert_eq!(scene.told("lead", appeal()), faster("lead"), "once");
        assert_eq!(scene.status(), "closed");
    }
}

#[test]
fn reopening_it_ends_the_appeal_with_the_dispatch_that_was_late() {
    let mut scene = appealed();
    scene.must("second supervisor", say(true));
    scene.must("third supervisor", say(true));
    scene.must("supervisor", Command::Reopen { reason: words() });
    assert_eq!((scene.ticket.exempt, &scene.ticket.appeal), (false, &None));
    assert_eq!(scene.told("lead", appeal()), Err((Code::NotAllowed, None)));
    assert_eq!(scene.told("second supervisor", say(true)), ILLEGAL);
}

#[test]
fn tickets_nobody_appealed_about_are_written_as_they_were() {
    let json = serde_json::to_string(&late().ticket).unwrap();
    assert!(!json.contains("\"appeal\"") && !json.contains("\"exempt\""), "{json}");
}
