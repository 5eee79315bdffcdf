//! Tickets for programs.

use axum::Json;
use axum::extract::State;
use domain::duplicates::{Candidate, Sighting, candidates as compared};
use domain::{Code, Status, Ticket, TicketId, UnitCode};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use store::{Filter, Sight, Stored};

use super::extract::{Path, Query, number_or_empty};
use super::sync::ticket_value;
use crate::auth::SignedIn;
use crate::problem::Result;
use crate::state::App;

/// Tickets in one page unless asked otherwise, and at most.
const PAGE: usize = 50;
const MAX_PAGE: usize = 200;
/// Tickets nearby that are compared at most: the newest.
const NEARBY: usize = 500;
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
    let tickets = listed.iter().map(|listed| ticket_value(&listed.ticket, &who.person, now)).collect::<Result<_>>()?;
    Ok(Json(Page { tickets, next }))
}

/// `GET /api/v1/tickets/{id}`
pub async fn one(State(app): State<App>, who: SignedIn, Path(id): Path<TicketId>) -> Result<Json<Box<RawValue>>> {
    if app.store.sight(id, &who.person.scopes()).await? != Sight::Seen {
        return Err(Code::NotFound.into());
    }
    let ticket = app.store.ticket(id).await?.ok_or(Code::NotFound)?;
    Ok(Json(ticket_value(&ticket, &who.person, app.now())?))
}

#[derive(Debug, Serialize)]
pub struct Candidates {
    candidates: Vec<Proposal>,
}

/// A ticket that may be of the same thing, and what speaks for it.
#[derive(Debug, Serialize)]
struct Proposal {
    #[serde(flatten)]
    candidate: Candidate,
    ticket: Box<RawValue>,
}

/// `GET /api/v1/tickets/{id}/candidates`, for those who see every ticket.
pub async fn candidates(State(app): State<App>, who: SignedIn, Path(id): Path<TicketId>) -> Result<Json<Candidates>> {
    if !who.person.is_of_the_centre() {
        return Err(Code::Forbidden.into());
    }
    let ticket = app.store.ticket(id).await?.ok_or(Code::NotFound)?.read()?;
    let (directory, now) = (app.directory(), app.now());
    let Some(sighting) = Sighting::of_ticket(&ticket, &directory) else {
        return Ok(Json(Candidates { candidates: Vec::new() }));
    };
    let stored = app.store.near(sighting.place(), sighting.window(), NEARBY).await?;
    let near = stored.iter().map(Stored::read).collect::<store::Result<Vec<Ticket>>>()?;
    let others = near.iter().filter(|other| other.id != id);
    let found = compared(&sighting, others, &directory, now);
    let proposal = |candidate: Candidate| {
        let (ticket, _) = stored.iter().zip(&near).find(|(_, near)| near.id == candidate.id)?;
        Some(ticket_value(ticket, &who.person, now).map(|ticket| Proposal { candidate, ticket }))
    };
    Ok(Json(Candidates { candidates: found.into_iter().filter_map(proposal).collect::<Result<_>>()? }))
}
