//! Language and look, kept on this device.

use domain::Language;
use leptos::prelude::*;

use crate::frame::preferences::{speak, wear, worn};
use crate::shell::Theme;
use crate::text::{Text, account, tag, use_words};

/// Language and look.
#[component]
pub fn Settings() -> impl IntoView {
    let t = use_words();
    let theme = RwSignal::new(None::<Theme>);
    // Only the browser knows what was chosen.
    Effect::new(move |_| theme.set(worn()));
    let language = move |language: Language, name: &'static str| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="language"
                    value=tag(language)
                    checked=t.0 == language
                    on:change=move |_| speak(language)
                />
                <span lang=tag(language)>{name}</span>
            </label>
        }
    };
    let look = move |value: Option<Theme>, name: Text| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="theme"
                    value=value.map_or("system", Theme::as_str)
                    prop:checked=move || theme.get() == value
                    on:change=move |_| {
                        theme.set(value);
                        wear(value);
                    }
                />
                <span>{t.say(name)}</span>
            </label>
        }
    };
    view! {
        <section class="office__section" aria-labelledby="settings-title">
            <h2 id="settings-title">{t.say(account::SETTINGS)}</h2>
            <fieldset class="choices">
                <legend>{t.say(account::LANGUAGE)}</legend>
                {language(Language::Chinese, "简体中文")} {language(Language::English, "English")}
            </fieldset>
            <fieldset class="choices">
                <legend>{t.say(account::LOOK)}</legend>
                {look(None, account::LOOK_SYSTEM)} {look(Some(Theme::Light), account::LOOK_LIGHT)}
                {look(Some(Theme::Dark), account::LOOK_DARK)}
            </fieldset>
        </section>
    }
}
