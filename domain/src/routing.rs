//! Where a ticket belongs, by the list: item, condition and place say who leads, who helps, and by when.

use crate::command::Dispatch;
use crate::directory::Directory;
use crate::ids::UnitCode;
use crate::list::{Duty, Limit, Responsible};
use crate::people::Unit;
use crate::ticket::Ticket;

/// What the list says of a ticket.
#[derive(Clone, Debug, PartialEq)]
pub enum Routing<'a> {
    /// This unit leads.
    Assigned(Assignment<'a>),
    /// It depends on which of these applies, or where it is.
    Unclear(Vec<Candidate<'a>>),
    /// The list does not cover it (S5): it may be whistled all the same, and is a candidate for admission.
    NotListed,
}

/// Who is responsible by one entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment<'a> {
    /// The entry.
    pub duty: &'a Duty,
    /// Who leads.
    pub lead: &'a Unit,
    /// Who helps.
    pub co_responsible: Vec<&'a Unit>,
}

impl Assignment<'_> {
    /// By when.
    pub fn limit(&self) -> Limit {
        self.duty.limit.unwrap_or(Limit::DEFAULT)
    }
}

/// One entry that may apply.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate<'a> {
    /// The entry.
    pub duty: &'a Duty,
    /// Who is responsible then, or what has to be known first.
    pub outcome: Result<Assignment<'a>, Unknown<'a>>,
}

/// What has to be known before somebody can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown<'a> {
    /// In which township it is.
    Township,
    /// Which agency of this department is meant: the township has none.
    Agency(&'a UnitCode),
    /// A unit of this code: there is none any more, or it is closed.
    Unit(&'a UnitCode),
}

impl Directory {
    /// What the list says of an item in a township. `duty` is the entry that somebody has chosen among those of the item.
    pub fn route<'a>(&'a self, item_code: Option<&str>, duty: Option<u32>, township: Option<&UnitCode>) -> Routing<'a> {
        let duties = self.duties(item_code);
        let chosen = duties.iter().filter(|it| duty.is_none_or(|number| it.number == number));
        let mut candidates: Vec<_> =
            chosen.map(|duty| Candidate { duty, outcome: self.assignment(duty, township) }).collect();
        match candidates.as_mut_slice() {
            [] => Routing::NotListed,
            [Candidate { outcome: Ok(_), .. }] => match candidates.swap_remove(0).outcome {
                Ok(assignment) => Routing::Assigned(assignment),
                Err(_) => Routing::NotListed,
            },
            _ => Routing::Unclear(candidates),
        }
    }

    /// The dispatch that the list makes of a ticket by itself: one entry applies, and its unit has not given it back.
    pub fn dispatch_by_list(&self, ticket: &Ticket) -> Option<Dispatch> {
        match self.route(ticket.item_code.as_deref(), None, ticket.township_of_place()) {
            Routing::Assigned(it) if !ticket.returned_by.contains(&it.lead.code) => Some(Dispatch {
                co_responsible: it.co_responsible.iter().map(|unit| unit.code.clone()).collect(),
                duty: Some(it.duty.number),
                ..Dispatch::to(it.lead.code.clone())
            }),
            _ => None,
        }
    }

    fn assignment<'a>(&'a self, duty: &'a Duty, township: Option<&UnitCode>) -> Result<Assignment<'a>, Unknown<'a>> {
        let lead = self.responsible(&duty.lead, township)?;
        let helpers = duty.co_responsible.iter().filter_map(|helper| self.responsible(helper, township).ok());
        Ok(Assignment { duty, lead, co_responsible: helpers.filter(|unit| unit.code != lead.code).collect() })
    }

    fn responsible<'a>(
        &'a self,
        responsible: &'a Responsible,
        township: Option<&UnitCode>,
    ) -> Result<&'a Unit, Unknown<'a>> {
        match responsible {
            Responsible::Unit(code) => self.open_unit(code).ok_or(Unknown::Unit(code)),
            Responsible::Township => township.and_then(|code| self.open_unit(code)).ok_or(Unknown::Township),
            Responsible::Agency(department) => {
                let township = township.ok_or(Unknown::Township)?;
                self.agency(department, township).ok_or(Unknown::Agency(department))
            }
        }
    }
}

impl<'a> Routing<'a> {
    /// The assignment under which this unit leads; of several, the first.
    pub fn led_by(&self, lead: &UnitCode) -> Option<&Assignment<'a>> {
        self.assignments().find(|assignment| assignment.lead.code == *lead)
    }

    /// Whatever the list proposes.
    pub fn assignments(&self) -> impl Iterator<Item = &Assignment<'a>> {
        let (one, several) = match self {
            Self::Assigned(assignment) => (Some(assignment), [].as_slice()),
            Self::Unclear(candidates) => (None, candidates.as_slice()),
            Self::NotListed => (None, [].as_slice()),
        };
        one.into_iter().chain(several.iter().filter_map(|candidate| candidate.outcome.as_ref().ok()))
    }

    /// The one assignment, where nothing is left to decide.
    pub fn assigned(&self) -> Option<&Assignment<'a>> {
        match self {
            Self::Assigned(assignment) => Some(assignment),
            Self::Unclear(_) | Self::NotListed => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::list::{Item, ItemKind};
    use crate::people::UnitKind;

    fn unit(code: &str, kind: UnitKind, parent: Option<&str>, township: Option<&str>) -> Unit {
        Unit {
            id: Uuid::nil(),
            code: code.into(),
            name: code.to_owned(),
            kind,
            township: township.map(UnitCode::from),
            parent: parent.map(UnitCode::from),
            disabled: false,
        }
    }

    fn duty(number: u32, condition: &str, lead: &str, helpers: &[&str]) -> Duty {
        Duty {
            condition: (!condition.is_empty()).then(|| condition.to_owned()),
            co_responsible: helpers.iter().map(|helper| helper.parse().unwrap()).collect(),
            ..Duty::new(number, lead.parse().unwrap())
        }
    }

    fn item(code: &str, kind: ItemKind, matter: Option<&str>, duties: Vec<Duty>) -> Item {
        Item { matter: matter.map(str::to_owned), duties, ..Item::new(kind, code, code, "类", "版") }
    }

    fn directory() -> Directory {
        let units = [
            unit("D01", UnitKind::Department, None, None),
            unit("D10", UnitKind::Department, None, None),
            unit("T07", UnitKind::Township, None, None),
            unit("T08", UnitKind::Township, None, None),
            unit("A0710", UnitKind::Agency, Some("D10"), Some("T07")),
            Unit { disabled: true, ..unit("D90", UnitKind::Department, None, None) },
            Unit { disabled: true, ..unit("A0801", UnitKind::Agency, Some("D01"), Some("T08")) },
        ];
        let items = [
            item("lamp", ItemKind::Component, None, vec![duty(1, "", "D01", &["@township"])]),
            item("stall", ItemKind::Event, None, vec![duty(2, "", "@agency:D10", &["@township", "D01"])]),
            item("shed", ItemKind::Event, None, vec![duty(3, "村内", "@township", &[]), duty(4, "城区", "D01", &[])]),
            item("M01", ItemKind::Matter, None, vec![duty(5, "", "D10", &["D10", "D99"])]),
            item("dust", ItemKind::Event, Some("M01"), Vec::new()),
            item("gone", ItemKind::Event, None, vec![duty(6, "", "D99", &[])]),
            item("closed", ItemKind::Event, None, vec![duty(7, "", "D90", &[]), duty(8, "站点", "@agency:D01", &[])]),
            item("bare", ItemKind::Event, None, Vec::new()),
            item("lost", ItemKind::Event, Some("M99"), Vec::new()),
        ];
        Directory::new(units, items)
    }

    /// What the list says, in short: `number:lead+helpers`, or `?` and what is unknown.
    fn said(routing: &Routing<'_>) -> String {
        let assignment = |it: &Assignment<'_>| {
            let units: Vec<_> = [it.lead].iter().chain(&it.co_responsible).map(|unit| unit.code.as_str()).collect();
            format!("{}:{}", it.duty.number, units.join("+"))
        };
        match routing {
            Routing::NotListed => "-".to_owned(),
            Routing::Assigned(it) => assignment(it),
            Routing::Unclear(candidates) => {
                let candidate = |it: &Candidate<'_>| match &it.outcome {
                    Ok(it) => assignment(it),
                    Err(unknown) => format!("{}?{unknown:?}", it.duty.number),
                };
                candidates.iter().map(candidate).collect::<Vec<_>>().join(" ")
            }
        }
    }

    #[test]
    fn the_list_says_who_is_responsible_or_what_is_unclear() {
        let directory = directory();
        for (item, duty, township, expected) in [
            (Some("lamp"), None, Some("T07"), "1:D01+T07"),
            // Helpers that cannot be named are left out; whoever leads is known all the same.
            (Some("lamp"), None, None, "1:D01"),
            (Some("stall"), None, Some("T07"), "2:A0710+T07+D01"),
            (Some("stall"), None, Some("T08"), "2?Agency(UnitCode(\"D10\"))"),
            (Some("stall"), None, None, "2?Township"),
            (Some("shed"), None, Some("T08"), "3:T08 4:D01"),
            (Some("shed"), None, None, "3?Township 4:D01"),
            (Some("shed"), Some(3), Some("T08"), "3:T08"),
            (Some("shed"), Some(4), None, "4:D01"),
            (Some("shed"), Some(5), None, "-"),
            // By its matter; a lead does not help itself, and a unit that is no more helps nobody.
            (Some("dust"), None, None, "5:D10"),
            (Some("M01"), None, None, "5:D10"),
            (Some("gone"), None, Some("T07"), "6?Unit(UnitCode(\"D99\"))"),
            (Some("closed"), None, Some("T08"), "7?Unit(UnitCode(\"D90\")) 8?Agency(UnitCode(\"D01\"))"),
            (Some("bare"), None, Some("T07"), "-"),
            (Some("lost"), None, Some("T07"), "-"),
            (Some("nowhere"), None, Some("T07"), "-"),
            (None, None, Some("T07"), "-"),
        ] {
            let township = township.map(UnitCode::from);
            assert_eq!(
                said(&directory.route(item, duty, township.as_ref())),
                expected,
                "{item:?} {duty:?} {township:?}"
            );
        }
    }

    #[test]
    fn of_several_entries_the_one_counts_under_which_the_unit_leads() {
        let directory = directory();
        let township = UnitCode::from("T08");
        let routing = directory.route(Some("shed"), None, Some(&township));
        let number = |lead: &str| routing.led_by(&lead.into()).map(|assignment| assignment.duty.number);
        assert_eq!((number("T08"), number("D01"), number("D10")), (Some(3), Some(4), None));
        assert_eq!(routing.assigned(), None);
    }
}
