//! From the compiler's wasm to what a browser loads: JavaScript bindings, then wasm-opt.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::files;
use crate::project::Project;
use crate::sh::{run, say};
use crate::tools;

/// Small first. Inlining makes the module smaller but its compressed form, which phones download,
/// 8 % larger. The rest is what rustc's wasm32 target emits by default: wasm-opt refuses what it is not told of.
const OPTIONS: [&str; 8] = [
    "-Oz",
    "--skip-pass=inlining-optimizing",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];
/// Finished bindings are kept by what they were made from; the oldest go.
const KEPT: usize = 8;

/// Whether functions keep their names, which phones don't need.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Names {
    Kept,
    Removed,
}

/// The folder with `xianghu.js`, `xianghu_bg.wasm` and their snippets.
pub(super) fn generate(project: &Project, wasm: &Path, names: Names) -> Result<PathBuf> {
    let optimiser = tools::wasm_opt(project)?;
    let bytes = fs::read(wasm).with_context(|| format!("cargo left no {}", wasm.display()))?;
    let mut options = OPTIONS.to_vec();
    if names == Names::Kept {
        options.push("--debuginfo");
    }
    let recipe = match optimiser {
        Some(_) => format!("{} {}", tools::BINARYEN, options.join(" ")),
        None if names == Names::Kept => "plain, with names".to_owned(),
        None => "plain".to_owned(),
    };
    let key = files::fingerprint([(recipe.as_str(), bytes.as_slice())]);
    let kept = project.cache.join("bindings");
    let folder = kept.join(&key);
    if folder.exists() {
        return Ok(folder);
    }
    files::make_folder(&folder, |new| {
        bind(wasm, new, names)?;
        if let Some(wasm_opt) = &optimiser {
            say("Shrinking the wasm with wasm-opt (about 2 minutes)");
            let module = new.join("xianghu_bg.wasm");
            run(project.command(wasm_opt).args(&options).arg(&module).arg("-o").arg(&module))?;
        }
        Ok(())
    })?;
    files::keep_newest(&kept, &key, KEPT)?;
    Ok(folder)
}

fn bind(wasm: &Path, into: &Path, names: Names) -> Result<()> {
    Bindgen::new()
        .input_path(wasm)
        .out_name("xianghu")
        .web(true)?
        .typescript(false)
        .remove_name_section(names == Names::Removed)
        .remove_producers_section(true)
        .generate(into)
        .context("wasm-bindgen could not make the bindings")
}
