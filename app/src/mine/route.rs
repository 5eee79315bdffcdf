//! The order in which to visit what is to be verified and checked on site, in words and on a map.

use domain::grid::{Point, bounds};
use domain::map::{order_of_visits, steps};
use domain::{Light, Place, TicketId};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::device::use_device;
use crate::map::{Map, Spot, Told};
use crate::position::{Watching, watch};
use crate::text::{Words, map as words, use_words};

/// One place of the way.
#[derive(Clone, Debug, PartialEq)]
struct Stop {
    ticket: TicketId,
    title: String,
    at: Point,
    light: Option<Light>,
    /// From the one before, or from where one is.
    metres: f64,
}

/// A way through what is asked.
#[derive(Clone, Debug, Default, PartialEq)]
struct Way {
    stops: Vec<Stop>,
    /// Tickets without a place.
    left_out: usize,
}

impl Way {
    /// Stops in the order in which they are asked for, and the shortest way through them that we find.
    fn through(from: Option<Point>, asked: Vec<Stop>, left_out: usize) -> Self {
        let places: Vec<_> = asked.iter().map(|stop| stop.at).collect();
        let Some(from) = from.or(places.first().copied()) else { return Self { stops: asked, left_out } };
        let stops: Vec<_> = order_of_visits(from, &places).into_iter().map(|n| asked[n].clone()).collect();
        let metres = steps(from, stops.iter().map(|stop| stop.at));
        let stops = stops.into_iter().zip(metres).map(|(stop, metres)| Stop { metres, ..stop }).collect();
        Self { stops, left_out }
    }

    fn metres(&self) -> f64 {
        self.stops.iter().map(|stop| stop.metres).sum()
    }
}

/// `320 米`, `1.2 公里`
fn distance(metres: f64, t: Words) -> String {
    if metres < 1000.0 {
        t.fill(words::METRES, &[("n", &((metres / 10.0).round() * 10.0))])
    } else {
        t.fill(words::KILOMETRES, &[("n", &format!("{:.1}", metres / 1000.0))])
    }
}

/// 按路线走: offered where at least two places are to be visited.
#[component]
pub(super) fn Route(
    /// What is to be visited, the oldest first.
    #[prop(into)]
    tickets: Signal<Vec<TicketId>>,
) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let here = RwSignal::new(None::<Point>);
    let is_open = RwSignal::new(false);
    let on_map = RwSignal::new(false);
    let watching = StoredValue::new_local(None::<Watching>);
    let way = Memo::new(move |_| {
        let now = device.now.get();
        device.tickets.with(|all| {
            tickets.with(|tickets| {
                let stop = |id: &TicketId| {
                    let ticket = all.get(id)?;
                    let at = ticket.place.as_ref()?.point();
                    let light = ticket.light(now);
                    Some(Stop { ticket: *id, title: ticket.title.clone(), at, light, metres: 0.0 })
                };
                let asked: Vec<_> = tickets.iter().filter_map(stop).collect();
                let left_out = tickets.len() - asked.len();
                Way::through(here.get(), asked, left_out)
            })
        })
    });
    let is_worth_it = Memo::new(move |_| way.with(|way| way.stops.len() > 1));
    let toggle = move |_| {
        is_open.update(|is_open| *is_open = !*is_open);
        // From where one is when it is opened: an order that changed with each step would be none.
        let found = move |fix: Place| {
            here.try_set(Some(fix.point()));
            watching.try_set_value(None);
        };
        watching.set_value(is_open.get_untracked().then(|| watch(found, |_| ())).flatten());
    };
    let stops = move || way.with(|way| way.stops.clone().into_iter().enumerate().collect::<Vec<_>>());
    let row = move |(_, stop): (usize, Stop)| {
        view! {
            <li>
                <a class="route__stop" href=format!("/tickets/{}", stop.ticket) data-testid="route-stop">
                    <span>{stop.title}</span>
                    <span class="quiet number">{distance(stop.metres, t)}</span>
                </a>
            </li>
        }
    };
    let summary = move || {
        let text = if here.with(Option::is_some) { words::ROUTE_FROM_HERE } else { words::ROUTE_FROM_FIRST };
        t.fill(text, &[("way", &way.with(|way| distance(way.metres(), t)))])
    };
    let left_out = move || {
        let n = way.with(|way| way.left_out);
        (n > 0).then(|| t.fill(words::ROUTE_WITHOUT_PLACE, &[("n", &n)]))
    };
    let points = Signal::derive(move || {
        way.with(|way| {
            let spot = |(n, stop): (usize, &Stop)| Spot {
                id: stop.ticket.to_string(),
                at: stop.at,
                light: Spot::shape(stop.light),
                name: Some((n + 1).to_string()),
            };
            way.stops.iter().enumerate().map(spot).collect::<Vec<_>>()
        })
    });
    let line = Signal::derive(move || {
        let stops = way.with(|way| way.stops.iter().map(|stop| stop.at).collect::<Vec<_>>());
        here.get().into_iter().chain(stops).collect::<Vec<_>>()
    });
    let look = Memo::new(move |_| bounds(line.get()));
    let navigate = use_navigate();
    let told = Callback::new(move |told| {
        if let Told::Picked(ticket) = told {
            navigate(&format!("/tickets/{ticket}"), NavigateOptions::default());
        }
    });
    view! {
        <Show when=move || is_worth_it.get()>
            <section class="route">
                <button
                    type="button"
                    class="button"
                    data-testid="route"
                    aria-expanded=move || is_open.get().to_string()
                    on:click=toggle
                >
                    {move || t.say(if is_open.get() { words::ROUTE_CLOSE } else { words::ROUTE })}
                </button>
                <Show when=move || is_open.get()>
                    <p role="status" data-testid="route-summary">
                        {summary} " " {left_out}
                    </p>
                    <p class="quiet">{t.say(words::ROUTE_HINT)}</p>
                    <ol class="route__stops">
                        <For each=stops key=|(n, stop)| (*n, stop.ticket, stop.metres as u64) children=row />
                    </ol>
                    <Show
                        when=move || on_map.get()
                        fallback=move || {
                            view! {
                                <button
                                    type="button"
                                    class="button button--quiet"
                                    data-testid="route-on-map"
                                    on:click=move |_| on_map.set(true)
                                >
                                    {t.say(words::ROUTE_ON_MAP)}
                                </button>
                            }
                        }
                    >
                        <Map label=words::ROUTE_ON_MAP points way=line look told />
                    </Show>
                </Show>
            </section>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use domain::Language;
    use uuid::Uuid;

    use super::*;

    fn stop(id: u128, lon: f64) -> Stop {
        Stop { ticket: TicketId(Uuid::from_u128(id)), title: String::new(), at: [lon, 37.16], light: None, metres: 0.0 }
    }

    fn order(way: &Way) -> Vec<u128> {
        way.stops.iter().map(|stop| stop.ticket.0.as_u128()).collect()
    }

    #[test]
    fn the_way_begins_where_one_is_or_else_at_the_oldest() {
        let asked = vec![stop(1, 122.49), stop(2, 122.50), stop(3, 122.51)];
        let from_the_east = Way::through(Some([122.52, 37.16]), asked.clone(), 1);
        assert_eq!((order(&from_the_east), from_the_east.left_out), (vec![3, 2, 1], 1));
        let from_the_oldest = Way::through(None, asked, 0);
        assert_eq!(order(&from_the_oldest), [1, 2, 3]);
        assert!(from_the_oldest.stops[0].metres.abs() < 1.0 && from_the_oldest.metres() > 1700.0);
        assert_eq!(Way::through(None, Vec::new(), 2), Way { stops: Vec::new(), left_out: 2 });
    }

    #[test]
    fn distances_are_no_more_exact_than_they_are_true() {
        let t = Words(Language::Chinese);
        assert_eq!(distance(318.0, t), "320 米");
        assert_eq!(distance(1234.0, t), "1.2 公里");
    }
}
