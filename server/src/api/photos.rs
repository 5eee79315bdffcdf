//! Photos go up in parts, in any order, any number of times, and come down to whoever may see them.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::photo::{MAX_BYTES, MAX_PARTS_PER_REQUEST, MediaType, PART_BYTES, parts};
use domain::sync::PhotoProgress;
use domain::{Code, Person, PersonId, PhotoHash};
use serde::Deserialize;
use store::{Upload, UploadState};

use super::body::Raw;
use super::extract::{Path, Query};
use crate::auth::SignedIn;
use crate::desk::{refusal_code, settle_photo};
use crate::photo_store::Rendition;
use crate::picture;
use crate::problem::{Failure, Result};
use crate::state::App;

/// Bytes of the parts in one request.
const MAX_CONTENT: usize = MAX_PARTS_PER_REQUEST * PART_BYTES as usize;

#[derive(Debug, Deserialize)]
pub struct PartQuery {
    bytes: Option<u64>,
    person_id: Option<PersonId>,
}

fn complete(yes: bool) -> Response {
    let value = HeaderValue::from_static(if yes { "true" } else { "false" });
    (StatusCode::NO_CONTENT, [("photo-complete", value)]).into_response()
}

/// `PUT /sync/v1/photos/{sha256}/parts/{n}?bytes=<total>`
pub async fn put_parts(
    State(app): State<App>,
    who: SignedIn,
    Path((sha256, first)): Path<(String, String)>,
    Query(query): Query<PartQuery>,
    content: Result<Raw<MAX_CONTENT>>,
) -> Result<Response> {
    let sha256: PhotoHash = sha256.parse().map_err(|_| Code::Malformed)?;
    let first: u32 = first.parse().map_err(|_| Code::Malformed)?;
    who.must_be(query.person_id)?;
    let total = query.bytes.ok_or(Code::Malformed)?;
    let Raw(content) = content?;
    let known = app.store.upload(who.person.id, &sha256).await?;
    match known.as_ref().map(|upload| &upload.state) {
        Some(UploadState::Complete) if app.photos.has(Rendition::Original, &sha256).await? => {
            return Ok(complete(true));
        }
        Some(UploadState::Refused(code)) => return Err(refusal_code(code).into()),
        _ => {}
    }
    if total > MAX_BYTES {
        settle_photo(&app, &who.person, &sha256, total, Some(Code::PhotoTooLarge)).await?;
        return Err(Code::PhotoTooLarge.into());
    }
    let pieces = cut(total, first, &content)?;
    if content.len() as u64 == total {
        // All of it at once: there is nothing to keep in parts.
        return put_whole(&app, &who.person, &sha256, content).await.map(|()| complete(true));
    }
    if known != Some(Upload { bytes: total, state: UploadState::Parts }) {
        begin(&app, who.person.id, &sha256, total).await?;
    }
    for (number, piece) in pieces {
        app.photos.put_part(who.person.id, &sha256, total, number, piece).await?;
    }
    if app.photos.parts(who.person.id, &sha256, total).await?.len() < parts(total) as usize {
        return Ok(complete(false));
    }
    match app.photos.join_parts(who.person.id, &sha256, total).await {
        Ok(whole) => put_whole(&app, &who.person, &sha256, whole.into()).await.map(|()| complete(true)),
        // A request that ran beside this one has taken the parts, and what came of them stands with the upload.
        Err(object_store::Error::NotFound { .. }) => {
            match app.store.upload(who.person.id, &sha256).await?.map(|upload| upload.state) {
                Some(UploadState::Complete) => Ok(complete(true)),
                Some(UploadState::Refused(code)) => Err(refusal_code(&code).into()),
                _ => Ok(complete(false)),
            }
        }
        Err(error) => Err(error.into()),
    }
}

/// Notes that parts are coming.
async fn begin(app: &App, person: PersonId, sha256: &PhotoHash, total: u64) -> Result<()> {
    let (sha256, now) = (sha256.clone(), app.now());
    let begun: store::Result<()> =
        app.store.together(move |tx| Box::pin(async move { tx.begin_upload(person, &sha256, total, now).await })).await;
    Ok(begun?)
}

/// Cuts a request's body into the parts it stands for.
pub fn cut(total: u64, first: u32, content: &Bytes) -> Result<Vec<(u32, Bytes)>> {
    let from = u64::from(first) * PART_BYTES;
    let until = from + content.len() as u64;
    let whole_parts = (content.len() as u64).is_multiple_of(PART_BYTES) || until == total;
    if content.is_empty() || until > total || total > MAX_BYTES || !whole_parts {
        return Err(Code::BadParts.into());
    }
    let size = PART_BYTES as usize;
    let pieces = (0..content.len()).step_by(size).map(|at| content.slice(at..content.len().min(at + size)));
    Ok((first..).zip(pieces).collect())
}

/// All of this person's photo is there: checks the whole, puts it away, and tells its tickets.
pub(super) async fn put_whole(app: &App, person: &Person, sha256: &PhotoHash, whole: Bytes) -> Result<()> {
    let total = whole.len() as u64;
    let refused = match picture::check(sha256.clone(), whole.clone()).await {
        Ok(()) => {
            app.photos.put(Rendition::Original, sha256, whole).await?;
            None
        }
        Err(failure) if failure.code() == Code::HashMismatch => {
            begin(app, person.id, sha256, total).await?;
            app.photos.drop_parts(person.id, sha256, total).await?;
            return Err(failure);
        }
        Err(failure) if matches!(failure.code(), Code::NotAnImage | Code::PhotoTooLarge) => Some(failure.code()),
        Err(failure) => return Err(failure),
    };
    settle_photo(app, person, sha256, total, refused).await?;
    app.photos.drop_parts(person.id, sha256, total).await?;
    refused.map_or(Ok(()), |code| Err(Failure::from(code)))
}

/// `GET /sync/v1/photos/{sha256}`
pub async fn progress(
    State(app): State<App>,
    who: SignedIn,
    Path(sha256): Path<String>,
) -> Result<Json<PhotoProgress>> {
    let sha256: PhotoHash = sha256.parse().map_err(|_| Code::PhotoUnknown)?;
    let upload = app.store.upload(who.person.id, &sha256).await?.ok_or(Code::PhotoUnknown)?;
    let count = parts(upload.bytes);
    let (have, complete) = match upload.state {
        UploadState::Complete => (vec![(0, count.saturating_sub(1))], true),
        UploadState::Refused(code) => return Err(refusal_code(&code).into()),
        UploadState::Parts => (ranges(&app.photos.parts(who.person.id, &sha256, upload.bytes).await?), false),
    };
    Ok(Json(PhotoProgress { bytes: upload.bytes, parts: count, have, complete }))
}

/// Inclusive ranges of ascending numbers.
pub fn ranges(numbers: &[u32]) -> Vec<(u32, u32)> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for &number in numbers {
        match ranges.last_mut() {
            Some((_, end)) if *end + 1 == number => *end = number,
            _ => ranges.push((number, number)),
        }
    }
    ranges
}

#[derive(Debug, Deserialize)]
pub struct ShowQuery {
    size: Option<String>,
    /// Whose browser keeps it: on a shared tablet, one person's address is not the next one's.
    person: Option<PersonId>,
}

/// `GET /photos/{sha256}`
pub async fn show(
    State(app): State<App>,
    who: SignedIn,
    Path(sha256): Path<String>,
    Query(query): Query<ShowQuery>,
) -> Result<Response> {
    let sha256: PhotoHash = sha256.parse().map_err(|_| Code::PhotoUnknown)?;
    let other = query.person.is_some_and(|person| person != who.person.id);
    if other || !app.store.sees_photo(who.person.id, &who.person.scopes(), &sha256).await? {
        return Err(Code::PhotoUnknown.into());
    }
    let content = if query.size.as_deref() == Some("thumb") {
        app.renditions.thumb(&sha256).await?
    } else if app.store.upload(who.person.id, &sha256).await?.is_some_and(|upload| upload.is_complete()) {
        app.renditions.original(&sha256).await?
    } else {
        app.renditions.shared(&sha256).await?
    };
    let content = content.ok_or(Code::PhotoUnknown)?;
    let mut headers = HeaderMap::new();
    let media_type = MediaType::sniff(&content).map_or("application/octet-stream", MediaType::as_str);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable"));
    headers.insert(header::VARY, HeaderValue::from_static("Cookie, Authorization"));
    Ok((headers, content).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_inclusive_ranges() {
        assert_eq!(ranges(&[0, 1, 2, 3, 5]), [(0, 3), (5, 5)]);
        assert_eq!(ranges(&[]), []);
    }

    #[test]
    fn a_body_is_whole_parts_or_reaches_the_end() {
        let part = PART_BYTES as usize;
        let total = PART_BYTES * 2 + 10;
        assert_eq!(cut(total, 0, &Bytes::from(vec![0; part * 2])).unwrap().len(), 2);
        assert_eq!(cut(total, 1, &Bytes::from(vec![0; part + 10])).unwrap()[1].0, 2);
        for (first, length) in [(0, part - 1), (2, 11), (3, 1), (0, 0)] {
            assert_eq!(cut(total, first, &Bytes::from(vec![0; length])).unwrap_err().code(), Code::BadParts);
        }
    }
}
