//! What can be whistled for.

use serde::{Deserialize, Serialize};

use super::{Duty, Limit, Responsible};
use crate::ids::UnitCode;

/// The three kinds of catalogue item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// 部件
    Component,
    /// 事件
    Event,
    /// 事项
    Matter,
}

impl ItemKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Component, Self::Event, Self::Matter];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Component => "component",
            Self::Event => "event",
            Self::Matter => "matter",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// 镇街/部门职责边界: who does what, where a township and a department meet.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Boundary {
    /// What the township does.
    pub township: String,
    /// What the department does.
    pub department: String,
}

/// What comes with a matter that is delegated to townships (权随事转、人随事转、钱随事转).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Delegation {
    /// The department that delegates.
    pub from: UnitCode,
    /// The people who come with it.
    pub people: String,
    /// The money.
    pub money: String,
    /// The equipment, data and training.
    pub technology: String,
}

/// One item of the list, with its duties.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Item {
    /// Code, unique in the list; kept as text, for leading zeros matter.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// Component, event or matter.
    pub kind: ItemKind,
    /// The class it stands under, such as 公用设施; of a matter, its domain.
    pub class_name: String,
    /// The edition of the standard that the code is from.
    pub edition: String,
    /// Place among the commonest, 1 first; none for the rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub common: Option<u32>,
    /// Everyday words for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<String>,
    /// How the name, then each synonym, sounds: one syllable for each Chinese character, parted by spaces. Made by the
    /// server.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sounds: Vec<String>,
    /// The matter that a component or an event belongs to, by its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<String>,
    /// Its own entries, by number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<Duty>,
    /// Where township and department meet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boundary: Option<Boundary>,
    /// What comes with it to the townships.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegation: Option<Delegation>,
}

impl Item {
    /// An item that nobody is responsible for yet.
    pub fn new(kind: ItemKind, code: &str, name: &str, class_name: &str, edition: &str) -> Self {
        Self {
            code: code.to_owned(),
            name: name.to_owned(),
            kind,
            class_name: class_name.to_owned(),
            edition: edition.to_owned(),
            common: None,
            synonyms: Vec::new(),
            sounds: Vec::new(),
            matter: None,
            duties: Vec::new(),
            boundary: None,
            delegation: None,
        }
    }

    /// The department that leads whatever the condition, as clients before the refined entries know it.
    pub fn plain_lead(&self) -> Option<&UnitCode> {
        match self.duties.as_slice() {
            [Duty { lead: Responsible::Unit(code), .. }] => Some(code),
            _ => None,
        }
    }

    /// The limit in hours, as clients before the refined entries know it.
    pub fn plain_limit_hours(&self) -> Option<u32> {
        self.duties.first().and_then(|duty| duty.limit).map(Limit::plain_hours)
    }
}
