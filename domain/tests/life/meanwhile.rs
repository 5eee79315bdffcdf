use super::*;

/// Whose steps somebody is told of, with the revision that each left.
fn told(scene: &Scene, who: &str) -> Vec<(u64, CommandKind, String)> {
    let done = scene.ticket.done_by_others(person(who).id);
    done.filter_map(|(revision, event)| Some((revision, event.change.command_kind()?, event.by_name.clone()))).collect()
}

#[test]
fn somebody_whose_step_came_late_is_told_what_others_did_since() {
    let mut scene = Scene::at("awaiting_dispatch");
    let based_on = scene.ticket.revision;
    scene.must("second supervisor", Command::AddNote { text: words(), photos: Vec::new() });
    scene.must("supervisor", Command::Dispatch(Dispatch::to("D01".into())));
    let dispatch = Command::Dispatch(Dispatch::to("D02".into()));
    assert_eq!(scene.told("second supervisor", dispatch), faster("supervisor"));
    let since =
        |who: &str| told(&scene, who).into_iter().filter(|(revision, ..)| *revision > based_on).collect::<Vec<_>>();
    let dispatched = (4, CommandKind::Dispatch, "supervisor".to_owned());
    assert_eq!(since("second supervisor"), [dispatched], "and not what they did themselves");
    assert_eq!(since("supervisor"), [(3, CommandKind::AddNote, "second supervisor".to_owned())]);
}

#[test]
fn reminders_of_the_clock_and_photos_that_arrive_are_nobodys_steps() {
    let mut scene = Scene::at("handling");
    let before = told(&scene, "supervisor").len();
    let due = scene.ticket.due_at.unwrap();
    while let Some(event) = scene.ticket.wake(after(due, 60), &scene.directory).unwrap() {
        scene.ticket.absorb(&[event]);
    }
    assert!(scene.ticket.warned.is_some());
    assert_eq!(scene.ticket.done_by_others(person("supervisor").id).count(), before);
}
