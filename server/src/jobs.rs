//! What the server does by itself, now and then. Each is harmless to do twice, or on several servers.

use std::time::Duration;

use domain::time::after;

use crate::state::App;

/// How often.
const EVERY: Duration = Duration::from_secs(3600);
/// A photo that no ticket names is removed after so long.
const FORGET_PHOTOS_AFTER: i64 = 7 * 86_400;

/// Sweeps for ever.
pub async fn run(app: App) {
    loop {
        if let Err(error) = sweep(&app).await {
            tracing::warn!(?error, "sweeping failed; it will be tried again");
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Removes sessions that have ended and photos that nobody named.
pub async fn sweep(app: &App) -> crate::problem::Result<()> {
    let now = app.now();
    let mut tx = app.store.write().await?;
    tx.sweep_sessions(now).await?;
    tx.commit().await?;
    for sha256 in app.store.forgotten_photos(after(now, -FORGET_PHOTOS_AFTER)).await? {
        let mut tx = app.store.write().await?;
        let uploads = tx.forget_photo(&sha256).await?;
        tx.commit().await?;
        for (person, bytes) in &uploads {
            app.photos.drop_parts(*person, &sha256, *bytes).await?;
        }
        if !uploads.is_empty() {
            app.photos.remove(&sha256).await?;
        }
    }
    Ok(())
}
