//! What a desk's list is narrowed to. It stands in the address, so that it can be bookmarked and passed on.

use domain::{Directory, Light, Role, Ticket, UnitCode};
use jiff::Timestamp;
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

use super::queues::light;
use crate::components::light::light_word;
use crate::text::Words;

/// The lights, and their names in addresses.
pub const LIGHTS: [(Light, &str); 3] = [(Light::Red, "red"), (Light::Amber, "amber"), (Light::Green, "green")];

/// What is let through; everything by default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// Only what is on this township's ground.
    pub township: Option<UnitCode>,
    /// Only what this unit leads or helps with.
    pub unit: Option<UnitCode>,
    /// Only what shows this light.
    pub light: Option<Light>,
}

impl Filter {
    /// What an address asks for.
    pub fn read(query: &ParamsMap) -> Self {
        let unit = |name| query.get_str(name).filter(|code| !code.is_empty()).map(UnitCode::from);
        let light = query.get_str("light").and_then(|name| LIGHTS.iter().find(|(_, known)| *known == name));
        Self { township: unit("township"), unit: unit("unit"), light: light.map(|(light, _)| *light) }
    }

    /// The same, to be put behind an address that has a query.
    pub fn query(&self) -> String {
        let light = self.light.map(light_name);
        let parts = [
            ("township", self.township.as_ref().map(UnitCode::as_str)),
            ("unit", self.unit.as_ref().map(UnitCode::as_str)),
            ("light", light),
        ];
        parts.into_iter().filter_map(|(name, value)| Some(format!("&{name}={}", value?))).collect()
    }

    /// Whether it lets everything through.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it lets a ticket through to somebody of this role.
    pub fn admits(&self, ticket: &Ticket, role: Role, now: Timestamp) -> bool {
        let is_of = |unit: &UnitCode| ticket.lead.as_ref() == Some(unit) || ticket.co_responsible.contains(unit);
        self.township.as_ref().is_none_or(|township| ticket.township.as_ref() == Some(township))
            && self.unit.as_ref().is_none_or(is_of)
            && self.light.is_none_or(|wanted| light(ticket, role, now) == Some(wanted))
    }

    /// `崖头街道 · 住建局 · 已超时`
    pub fn words(&self, directory: &Directory, t: Words) -> String {
        let name = |code: &UnitCode| directory.unit(code).map_or_else(|| code.to_string(), |unit| unit.name.clone());
        let units = [&self.township, &self.unit].into_iter().flatten().map(name);
        units.chain(self.light.map(|light| t.say(light_word(light)).to_owned())).collect::<Vec<_>>().join(" · ")
    }
}

/// A light's name in addresses.
pub fn light_name(light: Light) -> &'static str {
    LIGHTS.iter().find(|(known, _)| *known == light).map_or("", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(query: &str) -> Filter {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        Filter::read(&pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    #[test]
    fn a_filter_comes_out_of_an_address_as_it_went_in() {
        let filter = Filter { township: Some("T07".into()), unit: None, light: Some(Light::Red) };
        assert_eq!(filter.query(), "&township=T07&light=red");
        assert_eq!(of(&filter.query()), filter);
        assert!(of("queue=overdue&light=blue&unit=").is_empty());
    }
}
