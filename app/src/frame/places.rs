//! Where each role goes from the frame, and what pages are called.

use domain::Role;

use crate::components::Glyph;
use crate::text::{Text, administration, admission, common, rules, scores, shift};

/// A place in the tab bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) name: &'static str,
    pub(super) address: &'static str,
    pub(super) word: Text,
    pub(super) glyph: Glyph,
}

const fn place(name: &'static str, address: &'static str, word: Text, glyph: Glyph) -> Place {
    Place { name, address, word, glyph }
}

const REPORT: Place = place("report", "/report", common::TAB_REPORT, Glyph::Camera);
const WHISTLE: Place = place("report", "/report", common::TAB_WHISTLE, Glyph::Whistle);
const TASKS: Place = place("tasks", "/tasks", common::TAB_TASKS, Glyph::Check);
const MINE: Place = place("mine", "/mine", common::TAB_MINE, Glyph::List);
const MESSAGES: Place = place("messages", "/messages", common::TAB_MESSAGES, Glyph::Bell);
const DESK: Place = place("desk", "/desk", common::TAB_DESK, Glyph::Inbox);
const QUEUE: Place = place("queue", "/queue", common::TAB_QUEUE, Glyph::Upload);
const FIGURES: Place = place("figures", "/figures", common::TAB_FIGURES, Glyph::Chart);
const LIST: Place = place("list", "/list", common::TAB_LIST, Glyph::Building);
const GRIDS: Place = place("grids", "/grids", common::TAB_GRIDS, Glyph::Pin);
const SCORES: Place = place("scores", "/scores", scores::TAB, Glyph::Star);
const PEOPLE: Place = place("people", "/people", common::TAB_PEOPLE, Glyph::People);

/// A role's places, its home first.
pub(super) fn places(role: Role) -> &'static [Place] {
    match role {
        Role::GridWorker => &[REPORT, TASKS, MINE, MESSAGES],
        Role::ServiceTeam => &[MINE, REPORT, TASKS, MESSAGES],
        Role::Caller => &[DESK, WHISTLE, MINE, MESSAGES, LIST, SCORES, QUEUE],
        Role::Specialist => &[DESK, MESSAGES, SCORES, LIST, QUEUE],
        Role::Supervisor => &[DESK, MESSAGES, LIST, FIGURES, SCORES, QUEUE],
        Role::Leader => &[FIGURES, SCORES, MESSAGES, DESK, LIST],
        Role::Administrator => &[PEOPLE, GRIDS, DESK, LIST, FIGURES, SCORES],
    }
}

/// Whether this place is the page at `path`; the home is also at `/`.
pub(super) fn is_at(place: Place, path: &str, role: Role) -> bool {
    let home = places(role).first() == Some(&place);
    path == place.address || home && path == "/"
}

/// What the page at `path` is called.
pub(super) fn title(path: &str, role: Option<Role>) -> Text {
    let Some(role) = role else { return common::SIGN_IN };
    if let Some(place) = places(role).iter().find(|place| is_at(**place, path, role)) {
        return place.word;
    }
    match path {
        "/sign-in" => common::SIGN_IN,
        "/report" => common::TAB_REPORT,
        "/queue" => common::TAB_QUEUE,
        "/mine" => common::TAB_MINE,
        "/tasks" => common::TAB_TASKS,
        "/messages" => common::TAB_MESSAGES,
        "/desk" => common::TAB_DESK,
        "/figures" => common::TAB_FIGURES,
        path if path.starts_with("/scores") => scores::TAB,
        "/rules" => rules::TITLE,
        "/people" => common::TAB_PEOPLE,
        "/grids" => common::TAB_GRIDS,
        "/units" => administration::UNITS,
        "/audit" => administration::AUDIT,
        "/calendar" => administration::CALENDAR,
        "/shift" => shift::TITLE,
        "/list" => common::TAB_LIST,
        "/account" => common::ACCOUNT,
        path if path.starts_with("/tickets/") => common::TICKET,
        path if path.starts_with("/proposals") => admission::TITLE,
        path if path.starts_with("/list/") => common::TAB_LIST,
        _ => common::NOT_FOUND,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_a_home_that_stands_for_the_root() {
        for role in Role::ALL {
            let lit = places(role).iter().filter(|place| is_at(**place, "/", role)).count();
            assert_eq!(lit, 1);
            assert_eq!(title("/", Some(role)), places(role)[0].word);
        }
    }

    #[test]
    fn a_page_outside_the_tabs_has_a_title_too() {
        assert_eq!(title("/queue", Some(Role::GridWorker)), common::TAB_QUEUE);
        assert_eq!(title("/tickets/1", Some(Role::Caller)), common::TICKET);
        assert_eq!(title("/anything", None), common::SIGN_IN);
    }
}
