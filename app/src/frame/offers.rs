//! What the app offers by itself, when there is nothing else to do: a new build, and to be installed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use leptos::prelude::*;

use super::kept;
use crate::device::use_device;
use crate::text::{Text, common, use_words};

/// Kept once the person does not want the app installed.
const NOT_INSTALLED: &str = "no-install";

/// How many forms on screen have something in them. Nothing is offered meanwhile: it could cover a button.
#[derive(Clone, Copy)]
struct Busy(RwSignal<usize>);

/// Lets forms say that they are in use.
pub(super) fn provide_busy() {
    provide_context(Busy(RwSignal::new(0)));
}

/// Holds offers back while this is true, and the form that says so is on screen.
pub fn hold_offers(while_busy: impl Fn() -> bool + Send + Sync + 'static) {
    let Some(Busy(busy)) = use_context::<Busy>() else { return };
    let held = Arc::new(AtomicBool::new(false));
    let hold = move |held: &AtomicBool, now: bool| {
        if held.swap(now, Ordering::Relaxed) != now {
            busy.try_update(|n| *n = if now { *n + 1 } else { n.saturating_sub(1) });
        }
    };
    let kept = Arc::clone(&held);
    Effect::new(move |_| hold(&kept, while_busy()));
    on_cleanup(move || hold(&held, false));
}

/// One offer at a time, at the bottom edge; takes no room from the page. An old tab's notice offers the new build itself.
#[component]
pub(super) fn Offers() -> impl IntoView {
    let device = use_device();
    let Busy(busy) = expect_context::<Busy>();
    let later = RwSignal::new(false);
    let installs = RwSignal::new(false);
    // Whoever has saved something knows what the app is for, and has something to lose.
    Effect::new(move |_| {
        let uses = device.outbox.with(|entries| !entries.is_empty());
        installs.set(device.installable.get() && uses && kept::read::<bool>(NOT_INSTALLED).is_none());
    });
    let no_install = move |()| {
        kept::write(NOT_INSTALLED, &true);
        installs.set(false);
    };
    let update = move |()| {
        device.with(|calls| (calls.update)());
    };
    let install = move |()| {
        device.with(|calls| (calls.install)());
    };
    move || {
        let idle = busy.get() == 0;
        if idle && device.update_ready.get() && !device.outdated.get() && !later.get() {
            view! {
                <Offer
                    name="update-offer"
                    text=common::UPDATE_READY
                    yes=common::UPDATE_NOW
                    no=common::NOT_NOW
                    on_yes=update
                    on_no=move |()| later.set(true)
                />
            }
            .into_any()
        } else if idle && installs.get() {
            view! {
                <Offer
                    name="install-offer"
                    text=common::INSTALL_OFFER
                    yes=common::INSTALL
                    no=common::NO_THANKS
                    on_yes=install
                    on_no=no_install
                />
            }
            .into_any()
        } else {
            ().into_any()
        }
    }
}

#[component]
fn Offer(
    name: &'static str,
    text: Text,
    yes: Text,
    no: Text,
    #[prop(into)] on_yes: Callback<()>,
    #[prop(into)] on_no: Callback<()>,
) -> impl IntoView {
    let t = use_words();
    view! {
        <div class="offer" role="status" data-testid=name>
            <p>{t.say(text)}</p>
            <button type="button" class="button button--quiet" on:click=move |_| on_no.run(())>
                {t.say(no)}
            </button>
            <button type="button" class="button button--primary" on:click=move |_| on_yes.run(())>
                {t.say(yes)}
            </button>
        </div>
    }
}
