//! The responsibility list's past; the list as it holds travels with every pull.

use axum::Json;
use axum::extract::State;
use domain::list::{Difference, Version, difference};
use domain::{Code, Item};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::extract::{Path, Query};
use crate::auth::SignedIn;
use crate::problem::Result;
use crate::state::App;

#[derive(Debug, Serialize)]
pub struct Versions {
    versions: Vec<ListedVersion>,
}

#[derive(Debug, Serialize)]
struct ListedVersion {
    #[serde(flatten)]
    version: Version,
    made_at: Timestamp,
    made_by: String,
    in_force: bool,
    changes: u64,
}

#[derive(Debug, Serialize)]
pub struct History {
    history: Vec<Past>,
}

#[derive(Debug, Serialize)]
struct Past {
    version: Version,
    item: Option<Item>,
}

#[derive(Debug, Serialize)]
pub struct Items {
    items: Vec<Item>,
}

#[derive(Debug, Deserialize)]
pub struct Pair {
    /// The empty list before the first, where it is left out.
    #[serde(default)]
    from: u32,
    /// The newest, where it is left out.
    to: Option<u32>,
}

#[derive(Debug, Serialize)]
pub struct Differences {
    differences: Vec<Difference>,
}

/// `GET /api/v1/list/versions`
pub async fn versions(State(app): State<App>, _: SignedIn) -> Result<Json<Versions>> {
    let versions = app.store.list_versions().await?.into_iter().map(|stored| ListedVersion {
        version: stored.version,
        made_at: stored.made_at,
        made_by: stored.made_by,
        in_force: stored.in_force,
        changes: stored.changes,
    });
    Ok(Json(Versions { versions: versions.collect() }))
}

/// `GET /api/v1/list/items/{code}/history`
pub async fn history(State(app): State<App>, _: SignedIn, Path(code): Path<String>) -> Result<Json<History>> {
    let history: Vec<_> =
        app.store.item_history(&code).await?.into_iter().map(|(version, item)| Past { version, item }).collect();
    if history.is_empty() {
        return Err(Code::NotFound.into());
    }
    Ok(Json(History { history }))
}

/// `GET /api/v1/list/versions/{serial}`: the whole list as it was, or will be, in that version.
pub async fn version(State(app): State<App>, _: SignedIn, Path(serial): Path<u32>) -> Result<Json<Items>> {
    let items = app.store.list_at(serial).await?;
    if items.is_empty() {
        return Err(Code::NotFound.into());
    }
    Ok(Json(Items { items }))
}

/// `GET /api/v1/list/differences?from=&to=`: what differs between two versions.
pub async fn differences(State(app): State<App>, _: SignedIn, Query(pair): Query<Pair>) -> Result<Json<Differences>> {
    let newest = app.store.newest_version().await?.map_or(0, |version| version.serial);
    let before = app.store.list_at(pair.from).await?;
    let after = app.store.list_at(pair.to.unwrap_or(newest)).await?;
    Ok(Json(Differences { differences: difference(&before, &after) }))
}
