//! Photos as they are shown.

use domain::ids::PhotoHash;
use domain::ticket::TicketPhoto;
use leptos::prelude::*;

use super::{Glyph, Icon, Reach};
use crate::device::{Device, Network, use_device};
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
    let reach = Reach::new(device);
    let received = photo.received;
    let alt = StoredValue::new(alt);
    let small = move || hash.with_value(|hash| format!("{}&size=thumb", remote(device, hash)));
    move || {
        if received && reach.is_there() {
            view! {
                <img
                    class="photo"
                    src=small
                    alt=alt.get_value()
                    loading="lazy"
                    decoding="async"
                    on:error=move |_| reach.fail()
                />
            }
            .into_any()
        } else {
            view! { <LocalPhoto hash=hash.get_value() alt=alt.get_value() /> }.into_any()
        }
    }
}

/// Opens a ticket's photo in full: from the server, or from this device where the server does not have it or cannot be
/// reached. Leads nowhere where it is neither here nor there.
#[component]
pub fn PhotoLink(class: &'static str, photo: TicketPhoto, children: Children) -> impl IntoView {
    let device = use_device();
    let TicketPhoto { photo, received, .. } = photo;
    let hash = StoredValue::new(photo.sha256);
    let is_remote = move || received && device.network.get() == Network::Online;
    let local = LocalResource::new(move || {
        let is_local = !is_remote();
        async move {
            if !is_local {
                return None;
            }
            device.call(|calls| (calls.local_photo)(hash.get_value())).await.ok().flatten()
        }
    });
    let full = move || {
        if is_remote() { Some(hash.with_value(|hash| remote(device, hash))) } else { local.get().flatten() }
    };
    view! {
        <a class=class href=full target="_blank" rel="external noopener">
            {children()}
        </a>
    }
}

/// Where the server has a photo. Named after whose browser keeps it: on a shared tablet, one person's address is not the
/// next one's.
pub fn remote(device: Device, hash: &PhotoHash) -> String {
    let person = device.my_id().map(|id| id.to_string()).unwrap_or_default();
    format!("/photos/{hash}?person={person}")
}

/// A ticket's photos in a row, each opening in full, with “照片 1/3” while some have not arrived at the centre.
#[component]
pub fn PhotoStrip(photos: Vec<TicketPhoto>) -> impl IntoView {
    let t = use_words();
    let of = photos.len();
    let received = photos.iter().filter(|photo| photo.received).count();
    let refused = photos.iter().filter(|photo| photo.refused.is_some()).count();
    let thumbs = photos.into_iter().enumerate().map(|(index, photo)| {
        let alt = t.fill(text::common::PHOTO_N_OF, &[("n", &(index + 1)), ("of", &of)]);
        view! {
            <li class="photo-strip__item">
                <PhotoLink class="photo-strip__link" photo=photo.clone()>
                    <PhotoThumb photo alt />
                </PhotoLink>
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
