//! The administrator, and the record of what they change.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use domain::administration::{Draft, Fault};
use domain::{Code, Person, Role};
use serde::Serialize;
use store::Audited;

use crate::auth::SignedIn;
use crate::clock::new_id;
use crate::problem::{Failure, Result};
use crate::state::App;

/// An administrator who is signed in. Whoever else asks is refused before the body is read.
pub struct Administrator(pub SignedIn);

impl<S: Send + Sync> FromRequestParts<S> for Administrator
where
    App: FromRef<S>,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let who = SignedIn::from_request_parts(parts, state).await?;
        if who.person.role == Role::Administrator { Ok(Self(who)) } else { Err(Code::Forbidden.into()) }
    }
}

impl Administrator {
    /// What is noted of a change, with what the thing was and became.
    pub fn noted<T: Serialize>(
        &self,
        app: &App,
        action: &str,
        subject: &str,
        before: Option<&T>,
        after: Option<&T>,
    ) -> Result<Audited> {
        noted(app, &self.0.person, action, subject, (before, after))
    }
}

/// What is noted of somebody's change, with what the thing was and became.
pub fn noted<T: Serialize>(
    app: &App,
    by: &Person,
    action: &str,
    subject: &str,
    (before, after): (Option<&T>, Option<&T>),
) -> Result<Audited> {
    Ok(Audited {
        id: new_id(),
        at: app.now(),
        by_name: by.username.clone(),
        action: action.to_owned(),
        subject: subject.to_owned(),
        before: before.map(json).transpose()?,
        after: after.map(json).transpose()?,
    })
}

fn json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| {
        tracing::error!(%error, "a change could not be written down");
        Code::Internal.into()
    })
}

/// What the record says of a person.
#[derive(Debug, PartialEq, Serialize)]
pub struct Recorded {
    #[serde(flatten)]
    draft: Draft,
    disabled: bool,
}

impl Recorded {
    /// The person, whose account is open or not.
    pub fn of(person: &Person, disabled: bool) -> Self {
        Self { draft: person.into(), disabled }
    }
}

/// Refuses with the first fault.
pub fn refuse(faults: &[Fault]) -> Result<()> {
    faults.first().map_or(Ok(()), |fault| Err(Failure::about(fault.code, fault.field)))
}
