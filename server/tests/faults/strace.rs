//! A server whose system calls are made to fail, or to be its last.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::disk_log::CALLS;

/// The calls that change the disk, and how many of each a thread makes in a second or so of load.
pub const WRITES: [(&str, usize); 3] = [("pwrite64", 200), (SYNCS, 30), ("rename,renameat2,linkat", 6)];
const SYNCS: &str = "fsync,fdatasync";

/// Whether this machine lets us trace; a test says that it was skipped where it does not.
pub fn is_allowed() -> bool {
    let probe = Command::new("strace")
        .args(["-f", "-qq", "-o", "/dev/null", "-e", "inject=fsync:error=EIO", "true"])
        .stderr(Stdio::null())
        .status();
    let allowed = probe.is_ok_and(|status| status.success());
    if !allowed {
        println!("skipped: strace is not installed or may not trace here");
    }
    allowed
}

/// The server, killed as the first of its threads makes one of these calls for the so-many-th time.
pub fn killed_at(serve: Command, calls: &str, number: usize) -> Command {
    let mut strace = strace(Path::new("/dev/null"), calls);
    strace.args(["-e", &format!("inject={calls}:signal=KILL:when={number}"), "--"]);
    around(strace, &serve)
}

/// The server, whose syncs fail with EIO: each thread's from its `first`, every so many. The log tells which.
pub fn failing_syncs(serve: Command, log: &Path, first: usize, every: usize) -> Command {
    let mut strace = strace(log, SYNCS);
    strace.args(["-ttt", "-e", &format!("inject={SYNCS}:error=EIO:when={first}+{every}"), "--"]);
    around(strace, &serve)
}

/// Whether syncs reach the disk.
pub enum Syncs {
    Real,
    /// They are said to have succeeded, and are not made.
    Pretended,
}

/// The server, with a log of all that changes the disk.
pub fn disk_log(serve: Command, log: &Path, syncs: Syncs) -> Command {
    let mut strace = strace(log, CALLS);
    if let Syncs::Pretended = syncs {
        strace.args(["-e", &format!("inject={SYNCS}:retval=0")]);
    }
    strace.args(["-x", "-s", "10000000", "--"]);
    around(strace, &serve)
}

/// With -D the server stays our child, and strace is nobody's.
fn strace(log: &Path, calls: &str) -> Command {
    let mut strace = Command::new("strace");
    strace.args(["-D", "-f", "-qq", "-y", "-e", &format!("trace={calls}"), "-o"]).arg(log);
    strace
}

/// A command that runs another one, in the other one's environment.
pub fn around(mut outer: Command, inner: &Command) -> Command {
    outer.arg(inner.get_program()).args(inner.get_args()).env_clear();
    outer.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    outer
}
