//! Saying that a ticket is open on one's device. Streams tell the centre who has which.

use axum::extract::State;
use axum::http::StatusCode;
use domain::presence::LASTS_SECONDS;
use domain::time::after;
use domain::{Code, TicketId};
use store::Sight;

use super::extract::Path;
use crate::auth::SignedIn;
use crate::problem::Result;
use crate::state::App;

/// `PUT /api/v1/tickets/{id}/presence`: it is open, for ninety seconds from now.
pub async fn open(State(app): State<App>, who: SignedIn, Path(id): Path<TicketId>) -> Result<StatusCode> {
    centre_only(&who)?;
    if app.store.sight(id, &who.person.scopes()).await? != Sight::Seen {
        return Err(Code::NotFound.into());
    }
    let now = app.now();
    app.store.note_presence(id, who.person.id, now, after(now, LASTS_SECONDS)).await?;
    app.waker.changed();
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /api/v1/tickets/{id}/presence`: it is closed.
pub async fn close(State(app): State<App>, who: SignedIn, Path(id): Path<TicketId>) -> Result<StatusCode> {
    centre_only(&who)?;
    app.store.end_presence(id, who.person.id).await?;
    app.waker.changed();
    Ok(StatusCode::NO_CONTENT)
}

fn centre_only(who: &SignedIn) -> Result<()> {
    if who.person.is_of_the_centre() { Ok(()) } else { Err(Code::Forbidden.into()) }
}
