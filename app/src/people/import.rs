//! Bringing in a queue that somebody exported because their device could not send it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use crate::components::words::error_text;
use crate::components::{FileButton, Notice, Tone};
use crate::device::{DeviceResult, Imported, use_device};
use crate::text::{common, people, use_words};

/// The button, and what became of the file.
#[component]
pub fn Import() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let reading = RwSignal::new(false);
    let outcome = RwSignal::new(None::<DeviceResult<Imported>>);
    let take = move |file: File| {
        reading.set(true);
        outcome.set(None);
        spawn_local(async move {
            let imported = device.call(|calls| (calls.import_for_author)(file)).await;
            outcome.try_set(Some(imported));
            reading.try_set(false);
        });
    };
    let said = move |imported: &Imported| {
        let parts = [
            (people::IMPORT_RECEIVED, imported.received),
            (people::IMPORT_LEFT, imported.left),
            (people::IMPORT_PHOTOS_MISSING, imported.missing_photos),
            (people::IMPORT_PHOTOS_DAMAGED, imported.damaged_photos),
        ];
        let told = parts.iter().enumerate().filter(|(n, (_, count))| *n == 0 || *count > 0);
        told.map(|(_, (text, count))| t.fill(*text, &[("n", count)])).collect::<String>()
    };
    view! {
        <section class="office__section" aria-labelledby="import-title">
            <h2 id="import-title">{t.say(people::IMPORT_TITLE)}</h2>
            <p class="office__hint">{t.say(people::IMPORT_HINT)}</p>
            <FileButton label=t.say(people::IMPORT) testid="import-for-author" on_file=take />
            <Show when=move || reading.get()>
                <p class="office__loading" role="status">{t.say(common::LOADING)}</p>
            </Show>
            {move || {
                outcome
                    .get()
                    .map(|outcome| match outcome {
                        Ok(imported) => view! { <Notice tone=Tone::Done>{said(&imported)}</Notice> }.into_any(),
                        Err(error) => view! { <Notice tone=Tone::Error>{error_text(&error, t)}</Notice> }.into_any(),
                    })
            }}
        </section>
    }
}
