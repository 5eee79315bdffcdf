//! Units and list together: what the ticket's rules look things up in.

use std::collections::BTreeMap;

use crate::ids::UnitCode;
use crate::list::{Duty, Item, Limit, Version};
use crate::people::{Unit, UnitKind};

/// Units and list as they stand.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    units: BTreeMap<UnitCode, Unit>,
    items: BTreeMap<String, Item>,
    version: Option<Version>,
}

impl Directory {
    /// A directory of these units and items.
    pub fn new(units: impl IntoIterator<Item = Unit>, items: impl IntoIterator<Item = Item>) -> Self {
        Self {
            units: units.into_iter().map(|unit| (unit.code.clone(), unit)).collect(),
            items: items.into_iter().map(|item| (item.code.clone(), item)).collect(),
            version: None,
        }
    }

    /// The same, by this version of the list.
    pub fn at_version(self, version: Option<Version>) -> Self {
        Self { version, ..self }
    }

    /// The unit with this code.
    pub fn unit(&self, code: &UnitCode) -> Option<&Unit> {
        self.units.get(code)
    }

    /// The unit with this code, where it is not closed.
    pub fn open_unit(&self, code: &UnitCode) -> Option<&Unit> {
        self.unit(code).filter(|unit| !unit.disabled)
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

    /// The version of the list that holds; none before the first.
    pub fn version(&self) -> Option<&Version> {
        self.version.as_ref()
    }

    /// The entries that an item goes by: its own, or those of the matter it belongs to.
    pub fn duties(&self, item_code: Option<&str>) -> &[Duty] {
        let Some(item) = item_code.and_then(|code| self.item(code)) else { return &[] };
        match (item.duties.as_slice(), &item.matter) {
            ([], Some(matter)) => self.item(matter).map(|matter| matter.duties.as_slice()).unwrap_or_default(),
            (duties, _) => duties,
        }
    }

    /// The limit for an item, before it is known which of its entries a ticket goes by.
    pub fn limit(&self, item_code: Option<&str>) -> Limit {
        self.duties(item_code).first().and_then(|duty| duty.limit).unwrap_or(Limit::DEFAULT)
    }

    /// The open agency of a department that is seated in a township.
    pub fn agency(&self, department: &UnitCode, township: &UnitCode) -> Option<&Unit> {
        self.units.values().find(|unit| {
            unit.kind == UnitKind::Agency
                && !unit.disabled
                && unit.parent.as_ref() == Some(department)
                && unit.township.as_ref() == Some(township)
        })
    }
}
