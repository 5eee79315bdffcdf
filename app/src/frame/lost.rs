//! What the browser threw away, told until somebody has read it.

use domain::command::CommandKind;
use domain::{PhotoHash, Ticket};
use leptos::prelude::*;

use crate::components::words::command_word;
use crate::components::{Notice, Tone, When};
use crate::device::{Lost, Unsent, use_device};
use crate::text::{Words, common, use_words};

/// How much of an item is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// None of it: it had arrived after all.
    Nothing,
    /// So many photos; the centre has the words.
    Photos(usize),
    /// All of it, photos included.
    All(usize),
}

impl Extent {
    /// By what the centre has of its ticket. Of what followed the whistle it cannot be seen whether it arrived.
    fn of(item: &Unsent, ticket: Option<&Ticket>) -> Self {
        let is_whistle = CommandKind::parse(&item.kind) == Some(CommandKind::Whistle);
        let Some(ticket) = ticket.filter(|_| is_whistle) else { return Self::All(item.photos.len()) };
        let is_there =
            |hash: &PhotoHash| ticket.photos.iter().any(|photo| photo.photo.sha256 == *hash && photo.received);
        match item.photos.iter().filter(|hash| !is_there(hash)).count() {
            0 => Self::Nothing,
            n => Self::Photos(n),
        }
    }

    fn words(self, t: Words) -> Option<String> {
        match self {
            Self::Nothing | Self::All(0) => None,
            Self::Photos(n) => Some(t.fill(common::LOST_ONLY_PHOTOS, &[("n", &n)])),
            Self::All(n) => Some(t.fill(common::LOST_PHOTOS, &[("n", &n)])),
        }
    }
}

/// What is gone, by name, and what to do.
#[component]
pub(super) fn LostNotice(lost: Lost) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let Lost { items, more } = lost;
    let gone = Memo::new(move |_| {
        device.tickets.with(|tickets| {
            let extent = |item: &Unsent| Extent::of(item, tickets.get(&item.ticket).map(AsRef::as_ref));
            let gone = items.iter().map(|item| (item.clone(), extent(item)));
            gone.filter(|(_, extent)| *extent != Extent::Nothing).collect::<Vec<_>>()
        })
    });
    let all_there = move || more == 0 && gone.with(Vec::is_empty);
    let list = move || {
        let gone = gone.get().into_iter().map(|(item, extent)| view! { <LostItem item extent /> }).collect_view();
        let more = (more > 0).then(|| view! { <li>{t.fill(common::LOST_MORE, &[("n", &more)])}</li> });
        view! {
            <ul class="lost">
                {gone} {more}
            </ul>
        }
    };
    let understood = move |_| {
        device.with(|calls| (calls.forget_loss)());
    };
    view! {
        <Notice tone=Tone::Warning>
            <div data-testid="lost">
                <p>{move || t.say(if all_there() { common::LOST_NOTHING } else { common::LOST_ITEMS })}</p>
                {list}
                <p>{t.say(common::LOST_PREVENTION)}</p>
                <button type="button" class="button" data-testid="lost-understood" on:click=understood>
                    {t.say(common::UNDERSTOOD)}
                </button>
            </div>
        </Notice>
    }
}

#[component]
fn LostItem(item: Unsent, extent: Extent) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let step = CommandKind::parse(&item.kind).map(|kind| command_word(kind, t));
    view! {
        <li>
            {step} " " <b>{item.words}</b> " " {item.at.map(|at| view! { <When at now=device.now /> })} " "
            {extent.words(t)}
        </li>
    }
}

#[cfg(test)]
mod tests {
    use domain::{Language, TicketId};
    use uuid::Uuid;

    use super::*;

    fn item(kind: &str) -> Unsent {
        let photos = vec![PhotoHash::from_digest(&[7; 32])];
        Unsent { ticket: TicketId(Uuid::from_u128(1)), kind: kind.into(), words: None, at: None, photos }
    }

    #[test]
    fn what_the_centre_has_not_is_gone_with_its_photos() {
        let extent = Extent::of(&item("whistle"), None);
        assert_eq!(extent, Extent::All(1));
        assert_eq!(extent.words(Words(Language::Chinese)).as_deref(), Some("1 张照片"));
    }
}
