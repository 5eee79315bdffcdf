//! What the frame has to say beside the page.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::components::{Notice, Tone};
use crate::device::{Network, use_device};
use crate::text::{common, use_words};

/// That sending waits for a sign-in, and that the browser has thrown data away.
#[component]
pub(super) fn Notices() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let path = use_location().pathname;
    let parked = move || {
        device.network.get() == Network::SignInNeeded
            && device.me.with(Option::is_some)
            && path.with(|path| path != "/sign-in")
    };
    view! {
        <div class="frame__notices">
            <Show when=parked>
                <Notice tone=Tone::Warning>
                    <p>
                        {move || t.fill(common::PARKED, &[("n", &device.open_items())])} " "
                        <a href="/sign-in">{t.say(common::SIGN_IN)}</a>
                    </p>
                </Notice>
            </Show>
            <Show when=move || device.storage_lost.get()>
                <Notice tone=Tone::Warning>
                    <p>{t.say(common::STORAGE_LOST)}</p>
                    <button type="button" class="button" on:click=move |_| device.storage_lost.set(false)>
                        {t.say(common::UNDERSTOOD)}
                    </button>
                </Notice>
            </Show>
        </div>
    }
}

/// The offer to go over to a new build; the person chooses when.
#[component]
pub(super) fn UpdateOffer() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let update = move |_| {
        device.with(|calls| (calls.update)());
    };
    view! {
        <Show when=move || device.update_ready.get()>
            <div class="offer" role="status" data-testid="update-offer">
                <p>{t.say(common::UPDATE_READY)}</p>
                <button type="button" class="button button--primary" on:click=update>
                    {t.say(common::UPDATE_NOW)}
                </button>
            </div>
        </Show>
    }
}
