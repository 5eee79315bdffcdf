//! The rules of scoring: their versions, what a draft would have made of the last months, deciding one and withdrawing it.

use axum::Json;
use axum::extract::{FromRef, FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use domain::Code;
use domain::evaluation::{Book, Done, Edition, Month, Preview, Ranking, Rules, decides_rules};
use serde::Serialize;

use super::administrator::noted;
use super::body;
use super::extract::Path;
use crate::auth::SignedIn;
use crate::problem::{Failure, Result};
use crate::state::App;

/// Months that a preview shows, this one among them.
const MONTHS: usize = 3;

/// Somebody who decides rules. Whoever else asks is refused before the body is read.
pub struct Deciding(SignedIn);

impl<S: Send + Sync> FromRequestParts<S> for Deciding
where
    App: FromRef<S>,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let who = SignedIn::from_request_parts(parts, state).await?;
        if decides_rules(who.person.role) { Ok(Self(who)) } else { Err(Code::Forbidden.into()) }
    }
}

#[derive(Debug, Serialize)]
pub struct Versions {
    versions: Vec<Edition>,
}

fn refuse_faults(app: &App, rules: &Rules) -> Result<()> {
    let faults = rules.faults(app.now());
    faults.into_iter().next().map_or(Ok(()), |fault| Err(Failure::about(fault.code, fault.field)))
}

/// `GET /api/v1/score-rules`: by number. Whoever is scored or scores may know by what.
pub async fn versions(State(app): State<App>, _: SignedIn) -> Result<Json<Versions>> {
    Ok(Json(Versions { versions: app.store.rule_editions().await? }))
}

/// `POST /api/v1/score-rules/preview`: how units would stand in the last months, had these rules held.
pub async fn preview(
    State(app): State<App>,
    Deciding(_): Deciding,
    body::Json(rules): body::Json<Rules>,
) -> Result<Json<Preview>> {
    refuse_faults(&app, &rules)?;
    let months: Vec<_> =
        std::iter::successors(Some(Month::of(app.now())), |month| Some(month.before())).take(MONTHS).collect();
    let first = months.last().copied().ok_or(Code::Internal)?;
    let book = app.store.rule_book().await?;
    let trying = book.trying(&rules, first);
    let tried = app.store.tried_scores(first, &trying).await?;
    let directory = app.directory();
    let mut rankings = Vec::new();
    for month in months {
        let sums = app.store.score_sums(month, None).await?;
        rankings.push(Ranking::tried(month, (tried.of(month), trying.in_month(month)), sums, &book, &directory));
    }
    Ok(Json(Preview { months: rankings }))
}

/// `POST /api/v1/score-rules`: a new version. Sent again, it is the one that is there.
pub async fn decide(
    State(app): State<App>,
    Deciding(who): Deciding,
    body::Json(rules): body::Json<Rules>,
) -> Result<(StatusCode, Json<Edition>)> {
    let mut tx = app.store.write().await?;
    refuse_faults(&app, &rules)?;
    let editions = tx.rule_editions().await?;
    if let Some(known) = editions.iter().find(|known| known.rules == rules && known.withdrawn.is_none()) {
        return Ok((StatusCode::CREATED, Json(known.clone())));
    }
    let last = editions.last().map_or(0, |edition| edition.rules.version);
    if last.checked_add(1) != Some(rules.version) {
        return Err(Code::RulesVersion.into());
    }
    let standing = editions.into_iter().filter(|edition| edition.withdrawn.is_none()).map(|edition| edition.rules);
    let book = Book::new(standing);
    let before = Month::beginning(rules.effective_on).map(|month| book.in_month(month));
    let decided = Done { at: app.now(), by: who.person.name.clone() };
    tx.put_rules(&rules, decided.at, &decided.by).await?;
    let subject = rules.version.to_string();
    tx.audit_change(&noted(&app, &who.person, "rules.decide", &subject, (before, Some(&rules)))?).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(Edition { rules, decided, withdrawn: None })))
}

/// `DELETE /api/v1/score-rules/{version}`: withdraws one that does not hold yet. It stays on record.
pub async fn withdraw(State(app): State<App>, Deciding(who): Deciding, Path(version): Path<u32>) -> Result<StatusCode> {
    let mut tx = app.store.write().await?;
    let now = app.now();
    let editions = tx.rule_editions().await?;
    let edition = editions.iter().find(|edition| edition.rules.version == version).ok_or(Code::NotFound)?;
    if edition.withdrawn.is_some() {
        return Ok(StatusCode::NO_CONTENT);
    }
    if edition.rules.effective_on <= Month::of(now).first_day() {
        return Err(Code::RulesHold.into());
    }
    tx.withdraw_rules(version, &Done { at: now, by: who.person.name.clone() }).await?;
    let subject = version.to_string();
    tx.audit_change(&noted(&app, &who.person, "rules.withdraw", &subject, (Some(&edition.rules), None))?).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
