//! A small disk in memory, in a mount namespace of its own: root or not, where the kernel lets people make them.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

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

    /// Puts a file of so many bytes there, to be taken away when room is needed.
    pub fn put_ballast(&self, bytes: usize) {
        std::fs::write(self.outside("ballast"), vec![0; bytes]).unwrap();
    }

    pub fn drop_ballast(&self) {
        std::fs::remove_file(self.outside("ballast")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}
