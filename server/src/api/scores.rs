//! Scores: the ranking of a month, how one unit stands in it, and the entries that it is made of.

use axum::Json;
use axum::extract::State;
use domain::evaluation::{Lines, Month, Ranking, Rule, UnitScore, reads_all_scores, reads_scores_of};
use domain::{Code, UnitCode};
use serde::Deserialize;
use store::{LineFilter, LineMark};

use super::extract::{Path, Query, number_or_empty};
use crate::auth::SignedIn;
use crate::problem::Result;
use crate::state::App;

/// Entries in one page unless asked otherwise, and at most.
const PAGE: usize = 20;
const MAX_PAGE: usize = 200;

#[derive(Debug, Deserialize)]
pub struct Asked {
    month: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct LinesQuery {
    month: Option<String>,
    rule: Option<String>,
    after: Option<String>,
    #[serde(default, deserialize_with = "number_or_empty")]
    limit: Option<usize>,
}

/// What is given, where it is not left empty.
fn given(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

/// The month that was asked for; this one where none was.
fn month(app: &App, asked: Option<String>) -> Result<Month> {
    let read = |text: String| text.parse().map_err(|_| Code::Malformed.into());
    given(asked).map_or_else(|| Ok(Month::of(app.now())), read)
}

fn mark(text: &str) -> Option<LineMark> {
    let (at, serial) = text.split_once('.')?;
    Some(LineMark { at: at.parse().ok()?, serial: serial.parse().ok()? })
}

async fn ranked(app: &App, month: Month) -> Result<Ranking> {
    let sums = app.store.score_sums(month, None).await?;
    let before = app.store.score_sums(month.before(), None).await?;
    Ok(Ranking::of(month, sums, before, &app.store.rule_book().await?, &app.directory()))
}

/// How a unit stands that this person may read of. Others are told what they are told of a unit that is not there.
async fn score(app: &App, who: &SignedIn, unit: &UnitCode, month: Month) -> Result<UnitScore> {
    let directory = app.directory();
    let unit = directory.unit(unit).filter(|unit| reads_scores_of(&who.person, &unit.code)).ok_or(Code::NotFound)?;
    Ok(ranked(app, month).await?.score_of(&unit.code, &unit.name))
}

/// `GET /api/v1/scores`
pub async fn ranking(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>) -> Result<Json<Ranking>> {
    if !reads_all_scores(who.person.role) {
        return Err(Code::Forbidden.into());
    }
    Ok(Json(ranked(&app, month(&app, asked.month)?).await?))
}

/// `GET /api/v1/scores/{unit}`
pub async fn one(
    State(app): State<App>,
    who: SignedIn,
    Path(unit): Path<UnitCode>,
    Query(asked): Query<Asked>,
) -> Result<Json<UnitScore>> {
    Ok(Json(score(&app, &who, &unit, month(&app, asked.month)?).await?))
}

/// `GET /api/v1/scores/{unit}/entries`: the newest first, without ratings while few have rated.
pub async fn entries(
    State(app): State<App>,
    who: SignedIn,
    Path(unit): Path<UnitCode>,
    Query(query): Query<LinesQuery>,
) -> Result<Json<Lines>> {
    let month = month(&app, query.month)?;
    let score = score(&app, &who, &unit, month).await?;
    let rule = given(query.rule).map(|name| Rule::parse(&name).ok_or(Code::Malformed)).transpose()?;
    let after = given(query.after).map(|text| mark(&text).ok_or(Code::Malformed)).transpose()?;
    let limit = query.limit.unwrap_or(PAGE);
    if !(1..=MAX_PAGE).contains(&limit) {
        return Err(Code::Malformed.into());
    }
    let filter = LineFilter { unit, month, rule, ratings: score.shows_ratings(), after };
    let (entries, more) = app.store.score_lines(&filter, limit).await?;
    let next = entries.last().filter(|_| more).map(|last| format!("{}.{}", last.at.as_millisecond(), last.serial));
    Ok(Json(Lines { entries, next }))
}
