use domain::digest::Digest;

use super::*;

const HOUR: i64 = 3600;

impl Scene {
    /// Whether the ticket stands among what waits, is due soon, is overdue and changed, for this person, so long from
    /// now.
    fn digest(&self, who: &str, later: i64) -> [bool; 4] {
        let actor = person(who);
        let context = Context { actor: &actor, now: after(self.now, later), directory: &self.directory };
        let Digest { waiting, due_soon, overdue, changed } = Digest::of([&self.ticket], context);
        [waiting, due_soon, overdue, changed].map(|tickets| !tickets.is_empty())
    }

    /// Those for whom it waits.
    fn awaited(&self) -> Vec<&'static str> {
        EVERYBODY.iter().map(|(name, ..)| *name).filter(|name| self.digest(name, 0)[0]).collect()
    }
}

const SUPERVISORS: [&str; 3] = ["supervisor", "second supervisor", "third supervisor"];

#[test]
fn a_ticket_waits_for_those_who_take_its_next_step() {
    for (status, awaited) in [
        ("received", SUPERVISORS.to_vec()),
        ("verifying", vec!["grid", "grid here"]),
        ("awaiting_dispatch", SUPERVISORS.to_vec()),
        ("awaiting_signature", vec!["lead", "second of lead"]),
        ("handling", vec!["lead", "second of lead"]),
        ("awaiting_check", SUPERVISORS.to_vec()),
        ("awaiting_rating", vec!["grid", "caller"]),
        ("dissatisfied", SUPERVISORS.to_vec()),
        ("closed", vec![]),
        ("voided", vec![]),
    ] {
        assert_eq!(Scene::at(status).awaited(), awaited, "{status}");
    }
}

#[test]
fn what_is_asked_waits_for_whoever_is_asked() {
    let mut scene = Scene::at("handling");
    scene.must("lead", Command::RequestReturn { reason: words(), clause: None, suggested_unit: None });
    assert_eq!(scene.awaited(), SUPERVISORS, "who handed it back waits");

    let mut scene = Scene::at("awaiting_check");
    scene.must("supervisor", Command::RequestCheck { text: None });
    assert_eq!(scene.awaited(), ["grid"], "and not the centre, before it is checked");

    let mut scene = Scene::at("handling");
    let people = ["lead", "second of lead"].map(person);
    scene.directory = scene.directory.with_colleagues(people.iter().filter_map(domain::people::Colleague::of));
    scene.must("lead", Command::AssignHandler { handler: person("second of lead").id });
    assert_eq!(scene.awaited(), ["second of lead"]);
}

#[test]
fn a_limit_is_due_soon_and_then_overdue_for_those_whose_business_it_is() {
    let scene = Scene::at("handling");
    let left = domain::time::seconds_between(scene.now, scene.ticket.due_at.unwrap());
    for (who, concerned) in [
        ("supervisor", true),
        ("leader", true),
        ("lead", true),
        ("helper", false),
        ("caller", true),
        ("grid", true),
        ("grid here", false),
    ] {
        let limits = |later: i64| {
            let [_, due_soon, overdue, _] = scene.digest(who, later);
            (due_soon, overdue)
        };
        assert_eq!(limits(left - 25 * HOUR), (false, false), "{who}");
        assert_eq!(limits(left - 24 * HOUR), (concerned, false), "{who}");
        assert_eq!(limits(left), (concerned, false), "{who}");
        assert_eq!(limits(left + 60), (false, concerned), "{who}");
    }
    let ended = Scene::at("voided");
    assert_eq!(ended.digest("supervisor", 90 * 24 * HOUR), [false; 4]);
}

#[test]
fn what_others_did_is_told_for_a_day() {
    let scene = Scene::at("awaiting_signature");
    assert!(scene.digest("lead", 0)[3] && scene.digest("lead", 23 * HOUR)[3]);
    assert!(!scene.digest("lead", 24 * HOUR)[3]);
    assert!(!scene.digest("supervisor", 0)[3], "it was their own doing");
}

#[test]
fn each_list_has_its_order() {
    let first = Scene::at("received");
    let mut later = first.clone();
    later.ticket.id = TicketId(Uuid::from_u128(2));
    later.ticket.received_at = after(first.ticket.received_at, -60);
    let actor = person("supervisor");
    let context = Context { actor: &actor, now: first.now, directory: &first.directory };
    assert_eq!(Digest::of([&first.ticket, &later.ticket], context).waiting, [later.ticket.id, first.ticket.id]);
}
