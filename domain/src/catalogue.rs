//! What can be whistled for, and who leads: the part of the responsibility list that tickets need.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::UnitCode;
use crate::people::Unit;

/// The three kinds of catalogue item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
        [Self::Component, Self::Event, Self::Matter].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// One item of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Code, unique in the catalogue; kept as text, for leading zeros matter.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// Component, event or matter.
    pub kind: ItemKind,
    /// The class it stands under, such as 公用设施.
    pub class_name: String,
    /// The edition of the standard that the code is from.
    pub edition: String,
    /// Who leads, by the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<UnitCode>,
    /// Time limit for handling, in hours; none where the list gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_hours: Option<u32>,
    /// Place among the commonest, 1 first; none for the rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub common: Option<u32>,
}

/// Hours for handling where the list gives none (`lifecycle.md`, Clocks).
pub const DEFAULT_LIMIT_HOURS: u32 = 4;

/// Units and catalogue together: what the ticket's rules look things up in.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    units: BTreeMap<UnitCode, Unit>,
    items: BTreeMap<String, Item>,
}

impl Directory {
    /// A directory of these units and items.
    pub fn new(units: impl IntoIterator<Item = Unit>, items: impl IntoIterator<Item = Item>) -> Self {
        Self {
            units: units.into_iter().map(|unit| (unit.code.clone(), unit)).collect(),
            items: items.into_iter().map(|item| (item.code.clone(), item)).collect(),
        }
    }

    /// The unit with this code.
    pub fn unit(&self, code: &UnitCode) -> Option<&Unit> {
        self.units.get(code)
    }

    /// The item with this code.
    pub fn item(&self, code: &str) -> Option<&Item> {
        self.items.get(code)
    }

    /// All units, by code.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.units.values()
    }

    /// All items, by code.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.items.values()
    }

    /// The unit that the list proposes to lead for an item.
    pub fn proposed_lead(&self, item_code: Option<&str>) -> Option<&Unit> {
        self.unit(self.item(item_code?)?.lead.as_ref()?)
    }

    /// Seconds that handling may take for an item.
    pub fn limit_seconds(&self, item_code: Option<&str>) -> i64 {
        let hours =
            item_code.and_then(|code| self.item(code)).and_then(|item| item.limit_hours).unwrap_or(DEFAULT_LIMIT_HOURS);
        i64::from(hours) * 3600
    }
}
