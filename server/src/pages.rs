//! Pages, rendered with what the person who asks may see.

use std::collections::{BTreeMap, BTreeSet};

use app::device::Snapshot;
use app::shell::{Document, Loading, THEME_KEY, Theme};
use app::text::{LANGUAGE_KEY, from_tag};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use domain::map::Basemap;
use domain::{Code, Directory, Item, Language, Ticket};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use store::Filter;

use crate::auth::{SignedIn, cookie};
use crate::config::tiles_origin;
use crate::problem::{Failure, Result};
use crate::state::App;

/// Newest tickets that a page comes with; the device fetches the rest.
const TICKETS: usize = 50;

fn page_language(headers: &HeaderMap) -> Language {
    let accepted = || headers.get(header::ACCEPT_LANGUAGE).and_then(|header| header.to_str().ok());
    match cookie(headers, LANGUAGE_KEY) {
        Some(tag) => from_tag(tag),
        None => accepted().map(Language::from_header).unwrap_or_default(),
    }
}

async fn snapshot(app: &App, who: Result<SignedIn>) -> Result<Snapshot> {
    let mut snapshot = Snapshot { now: Some(app.now()), ..Snapshot::default() };
    match who {
        Ok(who) => {
            let (listed, more) = app.store.newest(&who.person.scopes(), &Filter::default(), TICKETS).await?;
            let seen = listed.iter().map(|listed| listed.ticket.shown_to(&who.person)?.read());
            snapshot.tickets = seen.collect::<store::Result<_>>()?;
            snapshot.more = more;
            let directory = app.directory();
            snapshot.units = directory.units().cloned().collect();
            snapshot.items = items_for(&directory, &snapshot.tickets);
            snapshot.version = directory.version().cloned();
            snapshot.me = Some(who.person);
        }
        Err(failure) if failure.code() == Code::AuthRequired => {}
        Err(failure) => return Err(failure),
    }
    Ok(snapshot)
}

/// What a page needs of the list: the commonest items, and those of its tickets with their matters. The device has, or
/// fetches, the rest.
fn items_for(directory: &Directory, tickets: &[Ticket]) -> Vec<Item> {
    let of_tickets = tickets.iter().filter_map(|ticket| directory.item(ticket.item_code.as_deref()?));
    let common = directory.items().filter(|item| item.common.is_some());
    let needed: BTreeMap<_, _> = of_tickets
        .chain(common)
        .flat_map(|item| [Some(item), item.matter.as_deref().and_then(|code| directory.item(code))])
        .flatten()
        .map(|item| (&item.code, item))
        .collect();
    needed.into_values().cloned().collect()
}

/// What a page may load: our own files, the inline scripts that carry this nonce, and the operator's map tiles.
pub fn content_security_policy(nonce: Option<&str>, basemap: &Basemap) -> String {
    let nonce = nonce.map(|nonce| format!(" 'nonce-{nonce}'")).unwrap_or_default();
    let origins: BTreeSet<_> = basemap.tiles.iter().filter_map(|address| tiles_origin(address)).collect();
    let tiles: String = origins.into_iter().flat_map(|origin| [" ", origin]).collect();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{nonce}; style-src 'self'; style-src-attr 'unsafe-inline'; \
         img-src 'self' blob: data:{tiles}; font-src 'self'; connect-src 'self'{tiles}; manifest-src 'self'; worker-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

fn private_page(basemap: &Basemap) {
    let response = expect_context::<ResponseOptions>();
    let nonce = use_nonce().map(|nonce| nonce.to_string());
    if let Ok(policy) = HeaderValue::from_str(&content_security_policy(nonce.as_deref(), basemap)) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
    response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
}

async fn render(app: App, who: Result<SignedIn>, request: Request<Body>, status: StatusCode) -> Response {
    let language = page_language(request.headers());
    let theme = cookie(request.headers(), THEME_KEY).and_then(Theme::parse);
    let snapshot = match snapshot(&app, who).await {
        Ok(snapshot) => snapshot,
        Err(failure) => return failure.into_response(),
    };
    let (build, basemap) = (app.site.build.clone(), app.basemap.clone());
    let page = leptos_axum::render_app_async_with_context(
        move || {
            private_page(&basemap);
            expect_context::<ResponseOptions>().set_status(status);
            app::provide_language(language);
            provide_context(snapshot.clone());
        },
        move || {
            let build = build.clone();
            view! {
                <Document build_name=build language=language shell=false theme=theme>
                    <app::App />
                </Document>
            }
        },
    );
    page(request).await
}

/// Any page of the app.
pub async fn page(State(app): State<App>, who: Result<SignedIn>, request: Request<Body>) -> Response {
    render(app, who, request, StatusCode::OK).await
}

/// An address that is no page.
pub async fn not_found(State(app): State<App>, who: Result<SignedIn>, request: Request<Body>) -> Response {
    // Somebody takes us for a proxy, and pages are rendered by their path.
    if request.uri().path_and_query().is_none() {
        return Failure::from(Code::NotFound).into_response();
    }
    render(app, who, request, StatusCode::NOT_FOUND).await
}

/// `GET /shell`: the document without a page with which the app starts offline, on any address. It is kept by the browser, so it
/// carries no inline script that a nonce of today would have to allow.
pub async fn shell(State(app): State<App>, headers: HeaderMap) -> Response {
    let language = page_language(&headers);
    let build = app.site.build.clone();
    let html = Owner::new().with(|| {
        leptos_meta::provide_meta_context();
        app::provide_language(language);
        view! {
            <Document build_name=build language=language shell=true theme=None>
                <Loading language />
            </Document>
        }
        .to_html()
    });
    let headers = [(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    (headers, Html(html)).into_response()
}
