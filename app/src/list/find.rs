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
    // What I see is what I whistled for, or what is whistled for where I am.
    let familiar = Memo::new(move |_| {
        let mut times = HashMap::new();
        device.tickets.with(|tickets| {
            for code in tickets.values().filter_map(|ticket| ticket.item_code.clone()) {
                *times.entry(code).or_default() += 1;
            }
        });
        times
    });
    Finder { device, index, familiar }
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
        self.familiar.with(|familiar| {
            let mut codes: Vec<(&str, u32)> = familiar.iter().map(|(code, times)| (code.as_str(), *times)).collect();
            codes.sort_by(|(a, one), (b, two)| two.cmp(one).then(a.cmp(b)));
            let codes: Vec<&str> = codes.into_iter().map(|(code, _)| code).collect();
            let mut items = self.items(&codes);
            items.truncate(limit);
            items
        })
    }

    fn items(&self, codes: &[&str]) -> Vec<Item> {
        self.device.directory.with(|directory| codes.iter().filter_map(|code| directory.item(code)).cloned().collect())
    }
}
