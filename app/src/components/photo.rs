//! Photos as they are shown.

use domain::ids::PhotoHash;
use domain::ticket::TicketPhoto;
use leptos::prelude::*;

use super::{Glyph, Icon};
use crate::device::use_device;
use crate::text::{self, use_words};

/// A photo that is on this device only, such as one in a draft.
#[component]
pub fn LocalPhoto(hash: PhotoHash, #[prop(into)] alt: String) -> impl IntoView {
    let device = use_device();
    let address = LocalResource::new(move || {
        let hash = hash.clone();
        async move { device.call(|calls| (calls.local_photo)(hash)).await.ok().flatten() }
    });
    let alt = StoredValue::new(alt);
    move || match address.get().flatten() {
        Some(address) => view! { <img class="photo" src=address alt=alt.get_value() decoding="async" /> }.into_any(),
        None => view! { <Missing alt=alt.get_value() /> }.into_any(),
    }
}

/// A ticket's photo, small. What the server holds comes from there; the rest, and anything when the server cannot be
/// reached, comes from this device.
#[component]
pub fn PhotoThumb(photo: TicketPhoto, #[prop(into)] alt: String) -> impl IntoView {
    let device = use_device();
    let hash = StoredValue::new(photo.photo.sha256);
    let unreachable = RwSignal::new(false);
    let received = photo.received;
    let alt = StoredValue::new(alt);
    let remote = move || {
        let person = device.my_id().map(|id| id.to_string()).unwrap_or_default();
        hash.with_value(|hash| format!("/photos/{hash}?size=thumb&person={person}"))
    };
    move || {
        if received && !unreachable.get() {
            view! {
                <img
                    class="photo"
                    src=remote
                    alt=alt.get_value()
                    loading="lazy"
                    decoding="async"
                    on:error=move |_| unreachable.set(true)
                />
            }
            .into_any()
        } else {
            view! { <LocalPhoto hash=hash.get_value() alt=alt.get_value() /> }.into_any()
        }
    }
}

/// A ticket's photos in a row, each opening in full, with “照片 1/3” while some have not arrived at the centre.
#[component]
pub fn PhotoStrip(photos: Vec<TicketPhoto>) -> impl IntoView {
    let t = use_words();
    let device = use_device();
    let of = photos.len();
    let received = photos.iter().filter(|photo| photo.received).count();
    let refused = photos.iter().filter(|photo| photo.refused.is_some()).count();
    let thumbs = photos.into_iter().enumerate().map(|(index, photo)| {
        let alt = t.fill(text::common::PHOTO_N_OF, &[("n", &(index + 1)), ("of", &of)]);
        let person = device.my_id().map(|id| id.to_string()).unwrap_or_default();
        let full = photo.received.then(|| format!("/photos/{}?person={person}", photo.photo.sha256));
        view! {
            <li class="photo-strip__item">
                <a class="photo-strip__link" href=full target="_blank" rel="external noopener">
                    <PhotoThumb photo alt />
                </a>
            </li>
        }
    });
    let thumbs = thumbs.collect_view();
    (of > 0).then(|| {
        view! {
            <div class="photo-strip">
                <ul class="photo-strip__list">{thumbs}</ul>
                {(received + refused < of)
                    .then(|| {
                        view! {
                            <p class="photo-strip__count">
                                {t.fill(text::common::PHOTOS_ARRIVED, &[("n", &received), ("of", &of)])}
                            </p>
                        }
                    })}
                {(refused > 0)
                    .then(|| {
                        view! {
                            <p class="photo-strip__count" data-tone="error">
                                {t.fill(text::common::PHOTOS_REFUSED, &[("n", &refused)])}
                            </p>
                        }
                    })}
            </div>
        }
    })
}

#[component]
fn Missing(alt: String) -> impl IntoView {
    view! {
        <span class="photo photo--missing" role="img" aria-label=alt>
            <Icon glyph=Glyph::Photo />
        </span>
    }
}
