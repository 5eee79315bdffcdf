//! The working calendar: which days are worked.

use axum::Json;
use axum::extract::State;
use domain::Code;
use domain::calendar::{Calendar, WrongDay, Year};
use jiff::civil::Date;
use jiff::civil::Weekday::{Saturday, Sunday};

use super::administrator::Administrator;
use super::body;
use super::extract::Path;
use crate::auth::SignedIn;
use crate::jobs;
use crate::problem::{Failure, Result};
use crate::state::App;

/// `GET /api/v1/calendar`
pub async fn read(State(app): State<App>, _: SignedIn) -> Json<Calendar> {
    Json(app.directory().calendar().clone())
}

/// `PUT /api/v1/calendar/{year}`: the year's days off and working weekends, as a new version. What has a deadline keeps it;
/// what waited for this year gets one.
pub async fn arrange(
    State(app): State<App>,
    who: Administrator,
    Path(year): Path<i16>,
    body::Json(asked): body::Json<Year>,
) -> Result<Json<Calendar>> {
    let mut tx = app.store.write().await?;
    let before = tx.calendar().await?.unwrap_or_else(Calendar::published);
    let was = before.years.get(&year);
    if was == Some(&asked) {
        return Ok(Json(before));
    }
    let calendar =
        before.arranged(year, asked.clone()).map_err(|wrong| Failure::about(Code::CalendarDays, field(wrong)))?;
    tx.put_calendar(&calendar, app.now(), &who.0.person.username).await?;
    tx.audit_change(&who.noted(&app, "calendar.change", &year.to_string(), was, Some(&asked))?).await?;
    tx.commit().await?;
    app.refresh_directory(app.store.feed_head().await?).await?;
    app.waker.changed();
    jobs::date_tickets(&app).await?;
    Ok(Json(calendar))
}

/// The list that the day stands in.
fn field(wrong: WrongDay) -> &'static str {
    let is_weekend = |day: Date| matches!(day.weekday(), Saturday | Sunday);
    match wrong {
        WrongDay::FreeAnyway(_) => "off",
        WrongDay::WorkedAnyway(_) => "worked",
        WrongDay::OtherYear(day) | WrongDay::Twice(day) => {
            if is_weekend(day) {
                "worked"
            } else {
                "off"
            }
        }
    }
}
