//! What differs between two lists.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Item;

/// What became of one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Its code.
    pub code: String,
    /// As it was; none if it is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Item>,
    /// As it will be; none if it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Item>,
}

/// What differs between two lists, by code.
pub fn difference<'a>(
    before: impl IntoIterator<Item = &'a Item>,
    after: impl IntoIterator<Item = &'a Item>,
) -> Vec<Difference> {
    let mut both: BTreeMap<&str, (Option<&Item>, Option<&Item>)> = BTreeMap::new();
    for item in before {
        both.entry(&item.code).or_default().0 = Some(item);
    }
    for item in after {
        both.entry(&item.code).or_default().1 = Some(item);
    }
    both.into_iter()
        .filter(|(_, (before, after))| before != after)
        .map(|(code, (before, after))| Difference {
            code: code.to_owned(),
            before: before.cloned(),
            after: after.cloned(),
        })
        .collect()
}
