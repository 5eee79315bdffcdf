//! Steps on many tickets at once, where none of them needs a judgement of its own: accepting, and dispatching as the list
//! says. Each becomes a command like any other.

use std::collections::{BTreeMap, BTreeSet};

use domain::command::CommandKind;
use domain::{Command, Role, TicketId};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::queues::Queue;
use super::view::{DeskView, use_desk};
use crate::components::words::error_text;
use crate::components::{Confirm, Notice, Tone};
use crate::put_away::put_away;
use crate::text::{Text, Words, desk as words, use_words};
use crate::ticket::journal::new_id;

/// What is chosen on a desk; none while nothing is being chosen.
#[derive(Clone, Copy)]
pub struct Chosen(RwSignal<Option<BTreeSet<TicketId>>>);

impl Chosen {
    /// Nothing.
    pub fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// Whether rows can be chosen.
    pub fn is_on(self) -> bool {
        self.0.with(Option::is_some)
    }

    /// Whether this one is.
    pub fn has(self, id: TicketId) -> bool {
        self.0.with(|chosen| chosen.as_ref().is_some_and(|chosen| chosen.contains(&id)))
    }

    /// Chooses it, or no longer.
    pub fn set(self, id: TicketId, is_chosen: bool) {
        self.0.update(|chosen| {
            if let Some(chosen) = chosen {
                if is_chosen {
                    chosen.insert(id)
                } else {
                    chosen.remove(&id)
                };
            }
        });
    }
}

/// The steps that the chosen tickets can take together.
#[derive(Clone, Default, PartialEq)]
struct Plan {
    steps: Vec<(TicketId, Command)>,
    /// What is chosen besides, and has to be looked at by itself.
    left: usize,
    /// How many go to each unit; empty where they stay at the centre.
    units: BTreeMap<String, usize>,
}

fn plan(desk: &DeskView, chosen: &BTreeSet<TicketId>) -> Plan {
    let mut plan = Plan::default();
    desk.device.tickets.with(|tickets| {
        desk.device.directory.with(|directory| {
            for ticket in chosen.iter().filter_map(|id| tickets.get(id)) {
                let command = match desk.queue.get() {
                    Queue::Received => Some(Command::Accept { item_code: None, urgency: None }),
                    _ => directory.dispatch_by_list(ticket).map(Command::Dispatch),
                };
                match command.filter(|command| desk.device.admits(ticket, command.kind()).is_ok()) {
                    Some(command) => {
                        if let Command::Dispatch(dispatch) = &command {
                            let unit = directory.unit(&dispatch.lead).map(|unit| unit.name.clone());
                            *plan.units.entry(unit.unwrap_or_default()).or_default() += 1;
                        }
                        plan.steps.push((ticket.id, command));
                    }
                    None => plan.left += 1,
                }
            }
        });
    });
    plan
}

impl Plan {
    fn question(&self, t: Words) -> String {
        let units = self.units.iter().map(|(unit, n)| t.fill(words::UNIT_GETS, &[("unit", unit), ("n", n)]));
        let units = units.collect::<Vec<_>>().join(t.say(words::AND));
        let n = self.steps.len();
        if units.is_empty() {
            t.fill(words::ACCEPT_THESE, &[("n", &n)])
        } else {
            t.fill(words::DISPATCH_THESE, &[("units", &units)])
        }
    }
}

/// Which step a queue's tickets can take together.
fn together(queue: Queue, role: Role) -> Option<(CommandKind, Text)> {
    match (role, queue) {
        (Role::Supervisor, Queue::Received) => Some((CommandKind::Accept, words::ACCEPT_CHOSEN)),
        (Role::Supervisor, Queue::AwaitingDispatch) => Some((CommandKind::Dispatch, words::DISPATCH_CHOSEN)),
        _ => None,
    }
}

/// Begins to choose, and takes the step with what is chosen.
#[component]
pub fn Bulk() -> impl IntoView {
    let desk = use_desk();
    let t = use_words();
    let Chosen(chosen) = desk.chosen;
    let step = Memo::new(move |_| desk.seat.with(|seat| together(desk.queue.get(), seat.as_ref()?.role)));
    // What is chosen in one queue is not meant in another.
    Effect::new(move |_| {
        step.track();
        desk.queue.track();
        chosen.set(None);
    });
    let plan =
        Memo::new(move |_| chosen.with(|chosen| chosen.as_ref().map(|chosen| plan(&desk, chosen)).unwrap_or_default()));
    let outcome = RwSignal::new(None::<Result<usize, String>>);
    let all = move |_| chosen.set(Some(desk.shown.get_untracked().into_iter().collect()));
    let take = Callback::new(move |()| {
        let steps = plan.get_untracked().steps;
        spawn_local(async move {
            let mut saved = 0;
            for (ticket, command) in steps {
                // Chosen until it is saved: where one fails, the rest stay as they are.
                if let Err(error) = put_away(desk.device, new_id(), ticket, command, &[]).await {
                    return outcome.set(Some(Err(error_text(&error, t))));
                }
                desk.chosen.set(ticket, false);
                saved += 1;
            }
            outcome.set(Some(Ok(saved)));
        });
    });
    let choosing = move |label: Text| {
        view! {
            <div class="bulk" role="group" aria-label=t.say(words::CHOOSE_SEVERAL)>
                <button type="button" class="button button--quiet" data-testid="choose-all" on:click=all>
                    {t.say(words::CHOOSE_ALL)}
                </button>
                {move || {
                    let plan = plan.get();
                    (!plan.steps.is_empty())
                        .then(|| {
                            let label = t.fill(label, &[("n", &plan.steps.len())]);
                            view! { <Confirm label question=plan.question(t) on_confirm=take /> }
                        })
                }}
                <button type="button" class="button button--quiet" on:click=move |_| chosen.set(None)>
                    {t.say(words::CHOOSE_NONE)}
                </button>
                {move || {
                    let left = plan.with(|plan| plan.left);
                    (left > 0).then(|| view! { <p class="bulk__left">{t.fill(words::LEFT_TO_LOOK_AT, &[("n", &left)])}</p> })
                }}
            </div>
        }
    };
    let begin = move |_| {
        outcome.set(None);
        chosen.set(Some(BTreeSet::new()));
    };
    move || {
        let (_, label) = step.get()?;
        Some(view! {
            {move || match outcome.get() {
                Some(Ok(n)) => Some(view! { <Notice tone=Tone::Done>{t.fill(words::TAKEN_TOGETHER, &[("n", &n)])}</Notice> }),
                Some(Err(text)) => Some(view! { <Notice tone=Tone::Error>{text}</Notice> }),
                None => None,
            }}
            <Show
                when=move || desk.chosen.is_on()
                fallback=move || {
                    view! {
                        <button type="button" class="button button--quiet" data-testid="choose-several" on:click=begin>
                            {t.say(words::CHOOSE_SEVERAL)}
                        </button>
                    }
                }
            >
                {choosing(label)}
            </Show>
        })
    }
}
