//! Pinned tools, installed once into the user's cache and shared by every clone.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use crate::npm;
use crate::project::Project;
use crate::sh::{self, run, say};

/// Raised whenever a pin below changes, so that clones of different ages keep out of each other's way.
pub(crate) const VERSION: &str = "1";
/// The npm package that holds wasm-opt.
pub(crate) const BINARYEN: &str = "132.0.0";

pub(crate) struct Tool {
    package: &'static str,
    version: &'static str,
    program: &'static str,
    features: &'static [&'static str],
    takes: &'static str,
    /// Whether one that the user already has will do in any version.
    choosy: Choosy,
}

#[derive(PartialEq)]
enum Choosy {
    AnyVersion,
    ThisVersion,
}

pub(crate) const NEXTEST: Tool = Tool {
    package: "cargo-nextest",
    version: "0.9.143",
    program: "cargo-nextest",
    features: &[],
    takes: "about 5 minutes",
    choosy: Choosy::AnyVersion,
};
pub(crate) const DENY: Tool = Tool {
    package: "cargo-deny",
    version: "0.20.2",
    program: "cargo-deny",
    features: &[],
    takes: "about 5 minutes",
    choosy: Choosy::AnyVersion,
};
pub(crate) const FUZZ: Tool = Tool {
    package: "cargo-fuzz",
    version: "0.13.2",
    program: "cargo-fuzz",
    features: &[],
    takes: "about 2 minutes",
    choosy: Choosy::AnyVersion,
};
/// 0.3.11 wants a newer compiler.
pub(crate) const LEPTOS: Tool = Tool {
    package: "cargo-leptos",
    version: "0.3.10",
    program: "cargo-leptos",
    features: &["no_downloads"],
    takes: "about 10 minutes",
    choosy: Choosy::ThisVersion,
};
/// Must equal the `wasm-bindgen` crate in Cargo.toml to the digit.
pub(crate) const BINDGEN: Tool = Tool {
    package: "wasm-bindgen-cli",
    version: "0.2.126",
    program: "wasm-bindgen",
    features: &[],
    takes: "about 2 minutes",
    choosy: Choosy::ThisVersion,
};

/// Says what a wasm module consists of.
pub(crate) const TWIGGY: Tool = Tool {
    package: "twiggy",
    version: "0.8.0",
    program: "twiggy",
    features: &[],
    takes: "about 2 minutes",
    choosy: Choosy::AnyVersion,
};

/// What the pages are compiled for.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Has rustup add the compiler's libraries for the browser, where it has not done so by itself.
pub(crate) fn wasm_target(project: &Project) -> Result<()> {
    let libraries = sh::output(project.command("rustc").args(["--print", "target-libdir", "--target", WASM_TARGET]));
    if libraries.is_some_and(|folder| Path::new(folder.trim()).is_dir()) {
        return Ok(());
    }
    let _lock = project.lock("tools")?;
    ensure!(
        sh::on_path("rustup").is_some(),
        "this compiler has no libraries for {WASM_TARGET}; install them with the compiler's package, or use rustup"
    );
    say(&format!("Adding the target {WASM_TARGET} (seconds)"));
    run(project.command("rustup").args(["target", "add", WASM_TARGET]))
}

/// Installs what is missing; says so, for it takes minutes.
pub(crate) fn ensure(project: &Project, tool: &Tool) -> Result<()> {
    let _lock = project.lock("tools")?;
    if present(project, tool) {
        return Ok(());
    }
    let Tool { package, version, .. } = tool;
    let root = project.tools.display().to_string();
    say(&format!("Installing {package} {version} into {root} ({})", tool.takes));
    fs::create_dir_all(&project.tools)?;
    if fetch_prebuilt(project, tool, &root) {
        return Ok(());
    }
    let mut install = project.cargo(&["install", package, "--version", version]);
    install.args(["--locked", "--root", &root]);
    if !tool.features.is_empty() {
        install.args(["--features", &tool.features.join(",")]);
    }
    // A tool that runs for seconds is not worth minutes of optimising.
    install
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env_remove("CARGO_TARGET_DIR");
    run(&mut install)
}

/// wasm-opt, or `None` on a machine without Node: the wasm is larger then, and works the same.
pub(crate) fn wasm_opt(project: &Project) -> Result<Option<PathBuf>> {
    let folder = project.tools.join("node");
    let program = folder.join("node_modules/.bin/wasm-opt");
    if !npm::is_here() {
        say("No Node.js here: the wasm is left unshrunk, which costs phones about a quarter more");
        return Ok(None);
    }
    if !program.exists() {
        let _lock = project.lock("tools")?;
        say(&format!("Installing wasm-opt (binaryen {BINARYEN}, 100 MB, under a minute)"));
        fs::create_dir_all(&folder)?;
        run(project
            .command("npm")
            .args(["install", "--no-save", "--ignore-scripts", "--no-audit"])
            .args(["--no-fund", "--prefix"])
            .arg(&folder)
            .arg(format!("binaryen@{BINARYEN}")))?;
    }
    Ok(Some(program))
}

fn present(project: &Project, tool: &Tool) -> bool {
    if project.tools.join("bin").join(tool.program).exists() {
        return true;
    }
    sh::on_path(tool.program)
        .and_then(|program| sh::output(project.command(program).arg("--version")))
        .is_some_and(|version| tool.choosy == Choosy::AnyVersion || version.contains(tool.version))
}

/// Where the user has cargo-binstall and it reaches its source, minutes become seconds.
fn fetch_prebuilt(project: &Project, tool: &Tool, root: &str) -> bool {
    sh::on_path("cargo-binstall").is_some()
        && run(project
            .cargo(&["binstall", "--no-confirm", "--disable-strategies", "compile"])
            .args(["--root", root])
            .arg(format!("{}@{}", tool.package, tool.version)))
        .is_ok()
}
