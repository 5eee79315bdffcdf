//! `target/site`: one folder per build under `pkg/`, public files at the root, and `build.json` to tell them.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::json;
use walkdir::WalkDir;

use super::maplibre::{self, MapLibre};
use super::{bindings, compress, style};
use crate::files::{self, Tree};
use crate::project::Project;
use crate::sh::say;

/// Pages of older builds stay open for days; their files must outlive the update.
const PREVIOUS_BUILDS: usize = 3;
/// The server fills this one in, so it is no file to be cached.
const SERVICE_WORKER: &str = "sw.js";
const MANIFEST: &str = "build.json";

/// What stands in `public/`, by where it is served.
pub(crate) struct PublicFiles {
    /// Below `/pkg/<build>/`: they change with the build.
    pub(crate) pkg: Tree,
    /// Below `/`: their addresses are fixed.
    pub(crate) root: Tree,
}

pub(crate) fn split_public(public: &Path) -> Result<PublicFiles> {
    let mut split = PublicFiles { pkg: Tree::new(), root: Tree::new() };
    for (name, bytes) in files::read_tree(public)? {
        match name.strip_prefix("pkg/") {
            Some(name) => split.pkg.insert(name.to_owned(), bytes),
            None => split.root.insert(name, bytes),
        };
    }
    Ok(split)
}

pub(super) fn assemble(project: &Project, bindings: &Path) -> Result<()> {
    let PublicFiles { mut pkg, root } = split_public(&project.root.join("public"))?;
    pkg.append(&mut files::read_tree(bindings)?);
    pkg.insert("xianghu.css".into(), style::joined(&project.root.join("style"))?);
    let library = MapLibre::install(project)?;
    library.point_at(&mut pkg)?;
    let site = project.site();
    let build = build_id(&pkg, &root);
    let manifest = manifest(&build, &pkg, &library, &root);
    if fs::read_to_string(site.join(MANIFEST)).is_ok_and(|present| present == manifest) {
        return Ok(());
    }

    say(&format!("Assembling the site, build {build}"));
    let builds = site.join("pkg");
    if !builds.join(&build).exists() {
        files::make_folder(&builds.join(&build), |folder| {
            pkg.iter().try_for_each(|(name, bytes)| place(folder, name, bytes))
        })?;
    }
    let libraries = builds.join(maplibre::FOLDER);
    if !library.files.is_empty() && !libraries.join(&library.name).exists() {
        files::make_folder(&libraries.join(&library.name), |folder| {
            library.files.iter().try_for_each(|(name, bytes)| place(folder, name, bytes))
        })?;
    }
    for (name, bytes) in &root {
        place(&site, name, bytes)?;
    }
    // Last, so that a server started in between serves the previous build whole.
    files::write(&site.join(MANIFEST), manifest.as_bytes())?;
    remove_strangers(&site, &root)?;
    if libraries.exists() {
        files::keep_newest(&libraries, &[&library.name], PREVIOUS_BUILDS)?;
    }
    files::keep_newest(&builds, &[&build, maplibre::FOLDER], PREVIOUS_BUILDS)
}

fn build_id(pkg: &Tree, root: &Tree) -> String {
    let named = |(name, bytes)| (String::as_str(name), Vec::as_slice(bytes));
    files::fingerprint(pkg.iter().map(named).chain(root.iter().map(named)))
}

/// The id of the build that the site serves.
pub(crate) fn current(project: &Project) -> Result<String> {
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(project.site().join(MANIFEST))?)?;
    manifest["build"].as_str().map(ToOwned::to_owned).context("build.json names no build")
}

/// `{"build": …, "files": […], "office": […], "map": […]}`: every address that the service worker must hold to start
/// offline, and those it must hold beside for the office and, where one was opened, for maps.
fn manifest(build: &str, pkg: &Tree, library: &MapLibre, root: &Tree) -> String {
    let pkg = pkg.keys().filter(|name| *name != maplibre::OURS);
    let (office, pkg): (Vec<_>, Vec<_>) = pkg.partition(|name| name.starts_with(bindings::PART));
    let address = |name: &String| format!("/pkg/{build}/{name}");
    // Icons and screenshots are for the system, which has its own copies once the app is installed: pages need none.
    let is_picture = |name: &str| Path::new(name).extension().is_some_and(|kind| kind == "png" || kind == "ico");
    let is_kept = |name: &&String| *name != SERVICE_WORKER && !is_picture(name);
    let root = root.keys().filter(is_kept).map(|name| format!("/{name}"));
    let office: Vec<_> = office.into_iter().map(address).collect();
    let files: Vec<_> = pkg.into_iter().map(address).chain(root).collect();
    let map: Vec<_> = [format!("/pkg/{build}/{}", maplibre::OURS)].into_iter().chain(library.addresses()).collect();
    json!({ "build": build, "files": files, "office": office, "map": map }).to_string()
}

fn place(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let path = folder.join(name);
    files::write(&path, bytes)?;
    if compress::worthwhile(name) {
        compress::beside(&path, bytes)?;
    }
    Ok(())
}

/// Root files that `public/` no longer holds.
fn remove_strangers(site: &Path, root: &Tree) -> Result<()> {
    let builds = site.join("pkg");
    for entry in WalkDir::new(site).into_iter().filter_entry(|entry| entry.path() != builds) {
        let entry = entry?;
        let name = entry.path().strip_prefix(site)?.to_string_lossy();
        let source = name.strip_suffix(".br").or(name.strip_suffix(".gz")).unwrap_or(&name);
        if entry.file_type().is_file() && source != MANIFEST && !root.contains_key(source) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Tree {
        files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn a_changed_file_or_name_makes_another_build() {
        let original = build_id(&tree(&[("a.js", "1")]), &tree(&[("icon.svg", "2")]));
        assert_eq!(original.len(), 12);
        for (pkg, root) in [
            (tree(&[("a.js", "9")]), tree(&[("icon.svg", "2")])),
            (tree(&[("b.js", "1")]), tree(&[("icon.svg", "2")])),
            (tree(&[("a.js", "1")]), tree(&[("icon.svg", "9")])),
        ] {
            assert_ne!(build_id(&pkg, &root), original);
        }
    }

    #[test]
    fn the_service_worker_is_not_told_to_cache_itself_nor_pictures_for_the_system() {
        let root = tree(&[("icon-512.png", ""), ("favicon.ico", ""), ("icons.svg", ""), ("sw.js", "")]);
        let pkg = tree(&[("xianghu.js", ""), ("split_office.wasm", ""), ("map.js", "")]);
        let library = MapLibre { files: tree(&[("a.mjs", ""), ("LICENSE.txt", "")]), name: "1".into() };
        let manifest = manifest("b1", &pkg, &library, &root);
        let expected = [
            r#"{"build":"b1","files":["/pkg/b1/xianghu.js","/icons.svg"],"map":["/pkg/b1/map.js","#,
            r#""/pkg/maplibre/1/a.mjs"],"office":["/pkg/b1/split_office.wasm"]}"#,
        ]
        .concat();
        assert_eq!(manifest, expected);
    }

    #[test]
    fn a_file_taken_from_public_leaves_the_site_with_its_compressed_copies() {
        let site = tempfile::tempdir().unwrap();
        let old = tree(&[("old.svg", "<svg/>"), ("kept.svg", "<svg/>")]);
        for (name, bytes) in &old {
            place(site.path(), name, bytes).unwrap();
        }
        place(&site.path().join("pkg/b1"), "xianghu.js", b"").unwrap();
        remove_strangers(site.path(), &tree(&[("kept.svg", "<svg/>")])).unwrap();
        let left: Vec<_> = files::read_tree(site.path()).unwrap().into_keys().collect();
        assert_eq!(
            left,
            [
                "kept.svg",
                "kept.svg.br",
                "kept.svg.gz",
                "pkg/b1/xianghu.js",
                "pkg/b1/xianghu.js.br",
                "pkg/b1/xianghu.js.gz"
            ]
        );
    }
}
