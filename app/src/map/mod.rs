//! A map: what stands on it is decided here, and everything that it shows stands in words beside it too.

mod drawn;
mod ground;

use domain::Light;
use domain::grid::Point;
use domain::map::Basemap;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;

use crate::account::remote::ask;
use crate::components::{Glyph, Icon};
use crate::device::use_device;
use crate::text::{Text, map as words, use_words};
use drawn::{Drawn, Options, Scene};
pub use ground::around_grids;

/// A box on the ground: its south-western and north-eastern corner.
pub type Area = [Point; 2];

/// A point on a map.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Spot {
    /// What is told when it is picked.
    pub id: String,
    /// Where.
    pub at: Point,
    /// Its shape and colour: `green`, `amber`, `red`, or `none`.
    pub light: &'static str,
    /// What stands below it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Spot {
    /// The shape of a light.
    pub fn shape(light: Option<Light>) -> &'static str {
        match light {
            Some(Light::Green) => "green",
            Some(Light::Amber) => "amber",
            Some(Light::Red) => "red",
            None => "none",
        }
    }
}

/// A ring around a point, among others or not.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mark {
    /// `picked`, or `pointed` for what the pointer is on.
    pub kind: &'static str,
    /// The point's.
    pub id: String,
    /// Where.
    pub at: Point,
}

/// What somebody did.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// Picked this point.
    Picked(String),
    /// Moved this place to the middle.
    Middle(Point),
}

/// Whether the map is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Loading,
    Open,
    /// This browser has no WebGL.
    CannotDraw,
    /// Its code was never loaded on this device, and there is no coverage.
    NotHere,
}

impl Standing {
    fn name(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Open => "open",
            Self::CannotDraw => "cannot_draw",
            Self::NotHere => "not_here",
        }
    }

    fn word(self) -> Option<Text> {
        match self {
            Self::Loading => Some(words::LOADING),
            Self::Open => None,
            Self::CannotDraw => Some(words::CANNOT_DRAW),
            Self::NotHere => Some(words::NOT_HERE),
        }
    }
}

/// A map with the grids that the device has. Where `is_pin`, the place in its middle is what is chosen.
#[component]
pub fn Map(
    /// What the map is called for whoever cannot see it.
    label: Text,
    #[prop(optional, into)] points: Signal<Vec<Spot>>,
    #[prop(optional, into)] marked: Signal<Vec<Mark>>,
    /// A way through points.
    #[prop(optional, into)]
    way: Signal<Vec<Point>>,
    /// Whether points are shown as heat.
    #[prop(optional, into)]
    heat: Signal<bool>,
    /// What to show; whenever it changes, the map goes there.
    #[prop(into)]
    look: Signal<Option<Area>>,
    #[prop(optional)] is_pin: bool,
    told: Callback<Told>,
) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let answer = ask::<Basemap>(|| "/api/v1/map".to_owned());
    // Without an answer there is no coverage, and nothing to load tiles over.
    let basemap = Memo::new(move |_| answer.get().flatten().and_then(Result::ok).unwrap_or_default());
    let datum = Memo::new(move |_| basemap.with(|basemap| basemap.datum));
    let standing = RwSignal::new(Standing::Loading);
    let no_tiles = RwSignal::new(false);
    let drawn = RwSignal::new_local(None::<Drawn>);
    let sheet = NodeRef::<Div>::new();

    Effect::new(move |_| {
        let Some(sheet) = sheet.get() else { return };
        let look = look.get_untracked().map(|area| area.map(|at| datum.get_untracked().drawn(at)));
        let options = Options { label: t.say(label), look, is_pin };
        let tell = move |kind: String, what: String| match kind.as_str() {
            "picked" => told.run(Told::Picked(what)),
            "middle" => {
                let degrees: Vec<f64> = what.split(',').filter_map(|part| part.parse().ok()).collect();
                if let [lon, lat] = degrees[..] {
                    told.run(Told::Middle(datum.get_untracked().meant([lon, lat])));
                }
            }
            // `tiles` or `no_tiles`, as they come.
            what => no_tiles.set(what == "no_tiles"),
        };
        spawn_local(async move {
            // Neither is set where the page has been left meanwhile.
            match Drawn::open(&sheet, &options, tell).await {
                Ok(open) => {
                    drop(drawn.try_set(Some(open)));
                    standing.try_set(Standing::Open);
                }
                Err(instead) => {
                    standing.try_set(instead);
                }
            }
        });
    });
    let show = move |scene: Scene| {
        drawn.with(|drawn| {
            if let Some(drawn) = drawn {
                drawn.show(&scene);
            }
        });
    };
    let on_sheet = move || {
        let datum = datum.get();
        move |at: Point| datum.drawn(at)
    };
    Effect::new(move |_| {
        let tiles = basemap.with(|basemap| basemap.tiles.clone());
        if !tiles.is_empty() {
            show(Scene { tiles: Some(tiles), ..Scene::default() });
        }
    });
    Effect::new(move |_| show(device.directory.with(|directory| ground::scene(directory, on_sheet()))));
    Effect::new(move |_| {
        let on_sheet = on_sheet();
        let points = points.get().into_iter().map(|spot| Spot { at: on_sheet(spot.at), ..spot });
        show(Scene { points: Some(points.collect()), ..Scene::default() });
    });
    Effect::new(move |_| {
        let on_sheet = on_sheet();
        let marked = marked.get().into_iter().map(|mark| Mark { at: on_sheet(mark.at), ..mark });
        show(Scene { marked: Some(marked.collect()), ..Scene::default() });
    });
    Effect::new(move |_| {
        let way = way.get().into_iter().map(on_sheet()).collect();
        show(Scene { way: Some([way]), ..Scene::default() });
    });
    Effect::new(move |_| show(Scene { heat: Some(heat.get()), ..Scene::default() }));
    Effect::new(move |_| {
        if let Some(area) = look.get() {
            show(Scene { look: Some(area.map(on_sheet())), ..Scene::default() });
        }
    });

    let zoom = move |by: i32, sign: &'static str, word: Text| {
        let go = move |_| {
            drawn.with_untracked(|drawn| {
                if let Some(drawn) = drawn {
                    drawn.zoom(by);
                }
            });
        };
        view! {
            <button type="button" class="map__step" aria-label=t.say(word) on:click=go>
                {sign}
            </button>
        }
    };
    let below = move || {
        if no_tiles.get() {
            return Some(t.say(words::NO_TILES).to_owned());
        }
        basemap.with(|basemap| basemap.credit.clone())
    };
    let is_open = move || standing.get() == Standing::Open;
    view! {
        <div class="map" data-testid="map" data-standing=move || standing.get().name()>
            <div class="map__sheet" node_ref=sheet></div>
            <p class="map__instead" role="status">
                {move || standing.get().word().map(|word| t.say(word))}
            </p>
            <Show when=is_open>
                <div class="map__zoom">{zoom(1, "+", words::CLOSER)} {zoom(-1, "−", words::FURTHER)}</div>
                <Show when=move || is_pin>
                    <span class="map__pin">
                        <Icon glyph=Glyph::Pin />
                    </span>
                </Show>
                <p class="map__credit">{below}</p>
            </Show>
        </div>
    }
}
