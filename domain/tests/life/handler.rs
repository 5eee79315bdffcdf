use domain::people::Colleague;

use super::*;

fn assign(who: &str) -> Command {
    Command::AssignHandler { handler: person(who).id }
}

/// Signed by D01, whose people are known, as are those of D02.
fn signed() -> Scene {
    let mut scene = Scene::at("handling");
    let people = ["lead", "second of lead", "helper"].map(person);
    scene.directory = scene.directory.with_colleagues(people.iter().filter_map(Colleague::of));
    scene
}

#[test]
fn a_specialist_of_the_lead_unit_assigns_one_of_them_and_revokes_it() {
    let mut scene = signed();
    assert_eq!(scene.takers(&assign("lead")), ["lead", "second of lead"]);
    assert_eq!(scene.takers(&Command::RevokeHandler {}), ["lead", "second of lead"]);
    assert_eq!(scene.told("lead", Command::RevokeHandler {}), Err((Code::NoHandler, None)));
    for stranger in ["helper", "supervisor"] {
        assert_eq!(scene.told("lead", assign(stranger)), Err((Code::NotColleague, None)), "{stranger}");
    }
    scene.must("lead", assign("second of lead"));
    let handler = scene.ticket.handler.clone().unwrap();
    assert_eq!((handler.id, handler.name.as_str()), (person("second of lead").id, "second of lead"));
    assert_eq!(scene.told("second of lead", assign("lead")), faster("lead"), "revoked first, then anew");
    scene.must("second of lead", Command::RevokeHandler {});
    assert_eq!(scene.told("lead", Command::RevokeHandler {}), faster("second of lead"));
    scene.must("lead", assign("lead"));
    scene.must("lead", result());
    assert_eq!(scene.told("lead", Command::RevokeHandler {}), ILLEGAL);
    scene.must("supervisor", Command::Rework { reason: words() });
    assert_eq!(scene.ticket.handler.as_ref().map(|it| it.id), Some(person("lead").id), "who did it does it again");
}

#[test]
fn only_while_it_is_handled() {
    for status in OPEN.into_iter().chain(ENDED).filter(|status| *status != "handling") {
        let told = Scene::at(status).told("lead", assign("lead")).map_err(|(code, _)| code);
        assert!(matches!(told, Err(Code::IllegalTransition | Code::NotAllowed)), "{status}: {told:?}");
    }
}

#[test]
fn revoking_voids_the_extension_that_the_handler_asked_for_and_no_others() {
    let ask = Command::RequestExtension { reason: words() };
    for (asker, stays) in [("second of lead", false), ("lead", true)] {
        let mut scene = signed();
        scene.must("lead", assign("second of lead"));
        scene.must(asker, ask.clone());
        scene.must("lead", Command::RevokeHandler {});
        assert_eq!(scene.ticket.pending_extension.is_some(), stays, "{asker}");
        assert_eq!(scene.told("supervisor", Command::ApproveExtension {}).is_ok(), stays, "{asker}");
    }
}

#[test]
fn a_handler_goes_with_the_dispatch() {
    let mut scene = signed();
    scene.must("lead", assign("lead"));
    scene.must("lead", Command::RequestReturn { reason: words(), clause: None, suggested_unit: None });
    scene.must("supervisor", Command::ApproveReturn {});
    assert_eq!(scene.ticket.handler, None);
    let json = serde_json::to_string(&Scene::at("handling").ticket).unwrap();
    assert!(!json.contains("handler"), "{json}");
}
