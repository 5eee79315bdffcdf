//! What was saved without some of its photos.

use leptos::prelude::*;

use super::{Notice, Tone};
use crate::text::{common, use_words};

/// That so many photos found no room and were left out.
#[component]
pub fn PhotosLeftOut(n: usize) -> impl IntoView {
    let t = use_words();
    view! {
        <Notice tone=Tone::Warning>
            <p data-testid="photos-left-out">{t.fill(common::PHOTOS_LEFT_OUT, &[("n", &n)])}</p>
        </Notice>
    }
}
