//! One refined entry of the list: under which condition who leads, who helps, by when and to what end.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::command::Urgency;
use crate::ids::UnitCode;

/// Who is responsible. On the wire a text: `D01`, `@township` or `@agency:D10`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Responsible {
    /// A unit by its name.
    Unit(UnitCode),
    /// The township of the place.
    Township,
    /// The agency of this department that is seated in the township of the place.
    Agency(UnitCode),
}

/// A text that names nobody.
#[derive(Debug, thiserror::Error)]
#[error("neither a unit's code, @township nor @agency:<department>")]
pub struct NamesNobody;

const TOWNSHIP: &str = "@township";
const AGENCY: &str = "@agency:";

impl fmt::Display for Responsible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unit(code) => code.fmt(f),
            Self::Township => f.write_str(TOWNSHIP),
            Self::Agency(department) => write!(f, "{AGENCY}{department}"),
        }
    }
}

impl FromStr for Responsible {
    type Err = NamesNobody;

    fn from_str(text: &str) -> Result<Self, NamesNobody> {
        match text.strip_prefix(AGENCY) {
            Some("") => Err(NamesNobody),
            Some(department) => Ok(Self::Agency(department.into())),
            None if text == TOWNSHIP => Ok(Self::Township),
            None if text.is_empty() || text.starts_with('@') => Err(NamesNobody),
            None => Ok(Self::Unit(text.into())),
        }
    }
}

impl TryFrom<String> for Responsible {
    type Error = NamesNobody;

    fn try_from(text: String) -> Result<Self, NamesNobody> {
        text.parse()
    }
}

impl From<Responsible> for String {
    fn from(responsible: Responsible) -> Self {
        responsible.to_string()
    }
}

/// The four kinds of time limit (`lifecycle.md`, Clocks).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitKind {
    /// 紧急工作时: runs through nights and holidays.
    UrgentHours,
    /// 工作时
    WorkingHours,
    /// 工作日
    WorkingDays,
    /// 自然日
    Days,
}

/// A time limit: so many of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Limit {
    /// How many, from 1.
    pub amount: u32,
    /// Of what.
    pub kind: LimitKind,
}

impl Limit {
    /// The limit where the list gives none (`lifecycle.md`, Clocks).
    pub const DEFAULT: Self = Self { amount: 4, kind: LimitKind::WorkingHours };
    /// The most that a limit may amount to.
    pub const MOST: u32 = 999;

    /// The limit in plain hours, a day having 24: nights and holidays are not left out here.
    pub fn plain_hours(self) -> u32 {
        match self.kind {
            LimitKind::UrgentHours | LimitKind::WorkingHours => self.amount,
            LimitKind::WorkingDays | LimitKind::Days => self.amount.saturating_mul(24),
        }
    }

    /// The same in seconds.
    pub fn plain_seconds(self) -> i64 {
        i64::from(self.plain_hours()) * 3600
    }
}

/// One refined entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Duty {
    /// Its number in the list, 第118条; unique there, and never given again.
    pub number: u32,
    /// When it applies; none means always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// Who leads.
    pub lead: Responsible,
    /// Who helps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub co_responsible: Vec<Responsible>,
    /// By when; none where the list gives no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// What has to be so for the ticket to be closed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub standard: String,
    /// What has to be shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub evidence: String,
    /// The law or rule that it stands on.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub basis: String,
    /// How soon, unless the reporter says otherwise.
    #[serde(default)]
    pub urgency: Urgency,
}

impl Duty {
    /// An entry that names its lead and no more.
    pub fn new(number: u32, lead: Responsible) -> Self {
        Self {
            number,
            condition: None,
            lead,
            co_responsible: Vec::new(),
            limit: None,
            standard: String::new(),
            evidence: String::new(),
            basis: String::new(),
            urgency: Urgency::Normal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_responsible_reads_back_as_it_was_written() {
        for text in ["D01", "@township", "@agency:D10"] {
            assert_eq!(text.parse::<Responsible>().unwrap().to_string(), text);
        }
        for wrong in ["", "@", "@agency:", "@village"] {
            assert!(wrong.parse::<Responsible>().is_err(), "{wrong}");
        }
    }
}
