//! Units, list and grids together: what the ticket's rules look things up in.

use std::collections::BTreeMap;

use crate::calendar::Calendar;
use crate::grid::{Found, Grid};
use crate::ids::{GridCode, PersonId, UnitCode};
use crate::list::{Commonest, Duty, Item, Limit, Version};
use crate::people::{Colleague, Unit, UnitKind};
use crate::place::Place;

/// Units, list and grids as they stand.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    units: BTreeMap<UnitCode, Unit>,
    items: BTreeMap<String, Item>,
    version: Option<Version>,
    grids: BTreeMap<GridCode, Grid>,
    commonest: BTreeMap<UnitCode, Commonest>,
    calendar: Calendar,
    colleagues: BTreeMap<PersonId, Colleague>,
}

impl Directory {
    /// A directory of these units and items.
    pub fn new(units: impl IntoIterator<Item = Unit>, items: impl IntoIterator<Item = Item>) -> Self {
        Self {
            units: units.into_iter().map(|unit| (unit.code.clone(), unit)).collect(),
            items: items.into_iter().map(|item| (item.code.clone(), item)).collect(),
            version: None,
            grids: BTreeMap::new(),
            commonest: BTreeMap::new(),
            calendar: Calendar::published(),
            colleagues: BTreeMap::new(),
        }
    }

    /// The same, by this version of the list.
    pub fn at_version(self, version: Option<Version>) -> Self {
        Self { version, ..self }
    }

    /// The same, on ground that is divided into these grids.
    pub fn with_grids(self, grids: impl IntoIterator<Item = Grid>) -> Self {
        Self { grids: grids.into_iter().map(|grid| (grid.code.clone(), grid)).collect(), ..self }
    }

    /// The same, knowing what townships whistle for most.
    pub fn with_commonest(self, commonest: impl IntoIterator<Item = Commonest>) -> Self {
        Self { commonest: commonest.into_iter().map(|it| (it.township.clone(), it)).collect(), ..self }
    }

    /// The same, with this working calendar in place of the one that was published.
    pub fn with_calendar(self, calendar: Option<Calendar>) -> Self {
        Self { calendar: calendar.unwrap_or(self.calendar), ..self }
    }

    /// The same, knowing whom tickets can be given to: on the server all of them, on a device those of its person's unit.
    pub fn with_colleagues(self, colleagues: impl IntoIterator<Item = Colleague>) -> Self {
        Self { colleagues: colleagues.into_iter().map(|it| (it.id, it)).collect(), ..self }
    }

    /// The specialist with this id.
    pub fn colleague(&self, id: PersonId) -> Option<&Colleague> {
        self.colleagues.get(&id)
    }

    /// The specialists of a unit.
    pub fn colleagues_of<'a>(&'a self, unit: &'a UnitCode) -> impl Iterator<Item = &'a Colleague> {
        self.colleagues.values().filter(move |colleague| colleague.unit == *unit)
    }

    /// The working calendar.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
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

    /// What a township whistles for most; none while nobody has counted.
    pub fn commonest(&self, township: &UnitCode) -> Option<&Commonest> {
        self.commonest.get(township)
    }

    /// The grid with this code.
    pub fn grid(&self, code: &GridCode) -> Option<&Grid> {
        self.grids.get(code)
    }

    /// All grids, by code.
    pub fn grids(&self) -> impl Iterator<Item = &Grid> {
        self.grids.values()
    }

    /// The grid that a place lies in.
    pub fn grid_at(&self, place: &Place) -> Found<'_> {
        Found::among(self.grids.values(), place)
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
