//! Language and theme: kept in a cookie, for the server's first frame, and on the device, for starting offline.

use domain::Language;
use js_sys::Reflect;
use leptos::prelude::*;

use super::kept;
use crate::shell::{THEME_KEY, Theme};
use crate::text::{LANGUAGE_KEY, tag};

/// Seconds in a year, for the cookies.
const YEAR: u32 = 31_536_000;

/// Remembers the language and loads the page anew in it.
pub fn speak(language: Language) {
    let tag = tag(language);
    remember(LANGUAGE_KEY, tag);
    // Were the browser to refuse, the next page load brings the language.
    let _ = window().location().reload();
}

/// Puts a theme on at once and remembers it; none follows the system.
pub fn wear(theme: Option<Theme>) {
    show(theme);
    remember(THEME_KEY, theme.map_or("", Theme::as_str));
}

/// The theme chosen on this device.
pub fn worn() -> Option<Theme> {
    kept::read::<String>(THEME_KEY).as_deref().and_then(Theme::parse)
}

/// Puts on what was chosen on this device: the empty shell knows no cookie.
pub(super) fn dress() {
    if let Some(theme) = worn() {
        show(Some(theme));
    }
}

fn show(theme: Option<Theme>) {
    let Some(root) = document().document_element() else { return };
    // Neither can fail: the attribute's name is a plain one.
    let _ = match theme {
        Some(theme) => root.set_attribute("data-theme", theme.as_str()),
        None => root.remove_attribute("data-theme"),
    };
}

fn remember(key: &str, value: &str) {
    let cookie = format!("{key}={value}; Path=/; Max-Age={YEAR}; SameSite=Lax");
    // A browser that blocks cookies has the copy on the device.
    let _ = Reflect::set(&document(), &"cookie".into(), &cookie.into());
    // Chromium keeps it in the background, and a page loaded at once may be asked for without it; reading waits for that.
    let _ = Reflect::get(&document(), &"cookie".into());
    kept::write(key, &value);
}
