//! One ticket at any stage: its photos, its facts, what happened, and the steps that its reader may take now.

pub mod actions;
pub mod appeal;
pub mod arbitration;
pub mod candidates;
pub mod check;
pub mod choose_item;
pub mod choose_unit;
mod clock;
pub mod dispatch;
mod either_or;
pub mod ending;
pub mod evaluation;
pub mod facts;
pub mod handler;
pub mod handling;
pub mod intake;
pub mod journal;
pub mod keys;
mod meanwhile;
pub mod merging;
pub mod notes;
mod on_site;
pub mod pane;
pub mod parts;
pub mod photos;
pub mod presence;
mod reason;
pub mod refused;
pub mod returns;
pub mod step;
pub mod supervision;
pub mod text_box;
pub mod timeline;
pub mod verification;
pub mod withdraw;

pub use pane::{Shown, TicketPane};

use domain::{Role, TicketId};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::components::{Glyph, Icon};
use crate::device::use_device;
use crate::text::{ticket, use_words};

/// One ticket as a page of its own.
#[component]
pub fn TicketPage() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get_str("id").and_then(|id| id.parse::<TicketId>().ok())));
    let home = move || {
        let role = device.me.with(|me| me.as_ref().map(|me| me.role));
        match role {
            Some(Role::GridWorker | Role::ServiceTeam) => "/mine",
            _ => "/desk",
        }
    };
    view! {
        <div class="ticket-page">
            <a class="ticket-page__back" href=home>
                <Icon glyph=Glyph::ChevronLeft />
                {t.say(ticket::BACK_TO_LIST)}
            </a>
            {move || match id.get() {
                Some(id) => view! { <TicketPane id shown=Shown::Page /> }.into_any(),
                None => view! { <pane::NoTicket /> }.into_any(),
            }}
        </div>
    }
}
