//! Signing in and out on a device that several people may share.

use std::rc::Rc;

use app::device::Network;
use domain::sync::{SignIn, SignedIn};
use domain::{Code, Language, Person};
use leptos::prelude::*;

use crate::database::{self, META, Tx};
use crate::fault::{Fault, Outcome};
use crate::http::{self, Ask, Body};
use crate::meta::Session;
use crate::page::Page;
use crate::tabs::{self, Word};
use crate::{canary, device_name, local, meta, persist, service_worker, sync};

/// Key of the quick copy of who is signed in.
const ME: &str = "me";
const CURRENT: &str = "/api/v1/sessions/current";

/// Where the page came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The server rendered it just now, for whoever its session says.
    Server,
    /// It is the empty shell from the cache.
    Shell,
}

/// Finds out who is signed in: the server's session wins over what the device remembers.
pub(crate) async fn begin(page: &Page, origin: Origin) -> Outcome<()> {
    let rendered_for = page.device.me.get_untracked();
    let session = database::write(&[META], async |tx: &Tx<'_>| {
        let mut session = meta::session(tx).await?;
        if session.signing_out {
            return Ok(session);
        }
        let quick_copy = || local::get::<Person>(ME);
        let me = rendered_for.clone().or_else(|| session.me.clone()).or_else(quick_copy);
        if session.me != me {
            session.serial += u64::from(id(session.me.as_ref()) != id(me.as_ref()));
            session.me = me;
            meta::set_session(tx, &session)?;
        }
        Ok(session)
    })
    .await?;
    if origin == Origin::Server && rendered_for.is_none() && session.me.is_some() {
        page.show_network(Network::SignInNeeded);
    }
    show(page, session.me);
    Ok(())
}

/// Another tab signed somebody in or out, or the page comes back from the back-forward cache.
pub(crate) async fn look_again(page: &Page) -> Outcome<()> {
    let session = database::read(&[META], async |tx: &Tx<'_>| meta::session(tx).await).await?;
    if id(session.me.as_ref()) != id(page.device.me.get_untracked().as_ref()) {
        page.show_network(Network::Online);
        show(page, session.me);
        canary::look(page).await?;
        page.reload().await?;
    }
    Ok(())
}

/// Signs in.
pub(crate) async fn sign_in(page: &Rc<Page>, username: String, password: String) -> Outcome<Person> {
    settle_sign_out(page.language).await?;
    // Nobody, while the cookie changes hands: a pass under way stops, and keeps nothing it asked for as the other.
    let before = change(None, SigningOut::No).await?;
    match ask_in(page.language, username, password).await {
        Ok(person) => {
            change(Some(person.clone()), SigningOut::No).await?;
            page.show_network(Network::Online);
            show(page, Some(person.clone()));
            canary::look(page).await?;
            page.reload().await?;
            persist::begin().await;
            tabs::tell(Word::Session);
            Ok(person)
        }
        Err(fault) => {
            change(before.me, SigningOut::No).await?;
            Err(fault)
        }
    }
}

async fn ask_in(language: Language, username: String, password: String) -> Outcome<Person> {
    let ask = SignIn { username, password, device_name: device_name::own() };
    let body = Body::Json(serde_json::to_string(&ask)?);
    let ask = Ask { method: "POST", path: "/api/v1/sessions", body, language, timeout: http::SHORT };
    let answer = http::send(ask).await?;
    if answer.is_ok() {
        return Ok(answer.json::<SignedIn>().ok_or(Fault::Unreachable)?.person);
    }
    // A portal may answer with an error of its own, which says nothing about the password.
    Err(answer.problem().map_or(Fault::Unreachable, Fault::Refused))
}

/// Signs out. What is not sent stays for this person; without coverage the server is told later.
pub(crate) async fn sign_out(page: &Page) -> Outcome<()> {
    change(None, SigningOut::Yes).await?;
    service_worker::stop_serving_pages().await;
    show(page, None);
    page.show_network(Network::Online);
    tabs::tell(Word::Session);
    match settle_sign_out(page.language).await {
        Err(Fault::Unreachable) => {
            page.show_network(Network::Offline);
            Ok(())
        }
        settled => settled,
    }
}

/// Tells the server of a sign-out that was made without coverage. Nothing else is sent before.
pub(crate) async fn settle_sign_out(language: Language) -> Outcome<()> {
    let session = database::read(&[META], async |tx: &Tx<'_>| meta::session(tx).await).await?;
    if !session.signing_out {
        return Ok(());
    }
    let ask = Ask { method: "DELETE", path: CURRENT, body: Body::Nothing, language, timeout: http::SHORT };
    let answer = http::send(ask).await?;
    let is_over = answer.status == 204
        || answer.problem().is_some_and(|problem| problem.is(Code::AuthRequired) || problem.is(Code::NotFound));
    if !is_over {
        return Err(Fault::Unreachable);
    }
    database::write(&[META], async |tx: &Tx<'_>| {
        let now = meta::session(tx).await?;
        if now.serial == session.serial {
            meta::set_session(tx, &Session { signing_out: false, ..now })?;
        }
        Ok(())
    })
    .await?;
    service_worker::serve_pages_again().await;
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum SigningOut {
    Yes,
    No,
}

/// Changes who is signed in, and says who was before.
async fn change(me: Option<Person>, signing_out: SigningOut) -> Outcome<Session> {
    database::write(&[META], async |tx: &Tx<'_>| {
        let before = meta::session(tx).await?;
        let signing_out = signing_out == SigningOut::Yes;
        meta::set_session(tx, &Session { serial: before.serial + 1, me: me.clone(), signing_out })?;
        Ok(before)
    })
    .await
}

fn show(page: &Page, me: Option<Person>) {
    match &me {
        Some(me) => local::set(ME, me),
        None => local::remove(ME),
    }
    page.change_person(me);
    sync::listen_anew(page);
}

fn id(person: Option<&Person>) -> Option<domain::PersonId> {
    person.map(|person| person.id)
}
