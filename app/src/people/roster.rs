//! The list of people as the server sends it, and narrowing it.

use std::collections::BTreeMap;

use domain::{Person, PersonId, Role, Unit};
use jiff::Timestamp;
use serde::Deserialize;

/// Everybody with an account.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Roster {
    /// In no order.
    pub people: Vec<Listed>,
}

/// One person with an account.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Listed {
    /// Who.
    pub id: PersonId,
    /// What they sign in with.
    pub username: String,
    /// What others read.
    pub name: String,
    /// What they are here for.
    pub role: Role,
    /// Where they belong.
    pub unit: Unit,
    /// Whether they are kept from signing in.
    pub disabled: bool,
    /// In how many places they are signed in.
    pub sessions: u32,
    /// When they last used it.
    pub last_seen: Option<Timestamp>,
}

impl From<&Listed> for Person {
    fn from(listed: &Listed) -> Self {
        let Listed { id, username, name, role, unit, .. } = listed.clone();
        Self { id, username, name, role, unit }
    }
}

/// Whom to show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Part of a name, a username or a unit's name.
    pub typed: String,
    /// Only this role.
    pub role: Option<Role>,
    /// Only this unit, by its code; all where empty.
    pub unit: String,
}

impl Filter {
    /// The people it lets through, by unit, role and username.
    pub fn choose(&self, people: &[Listed]) -> Vec<Listed> {
        let mut chosen: Vec<_> = people.iter().filter(|person| self.admits(person)).cloned().collect();
        chosen.sort_by_cached_key(|person| (person.unit.code.clone(), person.role.as_str(), person.username.clone()));
        chosen
    }

    fn admits(&self, person: &Listed) -> bool {
        let typed = self.typed.trim().to_lowercase();
        let texts = [&person.name, &person.username, &person.unit.name];
        self.role.is_none_or(|role| person.role == role)
            && (self.unit.is_empty() || person.unit.code.as_str() == self.unit)
            && texts.into_iter().any(|text| text.to_lowercase().contains(&typed))
    }
}

/// Code and name of every unit that somebody belongs to.
pub fn units(people: &[Listed]) -> Vec<(String, String)> {
    let units: BTreeMap<_, _> =
        people.iter().map(|person| (person.unit.code.to_string(), person.unit.name.clone())).collect();
    units.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::UnitKind;
    use uuid::Uuid;

    fn person(username: &str, role: Role, unit: &str) -> Listed {
        Listed {
            id: PersonId(Uuid::nil()),
            username: username.into(),
            name: "某".into(),
            role,
            unit: Unit::new(Uuid::nil(), unit.into(), &format!("单位{unit}"), UnitKind::Township),
            disabled: false,
            sessions: 0,
            last_seen: None,
        }
    }

    #[test]
    fn typing_finds_names_usernames_and_units() {
        let people = [person("grid07", Role::GridWorker, "T07"), person("caller07", Role::Caller, "T08")];
        let typed = |typed: &str| Filter { typed: typed.into(), ..Filter::default() }.choose(&people).len();
        assert_eq!((typed("GRID"), typed("单位T08"), typed("某"), typed("x")), (1, 1, 2, 0));
    }

    #[test]
    fn people_stand_by_unit() {
        let people = [person("caller08", Role::Caller, "T08"), person("grid07", Role::GridWorker, "T07")];
        let filter = Filter::default();
        let chosen: Vec<_> = filter.choose(&people).into_iter().map(|person| person.username).collect();
        assert_eq!(chosen, ["grid07", "caller08"]);
    }
}
