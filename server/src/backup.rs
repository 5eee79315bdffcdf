//! Backups: a folder with the database as text and the photos beside it. A backup of either database restores into either.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::Path;

use anyhow::Context as _;
use store::Store;

use crate::clock::{Clock, new_id};
use crate::photo_store::PhotoStore;

const DATABASE: &str = "database.jsonl";
const PHOTOS: &str = "photos";

/// Writes a backup into `folder`, while the server may go on serving. A photo that is there from a backup before stays.
/// Returns the number of rows and of photo files that were added.
pub async fn back_up(store: &Store, photos: &PhotoStore, folder: &Path, clock: Clock) -> anyhow::Result<(u64, usize)> {
    let at = clock();
    std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    // The database first: every photo that it names is there by then.
    let unfinished = folder.join(format!("{DATABASE}.unfinished"));
    let mut out = BufWriter::new(File::create(&unfinished)?);
    let rows = store.dump(&mut out).await?;
    out.flush()?;
    out.into_inner()?.sync_all()?;
    let copies = PhotoStore::open(&folder.join(PHOTOS).display().to_string())?;
    let added = photos.copy_to(&copies).await?;
    // Only now: before that the folder holds the backup before this one.
    std::fs::rename(&unfinished, folder.join(DATABASE))?;
    File::open(folder)?.sync_all()?;
    store.note_backup(at).await?;
    Ok((rows, added))
}

/// Fills a new database and its photos from a backup. The database gets an epoch of its own, so that devices send again
/// what the backup had missed. Returns the number of rows and of photo files.
pub async fn restore(store: &Store, photos: &PhotoStore, folder: &Path) -> anyhow::Result<(u64, usize)> {
    let path = folder.join(DATABASE);
    let input = File::open(&path).with_context(|| format!("{} is not there: is this a backup?", path.display()))?;
    // Photos first: a photo that no ticket names does no harm.
    let copies = PhotoStore::open(&folder.join(PHOTOS).display().to_string())?;
    let added = copies.copy_to(photos).await?;
    let rows = store.load(BufReader::new(input), new_id()).await?;
    Ok((rows, added))
}
