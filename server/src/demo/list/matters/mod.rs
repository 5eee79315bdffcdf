//! The matters of 属地管理: 92 in 15 domains. The kinds are those that counties publish; the entries are samples.

mod fire_health;
mod land_environment;
mod life;
mod road_water;
mod safety_market;
mod town;
mod village_sea;

use domain::Item;

use super::row::Matter;

/// A domain and its matters.
type Domain = (&'static str, &'static [Matter]);

/// Every matter, numbered in the order of the domains.
pub(super) fn all() -> impl Iterator<Item = Item> {
    let domains: [&[Domain]; 7] = [
        &land_environment::DOMAINS,
        &town::DOMAINS,
        &road_water::DOMAINS,
        &village_sea::DOMAINS,
        &safety_market::DOMAINS,
        &fire_health::DOMAINS,
        &life::DOMAINS,
    ];
    let matters =
        domains.into_iter().flatten().flat_map(|(domain, matters)| matters.iter().map(move |it| (domain, it)));
    (1..).zip(matters).map(|(number, (domain, matter))| matter.item(number, domain))
}
