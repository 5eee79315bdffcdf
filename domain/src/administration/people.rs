//! Who may have an account, where.

use serde::{Deserialize, Serialize};

use super::{Fault, is_plain};
use crate::directory::Directory;
use crate::ids::UnitCode;
use crate::people::{Person, Role, UnitKind};
use crate::problem::Code;

/// Characters of a name.
const NAME_LENGTHS: std::ops::RangeInclusive<usize> = 1..=20;
/// Characters of a username.
const USERNAME_LENGTHS: std::ops::RangeInclusive<usize> = 2..=32;

/// A person as somebody wants them to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What they sign in with.
    pub username: String,
    /// Name that others read.
    pub name: String,
    /// What they are here for.
    pub role: Role,
    /// Code of the unit that they belong to.
    pub unit: UnitCode,
}

impl From<&Person> for Draft {
    fn from(person: &Person) -> Self {
        Self {
            username: person.username.clone(),
            name: person.name.clone(),
            role: person.role,
            unit: person.unit.code.clone(),
        }
    }
}

impl Draft {
    /// The same without spaces around what was typed.
    pub fn trimmed(self) -> Self {
        Self { username: self.username.trim().to_owned(), name: self.name.trim().to_owned(), ..self }
    }
}

/// Whether people of this role belong to units of this kind.
pub fn fits(role: Role, kind: UnitKind) -> bool {
    match role {
        Role::GridWorker => matches!(kind, UnitKind::Township | UnitKind::Village),
        Role::Caller => kind == UnitKind::Township,
        // Whatever unit takes tickets has somebody to sign them.
        Role::Specialist => kind.takes_tickets(),
        Role::Supervisor | Role::Administrator => kind == UnitKind::Centre,
        Role::Leader => true,
        Role::ServiceTeam => kind == UnitKind::ServiceTeam,
    }
}

/// What is wrong with a person that is to be added, or, where there was one, to become this. Whether the username is taken
/// only the database knows.
pub fn person_faults(draft: &Draft, before: Option<&Person>, directory: &Directory) -> Vec<Fault> {
    let mut faults = Vec::new();
    // Whoever has an account keeps the name they sign in with.
    if before.is_none() && !is_username(&draft.username) {
        faults.push(Fault { field: "username", code: Code::PersonUsername });
    }
    // A name that begins with a letter is no formula to a spreadsheet.
    if !is_plain(&draft.name, NAME_LENGTHS) || !draft.name.starts_with(char::is_alphanumeric) {
        faults.push(Fault { field: "name", code: Code::PersonName });
    }
    match directory.open_unit(&draft.unit) {
        None => faults.push(Fault { field: "unit", code: Code::PersonUnit }),
        Some(unit) if !fits(draft.role, unit.kind) => faults.push(Fault { field: "role", code: Code::PersonRole }),
        Some(_) => {}
    }
    faults
}

fn is_username(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    USERNAME_LENGTHS.contains(&text.len())
        && text.starts_with(is_plain)
        && text.chars().all(|c| is_plain(c) || matches!(c, '.' | '-' | '_'))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::people::Unit;

    fn directory() -> Directory {
        let unit = |code: &str, kind| Unit::new(Uuid::nil(), code.into(), code, kind);
        let closed = Unit { disabled: true, ..unit("T02", UnitKind::Township) };
        Directory::new([unit("T01", UnitKind::Township), unit("C00", UnitKind::Centre), closed], [])
    }

    fn draft(username: &str, name: &str, role: Role, unit: &str) -> Draft {
        Draft { username: username.into(), name: name.into(), role, unit: unit.into() }
    }

    #[test]
    fn roles_fit_their_kinds_of_unit() {
        use UnitKind::{Agency, Centre, Department, ServiceTeam, Township, Village};
        for (role, kinds) in [
            (Role::GridWorker, &[Township, Village][..]),
            (Role::Caller, &[Township]),
            (Role::Specialist, &[Department, Township, Agency]),
            (Role::Supervisor, &[Centre]),
            (Role::Leader, &[Department, Township, Village, Agency, ServiceTeam, Centre]),
            (Role::Administrator, &[Centre]),
            (Role::ServiceTeam, &[ServiceTeam]),
        ] {
            let fitting: Vec<_> = UnitKind::ALL.into_iter().filter(|kind| fits(role, *kind)).collect();
            assert_eq!(fitting, kinds, "{role:?}");
        }
    }

    #[test]
    fn what_is_wrong_stands_at_its_field() {
        for (draft, expected) in [
            (draft("wang.xm-2_a", "王小明", Role::Caller, "T01"), None),
            (draft("13800000000", "阿卜杜拉·买买提", Role::GridWorker, "T01"), None),
            (draft("Wang", "王小明", Role::Caller, "T01"), Some("person.username")),
            (draft("w", "王小明", Role::Caller, "T01"), Some("person.username")),
            (draft("-wang", "王小明", Role::Caller, "T01"), Some("person.username")),
            (draft("王小明", "王小明", Role::Caller, "T01"), Some("person.username")),
            (draft(&"w".repeat(33), "王小明", Role::Caller, "T01"), Some("person.username")),
            (draft("wang", "", Role::Caller, "T01"), Some("person.name")),
            (draft("wang", &"王".repeat(21), Role::Caller, "T01"), Some("person.name")),
            (draft("wang", "=王小明", Role::Caller, "T01"), Some("person.name")),
            (draft("wang", "王\t小明", Role::Caller, "T01"), Some("person.name")),
            (draft("wang", "王小明", Role::Caller, "T02"), Some("person.unit")),
            (draft("wang", "王小明", Role::Caller, "T09"), Some("person.unit")),
            (draft("wang", "王小明", Role::Caller, "C00"), Some("person.role")),
        ] {
            let said: Vec<_> = person_faults(&draft, None, &directory()).iter().map(|it| it.code.as_str()).collect();
            assert_eq!(said, Vec::from_iter(expected), "{draft:?}");
        }
    }

    #[test]
    fn an_old_username_may_stay() {
        let unit = Unit::new(Uuid::nil(), "T01".into(), "T01", UnitKind::Township);
        let person =
            Person {
                id: Uuid::nil().into(), username: "Old Name".into(), name: "王".into(), role: Role::Caller, unit
            };
        assert_eq!(person_faults(&Draft::from(&person), Some(&person), &directory()), []);
    }
}
