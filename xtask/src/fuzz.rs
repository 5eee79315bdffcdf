//! `cargo xtask fuzz`: the decoders of `server/tests/decoders` meet bytes that coverage leads to, for as long as is asked.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::project::Project;
use crate::sh::{self, say};
use crate::tools;

#[derive(Args)]
pub(crate) struct Options {
    /// Only this decoder, called like its folder in fuzz/seeds; one after the other otherwise
    decoder: Option<String>,
    /// For how long each
    #[arg(long, default_value_t = 60)]
    seconds: u64,
}

pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    let seeds = project.root.join("fuzz/seeds");
    let folders = fs::read_dir(&seeds).with_context(|| format!("{} cannot be read", seeds.display()))?;
    let names = folders.map(|entry| -> Result<String> { Ok(entry?.file_name().to_string_lossy().into_owned()) });
    let names = names.collect::<Result<BTreeSet<_>>>()?;
    let chosen = match &options.decoder {
        Some(name) => {
            let known: Vec<_> = names.iter().map(String::as_str).collect();
            ensure!(names.contains(name), "there is no decoder {name}; there are {}", known.join(", "));
            BTreeSet::from([name.clone()])
        }
        None => names,
    };
    tools::ensure(project, &tools::FUZZ)?;
    say("Building the decoders with instruments: the whole server once more");
    sh::run(&mut cargo_fuzz(project, "build"))?;
    chosen.iter().try_for_each(|name| meet(project, name, options.seconds))
}

/// Without a sanitizer: those need a nightly compiler, and what is looked for here panics.
fn cargo_fuzz(project: &Project, what: &str) -> std::process::Command {
    let mut command = project.cargo(&["fuzz", what, "--sanitizer", "none", "--target-dir"]);
    command.arg(project.target.join("fuzz")).arg("decoder");
    // cargo-fuzz passes flags of its own, and would leave out those of .cargo/config.toml.
    command.env("RUSTFLAGS", "--cfg erase_components");
    command
}

fn meet(project: &Project, name: &str, seconds: u64) -> Result<()> {
    say(&format!("Fuzzing {name} for {seconds} seconds"));
    let fuzz = project.root.join("fuzz");
    let (corpus, artifacts) = (fuzz.join("corpus").join(name), fuzz.join("artifacts").join(name));
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&artifacts)?;
    let mut command = cargo_fuzz(project, "run");
    command.arg(corpus).arg(fuzz.join("seeds").join(name)).arg("--");
    command.arg(format!("-artifact_prefix={}/", artifacts.display())).arg(format!("-max_total_time={seconds}"));
    command.args(["-timeout=60", "-rss_limit_mb=3000", "-print_final_stats=1"]);
    sh::run(command.env("XIANGHU_DECODER", name))
        .with_context(|| format!("{name} failed; what it failed on lies in {}", artifacts.display()))
}
