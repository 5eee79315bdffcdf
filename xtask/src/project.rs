//! Where things stand: the checkout, the shared caches, and commands that know both.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::tools;

pub(crate) struct Project {
    /// The checkout's top folder.
    pub(crate) root: PathBuf,
    /// Shared by every clone of one user.
    pub(crate) cache: PathBuf,
    /// Cargo's target folder, in the cache unless `CARGO_TARGET_DIR` says otherwise.
    pub(crate) target: PathBuf,
    /// Pinned tools, one folder per set of pins.
    pub(crate) tools: PathBuf,
}

impl Project {
    pub(crate) fn find() -> Result<Self> {
        // As it is now: the build may come from another clone, which shares the cache.
        let manifest = env::var_os("CARGO_MANIFEST_DIR").context("start me as `cargo xtask`")?;
        let root = Path::new(&manifest).parent().context("xtask has no parent folder")?.to_owned();
        let cache = user_cache()?.join("xianghu");
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(chosen) => std::path::absolute(chosen)?,
            None => cache.join("target"),
        };
        let tools = cache.join("tools").join(tools::VERSION);
        Ok(Self { root, cache, target, tools })
    }

    /// The release binary, at the place the README names.
    pub(crate) fn binary(&self) -> PathBuf {
        self.root.join("target/release/xianghu")
    }

    pub(crate) fn site(&self) -> PathBuf {
        self.root.join("target/site")
    }

    /// A command run from the top folder that finds the pinned tools first.
    pub(crate) fn command(&self, program: impl Into<OsString>) -> Command {
        let mut command = Command::new(program.into());
        command.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        // What cargo told this process about xtask would make build scripts run again under it.
        for (name, _) in env::vars_os().filter(|(name, _)| is_about_this_package(&name.to_string_lossy())) {
            command.env_remove(name);
        }
        if let Ok(path) = self.search_path() {
            command.env("PATH", path);
        }
        command
    }

    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = self.command(cargo);
        command.args(arguments);
        command
    }

    /// Held while something in the cache is made, so that two clones do not take each other's files.
    pub(crate) fn lock(&self, name: &str) -> Result<File> {
        fs::create_dir_all(&self.cache)?;
        let lock = File::create(self.cache.join(format!("{name}.lock")))?;
        if lock.try_lock().is_err() {
            crate::sh::say(&format!("Waiting for another clone's {name}"));
            lock.lock()?;
        }
        Ok(lock)
    }

    fn search_path(&self) -> Result<OsString> {
        let inherited = env::var_os("PATH").unwrap_or_default();
        let folders = [self.tools.join("bin")].into_iter().chain(env::split_paths(&inherited));
        Ok(env::join_paths(folders)?)
    }
}

fn is_about_this_package(name: &str) -> bool {
    name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "CARGO_PRIMARY_PACKAGE"
}

fn user_cache() -> Result<PathBuf> {
    if let Some(cache) = env::var_os("XDG_CACHE_HOME").filter(|path| Path::new(path).is_absolute()) {
        return Ok(cache.into());
    }
    match env::home_dir() {
        Some(home) => Ok(home.join(".cache")),
        None => bail!("neither XDG_CACHE_HOME nor HOME is set: there is no place for the tools"),
    }
}
