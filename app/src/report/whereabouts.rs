//! Where it is: by the device's fix, or in words.

use domain::command::MAX_ADDRESS;
use domain::{Place, PlaceSource};
use leptos::prelude::*;

use super::form::Form;
use super::ground::Ground;
use super::pin::Pin;
use super::position::{Search, Watch};
use crate::components::{Field, Glyph, Icon};
use crate::text::{map, report, use_words};

/// The fix with its accuracy, and the address.
#[component]
pub(super) fn Whereabouts(form: Form, site: Memo<Option<Place>>, watch: Watch) -> impl IntoView {
    let t = use_words();
    let is_of_photo = move || site.with(Option::is_some) && site.with(|site| form.place.with(|fix| site != fix));
    let state = move || match (site.with(Option::is_some), watch.search.get()) {
        (true, _) => "fixed",
        (false, Search::Off) => "off",
        (false, Search::On) => "searching",
        (false, Search::Denied | Search::Unavailable) => "missing",
    };
    let words = move || match (site.get(), watch.search.get()) {
        (Some(place), _) if place.source == PlaceSource::Map => t.say(map::PLACE_PINNED).to_owned(),
        (Some(_), _) if is_of_photo() => t.say(report::PLACE_OF_PHOTO).to_owned(),
        (Some(place), _) => match place.accuracy_m {
            Some(metres) => t.fill(report::PLACE_FOUND, &[("m", &metres.ceil())]),
            None => t.say(report::PLACE_FOUND_ROUGHLY).to_owned(),
        },
        (None, Search::Off) if form.from_before.get() => t.say(report::PLACE_FROM_BEFORE).to_owned(),
        (None, Search::Off) => t.say(report::PLACE_OFF).to_owned(),
        (None, Search::On) => t.say(report::PLACE_SEARCHING).to_owned(),
        (None, Search::Denied) => t.say(report::PLACE_DENIED).to_owned(),
        (None, Search::Unavailable) => t.say(report::PLACE_UNAVAILABLE).to_owned(),
    };
    let coordinates = move || site.get().map(|place| format!("{:.5}, {:.5}", place.lat, place.lon));
    view! {
        <fieldset class="report__part">
            <legend class="field__label">{t.say(report::WHERE)}</legend>
            <div class="whereabouts" data-state=state>
                <Icon glyph=Glyph::Pin />
                <p class="whereabouts__words" role="status" data-testid="place">
                    {words} " " <span class="whereabouts__numbers">{coordinates}</span>
                </p>
                <Show
                    when=move || form.place.with(Option::is_some)
                    fallback=move || {
                        view! {
                            <button
                                type="button"
                                class="button button--quiet"
                                hidden=move || is_of_photo() || watch.search.get() == Search::On
                                on:click=move |_| watch.start()
                            >
                                {t.say(report::PLACE_FIND)}
                            </button>
                        }
                    }
                >
                    <button
                        type="button"
                        class="button button--quiet"
                        hidden=is_of_photo
                        on:click=move |_| watch.stop()
                    >
                        {t.say(report::PLACE_DROP)}
                    </button>
                </Show>
            </div>
            <Pin site watch />
            <Ground form site />
            <Field id="address" label=t.say(report::ADDRESS)>
                <input
                    class="input"
                    id="address"
                    type="text"
                    autocomplete="off"
                    maxlength=MAX_ADDRESS.to_string()
                    placeholder=t.say(report::ADDRESS_EXAMPLE)
                    prop:value=form.address
                    on:input=move |event| form.address.set(event_target_value(&event))
                />
            </Field>
        </fieldset>
    }
}
