//! How the tables of the list are written, and what is made of them.

use domain::list::{Boundary, Delegation, Limit, LimitKind, Responsible};
use domain::{Duty, Item, ItemKind, Urgency};

use crate::demo::units::code;

/// The edition of the standard, as the list of codes names it.
pub(super) const EDITION: &str = "GBT30428.2-2013";

/// The edition of what is made up.
pub(super) const SAMPLE: &str = "示例";

/// Most everyday words of an item.
const MOST_SYNONYMS: usize = 4;

/// Who is responsible, in short.
#[derive(Clone, Copy)]
pub(super) enum Who {
    /// The department with this number.
    D(usize),
    /// The township of the place.
    Town,
    /// The agency of this department that is seated in the township.
    Seat(usize),
}

impl Who {
    fn responsible(self) -> Responsible {
        match self {
            Self::D(number) => Responsible::Unit(code('D', number)),
            Self::Town => Responsible::Township,
            Self::Seat(number) => Responsible::Agency(code('D', number)),
        }
    }
}

/// 紧急工作时
pub(super) const fn rush(amount: u32) -> Limit {
    Limit { amount, kind: LimitKind::UrgentHours }
}

/// 工作时
pub(super) const fn hours(amount: u32) -> Limit {
    Limit { amount, kind: LimitKind::WorkingHours }
}

/// 工作日
pub(super) const fn workdays(amount: u32) -> Limit {
    Limit { amount, kind: LimitKind::WorkingDays }
}

/// 自然日
pub(super) const fn days(amount: u32) -> Limit {
    Limit { amount, kind: LimitKind::Days }
}

/// What is to be shown after something was cleared away.
pub(super) const PHOTOS: &str = "整改前后同一角度照片";
/// After something was mended.
pub(super) const REPAIR: &str = "维修前后照片、验收单";
/// After something was looked at on the spot.
pub(super) const RECORD: &str = "现场检查记录、照片";
/// After somebody was told to put it right.
pub(super) const ORDER: &str = "责令改正通知书、复查照片";
/// After somebody was prosecuted.
pub(super) const CASE: &str = "立案审批表、处理决定书";
/// After a round through all that may be concerned.
pub(super) const LEDGER: &str = "排查台账、现场照片";
/// After somebody was called on.
pub(super) const VISIT: &str = "走访记录、本人或家属签字";
/// After something was measured.
pub(super) const LAB: &str = "检测报告、现场照片";
/// After something was decided upon application.
pub(super) const FORM: &str = "受理单、审批结果";
/// After danger was averted.
pub(super) const ALARM: &str = "处置记录、现场照片、人员转移名单";

/// One refined entry, before it has its number.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    condition: &'static str,
    lead: Who,
    helpers: &'static [Who],
    limit: Option<Limit>,
    standard: &'static str,
    evidence: &'static str,
    urgency: Urgency,
}

/// Who leads, and by when.
pub(super) const fn to(lead: Who, limit: Limit) -> Entry {
    on("", lead, &[], limit, "", "")
}

/// Who leads, where the list gives no limit.
pub(super) const fn whenever(lead: Who) -> Entry {
    Entry { condition: "", lead, helpers: &[], limit: None, standard: "", evidence: "", urgency: Urgency::Normal }
}

/// When, who leads, who helps, by when, to what end, and what is to be shown.
pub(super) const fn on(
    condition: &'static str,
    lead: Who,
    helpers: &'static [Who],
    limit: Limit,
    standard: &'static str,
    evidence: &'static str,
) -> Entry {
    Entry { condition, helpers, limit: Some(limit), standard, evidence, ..whenever(lead) }
}

impl Entry {
    /// Applies then only.
    pub(super) const fn when(self, condition: &'static str) -> Self {
        Self { condition, ..self }
    }

    /// These help.
    pub(super) const fn with(self, helpers: &'static [Who]) -> Self {
        Self { helpers, ..self }
    }

    /// What has to be so, and has to be shown, in the end.
    pub(super) const fn until(self, standard: &'static str, evidence: &'static str) -> Self {
        Self { standard, evidence, ..self }
    }

    /// Cannot wait.
    pub(super) const fn urgent(self) -> Self {
        Self { urgency: Urgency::Urgent, ..self }
    }

    fn duty(&self, basis: &str) -> Duty {
        Duty {
            condition: (!self.condition.is_empty()).then(|| self.condition.to_owned()),
            co_responsible: self.helpers.iter().map(|helper| helper.responsible()).collect(),
            limit: self.limit,
            standard: self.standard.to_owned(),
            evidence: self.evidence.to_owned(),
            basis: basis.to_owned(),
            urgency: self.urgency,
            ..Duty::new(0, self.lead.responsible())
        }
    }
}

/// The duties of these entries. Their numbers are given when the whole list is there.
pub(super) fn duties(entries: &[Entry], basis: &str) -> Vec<Duty> {
    entries.iter().map(|entry| entry.duty(basis)).collect()
}

/// What is in a text of the form `名称：俗称、俗称`.
pub(super) fn parts(text: &'static str) -> (&'static str, Vec<&'static str>) {
    match text.split_once('：') {
        Some((name, synonyms)) => (name, synonyms.split('、').collect()),
        None => (text, Vec::new()),
    }
}

/// An item of this `名称：俗称、俗称`.
pub(super) fn item(kind: ItemKind, code: &str, text: &'static str, class_name: &str, edition: &str) -> Item {
    let (name, synonyms) = parts(text);
    Item { synonyms: kept(synonyms), ..Item::new(kind, code, name, class_name, edition) }
}

/// As many of the everyday words as an item may have.
pub(super) fn kept<T: Into<String>>(synonyms: impl IntoIterator<Item = T>) -> Vec<String> {
    synonyms.into_iter().take(MOST_SYNONYMS).map(Into::into).collect()
}

/// A component or an event of the standard.
pub(super) struct Row {
    code: &'static str,
    name: &'static str,
    matter: &'static str,
    entries: &'static [Entry],
    common: Option<u32>,
}

/// Code, `名称：俗称、俗称`, matter, and its own entries.
pub(super) const fn row(
    code: &'static str,
    name: &'static str,
    matter: &'static str,
    entries: &'static [Entry],
) -> Row {
    Row { code, name, matter, entries, common: None }
}

impl Row {
    /// Its place among the commonest.
    pub(super) const fn common(self, place: u32) -> Self {
        Self { common: Some(place), ..self }
    }

    /// The item.
    pub(super) fn item(&self, kind: ItemKind, class_name: &str, edition: &str) -> Item {
        Item {
            common: self.common,
            matter: Some(self.matter.to_owned()),
            duties: duties(self.entries, ""),
            ..item(kind, self.code, self.name, class_name, edition)
        }
    }
}

/// A matter.
pub(super) struct Matter {
    name: &'static str,
    basis: &'static str,
    entries: &'static [Entry],
    township: &'static str,
    department: &'static str,
    delegation: Option<Handover>,
}

/// What comes with a matter that is delegated.
struct Handover {
    from: usize,
    people: &'static str,
    money: &'static str,
    technology: &'static str,
}

/// `名称：俗称、俗称`, law, entries, what the township does and what the department does.
pub(super) const fn matter(
    name: &'static str,
    basis: &'static str,
    entries: &'static [Entry],
    township: &'static str,
    department: &'static str,
) -> Matter {
    Matter { name, basis, entries, township, department, delegation: None }
}

impl Matter {
    /// Delegated to the townships by the department with this number, with people, money and technology.
    pub(super) const fn delegated(
        self,
        from: usize,
        people: &'static str,
        money: &'static str,
        technology: &'static str,
    ) -> Self {
        Self { delegation: Some(Handover { from, people, money, technology }), ..self }
    }

    /// The item with this number.
    pub(super) fn item(&self, number: usize, domain: &str) -> Item {
        Item {
            duties: duties(self.entries, self.basis),
            boundary: Some(boundary(self.township, self.department)),
            delegation: self.delegation.as_ref().map(|handover| Delegation {
                from: code('D', handover.from),
                people: handover.people.to_owned(),
                money: handover.money.to_owned(),
                technology: handover.technology.to_owned(),
            }),
            ..item(ItemKind::Matter, code('M', number).as_str(), self.name, domain, SAMPLE)
        }
    }
}

/// Where township and department meet.
pub(super) fn boundary(township: &str, department: &str) -> Boundary {
    Boundary { township: township.to_owned(), department: department.to_owned() }
}
