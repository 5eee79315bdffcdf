//! Failures as they leave the server: `application/problem+json`, a stable code, a sentence in the reader's language.

use std::borrow::Cow;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::{Code, Language};
use serde_json::json;

use crate::photo_store::is_full;

/// A failed request.
#[derive(Debug)]
pub struct Failure {
    code: Code,
    retry_after_s: Option<u64>,
    detail: Option<Cow<'static, str>>,
    field: Option<Cow<'static, str>>,
}

/// Result of a handler.
pub type Result<T> = std::result::Result<T, Failure>;

/// Seconds after which a busy server is worth another try.
const BUSY_SECONDS: u64 = 2;

impl Failure {
    /// Too much to do at the moment.
    pub fn busy() -> Self {
        Self::retry_after(Code::Busy, BUSY_SECONDS)
    }

    /// Asks to come back after so many seconds.
    pub fn retry_after(code: Code, seconds: u64) -> Self {
        Self { code, retry_after_s: Some(seconds), detail: None, field: None }
    }

    /// With a sentence of its own instead of the code's.
    pub fn with_detail(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { code, retry_after_s: None, detail: Some(detail.into()), field: None }
    }

    /// With the field of the body to blame.
    pub fn about(code: Code, field: impl Into<Cow<'static, str>>) -> Self {
        Self { code, retry_after_s: None, detail: None, field: Some(field.into()) }
    }

    /// The stable code.
    pub fn code(&self) -> Code {
        self.code
    }
}

impl From<Code> for Failure {
    fn from(code: Code) -> Self {
        Self { code, retry_after_s: None, detail: None, field: None }
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Busy(reason) => {
                tracing::warn!(reason, "database busy");
                Self::busy()
            }
            store::Error::Full => Code::StorageFull.into(),
            other => {
                tracing::error!(error = %other, "database");
                Code::Internal.into()
            }
        }
    }
}

impl From<object_store::Error> for Failure {
    fn from(error: object_store::Error) -> Self {
        tracing::error!(error = %error, "photo store");
        if is_full(&error) { Code::StorageFull.into() } else { Self::busy() }
    }
}

tokio::task_local! {
    /// The language of the request that is being answered.
    static LANGUAGE: Language;
}

/// Runs a request with the language its reader asked for.
pub async fn with_language<F: Future>(language: Language, answer: F) -> F::Output {
    LANGUAGE.scope(language, answer).await
}

/// The language of the request that is being answered.
pub fn language() -> Language {
    LANGUAGE.try_with(|language| *language).unwrap_or_default()
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.code.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let language = language();
        let detail = self.detail.unwrap_or(Cow::Borrowed(self.code.detail(language)));
        let mut body = json!({
            "type": format!("/problems#{}", self.code.as_str()),
            "title": self.code.detail(Language::English),
            "status": status.as_u16(),
            "code": self.code.as_str(),
            "detail": detail,
        });
        if let Some(field) = self.field {
            body["field"] = field.into();
        }
        let mut response = (status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
