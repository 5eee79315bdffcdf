//! Tickets for programs.

use axum::Json;
use axum::extract::State;
use domain::{Code, Status, TicketId, UnitCode};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use store::{Filter, Sight};

use super::extract::{Path, Query, number_or_empty};
use super::sync::ticket_value;
use crate::auth::SignedIn;
use crate::problem::Result;
use crate::state::App;

/// Tickets in one page unless asked otherwise, and at most.
const PAGE: usize = 50;
const MAX_PAGE: usize = 200;
/// Characters of what a list is narrowed to.
const MAX_FILTER: usize = 200;

#[derive(Debug, Deserialize)]
pub struct ListQuery {
    status: Option<String>,
    unit: Option<String>,
    township: Option<String>,
    item: Option<String>,
    q: Option<String>,
    after: Option<String>,
    #[serde(default, deserialize_with = "number_or_empty")]
    limit: Option<usize>,
}

#[derive(Debug, Serialize)]
pub struct Page {
    tickets: Vec<Box<RawValue>>,
    next: Option<String>,
}

/// What a list is narrowed to, where it is said. SQLite fails where it has to look for a very long text, PostgreSQL for
/// one with a NUL.
fn given(text: Option<String>) -> Result<Option<String>> {
    let text = text.filter(|text| !text.trim().is_empty());
    match text {
        Some(text) if text.contains('\0') || text.chars().count() > MAX_FILTER => Err(Code::Malformed.into()),
        text => Ok(text),
    }
}

/// `GET /api/v1/tickets`
pub async fn list(State(app): State<App>, who: SignedIn, Query(query): Query<ListQuery>) -> Result<Json<Page>> {
    let limit = query.limit.unwrap_or(PAGE);
    let status = given(query.status)?;
    let known = status.as_deref().is_none_or(Status::is_name);
    if !(1..=MAX_PAGE).contains(&limit) || !known {
        return Err(Code::Malformed.into());
    }
    let filter = Filter {
        status,
        unit: given(query.unit)?.map(UnitCode),
        township: given(query.township)?.map(UnitCode),
        item: given(query.item)?,
        words: given(query.q)?,
        after: given(query.after)?.map(|after| after.parse()).transpose().map_err(|_| Code::Malformed)?,
    };
    let (listed, more) = app.store.newest(&who.person.scopes(), &filter, limit).await?;
    let now = app.now();
    let next = listed.last().filter(|_| more).map(|last| last.serial.to_string());
    let tickets = listed.iter().map(|listed| ticket_value(&listed.ticket, now)).collect::<Result<_>>()?;
    Ok(Json(Page { tickets, next }))
}

/// `GET /api/v1/tickets/{id}`
pub async fn one(State(app): State<App>, who: SignedIn, Path(id): Path<TicketId>) -> Result<Json<Box<RawValue>>> {
    if app.store.sight(id, &who.person.scopes()).await? != Sight::Seen {
        return Err(Code::NotFound.into());
    }
    let ticket = app.store.ticket(id).await?.ok_or(Code::NotFound)?;
    Ok(Json(ticket_value(&ticket, app.now())?))
}
