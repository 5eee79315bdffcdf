//! Word between the tabs of one browser, so that what one does shows in the others.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

/// What other tabs are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// The outbox changed.
    Outbox,
    /// The replica changed.
    Replica,
    /// Somebody signed in or out.
    Session,
}

impl Word {
    const ALL: [Self; 3] = [Self::Outbox, Self::Replica, Self::Session];

    fn as_str(self) -> &'static str {
        match self {
            Self::Outbox => "outbox",
            Self::Replica => "replica",
            Self::Session => "session",
        }
    }
}

thread_local! {
    static CHANNEL: RefCell<Option<BroadcastChannel>> = const { RefCell::new(None) };
}

/// Tells the other tabs. Never heard by this one.
pub(crate) fn tell(word: Word) {
    if let Some(channel) = channel() {
        let _ = channel.post_message(&word.as_str().into());
    }
}

/// Calls `heard` with what other tabs tell, for as long as this one lives.
pub(crate) fn listen(heard: impl Fn(Word) + 'static) {
    let Some(channel) = channel() else { return };
    let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let said = event.data().as_string();
        if let Some(word) = Word::ALL.into_iter().find(|word| said.as_deref() == Some(word.as_str())) {
            heard(word);
        }
    });
    channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
}

fn channel() -> Option<BroadcastChannel> {
    CHANNEL.with_borrow_mut(|kept| {
        if kept.is_none() {
            *kept = BroadcastChannel::new("xianghu").ok();
        }
        kept.clone()
    })
}
