//! From the compiler's wasm to what a browser loads: without what is never called, JavaScript bindings, then wasm-opt.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use walrus::{Function, FunctionBuilder, FunctionKind, Module};
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
/// Functions with this in their name bring a page to life while parts of it are still being loaded. `frontend` does it at
/// once (`hydrate_body`), but Leptos's views carry the code for both, and no compiler sees that one is never asked for.
const NEVER_CALLED: &str = "hydrate_async";
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
    let recipe = format!("without {NEVER_CALLED}, {optimised}");
    let key = files::fingerprint([(recipe.as_str(), bytes.as_slice())]);
    let kept = project.cache.join("bindings");
    let folder = kept.join(&key);
    if folder.exists() {
        return Ok(folder);
    }
    files::make_folder(&folder, |new| {
        bind(without(NEVER_CALLED, &bytes)?, new, names)?;
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

/// The module, in which functions of this name do nothing but fail: what only they need goes with wasm-opt.
fn without(name: &str, wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::from_buffer(wasm).context("the compiler's wasm cannot be read")?;
    let is_meant = |function: &&Function| function.name.as_deref().is_some_and(|known| known.contains(name));
    let found: Vec<_> = module.funcs.iter().filter(is_meant).map(Function::id).collect();
    for id in found {
        let kind = module.types.get(module.funcs.get(id).ty());
        let (params, results) = (kind.params().to_vec(), kind.results().to_vec());
        let arguments = params.iter().map(|param| module.locals.add(*param)).collect();
        let mut body = FunctionBuilder::new(&mut module.types, &params, &results);
        body.func_body().unreachable();
        module.funcs.get_mut(id).kind = FunctionKind::Local(body.local_func(arguments));
    }
    Ok(module.emit_wasm())
}

fn bind(wasm: Vec<u8>, into: &Path, names: Names) -> Result<()> {
    Bindgen::new()
        .input_bytes("xianghu", wasm)
        .out_name("xianghu")
        .web(true)?
        .typescript(false)
        .remove_name_section(names == Names::Removed)
        .remove_producers_section(true)
        .generate(into)
        .context("wasm-bindgen could not make the bindings")
}
