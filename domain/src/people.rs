//! Who acts, for which unit, and what they see.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::{PersonId, UnitCode};

/// What a person is here for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 网格员
    GridWorker,
    /// 呼叫员
    Caller,
    /// 专管员
    Specialist,
    /// 督办员
    Supervisor,
    /// 领导
    Leader,
    /// 管理员
    Administrator,
    /// 双报到队伍
    ServiceTeam,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 7] = [
        Self::GridWorker,
        Self::Caller,
        Self::Specialist,
        Self::Supervisor,
        Self::Leader,
        Self::Administrator,
        Self::ServiceTeam,
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GridWorker => "grid_worker",
            Self::Caller => "caller",
            Self::Specialist => "specialist",
            Self::Supervisor => "supervisor",
            Self::Leader => "leader",
            Self::Administrator => "administrator",
            Self::ServiceTeam => "service_team",
        }
    }

    /// Whether people of this role whistle.
    pub fn whistles(self) -> bool {
        matches!(self, Self::GridWorker | Self::Caller | Self::ServiceTeam)
    }

    /// The role of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// 县直部门
    Department,
    /// 镇街
    Township,
    /// 村、社区
    Village,
    /// 派驻机构
    Agency,
    /// 双报到队伍
    ServiceTeam,
    /// 指挥中心
    Centre,
}

impl UnitKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Department, Self::Township, Self::Village, Self::Agency, Self::ServiceTeam, Self::Centre];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Department => "department",
            Self::Township => "township",
            Self::Village => "village",
            Self::Agency => "agency",
            Self::ServiceTeam => "service_team",
            Self::Centre => "centre",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether a ticket may be dispatched to such a unit.
    pub fn takes_tickets(self) -> bool {
        matches!(self, Self::Department | Self::Township | Self::Agency)
    }
}

/// A department, a township, a village, an agency, a service team or the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Id.
    pub id: Uuid,
    /// Stable code, used in commands.
    pub code: UnitCode,
    /// Chinese name.
    pub name: String,
    /// What it is.
    pub kind: UnitKind,
    /// The township on whose ground a service team, a village or an agency is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub township: Option<UnitCode>,
    /// The unit above it: an agency's department, and otherwise what the county's tree says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<UnitCode>,
    /// Whether it is closed: nobody signs in for it, and it is dispatched nothing more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub disabled: bool,
}

impl Unit {
    /// A unit that stands on no township's ground and under no other.
    pub fn new(id: Uuid, code: UnitCode, name: &str, kind: UnitKind) -> Self {
        Self { id, code, name: name.to_owned(), kind, township: None, parent: None, disabled: false }
    }

    /// Whether a ticket may be dispatched to it now.
    pub fn takes_tickets(&self) -> bool {
        !self.disabled && self.kind.takes_tickets()
    }
}

/// A person who acts, as the ticket's rules need to know them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Id.
    pub id: PersonId,
    /// What they sign in with.
    pub username: String,
    /// Name that others read.
    pub name: String,
    /// What they are here for.
    pub role: Role,
    /// Where they belong.
    pub unit: Unit,
}

impl Person {
    /// The township whose ground this person works on.
    pub fn township(&self) -> Option<&UnitCode> {
        match self.unit.kind {
            UnitKind::Township => Some(&self.unit.code),
            _ => self.unit.township.as_ref(),
        }
    }

    /// Whether they are of the centre, which sees every ticket.
    pub fn is_of_the_centre(&self) -> bool {
        self.scopes().contains(&Scope::All)
    }

    /// The scopes whose tickets this person sees.
    pub fn scopes(&self) -> Vec<Scope> {
        let unit = self.unit.code.clone();
        match self.role {
            Role::Supervisor | Role::Leader | Role::Administrator => vec![Scope::All],
            Role::Specialist | Role::Caller => vec![Scope::Unit(unit)],
            // A village's grid workers check what is on the ground of its township.
            Role::GridWorker => vec![Scope::Person(self.id), Scope::Grid(self.township().cloned().unwrap_or(unit))],
            Role::ServiceTeam => vec![Scope::Person(self.id)],
        }
    }
}

/// A specialist as others of their unit know them: whom a ticket can be given to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    /// Id.
    pub id: PersonId,
    /// Name that others read.
    pub name: String,
    /// Where they belong.
    pub unit: UnitCode,
}

impl Colleague {
    /// This person, if tickets are given to people of their role.
    pub fn of(person: &Person) -> Option<Self> {
        let colleague = Self { id: person.id, name: person.name.clone(), unit: person.unit.code.clone() };
        (person.role == Role::Specialist).then_some(colleague)
    }
}

/// A set of tickets that some people see; a ticket is in several.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Everything: the centre's.
    All,
    /// What a unit leads, helps with, or has on its ground.
    Unit(UnitCode),
    /// What a township's grid workers are asked to verify or check.
    Grid(UnitCode),
    /// What one person reported or is asked to do.
    Person(PersonId),
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Unit(code) => write!(f, "unit:{code}"),
            Self::Grid(code) => write!(f, "grid:{code}"),
            Self::Person(id) => write!(f, "person:{id}"),
        }
    }
}
