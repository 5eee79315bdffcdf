//! Packages from npm, as a folder's lock file pins them.

use std::path::Path;

use anyhow::Result;

use crate::project::Project;
use crate::sh::{self, say};

/// Installs what the folder's lock file names, unless that has been done; `what` says what it is.
pub(crate) fn ensure(project: &Project, folder: &Path, what: &str) -> Result<()> {
    if is_installed(folder) {
        return Ok(());
    }
    say(&format!("Installing {what} from npm (half a minute)"));
    sh::run(
        project
            .command("npm")
            .args(["ci", "--no-audit", "--no-fund"])
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
            .current_dir(folder),
    )
}

/// Whether there is a Node with its npm.
pub(crate) fn is_here() -> bool {
    sh::on_path("node").is_some() && sh::on_path("npm").is_some()
}

/// npm leaves a lockfile of its own behind: newer than ours when the last `npm ci` was for ours.
fn is_installed(folder: &Path) -> bool {
    let changed = |name| folder.join(name).metadata().and_then(|it| it.modified());
    match (changed("node_modules/.package-lock.json"), changed("package-lock.json")) {
        (Ok(installed), Ok(wanted)) => installed >= wanted,
        _ => false,
    }
}
