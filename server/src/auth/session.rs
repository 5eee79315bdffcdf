//! Sessions: the bearer token of a program, or the cookie of a browser, which is checked for coming from our own pages.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use domain::time::{after, seconds_between};
use domain::{Code, Person, PersonId, PhotoHash};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::clock::random_bytes;
use crate::config::Origin;
use crate::problem::Failure;
use crate::state::App;

/// Days of not being used after which a session ends: days offline sign nobody out.
pub const SESSION_DAYS: i64 = 30;
/// Seconds that a browser is asked to keep the cookie, the most that browsers grant: it is the server that ends a
/// session, thirty days after its last use and not after signing in.
const COOKIE_SECONDS: i64 = 400 * 86_400;
/// How often use is noted, in seconds: a write for each request would be too many.
const NOTE_EVERY: i64 = 3600;

/// The person who asks.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub person: Person,
    /// By which session.
    pub session: Uuid,
}

impl SignedIn {
    /// Refuses a device that asks for somebody else: its cookie was changed under it. Programs need not say who they are.
    pub fn must_be(&self, person: Option<PersonId>) -> Result<(), Failure> {
        match person {
            Some(id) if id != self.person.id => Err(Code::OtherPerson.into()),
            _ => Ok(()),
        }
    }
}

/// A new token: 256 random bits as hexadecimal digits.
pub fn new_token() -> String {
    PhotoHash::from_digest(&random_bytes::<32>()).into()
}

/// What is stored of a token.
pub fn hash_token(token: &str) -> String {
    PhotoHash::from_digest(&Sha256::digest(token.as_bytes())).into()
}

fn cookie_name(origin: &Origin) -> &'static str {
    if origin.is_secure() { "__Host-session" } else { "session" }
}

/// The cookie that carries a session.
pub fn session_cookie(origin: &Origin, token: &str) -> String {
    let secure = if origin.is_secure() { "; Secure" } else { "" };
    let name = cookie_name(origin);
    format!("{name}={token}; HttpOnly; SameSite=Lax; Path=/; Max-Age={COOKIE_SECONDS}{secure}")
}

/// The cookie that takes it away.
pub fn clear_cookie(origin: &Origin) -> String {
    let secure = if origin.is_secure() { "; Secure" } else { "" };
    format!("{}=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0{secure}", cookie_name(origin))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// A cookie's value.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Refuses what another site made the browser send.
pub fn refuse_cross_site(method: &Method, headers: &HeaderMap, origin: &Origin) -> Result<(), Failure> {
    if method.is_safe() {
        return Ok(());
    }
    let text = |name: &str| headers.get(name).map(HeaderValue::to_str);
    let ours = match (text("sec-fetch-site"), text("origin")) {
        (Some(Ok(site)), _) => matches!(site, "same-origin" | "none"),
        (None, Some(Ok(from))) => origin.is_ours(from, headers),
        // Every browser sends one of the two with such a request; what sends none is no browser.
        (None, None) => true,
        _ => false,
    };
    if ours { Ok(()) } else { Err(Code::CrossSite.into()) }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn
where
    App: FromRef<S>,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let app = App::from_ref(state);
        let token = match bearer(&parts.headers) {
            Some(token) => token,
            None => {
                let token = cookie(&parts.headers, cookie_name(&app.origin)).ok_or(Code::AuthRequired)?;
                refuse_cross_site(&parts.method, &parts.headers, &app.origin)?;
                token
            }
        };
        let now = app.now();
        let session = app.store.session(&hash_token(token), now).await?.ok_or(Code::AuthRequired)?;
        if seconds_between(session.last_seen, now) > NOTE_EVERY
            && let Err(error) = app.store.touch_session(session.id, now, after(now, SESSION_DAYS * 86_400)).await
        {
            // Noting use is a courtesy; a busy database must not refuse the request for it.
            tracing::warn!(%error, "a session's use could not be noted");
        }
        Ok(Self { person: session.person, session: session.id })
    }
}
