//! What lies beneath maps.

use axum::Json;
use axum::extract::State;
use domain::map::Basemap;

use crate::auth::SignedIn;
use crate::state::App;

/// `GET /api/v1/map`: a key in the tiles' address is for those who are signed in.
pub async fn read(State(app): State<App>, _: SignedIn) -> Json<Basemap> {
    Json((*app.basemap).clone())
}
