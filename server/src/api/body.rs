//! Request bodies: read whole within a limit, unpacked within the same limit, and JSON only where JSON is said.

use std::future::ready;
use std::io::Read as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use bytes::Bytes;
use domain::Code;
use flate2::read::MultiGzDecoder;
use futures::stream::poll_fn;
use futures::{StreamExt as _, TryStreamExt as _};
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use crate::problem::{Failure, Result};

/// Largest JSON body, in bytes.
const MAX_JSON: usize = domain::sync::LIMITS.push_bytes;
/// How long the rest of a body is read that nobody wants.
const READ_OUT: Duration = Duration::from_secs(30);

/// Reads a body of at most `limit` bytes.
async fn read(body: Body, limit: usize) -> Result<Bytes> {
    to_bytes(body, limit).await.map_err(|error| {
        let too_large =
            std::error::Error::source(&error).is_some_and(|source| source.to_string().contains("length limit"));
        if too_large { Code::TooLarge.into() } else { Code::Malformed.into() }
    })
}

/// Reads what was left of a request's body before the answer leaves. Closing on somebody who is still sending would reset
/// the connection, and with it the answer: a device must not take a refusal for a bad network.
pub async fn read_out(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let body = Arc::new(Mutex::new(body.into_data_stream()));
    let lend = || {
        let body = body.clone();
        poll_fn(move |context| body.lock().unwrap_or_else(PoisonError::into_inner).poll_next_unpin(context))
    };
    let answer = next.run(Request::from_parts(parts, Body::from_stream(lend()))).await;
    let rest = lend().try_for_each(|_| ready(Ok(())));
    // Whoever takes longer may have sent nothing more, or has too much to send.
    let _ = timeout(READ_OUT, rest).await;
    answer
}

/// The bytes of a body of at most `MAX` bytes, unpacked.
pub struct Raw<const MAX: usize>(pub Bytes);

impl<S: Send + Sync, const MAX: usize> FromRequest<S> for Raw<MAX> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let packed = is_gzip(request.headers())?;
        let bytes = read(request.into_body(), MAX).await?;
        Ok(Self(if packed { unpack(&bytes, MAX)? } else { bytes }))
    }
}

/// The JSON text of a body of at most `MAX` bytes, before it is understood.
pub struct JsonText<const MAX: usize = MAX_JSON>(pub Bytes);

impl<S: Send + Sync, const MAX: usize> FromRequest<S> for JsonText<MAX> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        if !is_json(request.headers()) {
            return Err(Code::UnsupportedMediaType.into());
        }
        let Raw(text) = Raw::<MAX>::from_request(request, state).await?;
        Ok(Self(text))
    }
}

/// A JSON body.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let JsonText(text) = JsonText::<MAX_JSON>::from_request(request, state).await?;
        serde_json::from_slice(&text).map(Self).map_err(|_| Code::Malformed.into())
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

fn is_gzip(headers: &HeaderMap) -> Result<bool> {
    match headers.get(header::CONTENT_ENCODING).map(|encoding| encoding.as_bytes().to_ascii_lowercase()) {
        None => Ok(false),
        Some(encoding) if encoding == b"identity" => Ok(false),
        // An old name of the same.
        Some(encoding) if encoding == b"gzip" || encoding == b"x-gzip" => Ok(true),
        Some(_) => Err(Code::UnsupportedMediaType.into()),
    }
}

/// Unpacks a body to at most `max` bytes.
pub fn unpack(bytes: &[u8], max: usize) -> Result<Bytes> {
    let mut text = Vec::new();
    let mut reader = MultiGzDecoder::new(bytes).take(max as u64 + 1);
    reader.read_to_end(&mut text).map_err(|_| Code::Malformed)?;
    if text.len() > max {
        return Err(Code::TooLarge.into());
    }
    Ok(text.into())
}
