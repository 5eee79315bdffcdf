//! Which grid that is, and a question where the place does not tell.

use domain::grid::Found;
use domain::{Directory, Grid, GridCode, Place};
use leptos::prelude::*;

use super::form::Form;
use crate::device::use_device;
use crate::text::{Words, report, use_words};
use crate::ticket::facts::unit_name;

/// What is known of the ground at a place.
#[derive(Clone, PartialEq)]
enum Known {
    /// There is no place, or there are no grids.
    Nothing,
    /// No grid has it.
    Outside,
    /// This one has it: township and name.
    In(String),
    /// One of these has it.
    Near(Vec<(GridCode, String)>),
}

impl Known {
    fn of(place: Option<&Place>, directory: &Directory, t: Words) -> Self {
        let Some(place) = place.filter(|_| directory.grids().next().is_some()) else { return Self::Nothing };
        match directory.grid_at(place) {
            Found::Outside => Self::Outside,
            Found::In(grid) => Self::In(words(grid, directory, t)),
            Found::Near(mut grids) => {
                // Which is the likeliest changes with each fix; what is under a finger stays where it is.
                grids.sort_by(|one, other| one.code.cmp(&other.code));
                Self::Near(grids.into_iter().map(|grid| (grid.code.clone(), words(grid, directory, t))).collect())
            }
        }
    }
}

/// The ground at a place: its grid and township, or those that it may be in; none where there are no grids.
pub(super) fn in_words(place: &Place, directory: &Directory, t: Words) -> Option<String> {
    match Known::of(Some(place), directory, t) {
        Known::Nothing => None,
        Known::Outside => Some(t.say(report::GRID_OUTSIDE).to_owned()),
        Known::In(words) => Some(words),
        Known::Near(grids) => Some(grids.into_iter().map(|(_, words)| words).collect::<Vec<_>>().join(" / ")),
    }
}

/// 崖头街道 · 第3网格
fn words(grid: &Grid, directory: &Directory, t: Words) -> String {
    let township = unit_name(&grid.township, directory);
    t.fill(report::GRID_OF, &[("township", &township), ("grid", &grid.name)])
}

/// The grid and its township; near a border, large choices.
#[component]
pub(super) fn Ground(form: Form, site: Memo<Option<Place>>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let known =
        Memo::new(move |_| device.directory.with(|directory| site.with(|at| Known::of(at.as_ref(), directory, t))));
    let choice = move |(code, words): (GridCode, String)| {
        let code = StoredValue::new(code);
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="grid"
                    prop:checked=move || form.grid.with(|chosen| *chosen == Some(code.get_value()))
                    on:change=move |_| form.grid.set(Some(code.get_value()))
                />
                <span>{words}</span>
            </label>
        }
    };
    let line = move |words: String| view! { <p class="ground" data-testid="ground">{words}</p> }.into_any();
    move || match known.get() {
        Known::Nothing => ().into_any(),
        Known::Outside => {
            view! { <p class="ground ground--outside" data-testid="ground">{t.say(report::GRID_OUTSIDE)}</p> }
                .into_any()
        }
        Known::In(words) => line(words),
        Known::Near(grids) => view! {
            <fieldset class="choices ground__choices" data-testid="ground-choices">
                <legend>{t.say(report::GRID_NEAR)}</legend>
                {grids.into_iter().map(choice).collect_view()}
            </fieldset>
        }
        .into_any(),
    }
}

#[cfg(test)]
mod tests {
    use domain::grid::Shape;
    use domain::{Language, PlaceSource, Unit, UnitKind};
    use uuid::Uuid;

    use super::*;

    const T: Words = Words(Language::Chinese);

    fn directory() -> Directory {
        let grid = |code: &str, name: &str, [west, east]: [f64; 2]| Grid {
            code: code.into(),
            name: name.to_owned(),
            township: "T07".into(),
            shape: Shape(vec![vec![vec![[west, 37.0], [east, 37.0], [east, 37.1], [west, 37.1], [west, 37.0]]]]),
        };
        let township = Unit::new(Uuid::nil(), "T07".into(), "崖头街道", UnitKind::Township);
        Directory::new([township], [])
            .with_grids([grid("T07-01", "第1网格", [122.4, 122.5]), grid("T07-02", "第2网格", [122.5, 122.6])])
    }

    fn known(lon: f64, directory: &Directory) -> Known {
        let place = Place { lat: 37.05, lon, accuracy_m: Some(8.0), fixed_at: None, source: PlaceSource::Gps };
        Known::of(Some(&place), directory, T)
    }

    #[test]
    fn grid_and_township_are_said_or_asked_for() {
        let directory = directory();
        assert!(known(122.45, &directory) == Known::In("崖头街道 · 第1网格".into()));
        let both = [("T07-01", "崖头街道 · 第1网格"), ("T07-02", "崖头街道 · 第2网格")];
        let both = both.map(|(code, words)| (code.into(), words.to_owned())).to_vec();
        assert!(known(122.500_05, &directory) == Known::Near(both));
        assert!(known(121.5, &directory) == Known::Outside);
    }

    #[test]
    fn without_a_place_or_grids_nothing_is_said() {
        assert!(Known::of(None, &directory(), T) == Known::Nothing);
        assert!(known(122.45, &Directory::default()) == Known::Nothing);
    }
}
