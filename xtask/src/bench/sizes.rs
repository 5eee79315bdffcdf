//! `cargo xtask bench sizes`: what the wasm that phones download consists of, by crate and by function.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use clap::Args;
use serde::Deserialize;

use crate::project::Project;
use crate::{build, tools};

#[derive(Args)]
pub(crate) struct Options {
    /// Rows of each table
    #[arg(long, default_value_t = 25)]
    rows: usize,
}

#[derive(Deserialize)]
struct Item {
    name: String,
    shallow_size: u64,
}

pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    tools::ensure(project, &tools::TWIGGY)?;
    let module = build::with_names(project)?;
    let report = project.command("twiggy").args(["top", "--format", "json", "-n", "1000000"]).arg(&module).output()?;
    let items: Vec<Item> = serde_json::from_slice(&report.stdout)
        .with_context(|| format!("twiggy: {}", String::from_utf8_lossy(&report.stderr)))?;
    let mut crates: BTreeMap<&str, u64> = BTreeMap::new();
    for item in &items {
        *crates.entry(origin(&item.name)).or_default() += item.shallow_size;
    }
    let whole = items.iter().map(|item| item.shallow_size).sum();
    print("crate", whole, crates.into_iter().map(|(name, size)| (name.to_owned(), size)).collect(), options.rows);
    let functions = items.into_iter().map(|item| (item.name, item.shallow_size)).collect();
    print("item", whole, functions, options.rows);
    Ok(())
}

/// The crate whose path a demangled name begins with; what is no function goes by the first word of its name.
fn origin(name: &str) -> &str {
    let path = name.trim_start_matches(['<', '&', '(', '[', '*']);
    let path = path.trim_start_matches("mut ").trim_start_matches("dyn ").trim_start_matches("const ");
    let end = path.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(path.len());
    if end == 0 { name } else { &path[..end] }
}

fn print(what: &str, whole: u64, mut sizes: Vec<(String, u64)>, rows: usize) {
    sizes.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    println!("\n   bytes   part  {what}");
    for (name, size) in sizes.iter().take(rows) {
        let name: String = name.chars().take(100).collect();
        println!("{size:>8} {:>5.1}%  {name}", *size as f64 * 100.0 / whole as f64);
    }
    println!("{whole:>8} 100.0%  in all, of {} {what}s", sizes.len());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_belongs_to_the_crate_it_begins_with() {
        for (name, crate_name) in [
            ("app::report::draft::Draft::keep", "app"),
            ("<alloc::vec::Vec<T> as core::clone::Clone>::clone", "alloc"),
            ("<&mut serde_json::de::Deserializer<R> as serde::de::Deserializer>::x", "serde_json"),
            ("data[0]", "data"),
        ] {
            assert_eq!(origin(name), crate_name, "{name}");
        }
    }
}
