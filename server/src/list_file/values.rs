//! What stands in a cell, and how it is written: limits, kinds, urgencies.

use domain::list::{Limit, LimitKind};
use domain::{ItemKind, Urgency};

/// Full-width letters, digits and marks as the narrow ones that are meant.
pub(super) fn narrow(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    };
    text.chars().map(narrow).collect()
}

/// What people write where there is nothing to write.
pub(super) fn is_nothing(text: &str) -> bool {
    matches!(text, "" | "/" | "\\" | "-" | "--" | "—" | "——" | "无" | "／")
}

/// 部件, 事件, 事项.
pub(super) fn kind(text: &str) -> Option<ItemKind> {
    let text = narrow(text).to_ascii_lowercase();
    match text.trim_end_matches('类') {
        "部件" => Some(ItemKind::Component),
        "事件" => Some(ItemKind::Event),
        "事项" => Some(ItemKind::Matter),
        name => ItemKind::parse(name),
    }
}

/// The same, to be written.
pub(super) fn kind_text(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Component => "部件",
        ItemKind::Event => "事件",
        ItemKind::Matter => "事项",
    }
}

/// 一般, 紧急.
pub(super) fn urgency(text: &str) -> Option<Urgency> {
    match narrow(text).to_ascii_lowercase().as_str() {
        "一般" | "普通" | "normal" => Some(Urgency::Normal),
        "紧急" | "急" | "urgent" => Some(Urgency::Urgent),
        _ => None,
    }
}

/// The same, to be written.
pub(super) fn urgency_text(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Normal => "一般",
        Urgency::Urgent => "紧急",
    }
}

/// `4工作时`, `2个工作日`, `7天`, `2小时（紧急）`, `3 working days`. Hours that are not said to be working hours run through the
/// night, as urgent ones do.
pub(super) fn limit(text: &str) -> Option<Limit> {
    let plain: String = narrow(text).to_ascii_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let (plain, is_urgent) = match plain.replace("(紧急)", "").replace("(urgent)", "").replace("紧急", "") {
        without if without == plain => (plain, false),
        without => (without, true),
    };
    let rest = plain.trim_start_matches(|c: char| c.is_ascii_digit() || CHINESE_DIGITS.contains(&c));
    let amount = amount(&plain[..plain.len() - rest.len()])?;
    let unit = rest.strip_prefix('个').unwrap_or(rest);
    let unit = unit.strip_suffix("以内").or_else(|| unit.strip_suffix('内')).unwrap_or(unit);
    let kind = match (unit, is_urgent) {
        ("工作时" | "小时" | "时" | "hour" | "hours", true) => LimitKind::UrgentHours,
        ("小时" | "时" | "hour" | "hours", false) => LimitKind::UrgentHours,
        ("工作时" | "工作小时" | "workinghour" | "workinghours", false) => LimitKind::WorkingHours,
        ("工作日" | "工作天" | "workingday" | "workingdays", false) => LimitKind::WorkingDays,
        ("天" | "日" | "自然日" | "day" | "days", false) => LimitKind::Days,
        _ => return None,
    };
    Some(Limit { amount, kind })
}

const CHINESE_DIGITS: [char; 11] = ['一', '二', '两', '三', '四', '五', '六', '七', '八', '九', '十'];

fn amount(digits: &str) -> Option<u32> {
    let one = |c: char| match c {
        '两' => Some(2),
        _ => ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十']
            .iter()
            .position(|known| *known == c)
            .map(|n| n as u32 + 1),
    };
    let mut characters = digits.chars();
    match (characters.next(), characters.next()) {
        (Some(digit), None) if !digit.is_ascii_digit() => one(digit),
        _ => digits.parse().ok(),
    }
}

/// The same, to be written.
pub(super) fn limit_text(limit: Limit) -> String {
    let amount = limit.amount;
    match limit.kind {
        LimitKind::UrgentHours => format!("{amount}小时（紧急）"),
        LimitKind::WorkingHours => format!("{amount}工作时"),
        LimitKind::WorkingDays => format!("{amount}工作日"),
        LimitKind::Days => format!("{amount}天"),
    }
}

/// A whole number from 1.
pub(super) fn number(text: &str) -> Option<u32> {
    narrow(text).parse().ok().filter(|number| *number > 0)
}

/// What parts the units or the words of one cell. A comma does not: it stands within some.
pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(SEPARATORS).map(str::trim).filter(|part| !part.is_empty())
}

/// What [`parts`] parts by.
pub(super) const SEPARATORS: [char; 4] = ['、', '；', ';', '\n'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_understood_as_people_write_them() {
        use LimitKind::{Days, UrgentHours, WorkingDays, WorkingHours};
        for (text, amount, kind) in [
            ("4工作时", 4, WorkingHours),
            ("４ 个工作时", 4, WorkingHours),
            ("2个工作日", 2, WorkingDays),
            ("两个工作日内", 2, WorkingDays),
            ("15 工作日", 15, WorkingDays),
            ("7天", 7, Days),
            ("十日", 10, Days),
            ("7个自然日", 7, Days),
            ("2小时（紧急）", 2, UrgentHours),
            ("2小时(紧急)", 2, UrgentHours),
            ("紧急2小时", 2, UrgentHours),
            ("2紧急工作时", 2, UrgentHours),
            ("24小时", 24, UrgentHours),
            ("3 working days", 3, WorkingDays),
        ] {
            assert_eq!(limit(text), Some(Limit { amount, kind }), "{text}");
        }
        for wrong in ["", "尽快", "4", "工作日", "4工作年", "2个工作日（紧急）", "99999999999天", "1.5天", "十五天"]
        {
            assert_eq!(limit(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        for kind in [LimitKind::UrgentHours, LimitKind::WorkingHours, LimitKind::WorkingDays, LimitKind::Days] {
            let written = Limit { amount: 12, kind };
            assert_eq!(limit(&limit_text(written)), Some(written));
        }
        for written in ItemKind::ALL {
            assert_eq!(kind(kind_text(written)), Some(written));
            assert_eq!(kind(written.as_str()), Some(written));
        }
        for written in [Urgency::Normal, Urgency::Urgent] {
            assert_eq!(urgency(urgency_text(written)), Some(written));
        }
    }
}
