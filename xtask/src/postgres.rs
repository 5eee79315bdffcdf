//! A throw-away PostgreSQL cluster: made for one run of the tests, dropped with it. The server's tests include this file
//! for a cluster of their own, so it uses no other of ours.

use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::{env, fs};

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

const SETTINGS: &str = "
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
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
    /// Starts one with these settings.
    pub(crate) fn start(settings: &str) -> Result<Self> {
        let programs = programs().context("PostgreSQL's initdb is not installed")?;
        let folder = tempfile::Builder::new().prefix("xianghu-postgres-").tempdir()?;
        let is_root = fs::metadata(folder.path())?.uid() == 0;
        let owner = if is_root {
            let owner = postgres_user()?;
            chown(folder.path(), Some(owner.user), Some(owner.group))?;
            Some(owner)
        } else {
            None
        };
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let cluster = Self { folder, programs, owner, port };
        cluster.create(settings)?;
        Ok(cluster)
    }

    pub(crate) fn url(&self) -> String {
        format!("postgres://xianghu@127.0.0.1:{}/postgres", self.port)
    }

    fn create(&self, settings: &str) -> Result<()> {
        let made = self
            .program("initdb")
            .args(["--username=xianghu", "--auth=trust", "--encoding=UTF8"])
            .args(["--locale=C", "--no-sync", "--pgdata=data"])
            .status()?;
        ensure!(made.success(), "initdb ended with {made}");
        let configuration = self.folder.path().join("data/postgresql.auto.conf");
        fs::write(configuration, format!("{SETTINGS}{settings}port = {}\n", self.port))?;
        self.run()
    }

    /// Starts the server, which may have been stopped.
    pub(crate) fn run(&self) -> Result<()> {
        let started = self.program("pg_ctl").args(["start", "--wait", "--pgdata=data", "--log=log"]).status()?;
        let log = || fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        ensure!(started.success(), "pg_ctl ended with {started}: {}", log());
        Ok(())
    }

    /// Stops the server at once, as a crash would.
    pub(crate) fn stop(&self) -> Result<()> {
        let stopped = self.program("pg_ctl").args(["stop", "--wait", "--mode=immediate", "--pgdata=data"]).status()?;
        ensure!(stopped.success(), "pg_ctl ended with {stopped}");
        Ok(())
    }

    /// One of PostgreSQL's programs, run by the cluster's owner in its folder.
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.current_dir(self.folder.path()).stdout(Stdio::null());
        if let Some(Owner { user, group }) = self.owner {
            command.uid(user).gid(group);
        }
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // The folder goes right after, so there is nothing to save and nobody to tell of a failure.
        let _ = self.stop();
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
    let on_path = || env::split_paths(&env::var_os("PATH")?).find(|folder| folder.join("initdb").is_file());
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
