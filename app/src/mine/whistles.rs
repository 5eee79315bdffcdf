//! My whistles, those not yet sent included, and what became of those that were merged.

use domain::{Ticket, TicketId};
use leptos::prelude::*;

use super::PAGE;
use super::freshness::{Freshness, Nothing};
use super::row::TicketRow;
use crate::components::{EmptyState, Glyph};
use crate::device::use_device;
use crate::text::{Text, mine, use_words};

/// Which of my whistles are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Open,
    Over,
    All,
}

impl Shown {
    const ALL: [Self; 3] = [Self::Open, Self::Over, Self::All];

    fn admits(self, ticket: &Ticket) -> bool {
        match self {
            Self::Open => !ticket.status.is_terminal(),
            Self::Over => ticket.status.is_terminal(),
            Self::All => true,
        }
    }

    fn word(self) -> Text {
        match self {
            Self::Open => mine::OPEN,
            Self::Over => mine::OVER,
            Self::All => mine::ALL,
        }
    }
}

/// My whistles.
#[component]
pub fn Mine() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let shown = RwSignal::new(Shown::Open);
    let most = RwSignal::new(PAGE);
    let ours = move |shown: Shown| {
        let me = device.my_id();
        device.tickets.with(|tickets| {
            let mine = |ticket: &Ticket| me.is_some_and(|me| ticket.reported_by == me || ticket.is_followed_by(me));
            let ours = tickets.values().filter(|ticket| mine(ticket) && shown.admits(ticket));
            ours.map(|ticket| (ticket.captured_at, ticket.id)).collect::<Vec<_>>()
        })
    };
    let listed = Memo::new(move |_| {
        let mut listed = ours(shown.get());
        listed.sort_unstable_by(|a, b| b.cmp(a));
        listed.into_iter().map(|(_, id)| id).collect::<Vec<TicketId>>()
    });
    let chip = move |choice: Shown| {
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || (shown.get() == choice).to_string()
                on:click=move |_| {
                    shown.set(choice);
                    most.set(PAGE);
                }
            >
                {t.say(choice.word())}
                " "
                <span class="number">{move || device.is_whole().then(|| ours(choice).len())}</span>
            </button>
        }
    };
    let has_more = move || listed.with(Vec::len) > most.get();
    view! {
        <div class="page">
            <h1 class="page__title">{t.say(mine::TITLE)}</h1>
            <div class="choices choices--row" role="group" aria-label=t.say(mine::FILTER)>
                {Shown::ALL.map(chip).collect_view()}
            </div>
            <Freshness />
            <Show
                when=move || !listed.with(Vec::is_empty)
                fallback=move || {
                    let (title, hint) = match shown.get() {
                        Shown::Over => (mine::OVER_EMPTY, mine::OVER_EMPTY_HINT),
                        _ => (mine::EMPTY, mine::EMPTY_HINT),
                    };
                    view! {
                        <Nothing>
                            <EmptyState glyph=Glyph::Whistle title=t.say(title) hint=t.say(hint)>
                                <a class="button button--primary" href="/report">
                                    {t.say(mine::TO_REPORT)}
                                </a>
                            </EmptyState>
                        </Nothing>
                    }
                }
            >
                <ol class="ticket-rows">
                    <For
                        each=move || listed.with(|listed| listed.iter().take(most.get()).copied().collect::<Vec<_>>())
                        key=|id| *id
                        let(id)
                    >
                        <TicketRow id />
                    </For>
                </ol>
                <Show when=has_more>
                    <button type="button" class="button button--wide" on:click=move |_| most.update(|n| *n += PAGE)>
                        {t.say(mine::MORE)}
                    </button>
                </Show>
            </Show>
        </div>
    }
}
