//! What can be wrong with an item, in words.

use serde::{Deserialize, Serialize};

use super::Limit;
use super::file::Column;
use crate::problem::Language;

/// What is wrong with a field of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
pub enum FaultKind {
    /// Has to be filled in.
    Missing,
    /// Longer than so many characters.
    TooLong(usize),
    /// More than so many.
    TooMany(usize),
    /// Holds a character that nobody can see.
    ControlCharacter,
    /// Holds a character that a code cannot have.
    NotACode,
    /// No unit has this code or name.
    NoSuchUnit(String),
    /// Such a unit takes no tickets.
    TakesNoTickets(String),
    /// No matter has this code.
    NoSuchMatter(String),
    /// A matter belongs to no other.
    MatterOfAMatter,
    /// Stands there twice.
    Twice(String),
    /// A limit is from 1 to [`Limit::MOST`].
    NoLimit,
}

/// One fault: which field, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Code of the item.
    pub code: String,
    /// Number of the entry, where it is one's fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duty: Option<u32>,
    /// Name of the field, as in the item's JSON.
    pub field: String,
    /// What is wrong.
    #[serde(flatten)]
    pub fault: FaultKind,
}

impl FaultKind {
    /// What is wrong and what to do, without the field's name.
    pub fn words(&self, language: Language) -> String {
        match language {
            Language::Chinese => match self {
                Self::Missing => "没有填写".to_owned(),
                Self::TooLong(most) => format!("超过 {most} 个字"),
                Self::TooMany(most) => format!("超过 {most} 项"),
                Self::ControlCharacter => "有看不见的控制字符，请重新输入".to_owned(),
                Self::NotACode => "只能用字母、数字、点、横线和下划线".to_owned(),
                Self::NoSuchUnit(unit) => format!("没有“{unit}”这个单位"),
                Self::TakesNoTickets(unit) => format!("“{unit}”不承办案件，请改为部门、镇街或派驻机构"),
                Self::NoSuchMatter(matter) => format!("清单里没有编码为“{matter}”的事项"),
                Self::MatterOfAMatter => "事项不能再归入另一个事项".to_owned(),
                Self::Twice(text) if text.is_empty() => "有两条没有写情形".to_owned(),
                Self::Twice(text) => format!("“{text}”重复"),
                Self::NoLimit => format!("时限应为 1 至 {}", Limit::MOST),
            },
            Language::English => match self {
                Self::Missing => "is not filled in".to_owned(),
                Self::TooLong(most) => format!("is longer than {most} characters"),
                Self::TooMany(most) => format!("has more than {most}"),
                Self::ControlCharacter => "has a character that cannot be seen; type it anew".to_owned(),
                Self::NotACode => "may have letters, digits, dots, hyphens and underscores only".to_owned(),
                Self::NoSuchUnit(unit) => format!("names “{unit}”, and there is no such unit"),
                Self::TakesNoTickets(unit) => {
                    format!("names “{unit}”, which takes no tickets; name a department, a township or an agency")
                }
                Self::NoSuchMatter(matter) => format!("names “{matter}”, and the list has no such matter"),
                Self::MatterOfAMatter => "is of a matter, which cannot belong to another".to_owned(),
                Self::Twice(text) if text.is_empty() => "is empty in two entries".to_owned(),
                Self::Twice(text) => format!("has “{text}” twice"),
                Self::NoLimit => format!("should be from 1 to {}", Limit::MOST),
            },
        }
    }
}

impl Fault {
    /// What people call the field.
    pub fn field_words(&self, language: Language) -> &'static str {
        match (Column::of_field(&self.field), self.field.as_str(), language) {
            (Some(column), _, _) => column.words(language),
            (None, "duties", Language::Chinese) => "责任条目",
            (None, "duties", Language::English) => "Entries",
            (None, _, Language::Chinese) => "内容",
            (None, _, Language::English) => "Content",
        }
    }

    /// The whole sentence: field and what is wrong with it.
    pub fn words(&self, language: Language) -> String {
        let (field, fault) = (self.field_words(language), self.fault.words(language));
        match language {
            Language::Chinese => format!("{field}：{fault}。"),
            Language::English => format!("{field} {fault}."),
        }
    }
}
