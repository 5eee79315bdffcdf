//! Finding an item as one types.

use std::collections::HashMap;
use std::sync::Arc;

use domain::Item;
use domain::list::search::Index;
use leptos::prelude::*;

use crate::device::{Device, use_device};

/// The list, made ready for searching once, and what this person and place have used of it.
#[derive(Clone, Copy)]
pub struct Finder {
    device: Device,
    index: Memo<Ready>,
    /// What is commonest where the person works, in that order.
    of_the_place: Memo<Vec<String>>,
    familiar: Memo<HashMap<String, u32>>,
}

#[derive(Clone)]
struct Ready(Arc<Index>);

impl PartialEq for Ready {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// A finder for this page. Nothing is made ready until something is looked for.
pub fn use_finder() -> Finder {
    let device = use_device();
    let index = Memo::new(move |_| Ready(Arc::new(device.directory.with(|directory| Index::new(directory.items())))));
    let of_the_place = Memo::new(move |_| {
        let township = device.me.with(|me| me.as_ref().and_then(|me| me.township().cloned()));
        device.directory.with(|directory| Some(directory.commonest(&township?)?.items.clone())).unwrap_or_default()
    });
    // What I see is what I whistled for; what is whistled for where I am counts once more.
    let familiar = Memo::new(move |_| {
        let mut times: HashMap<String, u32> =
            of_the_place.with(|codes| codes.iter().map(|code| (code.clone(), 1)).collect());
        device.tickets.with(|tickets| {
            for code in tickets.values().filter_map(|ticket| ticket.item_code.clone()) {
                *times.entry(code).or_default() += 1;
            }
        });
        times
    });
    Finder { device, index, of_the_place, familiar }
}

impl Finder {
    /// Makes the list ready before the first letter is typed: when the field is entered.
    pub fn prepare(&self) {
        self.index.with_untracked(|_| ());
    }

    /// What matches, the best first; of nothing typed, what is used most.
    pub fn find(&self, typed: &str, limit: usize) -> Vec<Item> {
        if typed.trim().is_empty() {
            return self.used_most(limit);
        }
        let Ready(index) = self.index.get();
        self.familiar.with(|familiar| self.items(&index.find(typed, familiar, limit)))
    }

    fn used_most(&self, limit: usize) -> Vec<Item> {
        let codes = self.familiar.with(|familiar| {
            self.of_the_place.with(|place| by_use(familiar, place).map(str::to_owned).collect::<Vec<_>>())
        });
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        let mut items = self.items(&codes);
        items.truncate(limit);
        items
    }

    fn items(&self, codes: &[&str]) -> Vec<Item> {
        self.device.directory.with(|directory| codes.iter().filter_map(|code| directory.item(code)).cloned().collect())
    }
}

/// The most used first; of those used as often, in the place's order.
fn by_use<'a>(familiar: &'a HashMap<String, u32>, place: &[String]) -> impl Iterator<Item = &'a str> + use<'a> {
    let order = |code: &str| place.iter().position(|known| known == code).unwrap_or(usize::MAX);
    let mut codes: Vec<(&str, u32, usize)> =
        familiar.iter().map(|(code, times)| (code.as_str(), *times, order(code))).collect();
    codes.sort_by(|(a, one, first), (b, two, second)| two.cmp(one).then(first.cmp(second)).then(a.cmp(b)));
    codes.into_iter().map(|(code, ..)| code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ones_own_comes_first_and_then_the_commonest_of_the_place() {
        let familiar =
            [("0101", 1), ("0137", 4), ("0203", 1), ("0110", 1)].map(|(code, times)| (code.to_owned(), times));
        let place = ["0203".to_owned(), "0101".to_owned()];
        let codes: Vec<_> = by_use(&familiar.into(), &place).map(str::to_owned).collect();
        assert_eq!(codes, ["0137", "0203", "0101", "0110"]);
    }
}
