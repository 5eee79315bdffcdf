//! The list is kept in versions.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One version of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Its number for people, such as `2026-3`: the third of that year.
    pub number: String,
    /// Its place among all versions, from 1.
    pub serial: u32,
    /// From which day it holds.
    pub effective_on: Date,
    /// What it is about.
    pub title: String,
}

impl Version {
    /// The number of the version that follows `latest`, for one that takes effect in `year`.
    pub fn number_after(latest: Option<&Self>, year: i16) -> String {
        let nth = latest.and_then(|latest| {
            let (of_year, nth) = latest.number.split_once('-')?;
            (of_year.parse() == Ok(year)).then(|| nth.parse::<u32>().ok())?
        });
        format!("{year}-{}", nth.unwrap_or_default() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_counted_anew_each_year() {
        let latest = |number: &str| Version {
            number: number.into(),
            serial: 1,
            effective_on: jiff::civil::date(2026, 3, 1),
            title: String::new(),
        };
        assert_eq!(Version::number_after(None, 2026), "2026-1");
        assert_eq!(Version::number_after(Some(&latest("2026-2")), 2026), "2026-3");
        assert_eq!(Version::number_after(Some(&latest("2026-2")), 2027), "2027-1");
    }
}
