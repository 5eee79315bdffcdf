//! The four states of an outbox item.

use domain::outbox::{Entry, State};
use leptos::prelude::*;

use crate::device::Sending;
use crate::text::{self, Text, use_words};

/// How far an item of the outbox has come. Four words, four shapes, everywhere the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// ○ 已存本机
    Saved,
    /// ◐ 正在上传
    Sending,
    /// ● 已收到
    Received,
    /// ✕ 未被接收
    Refused,
}

impl Standing {
    /// Where this entry stands while `sending` is on its way.
    pub fn of(entry: &Entry, sending: Option<&Sending>) -> Self {
        let photo_goes = |sending: &Sending| {
            let going = sending.photo.as_ref().map(|(hash, _, _)| hash);
            going.is_some_and(|hash| entry.photos_to_send().any(|photo| photo.sha256 == *hash))
        };
        let goes = |sending: &Sending| sending.commands.contains(&entry.sealed.command_id) || photo_goes(sending);
        match entry.state {
            State::Rejected { .. } => Self::Refused,
            _ if sending.is_some_and(goes) => Self::Sending,
            State::Pending { .. } | State::Recalled => Self::Saved,
            State::Accepted { .. } => Self::Received,
        }
    }

    /// Its name, for styles and tests.
    pub fn name(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Sending => "sending",
            Self::Received => "received",
            Self::Refused => "refused",
        }
    }

    fn word(self) -> Text {
        match self {
            Self::Saved => text::common::ITEM_SAVED,
            Self::Sending => text::common::ITEM_SENDING,
            Self::Received => text::common::ITEM_RECEIVED,
            Self::Refused => text::common::ITEM_REFUSED,
        }
    }
}

/// An outbox item's state: a shape and a word.
#[component]
pub fn ItemState(#[prop(into)] standing: Signal<Standing>) -> impl IntoView {
    let t = use_words();
    view! {
        <span class="item-state" data-standing=move || standing.get().name()>
            {move || t.say(standing.get().word())}
        </span>
    }
}
