//! Tickets for programs.

use axum::Json;
use axum::extract::{Path, Query, State};
use domain::{Code, Status, TicketId, UnitCode};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use store::{Filter, Sight};

use super::sync::ticket_value;
use crate::auth::SignedIn;
use crate::problem::Result;
use crate::state::App;

/// Tickets in one page unless asked otherwise, and at most.
const PAGE: usize = 50;
const MAX_PAGE: usize = 200;

#[derive(Debug, Deserialize)]
pub struct ListQuery {
    status: Option<String>,
    unit: Option<String>,
    township: Option<String>,
    item: Option<String>,
    q: Option<String>,
    after: Option<String>,
    limit: Option<usize>,
}

#[derive(Debug, Serialize)]
pub struct Page {
    tickets: Vec<Box<RawValue>>,
    next: Option<String>,
}

/// `GET /api/v1/tickets`
pub async fn list(
    State(app): State<App>,
    who: SignedIn,
    query: std::result::Result<Query<ListQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<Page>> {
    let query = query.map_err(|_| Code::Malformed)?.0;
    let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let limit = query.limit.unwrap_or(PAGE);
    let status = given(query.status);
    let known = status.as_deref().is_none_or(|name| Status::NAMES.contains(&name));
    if !(1..=MAX_PAGE).contains(&limit) || !known {
        return Err(Code::Malformed.into());
    }
    let filter = Filter {
        status,
        unit: given(query.unit).map(UnitCode),
        township: given(query.township).map(UnitCode),
        item: given(query.item),
        words: given(query.q),
        after: given(query.after).map(|after| after.parse()).transpose().map_err(|_| Code::Malformed)?,
    };
    let (listed, more) = app.store.newest(&who.person.scopes(), &filter, limit).await?;
    let now = app.now();
    let next = listed.last().filter(|_| more).map(|last| last.serial.to_string());
    let tickets = listed.iter().map(|listed| ticket_value(&listed.ticket, now)).collect::<Result<_>>()?;
    Ok(Json(Page { tickets, next }))
}

/// `GET /api/v1/tickets/{id}`
pub async fn one(State(app): State<App>, who: SignedIn, Path(id): Path<String>) -> Result<Json<Box<RawValue>>> {
    let id: TicketId = id.parse().map_err(|_| Code::NotFound)?;
    if app.store.sight(id, &who.person.scopes()).await? != Sight::Seen {
        return Err(Code::NotFound.into());
    }
    let ticket = app.store.ticket(id).await?.ok_or(Code::NotFound)?;
    Ok(Json(ticket_value(&ticket, app.now())?))
}
