//! From the compiler's wasm to what a browser loads: taken apart, JavaScript bindings, then wasm-opt.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
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
/// What the names of the files begin with that pages load only when they need them.
pub(super) const PART: &str = "split_";
/// Changes with how a module is taken apart, so that what was made otherwise is not taken for it.
const SPLITTER: &str = "wasm_split 0.2.4, lld exports";
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
    let optimised = match optimiser {
        Some(_) => format!("{} {}", tools::BINARYEN, options.join(" ")),
        None if names == Names::Kept => "plain, with names".to_owned(),
        None => "plain".to_owned(),
    };
    let recipe = format!("{SPLITTER} {optimised}");
    let key = files::fingerprint([(recipe.as_str(), bytes.as_slice())]);
    let kept = project.cache.join("bindings");
    let folder = kept.join(&key);
    if folder.exists() {
        return Ok(folder);
    }
    files::make_folder(&folder, |new| {
        let parts = take_apart(&bytes, new, names)?;
        if let Some(wasm_opt) = &optimiser {
            say("Shrinking the wasm with wasm-opt (about 2 minutes)");
            for module in parts {
                run(project.command(wasm_opt).args(&options).arg(&module).arg("-o").arg(&module))?;
            }
        }
        Ok(())
    })?;
    files::keep_newest(&kept, &[&key], KEPT)?;
    Ok(folder)
}

/// Parts the code behind each `wasm_split` from the rest, which gets the bindings. Answers with all modules.
fn take_apart(bytes: &[u8], into: &Path, names: Names) -> Result<Vec<PathBuf>> {
    let whole = into.join("whole.wasm");
    let mut options = wasm_split_cli_support::Options::new(bytes);
    options.output_dir = into;
    options.main_out_path = &whole;
    options.main_module = "./xianghu.js";
    let split = wasm_split_cli_support::transform(options).map_err(|report| anyhow!("wasm_split: {report:?}"))?;
    bind(&whole, into, names)?;
    fs::remove_file(&whole)?;
    Ok(split.split_modules.into_iter().chain([into.join("xianghu_bg.wasm")]).collect())
}

fn bind(wasm: &Path, into: &Path, names: Names) -> Result<()> {
    Bindgen::new()
        .input_path(wasm)
        .out_name("xianghu")
        .web(true)?
        .typescript(false)
        // Parts that are loaded later use the table of functions.
        .keep_lld_exports(true)
        .remove_name_section(names == Names::Removed)
        .remove_producers_section(true)
        .generate(into)
        .context("wasm-bindgen could not make the bindings")
}
