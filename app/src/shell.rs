//! The HTML document: around a rendered page, and empty for starting without coverage.

use domain::Language;
use leptos::prelude::*;

use crate::components::Skeleton;
use crate::text::{self, Words, tag};

/// Name of the cookie (and of the key on the device) that remembers the theme: `light` or `dark`.
pub const THEME_KEY: &str = "theme";

/// A theme chosen over the system's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// The name in the cookie and in `<html data-theme>`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Light, Self::Dark].into_iter().find(|theme| theme.as_str() == name)
    }
}

/// What the shell shows while the app is being loaded: the head of every page, where it will stay.
#[component]
pub fn Loading(language: Language) -> impl IntoView {
    let t = Words(language);
    view! {
        <div class="frame frame--bare">
            <header class="frame__head">
                <span class="brand">
                    <img class="brand__mark" src="/icon.svg" alt="" width="28" height="28" />
                    <span class="brand__name">{t.say(text::common::APP_NAME)}</span>
                </span>
            </header>
            <main class="frame__main">
                <div class="page">
                    <Skeleton />
                </div>
            </main>
        </div>
    }
}

/// The document. `build_name` names the folder of this build's files. With `shell` set it is what the service worker
/// keeps for starting offline on any address; otherwise the page's own title is put in by `leptos_meta`. `theme` is the choice in the reader's cookie, none for the system's.
#[component]
pub fn Document(
    #[prop(into)] build_name: String,
    language: Language,
    shell: bool,
    #[prop(optional_no_strip)] theme: Option<Theme>,
    children: Children,
) -> impl IntoView {
    let t = Words(language);
    let pkg = move |file: &str| format!("/pkg/{build_name}/{file}");
    view! {
        <!DOCTYPE html>
        <html lang=tag(language) data-shell=shell.then_some("") data-theme=theme.map(Theme::as_str)>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                {shell.then(|| view! { <title>{t.say(text::common::APP_NAME)}</title> })}
                <meta name="description" content=t.say(text::common::APP_TAGLINE) />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f7f9fa" />
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#11151a" />
                <meta name="format-detection" content="telephone=no" />
                <meta name="mobile-web-app-capable" content="yes" />
                <meta name="apple-mobile-web-app-title" content=t.say(text::common::APP_NAME) />
                <link rel="manifest" href="/manifest.webmanifest" />
                <link rel="icon" href="/favicon.ico" sizes="32x32" />
                <link rel="icon" href="/icon.svg" type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/apple-touch-icon.png" />
                <link rel="stylesheet" href=pkg("xianghu.css") />
                <script type="module" src=pkg("boot.js")></script>
            </head>
            <body>{children()}</body>
        </html>
    }
}
