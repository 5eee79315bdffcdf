//! Many people at once, from a table.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::administration::{Column, Draft, Imported, RowFault, read_people};
use domain::{Code, Person};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde::{Deserialize, Serialize};

use super::administrator::{Administrator, Recorded};
use super::body::Raw;
use super::extract::Query;
use super::people::people_changed;
use crate::auth::readable_password;
use crate::clock::new_id;
use crate::problem::{Failure, Result, language};
use crate::sheet;
use crate::state::App;

/// Passwords hashed at the same time: some turns are left to those who sign in.
const AT_ONCE: usize = 2;

#[derive(Debug, Deserialize)]
pub struct ImportQuery {
    /// Only says what would be done.
    check: Option<bool>,
}

#[derive(Debug, Serialize)]
pub struct Answer {
    people: Vec<Added>,
    faults: Vec<TableFault>,
}

#[derive(Debug, Serialize)]
struct Added {
    #[serde(flatten)]
    draft: Draft,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<String>,
}

#[derive(Debug, Serialize)]
struct TableFault {
    row: usize,
    column: Option<Column>,
    code: Code,
    detail: String,
}

impl From<RowFault> for TableFault {
    fn from(fault: RowFault) -> Self {
        Self { row: fault.row, column: fault.column, code: fault.code, detail: fault.words(language()) }
    }
}

/// `POST /api/v1/people/imports`: everybody in the table or nobody, each with a first password that is shown this once.
pub async fn import(
    State(app): State<App>,
    who: Administrator,
    Query(query): Query<ImportQuery>,
    Raw(bytes): Raw<{ sheet::MAX_FILE }>,
) -> Result<(StatusCode, Json<Answer>)> {
    let rows = tokio::task::spawn_blocking(move || sheet::rows(&bytes)).await.map_err(|_| Code::Internal)?;
    let rows = rows.map_err(|fault| Failure::with_detail(Code::SheetUnreadable, fault.words(language())))?;
    let taken = app.store.usernames().await?;
    let Imported { people, faults } = read_people(&rows, &app.directory(), &taken);
    if query.check == Some(true) {
        let people = people.into_iter().map(|draft| Added { draft, password: None }).collect();
        let faults = faults.into_iter().map(TableFault::from).collect();
        return Ok((StatusCode::OK, Json(Answer { people, faults })));
    }
    if let Some(fault) = faults.first() {
        return Err(Failure::with_detail(Code::ImportFaults, fault.words(language())));
    }
    // Before the transaction, which others wait for.
    let hashed = stream::iter(people).map(|draft| {
        let app = &app;
        async move {
            let password = readable_password();
            let hash = app.passwords.hash(password.clone()).await?;
            Ok::<_, Failure>((draft, password, hash))
        }
    });
    let hashed: Vec<_> = hashed.buffered(AT_ONCE).try_collect().await?;
    let mut tx = app.store.write().await?;
    let directory = tx.units().await?;
    let mut added = Vec::new();
    for (draft, password, hash) in hashed {
        // Closed since the table was read.
        let unit = directory.open_unit(&draft.unit).cloned().ok_or(Code::PersonUnit)?;
        let (username, name) = (draft.username.clone(), draft.name.clone());
        let person = Person { id: new_id().into(), username, name, role: draft.role, unit };
        tx.add_person(&person, &hash, app.now()).await.map_err(taken_or_failed)?;
        let noted = who.noted(&app, "person.add", &person.username, None, Some(&Recorded::of(&person, false)))?;
        tx.audit_change(&noted).await?;
        added.push(Added { draft, password: Some(password) });
    }
    tx.commit().await?;
    people_changed(&app).await?;
    Ok((StatusCode::CREATED, Json(Answer { people: added, faults: Vec::new() })))
}

/// A username that somebody took meanwhile is no failure of ours.
pub fn taken_or_failed(error: store::Error) -> Failure {
    match error {
        store::Error::Taken(_) => Failure::about(Code::UsernameTaken, "username"),
        other => other.into(),
    }
}
