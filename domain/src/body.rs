//! Reading a command's body: every error names the field to blame, by its path into the body.

use std::fmt;
use std::ops::RangeInclusive;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::ids::TicketId;
use crate::problem::Language;
use crate::time::claimed;

/// A body that does not fit its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// Path into the body, such as `place.lat` or `photos.0.bytes`; empty for the body itself.
    pub field: String,
    /// What would be right, in Chinese.
    pub expected_zh: String,
    /// What would be right, in English.
    pub expected_en: String,
}

impl Invalid {
    /// What would be right, in this language.
    pub fn expected(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.expected_zh,
            Language::English => &self.expected_en,
        }
    }
}

/// One JSON object of a body, and where it stands.
pub struct Body<'a> {
    map: &'a Map<String, Value>,
    path: String,
}

impl<'a> Body<'a> {
    /// The whole body.
    pub fn new(value: &'a Value) -> Result<Self, Invalid> {
        Self::at(value, String::new())
    }

    fn at(value: &'a Value, path: String) -> Result<Self, Invalid> {
        match value {
            Value::Object(map) => Ok(Self { map, path }),
            _ => Err(invalid_at(path, "一个对象", "an object")),
        }
    }

    fn path(&self, key: impl fmt::Display) -> String {
        if self.path.is_empty() { key.to_string() } else { format!("{}.{key}", self.path) }
    }

    /// An error about `key`, saying what would be right.
    pub fn invalid(&self, key: &str, expected_zh: impl Into<String>, expected_en: impl Into<String>) -> Invalid {
        invalid_at(self.path(key), expected_zh, expected_en)
    }

    fn get(&self, key: &str) -> Option<&'a Value> {
        self.map.get(key).filter(|value| !value.is_null())
    }

    /// `read` where the field is present and not null.
    pub fn optional<T>(
        &self,
        key: &str,
        read: impl FnOnce(&Self, &str) -> Result<T, Invalid>,
    ) -> Result<Option<T>, Invalid> {
        self.get(key).map(|_| read(self, key)).transpose()
    }

    /// A text as it stands.
    pub fn raw_text(&self, key: &str) -> Result<&'a str, Invalid> {
        self.get(key).and_then(Value::as_str).ok_or_else(|| self.invalid(key, "文字", "a text"))
    }

    /// A text for people: trimmed, of 1 to `max` characters, without control characters but line breaks and tabs.
    pub fn text(&self, key: &str, max: usize) -> Result<String, Invalid> {
        let text = self.raw_text(key)?.trim();
        let length = text.chars().count();
        if length == 0 || length > max {
            return Err(self.invalid(key, format!("1 至 {max} 个字"), format!("1 to {max} characters")));
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err(self.invalid(key, "不含控制字符的文字", "a text without control characters"));
        }
        Ok(text.to_owned())
    }

    /// A text that may be missing or empty.
    pub fn optional_text(&self, key: &str, max: usize) -> Result<Option<String>, Invalid> {
        match self.get(key) {
            Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
            Some(_) => self.text(key, max).map(Some),
            None => Ok(None),
        }
    }

    /// A finite number within bounds.
    pub fn number(&self, key: &str, range: RangeInclusive<f64>) -> Result<f64, Invalid> {
        self.get(key).and_then(Value::as_f64).filter(|n| range.contains(n)).ok_or_else(|| {
            let (from, to) = range.into_inner();
            self.invalid(key, format!("{from} 至 {to} 之间的数"), format!("a number from {from} to {to}"))
        })
    }

    /// A whole number within bounds.
    pub fn integer(&self, key: &str, range: RangeInclusive<u64>) -> Result<u64, Invalid> {
        self.get(key).and_then(whole).filter(|n| range.contains(n)).ok_or_else(|| {
            let (from, to) = range.into_inner();
            self.invalid(key, format!("{from} 至 {to} 之间的整数"), format!("a whole number from {from} to {to}"))
        })
    }

    /// True or false.
    pub fn boolean(&self, key: &str) -> Result<bool, Invalid> {
        self.get(key).and_then(Value::as_bool).ok_or_else(|| self.invalid(key, "true 或 false", "true or false"))
    }

    /// An RFC 3339 time.
    pub fn time(&self, key: &str) -> Result<Timestamp, Invalid> {
        claimed(self.raw_text(key)?)
            .ok_or_else(|| self.invalid(key, "带时区的 RFC 3339 时间", "an RFC 3339 time with an offset"))
    }

    /// A ticket's id.
    pub fn ticket(&self, key: &str) -> Result<TicketId, Invalid> {
        self.raw_text(key)?.parse().map_err(|_| self.invalid(key, "案件的 UUID", "a ticket's UUID"))
    }

    /// One of an enum's names.
    pub fn choice<T: DeserializeOwned>(&self, key: &str) -> Result<T, Invalid> {
        self.get(key)
            .and_then(|value| T::deserialize(value).ok())
            .ok_or_else(|| self.invalid(key, "规定的取值之一", "one of the values the protocol names"))
    }

    /// An object inside.
    pub fn object(&self, key: &str) -> Result<Body<'a>, Invalid> {
        match self.get(key) {
            Some(value) => Self::at(value, self.path(key)),
            None => Err(self.invalid(key, "一个对象", "an object")),
        }
    }

    fn array(&self, key: &str, max: usize) -> Result<&'a [Value], Invalid> {
        match self.get(key) {
            None => Ok(&[]),
            Some(Value::Array(values)) if values.len() <= max => Ok(values),
            Some(_) => Err(self.invalid(key, format!("最多 {max} 项的列表"), format!("a list of at most {max}"))),
        }
    }

    /// A list of objects; absent means empty.
    pub fn list(&self, key: &str, max: usize) -> Result<Vec<Body<'a>>, Invalid> {
        let path = self.path(key);
        self.array(key, max)?.iter().enumerate().map(|(n, value)| Self::at(value, format!("{path}.{n}"))).collect()
    }

    /// A list of texts; absent means empty.
    pub fn texts(&self, key: &str, max: usize) -> Result<Vec<&'a str>, Invalid> {
        let path = self.path(key);
        self.array(key, max)?
            .iter()
            .enumerate()
            .map(|(n, value)| value.as_str().ok_or_else(|| invalid_at(format!("{path}.{n}"), "文字", "a text")))
            .collect()
    }
}

/// A whole number, however it is spelt: 5 and 5.0 are the same JSON number.
fn whole(value: &Value) -> Option<u64> {
    let spelt = |float: &f64| float.fract() == 0.0 && (0.0..9_007_199_254_740_992.0).contains(float);
    value.as_u64().or_else(|| value.as_f64().filter(spelt).map(|float| float as u64))
}

fn invalid_at(field: String, expected_zh: impl Into<String>, expected_en: impl Into<String>) -> Invalid {
    Invalid { field, expected_zh: expected_zh.into(), expected_en: expected_en.into() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_whole_number_may_be_spelt_with_a_point_and_no_other_number_passes_for_one() {
        let value = json!({"five": 5, "point": 5.0, "half": 4.5, "less": -1, "text": "5", "huge": 1e300});
        let body = Body::new(&value).unwrap();
        let read = |key: &str| body.integer(key, 1..=5).ok();
        assert_eq!([read("five"), read("point")], [Some(5), Some(5)]);
        assert_eq!([read("half"), read("less"), read("text"), read("huge"), read("missing")], [None; 5]);
    }
}
