//! What the frame has to say beside the page.

use domain::Role;
use domain::time::local;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::lost::LostNotice;
use super::sign_in::SIGN_IN;
use crate::components::{Notice, Tone};
use crate::device::{Network, use_device};
use crate::list::day_words;
use crate::text::{calendar, common, use_words};

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
    // Only who can do something about it, and once the calendar is here.
    let calendar_ends = Memo::new(move |_| {
        let arranges = device.me.with(|me| me.as_ref().is_some_and(|me| me.role == Role::Administrator));
        let today = local(device.now.get()).date();
        let ends = device.directory.with(|directory| directory.calendar().runs_out(today));
        ends.filter(|_| arranges && device.list_is_whole.get() && path.with(|path| path != "/calendar"))
    });
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
            {move || {
                calendar_ends
                    .get()
                    .map(|day| {
                        view! {
                            <Notice tone=Tone::Warning>
                                <p data-testid="calendar-ends">
                                    {t.fill(calendar::RUNS_OUT, &[("day", &day_words(day, t))])} " "
                                    <a href="/calendar">{t.say(calendar::GO)}</a>
                                </p>
                            </Notice>
                        }
                    })
            }}
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
