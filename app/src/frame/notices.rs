//! What the frame has to say beside the page.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::lost::LostNotice;
use super::sign_in::SIGN_IN;
use crate::components::{Notice, Tone};
use crate::device::{Network, use_device};
use crate::text::{common, use_words};

/// That sending waits for a sign-in, that another tab runs a newer build, and what the browser has thrown away.
#[component]
pub(super) fn Notices() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let path = use_location().pathname;
    let parked = move || {
        device.network.get() == Network::SignInNeeded
            && device.me.with(Option::is_some)
            && path.with(|path| path != SIGN_IN)
    };
    let update = move |_| {
        device.with(|calls| (calls.update)());
    };
    view! {
        <div class="frame__notices">
            <Show when=parked>
                <Notice tone=Tone::Warning>
                    <p>
                        {move || t.fill(common::PARKED, &[("n", &device.waiting_items())])} " "
                        <a href="/sign-in">{t.say(common::SIGN_IN)}</a>
                    </p>
                </Notice>
            </Show>
            <Show when=move || device.outdated.get()>
                <Notice tone=Tone::Info>
                    <div data-testid="outdated">
                        <p>{t.say(common::OUTDATED)}</p>
                        <button type="button" class="button" on:click=update>
                            {t.say(common::UPDATE_NOW)}
                        </button>
                    </div>
                </Notice>
            </Show>
            {move || device.lost.get().map(|lost| view! { <LostNotice lost /> })}
        </div>
    }
}
