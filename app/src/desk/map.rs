//! The tickets of the list on a map.

use std::sync::Arc;

use domain::grid::bounds;
use domain::{Light, Ticket, TicketId};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::queues::light;
use super::view::{DeskView, use_desk};
use crate::components::{Glyph, Icon, LightMark};
use crate::frame::kept;
use crate::map::{Map, Mark, Spot, Told, around_grids};
use crate::text::{Text, Words, map as words, use_words};

/// Where it is remembered that somebody works with the map.
const KEY: &str = "desk-map";

/// Opens the map beside the list and closes it; remembered on this device.
#[component]
pub fn MapToggle() -> impl IntoView {
    let desk = use_desk();
    let t = use_words();
    // What is kept is read where there is a browser.
    Effect::new(move |_| desk.on_map.set(kept::read(KEY).unwrap_or_default()));
    let toggle = move |_| {
        desk.on_map.update(|on_map| *on_map = !*on_map);
        kept::write(KEY, &desk.on_map.get_untracked());
    };
    view! {
        <button
            type="button"
            class="button button--quiet"
            data-testid="desk-map-toggle"
            aria-expanded=move || desk.on_map.get().to_string()
            on:click=toggle
        >
            <Icon glyph=Glyph::Pin />
            {move || t.say(if desk.on_map.get() { words::CLOSE } else { words::OPEN })}
        </button>
    }
}

/// What of the list is on the map.
#[derive(Clone, Debug, Default, PartialEq)]
struct Shown {
    spots: Vec<Spot>,
    late: usize,
    without_place: usize,
}

impl Shown {
    fn of<'a>(tickets: impl Iterator<Item = &'a Arc<Ticket>>, light: impl Fn(&Ticket) -> Option<Light>) -> Self {
        tickets.fold(Self::default(), |mut shown, ticket| {
            let light = light(ticket);
            match &ticket.place {
                Some(place) => {
                    let spot =
                        Spot { id: ticket.id.to_string(), at: place.point(), light: Spot::shape(light), name: None };
                    shown.spots.push(spot);
                    shown.late += usize::from(light == Some(Light::Red));
                }
                None => shown.without_place += 1,
            }
            shown
        })
    }

    /// `图上 12 件，其中 3 件超期，另有 2 件没有位置`
    fn words(&self, t: Words) -> String {
        let counted = |text: Text, n: usize| if n > 0 { t.fill(text, &[("n", &n)]) } else { String::new() };
        let on_map = t.fill(words::ON_MAP, &[("n", &self.spots.len())]);
        on_map + &counted(words::LATE, self.late) + &counted(words::WITHOUT_PLACE, self.without_place)
    }
}

/// The map of what stands in the list.
#[component]
pub fn DeskMap() -> impl IntoView {
    let desk = use_desk();
    let t = use_words();
    let shown = Memo::new(move |_| {
        let now = desk.device.now.get();
        let Some(role) = desk.seat.with(|seat| seat.as_ref().map(|seat| seat.role)) else { return Shown::default() };
        desk.device.tickets.with(|tickets| {
            desk.shown
                .with(|ids| Shown::of(ids.iter().filter_map(|id| tickets.get(id)), |ticket| light(ticket, role, now)))
        })
    });
    let summary = move || {
        let title =
            desk.picked.get().and_then(|id| desk.device.tickets.with(|tickets| Some(tickets.get(&id)?.title.clone())));
        let picked = title.map(|title| t.fill(words::PICKED, &[("title", &title)])).unwrap_or_default();
        shown.with(|shown| shown.words(t)) + &picked
    };
    let heat = RwSignal::new(false);
    let points = Signal::derive(move || shown.with(|shown| shown.spots.clone()));
    let marked = Signal::derive(move || marks(&desk));
    let is_whole = Memo::new(move |_| desk.device.is_whole());
    // Where the list goes, the map goes; what changes in it meanwhile moves nothing.
    let look = Memo::new(move |_| {
        desk.queue.track();
        desk.filter.track();
        desk.typed.track();
        is_whole.track();
        let points = shown.with_untracked(|shown| bounds(shown.spots.iter().map(|spot| spot.at)));
        points.or_else(|| desk.device.directory.with(|directory| around_grids(directory, None)))
    });
    let navigate = use_navigate();
    let told = Callback::new(move |told| {
        if let Told::Picked(id) = told
            && let Ok(id) = id.parse()
        {
            desk.touched.set(true);
            let options = NavigateOptions { scroll: false, ..NavigateOptions::default() };
            navigate(&untrack(|| desk.address(desk.queue.get(), Some(id))), options);
        }
    });
    let choice = move |is_heat: bool, word: Text, name: &'static str| {
        view! {
            <button
                type="button"
                class="chip"
                data-testid=name
                aria-pressed=move || (heat.get() == is_heat).to_string()
                on:click=move |_| heat.set(is_heat)
            >
                {t.say(word)}
            </button>
        }
    };
    view! {
        <section class="desk__map" aria-label=t.say(words::MAP)>
            <div class="desk__map-bar">
                <p role="status" data-testid="map-summary">{summary}</p>
                <div class="choices choices--row" role="group" aria-label=t.say(words::SHOWN_AS)>
                    {choice(false, words::SPOTS, "map-spots")} {choice(true, words::HEAT, "map-heat")}
                </div>
            </div>
            <Map label=words::MAP points marked heat look told />
            <ul class="desk__legend" aria-label=t.say(words::LEGEND)>
                {[Light::Green, Light::Amber, Light::Red]
                    .map(|light| {
                        view! {
                            <li>
                                <LightMark light=Signal::stored(Some(light)) />
                            </li>
                        }
                    })} <li class="desk__no-clock">{t.say(words::NO_CLOCK)}</li>
            </ul>
        </section>
    }
}

/// Rings around the ticket that is shown, and around the one whose row the pointer is on.
fn marks(desk: &DeskView) -> Vec<Mark> {
    let mark = |kind: &'static str, id: Option<TicketId>| {
        let id = id?;
        let at = desk.device.tickets.with(|tickets| Some(tickets.get(&id)?.place.as_ref()?.point()))?;
        Some(Mark { kind, id: id.to_string(), at })
    };
    [mark("picked", desk.picked.get()), mark("pointed", desk.pointed.get())].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use domain::Language;

    use super::*;

    fn shown(on_map: usize, late: usize, without_place: usize) -> String {
        let spot = Spot { id: "1".into(), at: [122.5, 37.1], light: "red", name: None };
        Shown { spots: vec![spot; on_map], late, without_place }.words(Words(Language::Chinese))
    }

    #[test]
    fn what_the_map_shows_stands_in_words() {
        assert_eq!(shown(12, 3, 0), "图上 12 件，其中 3 件超期");
        assert_eq!(shown(1, 0, 2), "图上 1 件，另有 2 件没有位置");
        assert_eq!(shown(0, 0, 0), "图上 0 件");
    }
}
