//! The three lights.

use domain::Light;
use leptos::prelude::*;

use crate::text::{self, use_words};

/// 红黄绿灯 as a shape and a word: ● 正常, ▲ 将到期, ■ 已超时. Draws nothing where no clock runs.
#[component]
pub fn LightMark(#[prop(into)] light: Signal<Option<Light>>) -> impl IntoView {
    let t = use_words();
    move || {
        light.get().map(|light| {
            let (name, word) = match light {
                Light::Green => ("green", text::common::LIGHT_GREEN),
                Light::Amber => ("amber", text::common::LIGHT_AMBER),
                Light::Red => ("red", text::common::LIGHT_RED),
            };
            view! {
                <span class="light" data-light=name>
                    {t.say(word)}
                </span>
            }
        })
    }
}
