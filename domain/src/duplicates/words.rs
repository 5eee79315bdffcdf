//! Likeness of words. Chinese does not part them, so two characters at a time are compared.

use std::collections::BTreeSet;

use crate::list::Item;

/// What a report says, beside what its item is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// Every two neighbouring characters.
    pairs: BTreeSet<[char; 2]>,
    /// House numbers: 12 of 青山路12号.
    houses: BTreeSet<u32>,
}

impl Said {
    pub(super) fn of<'a>(texts: impl IntoIterator<Item = &'a str>, item: Option<&Item>) -> Self {
        let mut said = Self::default();
        for text in texts {
            said.pairs.extend(pairs(text));
            said.houses.extend(houses(text));
        }
        if let Some(item) = item {
            let known: BTreeSet<_> =
                [&item.name].into_iter().chain(&item.synonyms).flat_map(|name| pairs(name)).collect();
            said.pairs.retain(|pair| !known.contains(pair));
        }
        said
    }

    /// From 0, nothing in common, to 1.
    pub(super) fn likeness(&self, other: &Self) -> f64 {
        let common = self.pairs.intersection(&other.pairs).count();
        let all = self.pairs.len() + other.pairs.len();
        if all == 0 { 0.0 } else { 2.0 * common as f64 / all as f64 }
    }

    /// Whether both name houses, and not one of them the same.
    pub(super) fn is_elsewhere(&self, other: &Self) -> bool {
        !self.houses.is_empty() && !other.houses.is_empty() && self.houses.is_disjoint(&other.houses)
    }
}

fn houses(text: &str) -> Vec<u32> {
    let before = text.split('号').rev().skip(1);
    let digits =
        |part: &str| part.rsplit(|letter: char| !letter.is_ascii_digit()).next().and_then(|it| it.parse().ok());
    before.filter_map(digits).collect()
}

fn pairs(text: &str) -> Vec<[char; 2]> {
    let letters: Vec<char> =
        text.chars().map(|letter| if letter.is_alphanumeric() { letter.to_ascii_lowercase() } else { ' ' }).collect();
    let pairs = letters.windows(2).filter(|pair| !pair.contains(&' '));
    pairs.filter_map(|pair| pair.try_into().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::ItemKind;

    #[test]
    fn words_are_alike_by_what_they_share_beside_the_items_name() {
        let cover = Item::new(ItemKind::Component, "0102", "污水井盖", "公用设施", "版");
        let of = |text: &str| Said::of([text], Some(&cover));
        assert!(of("青山路12号污水井盖破了").likeness(&of("污水井盖，青山路12号门前")) > 0.5);
        assert!(of("污水井盖破损").likeness(&of("污水井盖松动")) < f64::EPSILON);
        assert!(of("").likeness(&of("")) < f64::EPSILON);
        assert!(of("青山路12号").is_elsewhere(&of("青山路14号")));
        assert!(!of("青山路12号楼3号").is_elsewhere(&of("12号门前")) && !of("12号").is_elsewhere(&of("青山路")));
        assert!(of("青山路A座").likeness(&of("青山路a座")) > 0.99);
    }
}
