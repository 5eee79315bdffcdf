//! Installing the app. `public/pkg/boot.js` keeps the browser's offer, and says when there is one.

use std::rc::Rc;

use js_sys::{Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use crate::page::Page;

const OFFER: &str = "installOffer";

/// Shows whether the browser would install the app, from now on.
pub(crate) fn listen(page: &Rc<Page>) {
    let installable = page.device.installable;
    let look = move || installable.set(offer().is_some());
    look();
    let changed = Closure::<dyn Fn()>::new(look);
    if let Some(window) = web_sys::window() {
        let _ = window.add_event_listener_with_callback("install-offer", changed.as_ref().unchecked_ref());
    }
    changed.forget();
}

/// Has the browser ask the person. It does so once for each offer.
pub(crate) fn ask() {
    let Some(offer) = offer() else { return };
    let prompt = Reflect::get(&offer, &"prompt".into()).ok().and_then(|prompt| prompt.dyn_into::<Function>().ok());
    if let Some(prompt) = prompt {
        let _ = prompt.call0(&offer);
    }
    let _ = Reflect::set(&js_sys::global(), &OFFER.into(), &JsValue::UNDEFINED);
    if let (Some(window), Ok(event)) = (web_sys::window(), web_sys::Event::new("install-offer")) {
        let _ = window.dispatch_event(&event);
    }
}

fn offer() -> Option<JsValue> {
    Reflect::get(&js_sys::global(), &OFFER.into()).ok().filter(|offer| !offer.is_undefined())
}
