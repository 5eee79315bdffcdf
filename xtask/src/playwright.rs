//! Playwright in `end2end`, with the release build and the system's Chromium.

use std::path::Path;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::sh::{self, say};
use crate::{build, system};

/// Builds, and runs `playwright test` with these arguments.
pub(crate) fn test(project: &Project, arguments: &[String]) -> Result<()> {
    system::ensure(project, &[&system::CHROMIUM, &system::CHINESE_FONT, &system::NODE])?;
    let chromium = system::chromium().context("Chromium was installed, but is not on PATH")?;
    build::release(project)?;
    let folder = project.root.join("end2end");
    if !is_installed(&folder) {
        say("Installing Playwright from npm (half a minute)");
        sh::run(
            project
                .command("npm")
                .args(["ci", "--no-audit", "--no-fund"])
                .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
                .current_dir(&folder),
        )?;
    }
    sh::run(
        project
            .command(folder.join("node_modules/.bin/playwright"))
            .arg("test")
            .args(arguments)
            .current_dir(&folder)
            .env("XIANGHU_BIN", project.binary())
            .env("XIANGHU_SITE", project.site())
            .env("CHROMIUM", chromium),
    )
}

/// npm leaves a lockfile of its own behind: newer than ours when the last `npm ci` was for ours.
fn is_installed(folder: &Path) -> bool {
    let changed = |name| folder.join(name).metadata().and_then(|it| it.modified());
    match (changed("node_modules/.package-lock.json"), changed("package-lock.json")) {
        (Ok(installed), Ok(wanted)) => installed >= wanted,
        _ => false,
    }
}
