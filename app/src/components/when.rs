//! Moments, as people say them.

use domain::Language;
use domain::time::{local, seconds_between};
use jiff::Timestamp;
use leptos::prelude::*;

use crate::text::{self, Words, use_words};

/// A moment as people say it: 刚刚, 5 分钟前, 今天 16:30, 昨天 09:12, 11月20日 14:00, 2025年11月20日.
pub fn when_text(at: Timestamp, now: Timestamp, t: Words) -> String {
    let past = seconds_between(at, now);
    match past {
        0..60 => t.say(text::common::JUST_NOW).to_owned(),
        60..3600 => t.fill(text::common::MINUTES_AGO, &[("n", &(past / 60))]),
        _ => day_and_time(at, now, t),
    }
}

/// Day and time: 今天 16:30, 明天 09:00, 11月20日 14:00; the year where it is not this one.
pub(super) fn day_and_time(at: Timestamp, now: Timestamp, t: Words) -> String {
    let (at, today) = (local(at), local(now).date());
    let clock = format!("{:02}:{:02}", at.hour(), at.minute());
    let days = today.until(at.date()).map_or(i32::MAX, |span| span.get_days());
    let day = match days {
        0 => t.say(text::common::TODAY).to_owned(),
        1 => t.say(text::common::TOMORROW).to_owned(),
        -1 => t.say(text::common::YESTERDAY).to_owned(),
        _ if at.year() == today.year() => match t.0 {
            Language::Chinese => format!("{}月{}日", at.month(), at.day()),
            Language::English => at.strftime("%-d %b").to_string(),
        },
        _ => match t.0 {
            Language::Chinese => return format!("{}年{}月{}日", at.year(), at.month(), at.day()),
            Language::English => return at.strftime("%-d %b %Y").to_string(),
        },
    };
    format!("{day} {clock}")
}

/// A moment, told from `now` and kept up to date with it.
#[component]
pub fn When(at: Timestamp, #[prop(into)] now: Signal<Timestamp>) -> impl IntoView {
    let t = use_words();
    view! {
        <time class="when" datetime=at.to_string()>
            {move || when_text(at, now.get(), t)}
        </time>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(at: &str, now: &str) -> String {
        when_text(at.parse().unwrap(), now.parse().unwrap(), Words(Language::Chinese))
    }

    #[test]
    fn moments_are_told_as_people_say_them() {
        let now = "2026-11-23T18:00:00+08:00";
        assert_eq!(said("2026-11-23T17:59:30+08:00", now), "刚刚");
        assert_eq!(said("2026-11-23T17:55:00+08:00", now), "5 分钟前");
        assert_eq!(said("2026-11-23T09:05:00+08:00", now), "今天 09:05");
        assert_eq!(said("2026-11-22T23:00:00+08:00", now), "昨天 23:00");
        assert_eq!(said("2026-11-20T14:00:00+08:00", now), "11月20日 14:00");
        assert_eq!(said("2025-11-20T14:00:00+08:00", now), "2025年11月20日");
    }

    #[test]
    fn days_change_at_midnight_in_rongcheng() {
        assert_eq!(said("2026-11-22T15:30:00Z", "2026-11-22T17:00:00Z"), "昨天 23:30");
    }
}
