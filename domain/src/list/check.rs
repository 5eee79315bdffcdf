//! What an item has to be like to stand in the list.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fault, FaultKind, Item, ItemKind, Limit, Responsible};
use crate::directory::Directory;
use crate::ids::UnitCode;

/// Longest code, in characters.
const LONGEST_CODE: usize = 20;
/// Longest name of an item, a class or an edition.
const LONGEST_NAME: usize = 60;
/// Longest text of an entry.
const LONGEST_TEXT: usize = 500;
/// Most synonyms of an item, entries of an item, and helpers of an entry.
const MOST: usize = 30;

struct Faults<'a> {
    item: &'a Item,
    duty: Option<u32>,
    found: Vec<Fault>,
}

impl Faults<'_> {
    fn say(&mut self, field: &str, fault: FaultKind) {
        self.found.push(Fault { code: self.item.code.clone(), duty: self.duty, field: field.to_owned(), fault });
    }

    fn required(&mut self, field: &str, text: &str, longest: usize) {
        if text.trim().is_empty() {
            self.say(field, FaultKind::Missing);
        }
        self.text(field, text, longest);
    }

    fn text(&mut self, field: &str, text: &str, longest: usize) {
        if text.chars().count() > longest {
            self.say(field, FaultKind::TooLong(longest));
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            self.say(field, FaultKind::ControlCharacter);
        }
    }

    fn many(&mut self, field: &str, many: usize) {
        if many > MOST {
            self.say(field, FaultKind::TooMany(MOST));
        }
    }

    fn unit(&mut self, field: &str, code: &UnitCode, directory: &Directory) {
        match directory.unit(code) {
            None => self.say(field, FaultKind::NoSuchUnit(code.to_string())),
            Some(unit) if !unit.takes_tickets() => self.say(field, FaultKind::TakesNoTickets(unit.name.clone())),
            Some(_) => {}
        }
    }

    fn responsible(&mut self, field: &str, responsible: &Responsible, directory: &Directory) {
        match responsible {
            Responsible::Unit(code) | Responsible::Agency(code) => self.unit(field, code, directory),
            Responsible::Township => {}
        }
    }
}

/// What is wrong with one item by itself. `directory` knows the units.
pub fn faults(item: &Item, directory: &Directory) -> Vec<Fault> {
    let mut faults = Faults { item, duty: None, found: Vec::new() };
    faults.required("code", &item.code, LONGEST_CODE);
    if !item.code.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_')) {
        faults.say("code", FaultKind::NotACode);
    }
    faults.required("name", &item.name, LONGEST_NAME);
    faults.required("class_name", &item.class_name, LONGEST_NAME);
    faults.required("edition", &item.edition, LONGEST_NAME);
    faults.many("synonyms", item.synonyms.len());
    for synonym in &item.synonyms {
        faults.required("synonyms", synonym, LONGEST_NAME);
    }
    if item.kind == ItemKind::Matter && item.matter.is_some() {
        faults.say("matter", FaultKind::MatterOfAMatter);
    }
    if let Some(boundary) = &item.boundary {
        faults.required("boundary.township", &boundary.township, LONGEST_TEXT);
        faults.required("boundary.department", &boundary.department, LONGEST_TEXT);
    }
    if let Some(delegation) = &item.delegation {
        faults.unit("delegation.from", &delegation.from, directory);
        faults.required("delegation.people", &delegation.people, LONGEST_TEXT);
        faults.required("delegation.money", &delegation.money, LONGEST_TEXT);
        faults.required("delegation.technology", &delegation.technology, LONGEST_TEXT);
    }
    faults.many("duties", item.duties.len());
    let mut conditions = BTreeSet::new();
    for duty in &item.duties {
        faults.duty = Some(duty.number);
        let condition = duty.condition.as_deref().unwrap_or_default();
        if !conditions.insert(condition) {
            faults.say("condition", FaultKind::Twice(condition.to_owned()));
        }
        if item.duties.len() > 1 && condition.is_empty() {
            faults.say("condition", FaultKind::Missing);
        }
        for (field, text) in [
            ("condition", condition),
            ("standard", &duty.standard),
            ("evidence", &duty.evidence),
            ("basis", &duty.basis),
        ] {
            faults.text(field, text, LONGEST_TEXT);
        }
        faults.responsible("lead", &duty.lead, directory);
        faults.many("co_responsible", duty.co_responsible.len());
        for helper in &duty.co_responsible {
            faults.responsible("co_responsible", helper, directory);
        }
        if duty.limit.is_some_and(|limit| !(1..=Limit::MOST).contains(&limit.amount)) {
            faults.say("limit", FaultKind::NoLimit);
        }
    }
    faults.found
}

/// What is wrong with a whole list: each item by itself, and what they say of each other.
pub fn faults_of_list<'a>(items: impl IntoIterator<Item = &'a Item>, directory: &Directory) -> Vec<Fault> {
    let items: Vec<&Item> = items.into_iter().collect();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for item in &items {
        *seen.entry(&item.code).or_default() += 1;
    }
    let matters: BTreeSet<&str> =
        items.iter().filter(|item| item.kind == ItemKind::Matter).map(|item| item.code.as_str()).collect();
    let mut numbers = BTreeSet::new();
    let mut found = Vec::new();
    for item in items {
        found.extend(faults(item, directory));
        let mut of_item = Faults { item, duty: None, found: Vec::new() };
        if seen[item.code.as_str()] > 1 {
            of_item.say("code", FaultKind::Twice(item.code.clone()));
        }
        if let Some(matter) = item.matter.as_ref().filter(|matter| !matters.contains(matter.as_str())) {
            of_item.say("matter", FaultKind::NoSuchMatter(matter.clone()));
        }
        for duty in &item.duties {
            if !numbers.insert(duty.number) {
                of_item.duty = Some(duty.number);
                of_item.say("number", FaultKind::Twice(duty.number.to_string()));
            }
        }
        found.extend(of_item.found);
    }
    found
}
