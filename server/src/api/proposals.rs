//! Changes of the list on their way: those there are, one with what it changes, proposing, and each step.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::list::Difference;
use domain::list::proposal::{Act, Draft, Proposal, reads_proposals};
use domain::{Code, Item};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::body;
use super::extract::{Path, Query};
use crate::admission;
use crate::auth::SignedIn;
use crate::problem::Result;
use crate::state::App;

/// Changed items in one answer.
const PAGE: usize = 200;

#[derive(Debug, Serialize)]
pub struct Proposals {
    proposals: Vec<Proposal>,
}

#[derive(Debug, Serialize)]
pub struct Record {
    proposal: Proposal,
    changes: Vec<Difference>,
    /// Whether there are more; ask for those after the last one's code.
    more: bool,
}

#[derive(Debug, Deserialize)]
pub struct Page {
    #[serde(default)]
    after: String,
}

#[derive(Debug, Deserialize)]
pub struct Proposed {
    #[serde(flatten)]
    draft: Draft,
    changes: Vec<Wanted>,
}

/// An item as it is to be; none where it is to go.
#[derive(Debug, Deserialize)]
struct Wanted {
    code: String,
    after: Option<Item>,
}

fn readers_only(who: &SignedIn) -> Result<()> {
    if reads_proposals(who.person.role) { Ok(()) } else { Err(Code::Forbidden.into()) }
}

/// `GET /api/v1/list/proposals`: the newest first.
pub async fn list(State(app): State<App>, who: SignedIn) -> Result<Json<Proposals>> {
    readers_only(&who)?;
    Ok(Json(Proposals { proposals: app.store.proposals().await? }))
}

/// `GET /api/v1/list/proposals/{id}`
pub async fn one(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<Uuid>,
    Query(page): Query<Page>,
) -> Result<Json<Record>> {
    readers_only(&who)?;
    let proposal = app.store.proposal(id).await?.ok_or(Code::NotFound)?;
    let mut changes = app.store.proposal_changes(id, &page.after, PAGE + 1).await?;
    let more = changes.len() > PAGE;
    changes.truncate(PAGE);
    Ok(Json(Record { proposal, changes, more }))
}

/// `POST /api/v1/list/proposals`
pub async fn propose(
    State(app): State<App>,
    who: SignedIn,
    body::Json(Proposed { draft, changes }): body::Json<Proposed>,
) -> Result<(StatusCode, Json<Proposal>)> {
    let wanted = changes.into_iter().map(|change| (change.code, change.after)).collect();
    let proposal = admission::propose(&app, &who.person, draft, wanted).await?;
    Ok((StatusCode::CREATED, Json(proposal)))
}

/// `POST /api/v1/list/proposals/{id}/acts`: an opinion, the review, the decision, or taking it back.
pub async fn act(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<Uuid>,
    body::Json(act): body::Json<Act>,
) -> Result<Json<Proposal>> {
    readers_only(&who)?;
    Ok(Json(admission::act(&app, &who.person, id, &act).await?))
}
