//! What the operating system must bring: installed on Debian when root, otherwise named.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::sh::{self, on_path, say};
use crate::{postgres, project::Project};

/// Something the tests need, and the Debian packages that hold it.
pub(crate) struct Need {
    what: &'static str,
    packages: &'static [&'static str],
    present: fn() -> bool,
}

pub(crate) const POSTGRES: Need =
    Need { what: "PostgreSQL", packages: &["postgresql"], present: || postgres::programs().is_some() };
pub(crate) const STRACE: Need = Need { what: "strace", packages: &["strace"], present: || on_path("strace").is_some() };
pub(crate) const CHROMIUM: Need = Need { what: "Chromium", packages: &["chromium"], present: || chromium().is_some() };
pub(crate) const CHINESE_FONT: Need = Need {
    what: "a Chinese font",
    packages: &["fonts-noto-cjk"],
    present: || sh::output(Command::new("fc-list").arg(":lang=zh")).is_some_and(|fonts| !fonts.is_empty()),
};
pub(crate) const NODE: Need = Need {
    what: "Node.js with npm",
    packages: &["nodejs", "npm"],
    present: || on_path("node").is_some() && on_path("npm").is_some(),
};

pub(crate) fn ensure(project: &Project, needs: &[&Need]) -> Result<()> {
    let missing: Vec<_> = needs.iter().filter(|need| !(need.present)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let what: Vec<_> = missing.iter().map(|need| need.what).collect();
    let packages: Vec<_> = missing.iter().flat_map(|need| need.packages).copied().collect();
    if !is_root() || on_path("apt-get").is_none() {
        bail!(
            "the tests need {}; install it first (on Debian: apt-get install --no-install-recommends {})",
            what.join(", "),
            packages.join(" ")
        );
    }
    say(&format!("Installing {} from Debian packages (a few minutes)", what.join(", ")));
    let apt = |arguments: &[&str]| {
        let mut command = project.command("apt-get");
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    let install = ["install", "--yes", "--no-install-recommends"];
    sh::run(&mut apt(&["update"]))?;
    if packages.contains(&"postgresql") {
        sh::run(apt(&install).arg("postgresql-common"))?;
        no_system_cluster()?;
    }
    sh::run(apt(&install).args(packages))
}

pub(crate) fn chromium() -> Option<PathBuf> {
    if let Some(chosen) = std::env::var_os("CHROMIUM") {
        return Some(chosen.into());
    }
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(on_path)
}

pub(crate) fn is_root() -> bool {
    sh::output(Command::new("id").arg("-u")).is_some_and(|user| user.trim() == "0")
}

/// The package would set up and start a service; the tests only want the programs.
fn no_system_cluster() -> Result<()> {
    let setting = "create_main_cluster = false\n";
    let configuration = Path::new("/etc/postgresql-common/createcluster.conf");
    if !fs::read_to_string(configuration)?.contains(setting) {
        let mut file = OpenOptions::new().append(true).open(configuration)?;
        file.write_all(setting.as_bytes())?;
    }
    Ok(())
}
