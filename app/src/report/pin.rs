//! Choosing the place on a map: the map is moved until its middle is the place.

use domain::grid::Point;
use domain::{Place, PlaceSource};
use leptos::html::Dialog;
use leptos::prelude::*;

use super::ground::in_words;
use super::position::Watch;
use crate::components::{Glyph, Icon};
use crate::device::use_device;
use crate::map::{Map, Told, around_grids};
use crate::text::{common, map as words, use_words};

/// Degrees to each side of a known place: the borders around it are mostly in sight then.
const AROUND: f64 = 0.01;

/// 在地图上选点: opens the map at the place that is known, or else on the township's ground.
#[component]
pub(super) fn Pin(site: Memo<Option<Place>>, watch: Watch) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let dialog = NodeRef::<Dialog>::new();
    let is_open = RwSignal::new(false);
    let middle = RwSignal::new(None::<Point>);
    let pinned = move || {
        let [lon, lat] = middle.get()?;
        Some(Place { lat, lon, accuracy_m: None, fixed_at: None, source: PlaceSource::Map })
    };
    // As it was when the map was opened: a fix that comes meanwhile moves nothing.
    let look = RwSignal::new(None);
    let open = move |_| {
        let around = |at: Point| [at.map(|degrees| degrees - AROUND), at.map(|degrees| degrees + AROUND)];
        look.set(site.get_untracked().map(|site| around(site.point())).or_else(|| {
            let township = device.me.with_untracked(|me| me.as_ref().and_then(|me| me.township().cloned()));
            device.directory.with_untracked(|directory| around_grids(directory, township.as_ref()))
        }));
        middle.set(None);
        is_open.set(true);
        if let Some(dialog) = dialog.get_untracked() {
            // Fails only for a dialog that is out of the document.
            drop(dialog.show_modal());
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let told = Callback::new(move |told| {
        if let Told::Middle(at) = told {
            middle.set(Some(at));
        }
    });
    let take = move |_| {
        if let Some(place) = untrack(pinned) {
            watch.pin(place);
        }
        close();
    };
    let said = move || {
        let place = pinned()?;
        let ground = device.directory.with(|directory| in_words(&place, directory, t));
        Some(format!("{:.5}, {:.5} {}", place.lat, place.lon, ground.unwrap_or_default()))
    };
    view! {
        <button type="button" class="button button--quiet" data-testid="pin" on:click=open>
            <Icon glyph=Glyph::Pin />
            {t.say(words::PIN)}
        </button>
        <dialog
            class="sheet pin"
            node_ref=dialog
            aria-labelledby="pin-title"
            on:close=move |_| is_open.set(false)
        >
            <div class="sheet__form">
                <h2 class="sheet__title" id="pin-title">{t.say(words::PIN)}</h2>
                <div class="sheet__body">
                    <p class="sheet__hint">{t.say(words::PIN_HINT)}</p>
                    <Show when=move || is_open.get()>
                        <Map label=words::PIN look is_pin=true told />
                    </Show>
                    <p class="pin__place" role="status" data-testid="pin-place">{said}</p>
                </div>
                <div class="sheet__buttons">
                    <button type="button" class="button" on:click=move |_| close()>
                        {t.say(common::CANCEL)}
                    </button>
                    <button
                        type="button"
                        class="button button--primary"
                        data-testid="take-pin"
                        disabled=move || middle.with(Option::is_none)
                        on:click=take
                    >
                        {t.say(words::PIN_THIS)}
                    </button>
                </div>
            </div>
        </dialog>
    }
}
