//! That a whistle is safe, and how far it has come.

use domain::outbox::State;
use domain::{CommandId, TicketId};
use leptos::html::Div;
use leptos::prelude::*;

use crate::components::{Glyph, Icon, ItemState, PhotosLeftOut, Standing};
use crate::device::use_device;
use crate::text::{report, use_words};

/// The whistle that has just been put away.
#[component]
pub(super) fn Saved(
    command: CommandId,
    ticket: TicketId,
    /// Photos for which there was no room.
    left_out: usize,
) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let here = NodeRef::<Div>::new();
    // The form has gone: whoever cannot see has to hear what came in its place.
    Effect::new(move |_| {
        if let Some(notice) = here.get() {
            window().scroll_to_with_x_and_y(0.0, 0.0);
            // Without focus the notice is still read out, for it is a status.
            let _ = notice.focus();
        }
    });
    let standing = Memo::new(move |_| {
        let sending = device.sending.get();
        device.outbox.with(|entries| {
            let entry = entries.iter().find(|entry| entry.sealed.command_id == command);
            entry.map_or(Standing::Saved, |entry| Standing::of(entry, sending.as_ref()))
        })
    });
    let number = move || {
        device.outbox.with(|entries| {
            let entry = entries.iter().find(|entry| entry.sealed.command_id == command)?;
            match &entry.state {
                State::Accepted { number, .. } => Some(number.clone()),
                _ => None,
            }
        })
    };
    view! {
        <div class="saved" role="status" tabindex="-1" data-testid="saved-notice" node_ref=here>
            <Icon glyph=Glyph::Check />
            <p class="saved__words">{t.say(report::SAVED)}</p>
            <p class="saved__state">
                <ItemState standing />
                <span class="number">{number}</span>
            </p>
            {(left_out > 0).then(|| view! { <PhotosLeftOut n=left_out /> })}
            <a class="button" href=format!("/tickets/{ticket}")>
                {t.say(report::LOOK_AT_IT)}
            </a>
        </div>
    }
}
