//! Request bodies: read whole within a limit, unpacked within the same limit, and JSON only where JSON is said.

use std::io::Read as _;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use domain::Code;
use flate2::read::MultiGzDecoder;
use serde::de::DeserializeOwned;

use crate::problem::{Failure, Result};

/// Largest JSON body, in bytes.
const MAX_JSON: usize = domain::sync::LIMITS.push_bytes;

/// Reads a body of at most `limit` bytes.
async fn read(body: Body, limit: usize) -> Result<Bytes> {
    to_bytes(body, limit).await.map_err(|error| {
        let too_large =
            std::error::Error::source(&error).is_some_and(|source| source.to_string().contains("length limit"));
        if too_large { Code::TooLarge.into() } else { Code::Malformed.into() }
    })
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
        Some(encoding) if encoding == b"gzip" => Ok(true),
        Some(_) => Err(Code::UnsupportedMediaType.into()),
    }
}

fn unpack(bytes: &[u8], max: usize) -> Result<Bytes> {
    let mut text = Vec::new();
    let mut reader = MultiGzDecoder::new(bytes).take(max as u64 + 1);
    reader.read_to_end(&mut text).map_err(|_| Code::Malformed)?;
    if text.len() > max {
        return Err(Code::TooLarge.into());
    }
    Ok(text.into())
}
