//! What stands around every page: the head, the tab bar, and the way in.

pub mod connection;
pub mod home;
pub mod kept;
mod lost;
pub mod notices;
pub mod offers;
mod places;
pub mod preferences;
pub mod sign_in;
pub mod tabs;

use domain::Role;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::hooks::use_location;

pub use home::{Home, NotFound};
use sign_in::SIGN_IN;
pub use sign_in::SignIn;

use crate::components::words::role_word;
use crate::components::{Glyph, Icon, Skeleton};
use crate::device::use_device;
use crate::mine;
use crate::office;
use crate::text::{common, use_words};
use connection::Connection;
use notices::Notices;
use offers::Offers;
use tabs::Tabs;

/// Whether the page may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gate {
    /// The device is still reading who is signed in.
    Reading,
    /// Somebody has to sign in first.
    Closed,
    /// Come in.
    Open,
}

/// The frame around the page. Where nobody is signed in, the form for signing in stands in the page's place, so that
/// afterwards the person is where they wanted to go.
#[component]
pub fn Frame(children: ChildrenFn) -> impl IntoView {
    provide_meta_context();
    mine::provide_read_mark();
    offers::provide_busy();
    let device = use_device();
    let t = use_words();
    let path = use_location().pathname;
    let role = Memo::new(move |_| device.me.with(|me| me.as_ref().map(|me| me.role)));
    let gate = Memo::new(move |_| match (role.get(), device.loaded.get()) {
        // The form stays as it is while the device finds out who was signed in, and after a sign-out: somebody may be
        // typing into it.
        _ if path.with(|path| path == SIGN_IN) => Gate::Closed,
        (Some(_), _) => Gate::Open,
        (None, true) => Gate::Closed,
        (None, false) => Gate::Reading,
    });
    let title = Memo::new(move |_| t.say(path.with(|path| places::title(path, role.get()))));
    Effect::new(move |_| preferences::dress());
    let alive = alive();
    // What is written into a field that nobody reads yet would be lost. The form for signing in reads its own.
    let locked = move || !alive.get();
    let is_office = move || path.with(|path| office::shows(path, role.get())).then_some("");
    let children = StoredValue::new(children);
    view! {
        <Title text=move || format!("{} · {}", title.get(), t.say(common::APP_NAME)) />
        <a class="skip" href="#main" rel="external">
            {t.say(common::SKIP_TO_CONTENT)}
        </a>
        <div class="frame" class:frame--bare=move || role.get().is_none() data-office=is_office>
            <header class="frame__head">
                <a class="brand" href="/">
                    <img class="brand__mark" src="/icon.svg" alt="" width="28" height="28" />
                    <span class="brand__name">{t.say(common::APP_NAME)}</span>
                    <span class="brand__page">{title}</span>
                    <span class="visually-hidden">{t.say(common::TO_HOME)}</span>
                </a>
                {move || role.get().map(|role| view! { <Inside role /> })}
            </header>
            <Notices />
            <main class="frame__main" id="main" tabindex="-1">
                {move || match gate.get() {
                    Gate::Open => {
                        view! {
                            <fieldset class="frame__fields" disabled=locked>
                                {children.with_value(|children| children())}
                            </fieldset>
                        }
                            .into_any()
                    }
                    Gate::Closed => view! { <SignIn /> }.into_any(),
                    Gate::Reading => {
                        view! {
                            <div class="page">
                                <Skeleton />
                            </div>
                        }
                            .into_any()
                    }
                }}
            </main>
            <Offers />
        </div>
    }
}

/// Whether the page is alive: false on the server and until it is hydrated.
fn alive() -> ReadSignal<bool> {
    let (alive, set_alive) = signal(false);
    Effect::new(move |_| set_alive.set(true));
    alive
}

/// What the head holds for whoever is signed in.
#[component]
fn Inside(role: Role) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let name = move || device.me.with(|me| me.as_ref().map(|me| me.name.clone()));
    let unit = move || device.me.with(|me| me.as_ref().map(|me| me.unit.name.clone()));
    view! {
        <Tabs role />
        <div class="frame__side">
            <Connection />
            <a class="me" href="/account" data-testid="account-link">
                <Icon glyph=Glyph::User />
                <span class="visually-hidden">{t.say(common::ACCOUNT)}</span>
                <span class="me__words">
                    <span class="me__name">{name}</span>
                    {unit} " " {role_word(role, t)}
                </span>
            </a>
        </div>
    }
}
