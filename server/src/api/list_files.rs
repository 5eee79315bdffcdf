//! The list as a file: out of here for everybody, into a proposal for those who may propose.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::list::file::{MAX_BYTES, Told, Unreadable};
use domain::list::proposal::{Draft, Origin, Proposal, proposes};
use domain::{Code, Directory, Item, Language, Problem};
use futures::StreamExt as _;
use futures::channel::mpsc::unbounded;
use serde::Deserialize;
use tokio::sync::Semaphore;

use super::body::Raw;
use super::extract::Query;
use crate::admission;
use crate::auth::SignedIn;
use crate::list_file::{self, Mapping, Order, Outcome, Tell};
use crate::problem::{Failure, Result, language};
use crate::state::App;

/// Files that are read or written at the same time: a large one takes some hundred megabytes.
static TURNS: Semaphore = Semaphore::const_new(2);
/// Room for what is asked, in the first line before the file.
const MAX_DRAFT: usize = 64 * 1024;
/// Bytes of a file with its draft.
const MAX_ASKED: usize = MAX_BYTES + MAX_DRAFT;
/// What progress is told in.
const LINES: &str = "application/x-ndjson";
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[derive(Debug, Deserialize)]
pub struct Which {
    version: Option<u32>,
}

#[derive(Debug, Deserialize)]
pub struct How {
    #[serde(default)]
    mapping: String,
    #[serde(default)]
    whole: bool,
}

impl How {
    fn order(&self) -> Result<Order> {
        let mapping = match self.mapping.as_str() {
            "" => None,
            text => Some(Mapping::parse(text).ok_or(Code::Malformed)?),
        };
        Ok(Order { mapping, is_whole: self.whole })
    }
}

/// `GET /api/v1/list/export.xlsx?version=`: the list of that version, else as it holds.
pub async fn xlsx(State(app): State<App>, _: SignedIn, Query(which): Query<Which>) -> Result<Response> {
    written(app, which, "xlsx", WORKBOOK, |items, directory| {
        list_file::xlsx(items, directory).map_err(|error| error.to_string())
    })
    .await
}

/// `GET /api/v1/list/export.csv?version=`
pub async fn csv(State(app): State<App>, _: SignedIn, Query(which): Query<Which>) -> Result<Response> {
    written(app, which, "csv", "text/csv; charset=utf-8", |items, directory| {
        list_file::csv(items, directory).map_err(|error| error.to_string())
    })
    .await
}

async fn written(
    app: App,
    which: Which,
    ending: &str,
    kind: &'static str,
    write: fn(&[Item], &Directory) -> std::result::Result<Vec<u8>, String>,
) -> Result<Response> {
    let directory = app.directory();
    let (number, items) = match which.version {
        Some(serial) => {
            let versions = app.store.list_versions().await?;
            let stored = versions.into_iter().find(|stored| stored.version.serial == serial).ok_or(Code::NotFound)?;
            (Some(stored.version.number), app.store.list_at(serial).await?)
        }
        None => (directory.version().map(|version| version.number.clone()), directory.items().cloned().collect()),
    };
    let file = in_turn(move || write(&items, &directory)).await?.map_err(|error| {
        tracing::error!(error, "the list as a file");
        Code::Internal
    })?;
    let number = number.unwrap_or_else(|| "0".into());
    // 责任清单
    let name = format!(
        "attachment; filename=\"list-{number}.{ending}\"; filename*=UTF-8''%E8%B4%A3%E4%BB%BB%E6%B8%85%E5%8D%95-{number}.{ending}"
    );
    let name = HeaderValue::try_from(name).map_err(|_| Code::Internal)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, file).into_response())
}

/// `POST /api/v1/list/imports/check?mapping=&whole=`: what the file would make of the newest list. Nothing is written. The
/// answer comes line by line: how far it has come, and in the end what was found.
pub async fn check(
    State(app): State<App>,
    who: SignedIn,
    Query(how): Query<How>,
    file: Result<Raw<MAX_BYTES>>,
) -> Result<Response> {
    proposers_only(&who)?;
    let order = how.order()?;
    let Raw(file) = file.map_err(too_large)?;
    let (list, directory, language) = (newest(&app).await?, app.directory(), language());
    let (lines, answer) = unbounded();
    tokio::spawn(async move {
        let say = {
            let lines = lines.clone();
            // Nobody may be listening any more.
            move |told: Told| drop(lines.unbounded_send(line(&told)))
        };
        let told = in_turn(move || {
            let tell: Tell<'_> = &|progress| say(Told::Progress(progress));
            list_file::check(&file, &order, &list, &directory, language, tell)
        });
        let told = match told.await {
            Ok(Ok(outcome)) => Told::Checked(Box::new(outcome.checked)),
            Ok(Err(unreadable)) => Told::Refused(refused(&unreadable, language)),
            Err(failure) => Told::Refused(Problem::new(failure.code(), language)),
        };
        drop(lines.unbounded_send(line(&told)));
    });
    let headers = [(header::CONTENT_TYPE, LINES), (header::CACHE_CONTROL, "no-store")];
    let body = Body::from_stream(answer.map(Ok::<_, std::convert::Infallible>));
    Ok((headers, body).into_response())
}

/// `POST /api/v1/list/imports?mapping=&whole=`: proposes what the file changes. The body's first line is the draft, what
/// follows is the file. With any fault nothing is written.
pub async fn import(
    State(app): State<App>,
    who: SignedIn,
    Query(how): Query<How>,
    asked: Result<Raw<MAX_ASKED>>,
) -> Result<Response> {
    proposers_only(&who)?;
    let order = how.order()?;
    let Raw(asked) = asked.map_err(too_large)?;
    let (draft, file) = parted(&asked)?;
    // Sent again because the answer was lost: the file is not read twice.
    if let Some(known) = app.store.proposal(draft.id).await?
        && known.proposed.person == who.person.id
    {
        return Ok(created(known));
    }
    let (list, directory, language) = (newest(&app).await?, app.directory(), language());
    let outcome = in_turn(move || list_file::check(&file, &order, &list, &directory, language, &|_| {})).await?;
    let Outcome { checked, changes } =
        outcome.map_err(|unreadable| Failure::with_detail(Code::ListFile, unreadable.words(language)))?;
    if checked.fault_count > 0 {
        return Err(Code::ListFaults.into());
    }
    let wanted = changes.into_iter().map(|change| (change.code, change.after)).collect();
    Ok(created(admission::propose(&app, &who.person, draft, wanted).await?))
}

fn created(proposal: Proposal) -> Response {
    let headers = [(header::CACHE_CONTROL, "no-store")];
    (StatusCode::CREATED, headers, Json(proposal)).into_response()
}

fn proposers_only(who: &SignedIn) -> Result<()> {
    if proposes(who.person.role) { Ok(()) } else { Err(Code::Forbidden.into()) }
}

fn too_large(failure: Failure) -> Failure {
    match failure.code() {
        Code::TooLarge => Failure::with_detail(Code::TooLarge, Unreadable::TooLarge.words(language())),
        _ => failure,
    }
}

fn refused(unreadable: &Unreadable, language: Language) -> Problem {
    Problem { detail: unreadable.words(language), ..Problem::new(Code::ListFile, language) }
}

fn parted(asked: &Bytes) -> Result<(Draft, Bytes)> {
    let end = asked.iter().take(MAX_DRAFT).position(|byte| *byte == b'\n').ok_or(Code::Malformed)?;
    let draft: Draft = serde_json::from_slice(&asked[..end]).map_err(|_| Code::Malformed)?;
    // What is read from a file says so.
    let Origin::File(_) = draft.origin else { return Err(Code::Malformed.into()) };
    Ok((draft, asked.slice(end + 1..)))
}

async fn newest(app: &App) -> Result<Arc<BTreeMap<String, Item>>> {
    let items = admission::newest_list(app).await?;
    Ok(Arc::new(items.into_iter().map(|item| (item.code.clone(), item)).collect()))
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let turn = TURNS.acquire().await.map_err(|_| Code::Busy)?;
    let done = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    done.await.map_err(|_| Code::Internal.into())
}

fn line(told: &Told) -> Bytes {
    // Plain data: it always has a text.
    let mut line = serde_json::to_vec(told).unwrap_or_default();
    line.push(b'\n');
    line.into()
}
