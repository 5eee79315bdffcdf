//! The three lights.

use domain::Light;
use leptos::prelude::*;

use crate::text::{Text, common, use_words};

/// 红黄绿灯 as a shape and a word: ● 正常, ▲ 将到期, ■ 已超时. Draws nothing where no clock runs.
#[component]
pub fn LightMark(#[prop(into)] light: Signal<Option<Light>>) -> impl IntoView {
    let t = use_words();
    move || {
        light.get().map(|light| {
            let name = match light {
                Light::Green => "green",
                Light::Amber => "amber",
                Light::Red => "red",
            };
            view! {
                <span class="light" data-light=name>
                    {t.say(light_word(light))}
                </span>
            }
        })
    }
}

/// 正常, 将到期, 已超时
pub fn light_word(light: Light) -> Text {
    match light {
        Light::Green => common::LIGHT_GREEN,
        Light::Amber => common::LIGHT_AMBER,
        Light::Red => common::LIGHT_RED,
    }
}
