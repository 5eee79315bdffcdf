//! Rows to items: one row for each entry, what is said of the item once or again in each of its rows. What a file has no
//! column for stays as it is in the list.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::list::file::{CellFaultKind, Column, Work};
use domain::list::{Boundary, Delegation, Fault, FaultKind, Responsible, faults_of_list};
use domain::{Directory, Duty, Item, ItemKind};

use super::cells::{Faults, is_filled, look_at_cells};
use super::columns::Sheet;
use super::units::Units;
use super::values::{is_nothing, kind, limit, narrow, number, parts, urgency};
use super::{Order, Row, Tell, missing, tell};
use crate::sounds;

/// What a file tells.
#[derive(Debug)]
pub(super) struct Taken {
    /// Its items, by code.
    pub(super) items: BTreeMap<String, Item>,
    /// What is wrong with them.
    pub(super) faults: Faults,
}

/// Takes the items out of a sheet.
pub(super) fn take(
    sheet: &Sheet<'_>,
    order: &Order,
    list: &BTreeMap<String, Item>,
    directory: &Directory,
    said: Tell<'_>,
) -> Taken {
    let mut reading = Reading {
        sheet,
        list,
        is_whole: order.is_whole,
        units: Units::of(directory),
        faults: Faults::default(),
        entries: HashMap::new(),
    };
    if !reading.has_columns() {
        return Taken { items: BTreeMap::new(), faults: reading.faults };
    }
    look_at_cells(sheet, &mut reading.faults);
    let groups = reading.groups();
    let mut items = BTreeMap::new();
    for (done, (code, rows)) in groups.iter().enumerate() {
        tell(said, Work::Checking, done, groups.len());
        items.insert(code.clone(), reading.item(code, rows));
    }
    reading.name_matters(&mut items);
    let known: BTreeSet<u32> = list.values().flat_map(|item| &item.duties).map(|duty| duty.number).collect();
    reading.number_entries(&mut items, &known);
    let first_rows = groups.iter().map(|(code, rows)| (code.as_str(), rows[0].number)).collect();
    reading.hold_against_the_list(&items, &first_rows, directory);
    // What is new has no number until it is decided.
    for duty in items.values_mut().flat_map(|item| &mut item.duties) {
        if !known.is_empty() && !known.contains(&duty.number) {
            duty.number = 0;
        }
    }
    tell(said, Work::Checking, groups.len(), groups.len());
    Taken { items, faults: reading.faults }
}

struct Reading<'a> {
    sheet: &'a Sheet<'a>,
    list: &'a BTreeMap<String, Item>,
    is_whole: bool,
    units: Units<'a>,
    faults: Faults,
    /// The rows of an item's entries, in the order of its entries.
    entries: HashMap<String, Vec<u32>>,
}

/// What the rows of an item say in one column.
enum Said<'a> {
    /// The file has no such column.
    Unasked,
    /// Nothing.
    Nothing,
    /// This, in this row.
    Text(u32, &'a str),
}

impl<'a> Reading<'a> {
    fn has(&self, column: Column) -> bool {
        self.sheet.place(column).is_some()
    }

    /// Whether the columns are there without which nothing can be read.
    fn has_columns(&mut self) -> bool {
        let tells_of_entries = self.sheet.read().any(|(column, _)| column.is_of_entry());
        for column in super::NEEDED.into_iter().chain(tells_of_entries.then_some(Column::Lead)) {
            if !self.has(column) {
                self.lacks(column);
            }
        }
        self.faults.count() == 0
    }

    /// Says once that the file has no such column.
    fn lacks(&mut self, column: Column) {
        if !self.faults.knows(self.sheet.header_row, column) {
            self.faults.say(self.sheet.header_row, column, CellFaultKind::NoColumn);
        }
    }

    fn text(&self, row: &'a Row, column: Column) -> Option<&'a str> {
        row.text(self.sheet.place(column)?)
    }

    /// The rows of each code, in the order in which the codes come.
    fn groups(&mut self) -> Vec<(String, Vec<&'a Row>)> {
        let place = self.sheet.place(Column::Code).unwrap_or_default() as usize;
        let header = self.sheet.columns.get(place).map(|column| column.header.as_str()).unwrap_or_default();
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut groups: Vec<(String, Vec<&Row>)> = Vec::new();
        for row in self.sheet.rows.iter().copied().filter(|row| is_filled(row, self.sheet)) {
            let text = self.text(row, Column::Code);
            let Some(text) = text else {
                if !self.faults.knows(row.number, Column::Code) {
                    self.faults.say(row.number, Column::Code, missing());
                }
                continue;
            };
            // Printed lists have their headers on every page.
            if text == header {
                continue;
            }
            let code = narrow(text);
            let place = *places.entry(code.clone()).or_insert_with(|| {
                groups.push((code.clone(), Vec::new()));
                groups.len() - 1
            });
            groups[place].1.push(row);
        }
        groups
    }

    /// What the rows of an item say of it; they have to agree.
    fn of_item(&mut self, rows: &[&'a Row], column: Column) -> Said<'a> {
        let Some(place) = self.sheet.place(column) else { return Said::Unasked };
        let mut texts = rows.iter().filter_map(|row| Some((row.number, row.text(place)?)));
        let Some((first, text)) = texts.next() else { return Said::Nothing };
        for (row, _) in texts.filter(|(_, other)| *other != text) {
            self.faults.say(row, column, CellFaultKind::Differs(first));
        }
        Said::Text(first, text)
    }

    fn words(&mut self, rows: &[&'a Row], column: Column, before: Option<&str>) -> String {
        match self.of_item(rows, column) {
            Said::Unasked => before.unwrap_or_default().to_owned(),
            Said::Nothing => String::new(),
            Said::Text(_, text) => text.to_owned(),
        }
    }

    fn item(&mut self, code: &str, rows: &[&'a Row]) -> Item {
        let list = self.list;
        let before = list.get(code).or_else(|| self.look_for_zeros(code, rows[0].number));
        let name = self.words(rows, Column::Name, before.map(|item| item.name.as_str()));
        let class = self.words(rows, Column::Class, before.map(|item| item.class_name.as_str()));
        let edition = self.words(rows, Column::Edition, before.map(|item| item.edition.as_str()));
        let mut item = Item {
            common: self.common(rows, before),
            synonyms: match self.of_item(rows, Column::Synonyms) {
                Said::Unasked => before.map(|item| item.synonyms.clone()).unwrap_or_default(),
                Said::Nothing => Vec::new(),
                Said::Text(_, text) => parts(text).map(ToOwned::to_owned).collect(),
            },
            matter: match self.of_item(rows, Column::Matter) {
                Said::Unasked => before.and_then(|item| item.matter.clone()),
                Said::Text(_, text) if !is_nothing(text) => Some(text.to_owned()),
                Said::Nothing | Said::Text(..) => None,
            },
            boundary: self.boundary(rows, before),
            delegation: self.delegation(rows, before),
            duties: self.duties(code, rows, before),
            ..Item::new(self.kind(rows, before), code, &name, &class, &edition)
        };
        match before.filter(|before| before.name == item.name && before.synonyms == item.synonyms) {
            Some(before) => item.sounds.clone_from(&before.sounds),
            None => sounds::note(&mut item),
        }
        item
    }

    /// Spreadsheets take `0101` for a number: the item that is meant.
    fn look_for_zeros(&mut self, code: &str, row: u32) -> Option<&'a Item> {
        if !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut padded = (1..=4).filter_map(|zeros| self.list.get(&format!("{}{code}", "0".repeat(zeros))));
        let meant = padded.next()?;
        self.faults.say(row, Column::Code, CellFaultKind::ZerosLost(meant.code.clone()));
        Some(meant)
    }

    fn kind(&mut self, rows: &[&'a Row], before: Option<&Item>) -> ItemKind {
        match self.of_item(rows, Column::Kind) {
            Said::Text(row, text) => kind(text).unwrap_or_else(|| {
                self.faults.say(row, Column::Kind, CellFaultKind::NotAKind(text.to_owned()));
                ItemKind::Component
            }),
            Said::Unasked if before.is_some() => before.map_or(ItemKind::Component, |item| item.kind),
            Said::Unasked => {
                self.lacks(Column::Kind);
                ItemKind::Component
            }
            Said::Nothing => {
                self.faults.say(rows[0].number, Column::Kind, missing());
                ItemKind::Component
            }
        }
    }

    fn common(&mut self, rows: &[&'a Row], before: Option<&Item>) -> Option<u32> {
        match self.of_item(rows, Column::Common) {
            Said::Unasked => before.and_then(|item| item.common),
            Said::Text(row, text) if !is_nothing(text) => {
                let place = number(text);
                if place.is_none() {
                    self.faults.say(row, Column::Common, CellFaultKind::NotANumber(text.to_owned()));
                }
                place
            }
            Said::Nothing | Said::Text(..) => None,
        }
    }

    fn boundary(&mut self, rows: &[&'a Row], before: Option<&Item>) -> Option<Boundary> {
        let before = before.and_then(|item| item.boundary.as_ref());
        let township = self.words(rows, Column::BoundaryTownship, before.map(|it| it.township.as_str()));
        let department = self.words(rows, Column::BoundaryDepartment, before.map(|it| it.department.as_str()));
        (!township.is_empty() || !department.is_empty()).then_some(Boundary { township, department })
    }

    fn delegation(&mut self, rows: &[&'a Row], before: Option<&Item>) -> Option<Delegation> {
        let before = before.and_then(|item| item.delegation.as_ref());
        let people = self.words(rows, Column::DelegationPeople, before.map(|it| it.people.as_str()));
        let money = self.words(rows, Column::DelegationMoney, before.map(|it| it.money.as_str()));
        let technology = self.words(rows, Column::DelegationTechnology, before.map(|it| it.technology.as_str()));
        let from = match self.of_item(rows, Column::DelegationFrom) {
            Said::Unasked => before.map(|it| it.from.clone()),
            Said::Text(row, text) if !is_nothing(text) => Some(self.units.unit(text).unwrap_or_else(|kind| {
                self.faults.say(row, Column::DelegationFrom, kind);
                text.into()
            })),
            Said::Nothing | Said::Text(..) => None,
        };
        let is_empty = from.is_none() && [&people, &money, &technology].into_iter().all(String::is_empty);
        if is_empty {
            return None;
        }
        if from.is_none() {
            self.faults.say(rows[0].number, Column::DelegationFrom, missing());
        }
        Some(Delegation { from: from.unwrap_or_else(|| "".into()), people, money, technology })
    }

    fn duties(&mut self, code: &str, rows: &[&'a Row], before: Option<&Item>) -> Vec<Duty> {
        let before = before.map(|item| item.duties.as_slice()).unwrap_or_default();
        if !self.has(Column::Lead) {
            self.look_for_repetition(rows);
            self.entries.insert(code.to_owned(), vec![rows[0].number; before.len()]);
            return before.to_vec();
        }
        let of_entry: Vec<u32> =
            self.sheet.read().filter(|(column, _)| column.is_of_entry()).map(|(_, place)| place).collect();
        // Else nobody knows which of its entries a row is.
        if before.len() > 1 && ![Column::Condition, Column::Number].into_iter().any(|column| self.has(column)) {
            self.lacks(Column::Condition);
        }
        let (mut duties, mut at): (Vec<Duty>, Vec<u32>) = (Vec::new(), Vec::new());
        let mut without = Vec::new();
        for row in rows {
            if of_entry.iter().all(|place| row.cell(*place).is_none()) {
                without.push(*row);
                continue;
            }
            let duty = self.duty(row, before);
            let same = duties.iter().position(|other| other.condition == duty.condition);
            if let Some(same) = same {
                let column = if self.has(Column::Condition) { Column::Condition } else { Column::Code };
                self.faults.say(row.number, column, CellFaultKind::SameAs(at[same]));
            }
            duties.push(duty);
            at.push(row.number);
        }
        self.look_for_repetition(&without);
        self.entries.insert(code.to_owned(), at);
        duties
    }

    /// Rows that say nothing of an entry, of which one is enough.
    fn look_for_repetition(&mut self, rows: &[&'a Row]) {
        for row in rows.iter().skip(1) {
            self.faults.say(row.number, Column::Code, CellFaultKind::SameAs(rows[0].number));
        }
    }

    /// An entry. Its number is 0 until it is given one.
    fn duty(&mut self, row: &'a Row, before: &[Duty]) -> Duty {
        let condition = self.text(row, Column::Condition).map(ToOwned::to_owned);
        let written = self.text(row, Column::Number).filter(|text| !is_nothing(text));
        let numbered = written.and_then(number);
        if let (Some(text), None) = (written, numbered) {
            self.faults.say(row.number, Column::Number, CellFaultKind::NotANumber(text.to_owned()));
        }
        let same = |duty: &&Duty| match numbered {
            Some(number) => duty.number == number,
            None => duty.condition == condition || !self.has(Column::Condition),
        };
        let old = before.iter().find(same);
        let mut duty = Duty::new(numbered.or(old.map(|old| old.number)).unwrap_or_default(), self.lead(row));
        duty.condition =
            if self.has(Column::Condition) { condition } else { old.and_then(|old| old.condition.clone()) };
        duty.co_responsible = self.helpers(row, old);
        duty.limit = self.limit(row, old);
        duty.urgency = self.urgency(row, old);
        duty.standard = self.entry_words(row, Column::Standard, old.map(|old| old.standard.as_str()));
        duty.evidence = self.entry_words(row, Column::Evidence, old.map(|old| old.evidence.as_str()));
        duty.basis = self.entry_words(row, Column::Basis, old.map(|old| old.basis.as_str()));
        duty
    }

    fn entry_words(&self, row: &'a Row, column: Column, old: Option<&str>) -> String {
        match self.text(row, column) {
            Some(text) => text.to_owned(),
            None if self.has(column) => String::new(),
            None => old.unwrap_or_default().to_owned(),
        }
    }

    fn lead(&mut self, row: &'a Row) -> Responsible {
        let found = match self.text(row, Column::Lead) {
            Some(text) if !is_nothing(text) => self.units.responsible(text),
            // A formula or the like has been told.
            _ if self.faults.knows(row.number, Column::Lead) => return Responsible::Township,
            _ => Err(CellFaultKind::NoLead),
        };
        found.unwrap_or_else(|kind| {
            self.faults.say(row.number, Column::Lead, kind);
            Responsible::Township
        })
    }

    fn helpers(&mut self, row: &'a Row, old: Option<&Duty>) -> Vec<Responsible> {
        if !self.has(Column::CoResponsible) {
            return old.map(|old| old.co_responsible.clone()).unwrap_or_default();
        }
        let mut helpers = Vec::new();
        let text = self.text(row, Column::CoResponsible).filter(|text| !is_nothing(text)).unwrap_or_default();
        for part in parts(text) {
            match self.units.responsible(part) {
                Ok(helper) => helpers.push(helper),
                Err(kind) => self.faults.say(row.number, Column::CoResponsible, kind),
            }
        }
        helpers
    }

    fn limit(&mut self, row: &'a Row, old: Option<&Duty>) -> Option<domain::list::Limit> {
        match self.text(row, Column::Limit).filter(|text| !is_nothing(text)) {
            Some(text) => {
                let limit = limit(text);
                if limit.is_none() {
                    self.faults.say(row.number, Column::Limit, CellFaultKind::NotALimit(text.to_owned()));
                }
                limit
            }
            None if self.has(Column::Limit) => None,
            None => old.and_then(|old| old.limit),
        }
    }

    fn urgency(&mut self, row: &'a Row, old: Option<&Duty>) -> domain::Urgency {
        match self.text(row, Column::Urgency).filter(|text| !is_nothing(text)) {
            Some(text) => urgency(text).unwrap_or_else(|| {
                self.faults.say(row.number, Column::Urgency, CellFaultKind::NotAnUrgency(text.to_owned()));
                domain::Urgency::Normal
            }),
            None if self.has(Column::Urgency) => domain::Urgency::Normal,
            None => old.map(|old| old.urgency).unwrap_or_default(),
        }
    }

    /// A matter may be named instead of its code.
    fn name_matters(&self, items: &mut BTreeMap<String, Item>) {
        let mut codes: HashMap<String, Vec<String>> = HashMap::new();
        for item in self.kept(items).chain(items.values()).filter(|item| item.kind == ItemKind::Matter) {
            codes.entry(item.name.clone()).or_default().push(item.code.clone());
        }
        let is_code =
            |text: &String, items: &BTreeMap<String, Item>| items.contains_key(text) || self.list.contains_key(text);
        let named: Vec<(String, String)> = items
            .values()
            .filter_map(|item| {
                let text = item.matter.as_ref().filter(|text| !is_code(text, items))?;
                match codes.get(text)?.as_slice() {
                    [matter] => Some((item.code.clone(), matter.clone())),
                    _ => None,
                }
            })
            .collect();
        for (code, matter) in named {
            if let Some(item) = items.get_mut(&code) {
                item.matter = Some(matter);
            }
        }
    }

    /// What stays in the list beside the file's items.
    fn kept<'b>(&'b self, items: &'b BTreeMap<String, Item>) -> impl Iterator<Item = &'b Item> {
        self.list.values().filter(|item| !self.is_whole && !items.contains_key(&item.code))
    }

    /// New entries get the numbers after all that are there, so that faults can be told of them; then all stand in the
    /// order of their numbers. Only the first list brings numbers of its own.
    fn number_entries(&mut self, items: &mut BTreeMap<String, Item>, known: &BTreeSet<u32>) {
        let mut last = known.last().copied().unwrap_or_default();
        if known.is_empty() {
            last = items.values().flat_map(|item| &item.duties).map(|duty| duty.number).max().unwrap_or_default();
        }
        for (code, item) in items {
            let is_new = |duty: &Duty| duty.number == 0 || !(known.is_empty() || known.contains(&duty.number));
            for duty in item.duties.iter_mut().filter(|duty| is_new(duty)) {
                last = last.saturating_add(1);
                duty.number = last;
            }
            let Some(rows) = self.entries.get_mut(code) else { continue };
            let mut both: Vec<_> = std::mem::take(&mut item.duties).into_iter().zip(std::mem::take(rows)).collect();
            both.sort_by_key(|(duty, _)| duty.number);
            (item.duties, *rows) = both.into_iter().unzip();
        }
    }

    /// The rules that every list keeps, said where the file breaks them.
    fn hold_against_the_list(
        &mut self,
        items: &BTreeMap<String, Item>,
        first_rows: &BTreeMap<&str, u32>,
        directory: &Directory,
    ) {
        let faults = faults_of_list(self.kept(items).chain(items.values()), directory);
        let placed = faults.into_iter().filter_map(|fault| {
            let Some(first) = first_rows.get(fault.code.as_str()) else {
                // An item that the file does not name belonged to one that it changes into something else.
                let FaultKind::NoSuchMatter(matter) = &fault.fault else { return None };
                return Some((*first_rows.get(matter.as_str())?, Column::Kind, fault.fault));
            };
            let row = self.row(&fault, items).unwrap_or(*first);
            Some((row, Column::of_field(&fault.field).unwrap_or(Column::Code), fault.fault))
        });
        // A cell that does not read, or repeats another, has been told.
        let is_told = |row, column, fault: &FaultKind| {
            self.faults.knows(row, column) || (column == Column::Condition && matches!(fault, FaultKind::Twice(_)))
        };
        let placed: Vec<_> = placed.filter(|(row, column, fault)| !is_told(*row, *column, fault)).collect();
        for (row, column, fault) in placed {
            if !self.has(column) && fault == FaultKind::Missing {
                self.lacks(column);
            } else {
                self.faults.say(row, column, CellFaultKind::Item(fault));
            }
        }
    }

    fn row(&self, fault: &Fault, items: &BTreeMap<String, Item>) -> Option<u32> {
        let number = fault.duty?;
        let place = items.get(&fault.code)?.duties.iter().position(|duty| duty.number == number)?;
        self.entries.get(&fault.code)?.get(place).copied()
    }
}
