//! Playwright in `end2end`, with the release build and the system's Chromium.

use anyhow::{Context, Result};

use crate::project::Project;
use crate::sh;
use crate::{build, npm, system};

/// Builds, and runs `playwright test` with these arguments.
pub(crate) fn test(project: &Project, arguments: &[String]) -> Result<()> {
    system::ensure(project, &[&system::CHROMIUM, &system::CHINESE_FONT, &system::NODE])?;
    let chromium = system::chromium().context("Chromium was installed, but is not on PATH")?;
    build::release(project)?;
    let folder = project.root.join("end2end");
    npm::ensure(project, &folder, "Playwright")?;
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
