//! The record of who changed people, units and other reference data.

use axum::Json;
use axum::extract::State;
use domain::Code;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use store::{AuditFilter, Audited, Mark};
use uuid::Uuid;

use super::administrator::Administrator;
use super::extract::{Query, number_or_empty};
use crate::problem::Result;
use crate::state::App;

/// Changes in one page unless asked otherwise, and at most.
const PAGE: usize = 50;
const MAX_PAGE: usize = 200;

#[derive(Debug, Deserialize)]
pub struct AuditQuery {
    subject: Option<String>,
    by: Option<String>,
    after: Option<String>,
    #[serde(default, deserialize_with = "number_or_empty")]
    limit: Option<usize>,
}

#[derive(Debug, Serialize)]
pub struct Page {
    entries: Vec<Entry>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct Entry {
    id: Uuid,
    at: Timestamp,
    by: String,
    action: String,
    subject: String,
    before: Option<Box<RawValue>>,
    after: Option<Box<RawValue>>,
}

impl From<Audited> for Entry {
    fn from(noted: Audited) -> Self {
        let json = |text: Option<String>| text.and_then(|text| RawValue::from_string(text).ok());
        Self {
            id: noted.id,
            at: noted.at,
            by: noted.by_name,
            action: noted.action,
            subject: noted.subject,
            before: json(noted.before),
            after: json(noted.after),
        }
    }
}

fn read(mark: &str) -> Option<Mark> {
    let (at, id) = mark.split_once('.')?;
    Some(Mark { at: at.parse().ok()?, id: Uuid::parse_str(id).ok()? })
}

/// `GET /api/v1/audit`: the newest first.
pub async fn list(State(app): State<App>, _: Administrator, Query(query): Query<AuditQuery>) -> Result<Json<Page>> {
    let limit = query.limit.unwrap_or(PAGE);
    let mark = query.after.filter(|mark| !mark.is_empty());
    let after = mark.map(|mark| read(&mark).ok_or(Code::Malformed)).transpose()?;
    if !(1..=MAX_PAGE).contains(&limit) {
        return Err(Code::Malformed.into());
    }
    let given = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let filter = AuditFilter { subject: given(query.subject), by_name: given(query.by), after };
    let (noted, more) = app.store.audit(&filter, limit).await?;
    let next = noted.last().filter(|_| more).map(|last| format!("{}.{}", last.at.as_millisecond(), last.id));
    Ok(Json(Page { entries: noted.into_iter().map(Entry::from).collect(), next }))
}
