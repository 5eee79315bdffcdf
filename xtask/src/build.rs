//! The release build: server, wasm with its bindings, style sheet, site.

mod bindings;
mod compress;
mod site;
mod style;

use anyhow::Result;

use crate::files;
use crate::project::Project;
use crate::sh::{run, say};
use crate::tools;

pub(crate) use site::{PublicFiles, current, split_public};
pub(crate) use style::joined as joined_style;

/// Leaves `target/release/xianghu` and `target/site` in the checkout.
pub(crate) fn release(project: &Project) -> Result<()> {
    let _lock = project.lock("build")?;

    say("Building the server (about 6 minutes the first time, then seconds)");
    run(&mut project.cargo(&["build", "--release", "--package", "server", "--bin", "xianghu"]))?;
    files::copy(&project.target.join("release/xianghu"), &project.binary())?;

    say("Building the pages for the browser (about 3 minutes the first time, then seconds)");
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
    let wasm = project.target.join(tools::WASM_TARGET).join("wasm-release/frontend.wasm");
    let bindings = bindings::generate(project, &wasm)?;

    site::assemble(project, &bindings)
}
