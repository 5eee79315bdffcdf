//! The ticket's photos, large: as it was found, as it was left, and the rest.

use std::sync::Arc;

use domain::ticket::TicketPhoto;
use domain::{Code, Stage, Ticket};
use leptos::prelude::*;

use crate::components::photo::remote;
use crate::components::{LocalPhoto, PhotoLink, PhotoThumb, Reach};
use crate::device::use_device;
use crate::text::{Text, Words, common, ticket as words, use_words};

/// Photos by what they show, one of each group large.
#[component]
pub fn Gallery(ticket: Memo<Option<Arc<Ticket>>>) -> impl IntoView {
    let groups = [(Stage::Before, words::BEFORE), (Stage::After, words::AFTER), (Stage::Other, words::OTHER_PHOTOS)];
    let photos_of = move |stage: Stage| {
        Memo::new(move |_| {
            ticket.with(|ticket| {
                let photos = ticket.iter().flat_map(|ticket| &ticket.photos);
                photos.filter(|photo| photo.stage == stage).cloned().collect::<Vec<_>>()
            })
        })
    };
    let groups = groups.map(|(stage, name)| view! { <Group name photos=photos_of(stage) /> });
    view! { <div class="gallery">{groups}</div> }
}

#[component]
fn Group(name: Text, photos: Memo<Vec<TicketPhoto>>) -> impl IntoView {
    let t = use_words();
    let chosen = RwSignal::new(0_usize);
    let large = Memo::new(move |_| photos.with(|photos| photos.get(chosen.get()).or_else(|| photos.first()).cloned()));
    let arrived = move || {
        photos.with(|photos| {
            let n = photos.iter().filter(|photo| photo.received).count();
            (n < photos.len()).then(|| t.fill(words::ARRIVED, &[("n", &n), ("of", &photos.len())]))
        })
    };
    let thumbs = move || {
        let photos = photos.get();
        let of = photos.len();
        let thumb = move |(index, photo): (usize, TicketPhoto)| {
            let alt = t.fill(common::PHOTO_N_OF, &[("n", &(index + 1)), ("of", &of)]);
            view! {
                <li>
                    <button
                        type="button"
                        class="gallery__thumb"
                        aria-pressed=move || (chosen.get() == index).to_string()
                        on:click=move |_| chosen.set(index)
                    >
                        <PhotoThumb photo alt />
                    </button>
                </li>
            }
        };
        (of > 1).then(
            || view! { <ul class="gallery__thumbs">{photos.into_iter().enumerate().map(thumb).collect_view()}</ul> },
        )
    };
    view! {
        <Show when=move || photos.with(|photos| !photos.is_empty())>
            <figure class="gallery__group">
                {move || large.get().map(|photo| view! { <LargePhoto photo alt=t.say(name) /> })}
                <figcaption>
                    <span>{t.say(name)}</span>
                    <span class="gallery__arrived">{arrived}</span>
                    {move || refusals(&photos.read(), t)}
                </figcaption>
                {thumbs}
            </figure>
        </Show>
    }
}

/// Why photos were refused, each reason once.
fn refusals(photos: &[TicketPhoto], t: Words) -> impl IntoView + use<> {
    let mut reasons: Vec<&str> = photos.iter().filter_map(|photo| photo.refused.as_deref()).collect();
    reasons.sort_unstable();
    reasons.dedup();
    let said = |code: &str| {
        let known = Code::ALL.iter().find(|known| known.as_str() == code);
        let reason = known.map_or_else(|| code.to_owned(), |known| known.detail(t.0).to_owned());
        view! { <span class="gallery__refused">{t.fill(words::PHOTO_REFUSED, &[("reason", &reason)])}</span> }
    };
    reasons.into_iter().map(said).collect_view()
}

/// A photo as wide as its group; opens in full. Comes from this device where the server does not have it or cannot
/// be reached.
#[component]
fn LargePhoto(photo: TicketPhoto, #[prop(into)] alt: String) -> impl IntoView {
    let device = use_device();
    let reach = Reach::new(device);
    let link = photo.clone();
    let TicketPhoto { photo, received, .. } = photo;
    let (hash, alt) = (StoredValue::new(photo.sha256), StoredValue::new(alt));
    let (width, height) = (photo.width.to_string(), photo.height.to_string());
    let picture = move || {
        if received && reach.is_there() {
            view! {
                <img
                    class="photo"
                    src=move || hash.with_value(|hash| remote(device, hash))
                    alt=alt.get_value()
                    width=width.clone()
                    height=height.clone()
                    decoding="async"
                    on:error=move |_| reach.fail()
                />
            }
            .into_any()
        } else {
            view! { <LocalPhoto hash=hash.get_value() alt=alt.get_value() /> }.into_any()
        }
    };
    view! {
        <PhotoLink class="gallery__large" photo=link>
            {picture}
        </PhotoLink>
    }
}
