//! Small dealings with files that the build steps share.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

/// File contents by name relative to a folder, `/` between the parts, in order of name.
pub(crate) type Tree = BTreeMap<String, Vec<u8>>;

/// What a killed run leaves behind.
const UNFINISHED: &str = ".new-";

/// Every file below `folder`; nothing when the folder does not exist.
pub(crate) fn read_tree(folder: &Path) -> Result<Tree> {
    let mut tree = Tree::new();
    if !folder.exists() {
        return Ok(tree);
    }
    for entry in WalkDir::new(folder).follow_links(true) {
        let entry = entry?;
        if !entry.file_type().is_file() {
            continue;
        }
        let relative = entry.path().strip_prefix(folder)?;
        let name =
            relative.to_str().with_context(|| format!("{} has a name that is not UTF-8", entry.path().display()))?;
        let bytes = fs::read(entry.path()).with_context(|| format!("cannot read {}", entry.path().display()))?;
        tree.insert(name.to_owned(), bytes);
    }
    Ok(tree)
}

/// Writes so that a reader sees the old file or the new one, and leaves an equal file alone.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|present| present == bytes) {
        return Ok(());
    }
    replace(path, |temporary| Ok(fs::write(temporary, bytes)?))
}

/// Copies with permissions, atomically.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    replace(to, |temporary| {
        fs::copy(from, temporary).with_context(|| format!("cannot copy {}", from.display()))?;
        Ok(())
    })
}

/// Makes a folder whole or not at all: `fill` works in a temporary one beside it.
pub(crate) fn make_folder(folder: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let parent = folder.parent().context("a folder needs a parent")?;
    fs::create_dir_all(parent)?;
    let temporary = tempfile::Builder::new().prefix(UNFINISHED).tempdir_in(parent)?;
    fill(temporary.path())?;
    fs::set_permissions(temporary.path(), fs::metadata(parent)?.permissions())?;
    fs::rename(temporary.path(), folder).with_context(|| format!("cannot put {} in place", folder.display()))
}

/// Removes the oldest folders in `parent` beyond the newest `keep`, and unfinished ones;
/// those in `stay` stay and are not counted.
pub(crate) fn keep_newest(parent: &Path, stay: &[&str], keep: usize) -> Result<()> {
    let mut folders: Vec<(SystemTime, _)> = Vec::new();
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            fs::remove_dir_all(entry.path())?;
        } else if entry.file_type()?.is_dir() && stay.iter().all(|name| entry.file_name() != *name) {
            folders.push((entry.metadata()?.modified()?, entry.path()));
        }
    }
    folders.sort();
    folders.reverse();
    for (_, folder) in folders.into_iter().skip(keep) {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}

/// The first twelve hex digits of a SHA-256 over names and contents.
pub(crate) fn fingerprint<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut hasher = Sha256::new();
    for (name, bytes) in parts {
        // Lengths keep "ab" + "c" apart from "a" + "bc".
        hasher.update((name.len() as u64).to_le_bytes());
        hasher.update(name);
        hasher.update((bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    }
    let mut head = [0; 8];
    head[2..].copy_from_slice(&hasher.finalize()[..6]);
    format!("{:012x}", u64::from_be_bytes(head))
}

fn replace(path: &Path, make: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let parent = path.parent().context("a file needs a folder")?;
    fs::create_dir_all(parent)?;
    let name = path.file_name().context("a file needs a name")?;
    let temporary = parent.join(format!(".{}.new", name.to_string_lossy()));
    make(&temporary)?;
    fs::rename(&temporary, path).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_newest_folders_stay_and_the_current_one_is_not_counted() {
        let parent = tempfile::tempdir().unwrap();
        for (name, age) in [("current", 9), ("old", 8), ("newer", 2), ("newest", 1)] {
            let folder = parent.path().join(name);
            fs::create_dir(&folder).unwrap();
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(100 - age);
            let handle = fs::File::open(&folder).unwrap();
            handle.set_modified(time).unwrap();
        }
        fs::create_dir(parent.path().join(".new-abandoned")).unwrap();

        keep_newest(parent.path(), &["current"], 2).unwrap();

        let mut left: Vec<_> = fs::read_dir(parent.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["current", "newer", "newest"]);
    }

    #[test]
    fn a_folder_whose_making_failed_is_not_there() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("build");
        let made = make_folder(&folder, |new| {
            fs::write(new.join("half"), "")?;
            anyhow::bail!("stopped half-way")
        });
        assert!(made.is_err());
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
    }
}
