//! `serve --watch`: cargo-leptos rebuilds code, we carry over what it knows nothing of.
//!
//! cargo-leptos puts every build at the same place, so the site it serves is one fixed build called `dev`.

use std::ffi::OsString;
use std::path::Path;

use anyhow::Result;
use serde_json::json;

use crate::build::{MapLibre, PublicFiles, joined_style, split_public};
use crate::files;
use crate::project::Project;
use crate::sh::{self, say};
use crate::tools;

const PKG: &str = "pkg/dev";

pub(crate) fn run(project: &Project, listen: &str, settings: Vec<(&'static str, OsString)>) -> Result<()> {
    tools::ensure(project, &tools::BINDGEN)?;
    tools::ensure(project, &tools::LEPTOS)?;
    let site = project.root.join("target/watch/site");
    let assets = project.root.join("target/watch/assets");
    // cargo-leptos empties the site's root on its first build and fills it from here.
    carry_root(project, &assets)?;
    let library = MapLibre::install(project)?;
    for (name, bytes) in library.below_pkg() {
        files::write(&assets.join("pkg").join(name), bytes)?;
    }
    carry_over(project, &library, &site)?;

    say("Watching for changes (the first unoptimised build takes about 5 minutes)");
    let mut watch = project.cargo(&["leptos", "watch", "--split"]);
    watch
        .args(["--", "serve"])
        .envs(settings)
        .env("XIANGHU_SITE", &site)
        .env("LEPTOS_SITE_ROOT", "target/watch/site")
        .env("LEPTOS_SITE_PKG_DIR", PKG)
        .env("LEPTOS_SITE_ADDR", listen)
        .env("LEPTOS_ASSETS_DIR", "target/watch/assets");
    sh::run_with(&mut watch, || carry_over(project, &library, &site))
}

fn carry_over(project: &Project, library: &MapLibre, site: &Path) -> Result<()> {
    carry_root(project, site)?;
    let pkg = site.join(PKG);
    let mut ours = split_public(&project.root.join("public"))?.pkg;
    library.point_at(&mut ours)?;
    for (name, bytes) in ours {
        files::write(&pkg.join(name), &bytes)?;
    }
    let style = joined_style(&project.root.join("style"))?;
    // cargo-leptos copies this one at its start …
    files::write(&project.root.join("target/xianghu.css"), &style)?;
    // … and this one is what the browser loads on its next visit.
    files::write(&pkg.join("xianghu.css"), &style)?;
    // cargo-leptos renames the module, but the bindings ask for it by its first name.
    match std::fs::read(pkg.join("xianghu.wasm")) {
        Ok(module) => files::write(&pkg.join("xianghu_bg.wasm"), &module),
        Err(_) => Ok(()),
    }
}

fn carry_root(project: &Project, folder: &Path) -> Result<()> {
    let PublicFiles { root, .. } = split_public(&project.root.join("public"))?;
    for (name, bytes) in &root {
        files::write(&folder.join(name), bytes)?;
    }
    let manifest = json!({ "build": "dev", "files": [] }).to_string();
    files::write(&folder.join("build.json"), manifest.as_bytes())
}
