//! Backups: a folder with the database as text and the photos beside it. A backup of either database restores into either.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;

use anyhow::Context as _;
use store::Store;

use crate::clock::{Clock, new_id};
use crate::photo_store::PhotoStore;

const DATABASE: &str = "database.jsonl";
const PHOTOS: &str = "photos";
/// Held while a backup is written.
const LOCK: &str = "backup.lock";

/// Writes a backup into `folder`, while the server may go on serving. A photo that is there from a backup before stays.
/// Returns the number of rows and of photo files that were added.
pub async fn back_up(store: &Store, photos: &PhotoStore, folder: &Path, clock: Clock) -> anyhow::Result<(u64, usize)> {
    let at = clock();
    std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let lock = File::create(folder.join(LOCK))?;
    lock.try_lock().with_context(|| format!("another backup into {} is under way", folder.display()))?;
    let copies = PhotoStore::open(&folder.join(PHOTOS).display().to_string())?;
    // Before the database, for the server may forget a photo that nobody named while we are busy; and after it: every
    // photo that it names is there by then.
    let mut added = photos.copy_to(&copies).await?;
    let unfinished = folder.join(format!("{DATABASE}.unfinished"));
    let mut out = BufWriter::new(File::create(&unfinished)?);
    let rows = store.dump(&mut out).await?;
    out.into_inner()?.sync_all()?;
    added += photos.copy_to(&copies).await?;
    // Only now: before that the folder holds the backup before this one.
    std::fs::rename(&unfinished, folder.join(DATABASE))?;
    File::open(folder)?.sync_all()?;
    store.note_backup(at).await?;
    Ok((rows, added))
}

/// Fills a new database and its photos from a backup, whole or not at all. The database gets an epoch of its own, so that
/// devices send again what the backup had missed. Returns the number of rows and of photo files.
pub async fn restore(store: &Store, photos: &PhotoStore, folder: &Path) -> anyhow::Result<(u64, usize)> {
    let path = folder.join(DATABASE);
    let input = File::open(&path).with_context(|| format!("{} is not there: is this a backup?", path.display()))?;
    let load = store.load(BufReader::new(input), new_id()).await?;
    // Before the database is there for others: every photo that it names is there by then.
    let copies = PhotoStore::open(&folder.join(PHOTOS).display().to_string())?;
    let added = copies.copy_to(photos).await?;
    Ok((load.commit().await?, added))
}
