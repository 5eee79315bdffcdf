//! Grids, for the administrator: as they stand, as a file, and from a file.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use domain::grid::{Fault, Shape};
use domain::{Code, GridCode, Role, UnitCode};
use serde::{Deserialize, Serialize};

use super::body::Raw;
use super::extract::Query;
use crate::auth::SignedIn;
use crate::clock::new_id;
use crate::grids::{Extent, Known, Plan, plan, read, write};
use crate::problem::{Failure, Result, language};
use crate::state::App;

/// Largest file, in bytes.
const MAX_FILE: usize = 10 * 1024 * 1024;
/// Faults that a refusal says in words.
const SAID: usize = 3;

fn administrators_only(who: &SignedIn) -> Result<()> {
    if who.person.role == Role::Administrator { Ok(()) } else { Err(Code::Forbidden.into()) }
}

#[derive(Debug, Serialize)]
pub struct Grids {
    grids: Vec<Listed>,
}

#[derive(Debug, Serialize)]
struct Listed {
    code: GridCode,
    name: String,
    township: UnitCode,
    party_organisation: Option<String>,
    households: Option<u32>,
    workers: Vec<Named>,
    shape: Shape,
}

#[derive(Debug, Serialize)]
struct Named {
    username: String,
    name: String,
}

/// `GET /api/v1/grids`
pub async fn list(State(app): State<App>, who: SignedIn) -> Result<Json<Grids>> {
    administrators_only(&who)?;
    let grids = app.store.stored_grids().await?.into_iter().map(|stored| Listed {
        code: stored.grid.code,
        name: stored.grid.name,
        township: stored.grid.township,
        party_organisation: stored.party_organisation,
        households: stored.households,
        workers: stored.workers.into_iter().map(|it| Named { username: it.username, name: it.name }).collect(),
        shape: stored.grid.shape,
    });
    Ok(Json(Grids { grids: grids.collect() }))
}

/// `GET /api/v1/grids.geojson`: a file that imports again to the same.
pub async fn geojson(State(app): State<App>, who: SignedIn) -> Result<impl IntoResponse> {
    administrators_only(&who)?;
    let file = write(&app.store.stored_grids().await?).to_string();
    let headers = [
        (header::CONTENT_TYPE, "application/geo+json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"grids.geojson\""),
    ];
    Ok((headers, file))
}

#[derive(Debug, Deserialize)]
pub struct ImportQuery {
    /// Whether grids that the file does not have go.
    #[serde(default)]
    whole: bool,
    /// Whether it is only asked what would change.
    #[serde(default)]
    check: bool,
}

/// What a file changed, or would change, or what is wrong with it.
#[derive(Debug, Serialize)]
pub struct Imported {
    applied: bool,
    added: usize,
    changed: usize,
    unchanged: usize,
    removed: usize,
    faults: Vec<Told>,
}

#[derive(Debug, Serialize)]
struct Told {
    #[serde(flatten)]
    fault: Fault,
    words: String,
}

/// `POST /api/v1/grids/imports`: all of the file, or where anything is wrong with it nothing.
pub async fn import(
    State(app): State<App>,
    who: SignedIn,
    Query(query): Query<ImportQuery>,
    Raw(text): Raw<MAX_FILE>,
) -> Result<Json<Imported>> {
    administrators_only(&who)?;
    let known = known(&app).await?;
    let extent = if query.whole { Extent::Whole } else { Extent::Part };
    let planned = tokio::task::spawn_blocking(move || {
        let plan = plan(read(&text)?, &known, extent);
        Ok::<_, Failure>((known, plan))
    });
    let (known, plan) = planned.await.map_err(|error| {
        tracing::error!(%error, "a file of grids could not be checked");
        Failure::from(Code::Internal)
    })??;
    let applied = !query.check;
    if applied && !plan.faults.is_empty() {
        return Err(refusal(&plan));
    }
    if applied {
        apply(&app, &who, &known, &plan).await?;
    }
    let told = |fault: &Fault| Told { words: fault.words(language()), fault: fault.clone() };
    Ok(Json(Imported {
        applied,
        added: plan.added.len(),
        changed: plan.changed.len(),
        unchanged: plan.unchanged,
        removed: plan.removed.len(),
        faults: plan.faults.iter().map(told).collect(),
    }))
}

async fn known(app: &App) -> Result<Known> {
    let accounts = app.store.accounts(app.now()).await?.into_iter().map(|account| account.person);
    let workers = accounts.filter(|person| person.role == Role::GridWorker).map(|person| {
        let worker = store::Worker { id: person.id, username: person.username.clone(), name: person.name };
        (person.username, worker)
    });
    Ok(Known { directory: app.directory(), workers: workers.collect(), grids: app.store.stored_grids().await? })
}

fn refusal(plan: &Plan) -> Failure {
    let said: Vec<_> = plan.faults.iter().take(SAID).map(|fault| fault.words(language())).collect();
    Failure::with_detail(Code::GridsFaults, format!("{} {}", Code::GridsFaults.detail(language()), said.join(" ")))
}

async fn apply(app: &App, who: &SignedIn, known: &Known, plan: &Plan) -> Result<()> {
    let Plan { added, changed, removed, .. } = plan;
    let mut tx = app.store.write().await?;
    if tx.stored_grids().await? != known.grids {
        // Somebody else was faster; what was checked is no longer what would become of it.
        return Err(Failure::busy());
    }
    for stored in added {
        tx.put_grid(stored, None).await?;
    }
    for (stored, before) in changed {
        tx.put_grid(stored, Some(before)).await?;
    }
    for code in removed {
        tx.remove_grid(code).await?;
    }
    let subject = format!("{} added, {} changed, {} removed", added.len(), changed.len(), removed.len());
    tx.audit(new_id(), app.now(), &who.person.username, "grids.import", &subject).await?;
    tx.commit().await?;
    // Here at once; elsewhere, and on devices, once the feed is read.
    app.refresh_directory(app.store.feed_head().await?).await?;
    app.waker.changed();
    Ok(())
}
