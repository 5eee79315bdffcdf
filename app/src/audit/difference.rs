//! What a thing was and became, field by field.

use domain::{Directory, Role, UnitCode, UnitKind};
use serde_json::{Map, Value};

use crate::components::words::{role_word, unit_kind_word};
use crate::rules::figure_words;
use crate::text::ticket::LIST_COMMA;
use crate::text::{Words, audit as words};

/// Fields in the order in which they are told; others follow.
const ORDER: [&str; 8] = ["username", "code", "name", "kind", "role", "unit", "parent", "township"];
/// What nobody needs to read.
const HIDDEN: [&str; 1] = ["id"];

/// One field that is no more as it was.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Difference {
    pub(super) field: String,
    pub(super) before: Option<Value>,
    pub(super) after: Option<Value>,
}

/// What differs. A flag that is not set is as good as one that is not there.
pub(super) fn differences(before: Option<&Value>, after: Option<&Value>) -> Vec<Difference> {
    let (before, after) = (fields(before), fields(after));
    let place = |field: &String| ORDER.iter().position(|known| known == field).unwrap_or(ORDER.len());
    let mut names: Vec<_> = before.keys().chain(after.keys()).filter(|name| !HIDDEN.contains(&name.as_str())).collect();
    names.sort_by_key(|name| (place(name), (*name).clone()));
    names.dedup();
    let said =
        |value: Option<&Value>| value.filter(|value| !matches!(value, Value::Null | Value::Bool(false))).cloned();
    let difference = |name: &String| Difference {
        field: name.clone(),
        before: said(before.get(name)),
        after: said(after.get(name)),
    };
    names.into_iter().map(difference).filter(|it| it.before != it.after).collect()
}

/// The fields of a thing; what has none stands under a name without letters.
fn fields(value: Option<&Value>) -> Map<String, Value> {
    match value {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(object)) => {
            let inner = |(name, value): (&String, &Value)| match value {
                // What has fields of its own differs in one of them, not as a whole.
                Value::Object(_) => {
                    fields(Some(value)).into_iter().map(|(field, value)| (format!("{name}.{field}"), value)).collect()
                }
                _ => vec![(name.clone(), value.clone())],
            };
            object.iter().flat_map(inner).collect()
        }
        Some(other) => Map::from_iter([(String::new(), other.clone())]),
    }
}

/// What people call a field.
pub(super) fn field_words(field: &str, t: Words) -> String {
    let word = match field {
        "username" => words::FIELD_USERNAME,
        "code" => words::FIELD_CODE,
        "name" => words::FIELD_NAME,
        "kind" => words::FIELD_KIND,
        "role" => words::FIELD_ROLE,
        "unit" => words::FIELD_UNIT,
        "parent" => words::FIELD_PARENT,
        "township" => words::FIELD_TOWNSHIP,
        "disabled" => words::FIELD_DISABLED,
        "off" => words::FIELD_OFF,
        "worked" => words::FIELD_WORKED,
        "" => words::FIELD_VALUE,
        other => return figure_words(other, t).unwrap_or_else(|| other.to_owned()),
    };
    t.say(word).to_owned()
}

/// What people call a value: a role, a kind, a unit by its name.
pub(super) fn value_words(value: &Value, directory: &Directory, t: Words) -> String {
    match value {
        Value::Bool(true) => t.say(words::YES).to_owned(),
        Value::String(text) => {
            let role = Role::parse(text).map(|role| role_word(role, t).to_owned());
            let kind = || UnitKind::parse(text).map(|kind| unit_kind_word(kind, t).to_owned());
            let unit = || directory.unit(&UnitCode(text.clone())).map(|unit| format!("{} {}", unit.code, unit.name));
            role.or_else(kind).or_else(unit).unwrap_or_else(|| text.clone())
        }
        Value::Array(values) => {
            values.iter().map(|value| value_words(value, directory, t)).collect::<Vec<_>>().join(t.say(LIST_COMMA))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use domain::{Language, Unit};
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn only_what_differs_is_told_in_the_order_of_the_forms() {
        let before = json!({"id": 1, "name": "王明", "role": "caller", "unit": "T01", "disabled": false});
        let after = json!({"id": 2, "name": "王明", "role": "grid_worker", "unit": "T02", "extra": 3});
        let told: Vec<_> = differences(Some(&before), Some(&after)).into_iter().map(|it| it.field).collect();
        assert_eq!(told, ["role", "unit", "extra"]);
        let told = differences(None, Some(&before));
        assert_eq!(told.iter().map(|it| it.field.as_str()).collect::<Vec<_>>(), ["name", "role", "unit"]);
        let rules = |late: i64| json!({"points": {"signed_late": late, "reworked": -1}});
        let told: Vec<_> = differences(Some(&rules(-50)), Some(&rules(-60))).into_iter().map(|it| it.field).collect();
        assert_eq!(told, ["points.signed_late"]);
        assert_eq!(field_words("points.signed_late", Words(Language::Chinese)), "签收超时");
        assert_eq!(differences(Some(&json!("x")), None).len(), 1);
        assert_eq!(differences(None, None), []);
    }

    #[test]
    fn values_are_told_in_peoples_words() {
        let unit = Unit::new(Uuid::nil(), "T01".into(), "崖头街道", UnitKind::Township);
        let directory = Directory::new([unit], []);
        let said = |value: Value| value_words(&value, &directory, Words(Language::Chinese));
        assert_eq!(said(json!("caller")), "呼叫员");
        assert_eq!(said(json!("T01")), "T01 崖头街道");
        assert_eq!((said(json!("T99")), said(json!(true)), said(json!(3))), ("T99".into(), "是".into(), "3".into()));
    }
}
