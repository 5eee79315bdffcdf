//! The administrator's units: making them, renaming, moving, closing and opening them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::administration::{closing_faults, settled, unit_faults};
use domain::{Code, Unit, UnitCode, UnitKind};
use serde::Deserialize;
use store::Write;

use super::administrator::{Administrator, refuse};
use super::body;
use super::extract::Path;
use crate::clock::new_id;
use crate::problem::Result;
use crate::state::App;

#[derive(Debug, Deserialize)]
pub struct NewUnit {
    code: UnitCode,
    kind: UnitKind,
    #[serde(flatten)]
    place: Place,
}

/// What can be changed of a unit.
#[derive(Debug, Deserialize)]
pub struct Place {
    name: String,
    #[serde(default)]
    township: Option<UnitCode>,
    #[serde(default)]
    parent: Option<UnitCode>,
    #[serde(default)]
    disabled: bool,
}

impl Place {
    fn of(self, unit: Unit) -> Unit {
        let Self { name, township, parent, disabled } = self;
        settled(Unit { name, township, parent, disabled, ..unit })
    }
}

/// `POST /api/v1/units`
pub async fn add(
    State(app): State<App>,
    who: Administrator,
    body::Json(asked): body::Json<NewUnit>,
) -> Result<(StatusCode, Json<Unit>)> {
    let unit = asked.place.of(Unit::new(new_id(), asked.code, "", asked.kind));
    let mut tx = app.store.write().await?;
    refuse(&unit_faults(&unit, None, &tx.units().await?))?;
    tx.add_unit(&unit).await?;
    tx.audit_change(&who.noted(&app, "unit.add", unit.code.as_str(), None, Some(&unit))?).await?;
    finish(&app, tx).await?;
    Ok((StatusCode::CREATED, Json(unit)))
}

/// `PUT /api/v1/units/{code}`: name, place, and whether it is closed. Its people are signed out where that changes what they
/// see.
pub async fn change(
    State(app): State<App>,
    who: Administrator,
    Path(code): Path<UnitCode>,
    body::Json(asked): body::Json<Place>,
) -> Result<Json<Unit>> {
    let mut tx = app.store.write().await?;
    let directory = tx.units().await?;
    let before = directory.unit(&code).cloned().ok_or(Code::NotFound)?;
    let unit = asked.of(before.clone());
    if unit == before {
        return Ok(Json(unit));
    }
    refuse(&unit_faults(&unit, Some(&before), &directory))?;
    if unit.disabled && !before.disabled {
        refuse(&closing_faults(&unit, tx.leads_open_tickets(&code).await?, &directory))?;
    }
    tx.change_unit(&unit).await?;
    if !tx.has_administrator().await? {
        return Err(Code::LastAdministrator.into());
    }
    tx.audit_change(&who.noted(&app, "unit.change", code.as_str(), Some(&before), Some(&unit))?).await?;
    finish(&app, tx).await?;
    app.waker.sessions_ended();
    Ok(Json(unit))
}

async fn finish(app: &App, tx: Write) -> Result<()> {
    tx.commit().await?;
    // Dispatching goes by it from the next request on.
    app.refresh_directory(app.store.feed_head().await?).await?;
    app.waker.changed();
    Ok(())
}
