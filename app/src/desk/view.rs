//! What a desk shows: read off its address, the replica and what is typed. The order of its list holds still while
//! somebody works with it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::outbox::Entry;
use domain::{Role, Ticket, TicketId};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use super::bulk::Chosen;
use super::filter::Filter;
use super::queues::{Queue, Seat, answers_to};
use crate::device::Device;

type Tickets = BTreeMap<TicketId, Arc<Ticket>>;

/// A desk.
#[derive(Clone, Copy)]
pub struct DeskView {
    /// The device behind it.
    pub device: Device,
    /// Whose desk, and when.
    pub seat: Memo<Option<Seat>>,
    /// The queue that is shown.
    pub queue: Memo<Queue>,
    /// The ticket that is shown.
    pub picked: Memo<Option<TicketId>>,
    /// What the list is narrowed to.
    pub filter: Memo<Filter>,
    /// What is chosen for a step on several at once.
    pub chosen: Chosen,
    /// What is typed into the search box.
    pub typed: RwSignal<String>,
    /// Tickets in each of the role's queues.
    pub counts: Memo<BTreeMap<Queue, usize>>,
    /// The tickets that stand in the list, in its order.
    pub shown: Memo<Vec<TicketId>>,
    /// How many tickets have come, gone or moved since the order was held.
    pub changes: Memo<usize>,
    /// Tickets that carry something of mine which is not sent.
    pub unsent: Memo<BTreeSet<TicketId>>,
    /// Tickets that carry something of mine which the centre did not take.
    pub refused: Memo<BTreeSet<TicketId>>,
    /// Whether the map is open.
    pub on_map: RwSignal<bool>,
    /// The ticket whose row the pointer is on, or the focus.
    pub pointed: RwSignal<Option<TicketId>>,
    /// The pointer is over the list.
    pub hovered: RwSignal<bool>,
    /// Somebody has begun to work here since the page was loaded.
    pub touched: RwSignal<bool>,
    /// Rises whenever the list is brought up to date by hand.
    round: RwSignal<u32>,
}

/// A list held still.
#[derive(Clone, Debug, PartialEq)]
struct Held {
    queue: Queue,
    filter: Filter,
    typed: String,
    round: u32,
    ids: Vec<TicketId>,
}

impl DeskView {
    /// The desk that this address asks for.
    pub fn new(device: Device, query: Memo<ParamsMap>) -> Self {
        let seat = Memo::new(move |_| {
            let now = device.now.get();
            device.me.with(|me| me.as_ref().map(|me| Seat::of(me, now)))
        });
        let queue = Memo::new(move |_| {
            let role = seat.with(|seat| seat.as_ref().map_or(Role::Caller, |seat| seat.role));
            let asked = query.with(|query| query.get_str("queue").and_then(|name| Queue::parse(name, role)));
            asked.or_else(|| Queue::of(role).first().copied()).unwrap_or(Queue::All)
        });
        let picked = Memo::new(move |_| query.with(|query| query.get_str("ticket").and_then(|id| id.parse().ok())));
        let filter = Memo::new(move |_| query.with(Filter::read));
        let counts = Memo::new(move |_| {
            let count = |tickets: &Tickets| {
                seat.with(|seat| filter.with(|filter| Some(count(tickets, seat.as_ref()?, filter)))).unwrap_or_default()
            };
            device.tickets.with(count)
        });
        let tickets_of = move |which: fn(&Entry) -> bool| {
            device.outbox.with(|entries| {
                let ours = entries.iter().filter(|entry| which(entry));
                ours.map(|entry| entry.sealed.ticket_id).collect::<BTreeSet<_>>()
            })
        };
        let refused = Memo::new(move |_| tickets_of(Entry::is_refused));
        let unsent = Memo::new(move |_| tickets_of(Entry::is_owed));
        let (typed, chosen) = (RwSignal::new(String::new()), Chosen::new());
        let (hovered, touched, round) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(0));
        let (on_map, pointed) = (RwSignal::new(false), RwSignal::new(None));

        let fresh = Memo::new(move |_| {
            device.tickets.with(|tickets| {
                seat.with(|seat| {
                    let seat = seat.as_ref()?;
                    Some(typed.with(|typed| filter.with(|filter| arrange(tickets, queue.get(), seat, filter, typed))))
                })
                .unwrap_or_default()
            })
        });
        let held = Memo::new(move |before: Option<&Held>| {
            let (queue, filter, typed, round) = (queue.get(), filter.get(), typed.get(), round.get());
            let at_work = hovered.get() || chosen.is_on() || touched.get() && picked.with(Option::is_some);
            let same = |held: &&Held| {
                held.queue == queue && held.filter == filter && held.typed == typed && held.round == round
            };
            match before.filter(same).filter(|held| at_work && !held.ids.is_empty()) {
                Some(held) => held.clone(),
                None => Held { queue, filter, typed, round, ids: fresh.get() },
            }
        });
        let shown = Memo::new(move |_| held.with(|held| held.ids.clone()));
        let changes = Memo::new(move |_| shown.with(|shown| fresh.with(|fresh| differences(shown, fresh))));
        Self {
            device,
            seat,
            queue,
            picked,
            filter,
            chosen,
            typed,
            counts,
            shown,
            changes,
            unsent,
            refused,
            on_map,
            pointed,
            hovered,
            touched,
            round,
        }
    }

    /// The ticket as it is now.
    pub fn ticket(self, id: TicketId) -> Memo<Option<Arc<Ticket>>> {
        Memo::new(move |_| self.device.tickets.with(|tickets| tickets.get(&id).cloned()))
    }

    /// The address of a queue and a ticket on the desk, narrowed as it is.
    pub fn address(self, queue: Queue, ticket: Option<TicketId>) -> String {
        self.filter.with(|filter| self.address_with(queue, ticket, filter))
    }

    /// The same, narrowed to this.
    pub fn address_with(self, queue: Queue, ticket: Option<TicketId>, filter: &Filter) -> String {
        let ticket = ticket.map(|id| format!("&ticket={id}")).unwrap_or_default();
        format!("/desk?queue={}{}{ticket}", queue.name(), filter.query())
    }

    /// Brings the list up to date.
    pub fn catch_up(self) {
        self.round.update(|round| *round += 1);
    }

    /// Whether something is typed into the search box.
    pub fn is_searching(self) -> bool {
        self.typed.with(|typed| !typed.trim().is_empty())
    }

    /// Empties the search box.
    pub fn stop_searching(self) {
        self.typed.set(String::new());
    }

    /// Whether the person at the desk opens tickets.
    pub fn may_whistle(self) -> bool {
        self.seat.with(|seat| seat.as_ref().is_some_and(|seat| seat.role == Role::Caller))
    }
}

/// The desk around this component.
pub fn use_desk() -> DeskView {
    expect_context::<DeskView>()
}

fn count(tickets: &Tickets, seat: &Seat, filter: &Filter) -> BTreeMap<Queue, usize> {
    let queues = Queue::of(seat.role);
    let mut counts: BTreeMap<_, _> = queues.iter().map(|queue| (*queue, 0)).collect();
    for ticket in tickets.values().filter(|ticket| filter.admits(ticket, seat.role, seat.now)) {
        for queue in queues.iter().filter(|queue| queue.holds(ticket, seat)) {
            counts.entry(*queue).and_modify(|count| *count += 1);
        }
    }
    counts
}

/// The tickets of a queue in its order, narrowed; while something is typed, all that answer to it.
fn arrange(tickets: &Tickets, queue: Queue, seat: &Seat, filter: &Filter, typed: &str) -> Vec<TicketId> {
    let queue = if typed.trim().is_empty() { queue } else { Queue::All };
    let mut chosen: Vec<&Arc<Ticket>> = tickets
        .values()
        .filter(|ticket| queue.holds(ticket, seat) && (typed.trim().is_empty() || answers_to(ticket, typed)))
        .filter(|ticket| filter.admits(ticket, seat.role, seat.now))
        .collect();
    chosen.sort_by(|a, b| queue.compare(a, b));
    chosen.into_iter().map(|ticket| ticket.id).collect()
}

/// How many tickets stand in one list only; where they are the same in another order, how many changed place.
fn differences(shown: &[TicketId], fresh: &[TicketId]) -> usize {
    let (before, after): (BTreeSet<_>, BTreeSet<_>) = (shown.iter().collect(), fresh.iter().collect());
    match before.symmetric_difference(&after).count() {
        0 => shown.iter().zip(fresh).filter(|(a, b)| a != b).count(),
        n => n,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn ids(ids: &[u128]) -> Vec<TicketId> {
        ids.iter().map(|id| TicketId(Uuid::from_u128(*id))).collect()
    }

    #[test]
    fn what_came_went_or_moved_is_counted() {
        assert_eq!(differences(&ids(&[1, 2, 3]), &ids(&[1, 2, 3])), 0);
        assert_eq!(differences(&ids(&[1, 2, 3]), &ids(&[4, 1, 3])), 2);
        assert_eq!(differences(&ids(&[1, 2, 3]), &ids(&[2, 1, 3])), 2);
    }
}
