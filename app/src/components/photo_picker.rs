//! Taking and choosing photos.

use domain::photo::MAX_PER_COMMAND;
use leptos::ev::Event;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};

use super::words::error_text;
use super::{Glyph, Icon, LocalPhoto, Notice, Tone};
use crate::device::{Taken, use_device};
use crate::text::{self, Text, use_words};
use crate::watermark::Watermark;

/// Keeps a photo with the draft of a page that was left.
pub type Late = Box<dyn FnOnce(Taken)>;

/// Adds a photo to others, once, and as long as there is a place for it.
pub fn add(photos: &mut Vec<Taken>, taken: Taken) {
    let known = photos.iter().any(|photo| photo.photo.sha256 == taken.photo.sha256);
    if !known && photos.len() < MAX_PER_COMMAND {
        photos.push(taken);
    }
}

/// Takes photos with the camera or chooses them, up to ten: each is shrunk and put away as soon as it is there.
#[component]
pub fn PhotoPicker(
    /// What has been taken so far.
    photos: RwSignal<Vec<Taken>>,
    /// How many are still being shrunk: the form must not be saved without them.
    shrinking: RwSignal<usize>,
    /// What is known of where and when a photo is put in.
    #[prop(into)]
    watermark: Callback<(), Watermark>,
    /// Where a photo goes that is ready only after its page was left.
    #[prop(into)]
    late: Callback<(), Late>,
    /// What is said of photos for which there was no room.
    #[prop(default = text::common::PHOTO_NOT_STORED)]
    unstored: Text,
) -> impl IntoView {
    let t = use_words();
    let device = use_device();
    let problem = RwSignal::new(None::<String>);

    let take = move |file: File| {
        shrinking.update(|n| *n += 1);
        let (watermark, late) = (watermark.run(()), late.run(()));
        spawn_local(async move {
            match device.call(|calls| (calls.take_photo)(file, watermark)).await {
                Ok(taken) => {
                    if photos.try_update(|photos| add(photos, taken.clone())).is_none() {
                        late(taken);
                    }
                }
                Err(error) => drop(problem.try_set(Some(error_text(&error, t)))),
            }
            shrinking.try_update(|n| *n = n.saturating_sub(1));
        });
    };
    let chosen = move |event: Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
        let files = input.files();
        let files: Vec<File> = files.iter().flat_map(|list| (0..list.length()).filter_map(|n| list.get(n))).collect();
        // So that the same file can be chosen again.
        input.set_value("");
        let room = MAX_PER_COMMAND.saturating_sub(photos.with_untracked(Vec::len) + shrinking.get_untracked());
        let too_many = files.len() > room;
        problem.set(too_many.then(|| t.fill(text::common::PHOTOS_AT_MOST, &[("n", &MAX_PER_COMMAND)])));
        files.into_iter().take(room).for_each(take);
    };
    let full = move || photos.with(Vec::len) >= MAX_PER_COMMAND;
    let some_unstored = move || photos.with(|photos| photos.iter().any(|photo| !photo.stored));

    view! {
        <div class="picker" class:picker--empty=move || photos.with(Vec::is_empty) && shrinking.get() == 0>
            <ul class="picker__list" aria-label=t.say(text::common::PHOTOS)>
                <For each=move || photos.get() key=|taken| taken.photo.sha256.clone() let(taken)>
                    <PickedPhoto taken photos />
                </For>
                {move || {
                    (0..shrinking.get())
                        .map(|_| view! { <li class="picker__item picker__item--busy" aria-hidden="true"></li> })
                        .collect_view()
                }}
                <li class="picker__add" hidden=full>
                    <label class="picker__camera">
                        <input
                            type="file"
                            class="visually-hidden"
                            accept="image/*"
                            capture="environment"
                            data-testid="photo-camera"
                            on:change=chosen
                        />
                        <Icon glyph=Glyph::Camera />
                        <span>{t.say(text::common::TAKE_PHOTO)}</span>
                    </label>
                    <label class="picker__gallery">
                        <input
                            type="file"
                            class="visually-hidden"
                            accept="image/*"
                            multiple
                            data-testid="photo-input"
                            on:change=chosen
                        />
                        <Icon glyph=Glyph::Photo />
                        <span>{t.say(text::common::CHOOSE_PHOTOS)}</span>
                    </label>
                </li>
            </ul>
            <p class="picker__busy" role="status">
                {move || {
                    let n = shrinking.get();
                    (n > 0).then(|| t.fill(text::common::PHOTOS_SHRINKING, &[("n", &n)]))
                }}
            </p>
            <Show when=some_unstored>
                <Notice tone=Tone::Warning>{t.say(unstored)}</Notice>
            </Show>
            {move || problem.get().map(|problem| view! { <Notice tone=Tone::Error>{problem}</Notice> })}
        </div>
    }
}

#[component]
fn PickedPhoto(taken: Taken, photos: RwSignal<Vec<Taken>>) -> impl IntoView {
    let t = use_words();
    let hash = StoredValue::new(taken.photo.sha256);
    let place = move || {
        let at = photos.with(|photos| photos.iter().position(|it| hash.with_value(|hash| it.photo.sha256 == *hash)));
        at.map_or(0, |at| at + 1)
    };
    let remove = move |_| photos.update(|photos| photos.retain(|it| hash.with_value(|hash| it.photo.sha256 != *hash)));
    view! {
        <li class="picker__item" data-stored=taken.stored.to_string()>
            <LocalPhoto hash=hash.get_value() alt=t.say(text::common::PHOTO) />
            <button
                type="button"
                class="picker__remove"
                aria-label=move || t.fill(text::common::REMOVE_PHOTO, &[("n", &place())])
                on:click=remove
            >
                <Icon glyph=Glyph::X />
            </button>
        </li>
    }
}
