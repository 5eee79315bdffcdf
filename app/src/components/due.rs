//! Due times.

use domain::time::seconds_between;
use jiff::Timestamp;
use leptos::prelude::*;

use super::when::day_and_time;
use crate::text::{self, Words, use_words};

/// When it is due and how long that is: (今天 16:30 前, 还剩 2 小时), (昨天 10:00 前, 超时 1 天).
pub fn due_text(due: Timestamp, now: Timestamp, t: Words) -> (String, String) {
    let by = t.fill(text::common::DUE_BY, &[("when", &day_and_time(due, now, t))]);
    let left = seconds_between(now, due);
    let span = span_text(left.abs(), t);
    let rest = if left >= 0 { text::common::DUE_LEFT } else { text::common::DUE_OVER };
    (by, t.fill(rest, &[("span", &span)]))
}

fn span_text(seconds: i64, t: Words) -> String {
    let (text, n) = match seconds {
        0..3600 => (text::common::SPAN_MINUTES, seconds / 60),
        3600..172_800 => (text::common::SPAN_HOURS, seconds / 3600),
        _ => (text::common::SPAN_DAYS, seconds / 86_400),
    };
    t.fill(text, &[("n", &n)])
}

/// A due time: when, and how long that is from `now`.
#[component]
pub fn Due(due_at: Timestamp, #[prop(into)] now: Signal<Timestamp>) -> impl IntoView {
    let t = use_words();
    view! {
        <time class="due" datetime=due_at.to_string()>
            {move || {
                let (by, rest) = due_text(due_at, now.get(), t);
                format!("{by} · {rest}")
            }}
        </time>
    }
}

#[cfg(test)]
mod tests {
    use domain::Language;

    use super::*;

    fn said(due: &str) -> (String, String) {
        let now = "2026-11-23T14:30:00+08:00".parse().unwrap();
        due_text(due.parse().unwrap(), now, Words(Language::Chinese))
    }

    #[test]
    fn a_due_time_says_when_and_how_long() {
        assert_eq!(said("2026-11-23T16:30:00+08:00"), ("今天 16:30 前".into(), "还剩 2 小时".into()));
        assert_eq!(said("2026-11-23T14:50:00+08:00").1, "还剩 20 分钟");
        assert_eq!(said("2026-11-27T14:30:00+08:00").1, "还剩 4 天");
    }

    #[test]
    fn past_it_the_delay_is_told() {
        assert_eq!(said("2026-11-22T10:00:00+08:00"), ("昨天 10:00 前".into(), "已超 28 小时".into()));
    }
}
