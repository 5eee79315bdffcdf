//! The release build: server, wasm with its bindings, style sheet, site.

mod bindings;
mod compress;
mod maplibre;
mod site;
mod style;

use std::path::PathBuf;

use anyhow::Result;

use crate::files;
use crate::project::Project;
use crate::sh::{run, say};
use crate::tools;
use bindings::Names;

pub(crate) use maplibre::{FOLDER as MAPLIBRE, MapLibre};
pub(crate) use site::{PublicFiles, current, split_public};
pub(crate) use style::joined as joined_style;

/// Leaves `target/release/xianghu` and `target/site` in the checkout.
pub(crate) fn release(project: &Project) -> Result<()> {
    let _lock = project.lock("build")?;

    say("Building the server (about 6 minutes the first time, then seconds)");
    run(&mut project.cargo(&["build", "--release", "--package", "server", "--bin", "xianghu"]))?;
    files::copy(&project.target.join("release/xianghu"), &project.binary())?;

    say("Building the pages for the browser (about 3 minutes the first time, then seconds)");
    let bindings = bindings::generate(project, &frontend(project)?, Names::Removed)?;

    site::assemble(project, &bindings)
}

/// The wasm as phones get it, but for the names of its functions, which it keeps.
pub(crate) fn with_names(project: &Project) -> Result<PathBuf> {
    Ok(bindings::generate(project, &frontend(project)?, Names::Kept)?.join("xianghu_bg.wasm"))
}

/// The compiler's wasm.
fn frontend(project: &Project) -> Result<PathBuf> {
    tools::wasm_target(project)?;
    run(&mut project.cargo(&[
        "build",
        "--package",
        "frontend",
        "--lib",
        "--target",
        tools::WASM_TARGET,
        "--profile",
        "wasm-release",
    ]))?;
    Ok(project.target.join(tools::WASM_TARGET).join("wasm-release/frontend.wasm"))
}
