//! A throw-away PostgreSQL cluster: made for one run of the tests, dropped with it.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::sh;
use crate::system;

/// Nothing in it outlives the run, so it may lose everything in a crash and be fast.
const SETTINGS: &str = "
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 300
";

pub(crate) struct Cluster {
    folder: TempDir,
    programs: PathBuf,
    owner: Option<Owner>,
    port: u16,
}

/// PostgreSQL refuses to run as root: root's cluster belongs to the `postgres` user.
#[derive(Clone, Copy)]
struct Owner {
    user: u32,
    group: u32,
}

impl Cluster {
    pub(crate) fn start() -> Result<Self> {
        let programs = programs().context("PostgreSQL's initdb is not installed")?;
        let folder = tempfile::Builder::new().prefix("xianghu-postgres-").tempdir()?;
        let owner = if system::is_root() {
            let owner = postgres_user()?;
            chown(folder.path(), Some(owner.user), Some(owner.group))?;
            Some(owner)
        } else {
            None
        };
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let cluster = Self { folder, programs, owner, port };
        cluster.create()?;
        Ok(cluster)
    }

    pub(crate) fn url(&self) -> String {
        format!("postgres://xianghu@127.0.0.1:{}/postgres", self.port)
    }

    fn create(&self) -> Result<()> {
        sh::run(
            self.program("initdb")
                .args(["--username=xianghu", "--auth=trust", "--encoding=UTF8"])
                .args(["--locale=C", "--no-sync", "--pgdata=data"])
                .stdout(Stdio::null()),
        )?;
        let configuration = self.folder.path().join("data/postgresql.auto.conf");
        fs::write(configuration, format!("{SETTINGS}port = {}\n", self.port))?;
        let started = sh::run(
            self.program("pg_ctl").args(["start", "--wait", "--pgdata=data", "--log=log"]).stdout(Stdio::null()),
        );
        started.with_context(|| fs::read_to_string(self.folder.path().join("log")).unwrap_or_default())
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.current_dir(self.folder.path());
        if let Some(Owner { user, group }) = self.owner {
            command.uid(user).gid(group);
        }
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // The folder goes right after, so there is nothing to save and nobody to tell of a failure.
        let _ = self
            .program("pg_ctl")
            .args(["stop", "--wait", "--mode=immediate", "--pgdata=data"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
    }
}

/// The folder with `initdb`: Debian keeps it off the search path, one folder per version.
pub(crate) fn programs() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            let programs = entry.path().join("bin");
            programs.join("initdb").exists().then_some((version, programs))
        })
        .collect();
    versions.sort();
    let on_path = || Some(sh::on_path("initdb")?.parent()?.to_owned());
    versions.pop().map(|(_, programs)| programs).or_else(on_path)
}

fn postgres_user() -> Result<Owner> {
    let users = fs::read_to_string("/etc/passwd")?;
    for line in users.lines() {
        let mut fields = line.split(':');
        if fields.next() == Some("postgres")
            && let (Some(user), Some(group)) = (fields.nth(1), fields.next())
        {
            return Ok(Owner { user: user.parse()?, group: group.parse()? });
        }
    }
    bail!("there is no user `postgres` to run the test cluster as; run the tests as an ordinary user")
}
