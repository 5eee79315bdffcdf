//! Small disks in memory. SQLite's and the photos' are in a mount namespace of their own: root or not, where the kernel lets
//! people make them. PostgreSQL runs as another user, so that only root can give it one.

use std::fs::Permissions;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use sqlx::{AnyPool, AssertSqlSafe, Row as _};
use tempfile::TempDir;

use crate::strace::around;

/// Where the disk is mounted, for those in the namespace.
const MOUNTED: &str = "/mnt";

pub struct SmallDisk {
    /// It has the namespace as long as it lives, which is as long as we hold its input open.
    holder: Child,
}

impl SmallDisk {
    /// A disk of so many bytes; a test says that it was skipped where there can be none.
    pub fn new(bytes: u64) -> Option<Self> {
        let mount = format!("mount -t tmpfs -o size={bytes} tmpfs {MOUNTED} && echo mounted && exec cat");
        let mut holder = Command::new("unshare")
            .args(["--map-root-user", "--mount", "sh", "-c", &mount])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut said = String::new();
        BufReader::new(holder.stdout.take()?).read_line(&mut said).ok()?;
        if said.trim() != "mounted" {
            println!("skipped: no disk can be mounted here (unshare --map-root-user --mount, then mount -t tmpfs)");
            let _ = holder.wait();
            return None;
        }
        Some(Self { holder })
    }

    /// The path of a file as those see it who are inside.
    pub fn inside(name: &str) -> PathBuf {
        Path::new(MOUNTED).join(name)
    }

    /// The path of the same file for us.
    pub fn outside(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/root{MOUNTED}/{name}", self.holder.id()))
    }

    /// The command, run inside.
    pub fn enter(&self, command: Command) -> Command {
        let mut nsenter = Command::new("nsenter");
        nsenter.args(["--user", "--mount", "--preserve-credentials", "--target", &self.holder.id().to_string(), "--"]);
        around(nsenter, &command)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}

/// A small disk on which PostgreSQL keeps databases; their log is elsewhere.
pub struct Tablespace {
    mounted: TempDir,
}

impl Tablespace {
    /// A disk of so many bytes; a test says that it was skipped where there can be none.
    pub async fn new(cluster: &str, bytes: u64) -> Option<Self> {
        sqlx::any::install_default_drivers();
        let admin = AnyPool::connect(cluster).await.unwrap();
        let data: String = sqlx::query("SHOW data_directory").fetch_one(&admin).await.unwrap().get(0);
        let owner = std::fs::metadata(data).unwrap().uid();
        // Another user has to find the way there.
        let place = tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir().unwrap();
        let options = format!("size={bytes},uid={owner},mode=700");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(place.path()).output();
        if !mount.is_ok_and(|mount| mount.status.success()) {
            println!("skipped: no disk can be mounted for PostgreSQL here (mount -t tmpfs, as root)");
            return None;
        }
        let disk = Self { mounted: place };
        let create = format!("CREATE TABLESPACE small LOCATION '{}'", disk.mounted.path().display());
        sqlx::query(AssertSqlSafe(create)).execute(&admin).await.unwrap();
        Some(disk)
    }

    /// Moves a database there.
    pub async fn take_in(&self, cluster: &str, url: &str) {
        let admin = AnyPool::connect(cluster).await.unwrap();
        let (_, name) = url.rsplit_once('/').unwrap();
        let moved = format!("ALTER DATABASE {name} SET TABLESPACE small");
        sqlx::query(AssertSqlSafe(moved)).execute(&admin).await.unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.mounted.path().join(name)
    }
}

impl Drop for Tablespace {
    fn drop(&mut self) {
        // Lazily: a server may still have files open there.
        let _ = Command::new("umount").arg("--lazy").arg(self.mounted.path()).status();
    }
}
