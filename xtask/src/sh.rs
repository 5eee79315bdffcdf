//! Running other programs: shown, waited for, and stopped with us.

use std::env;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

const POLL: Duration = Duration::from_millis(50);
/// A terminal's Ctrl-C reaches the child too: it gets this long to end by itself.
const PATIENCE: Duration = Duration::from_secs(3);

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From here on Ctrl-C and SIGTERM end the running child, and what it left behind is put away.
pub(crate) fn catch_interrupts() -> Result<()> {
    ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::SeqCst)).context("cannot catch Ctrl-C")
}

pub(crate) fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// Says what is being done, on the stream cargo uses for the same.
pub(crate) fn say(what: &str) {
    if std::io::stderr().is_terminal() {
        eprintln!("\x1b[1m==> {what}\x1b[0m");
    } else {
        eprintln!("==> {what}");
    }
}

pub(crate) fn run(command: &mut Command) -> Result<()> {
    run_with(command, || Ok(()))
}

/// Runs to the end, calling `meanwhile` now and then.
pub(crate) fn run_with(command: &mut Command, mut meanwhile: impl FnMut() -> Result<()>) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child = command.spawn().with_context(|| format!("cannot start {program}"))?;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if interrupted() {
            break stop(&mut child)?;
        }
        meanwhile()?;
        thread::sleep(POLL);
    };
    ensure!(!interrupted(), "interrupted");
    ensure!(status.success(), "{program} ended with {status}");
    Ok(())
}

/// What a program prints, or `None` when it is not there or fails.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(program)).find(|candidate| candidate.is_file())
}

#[expect(clippy::disallowed_methods, reason = "the one clock of the chores: how long a step took")]
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed())
}

fn stop(child: &mut Child) -> Result<ExitStatus> {
    for signal in ["-INT", "-TERM", "-KILL"] {
        let mut left = PATIENCE;
        while !left.is_zero() {
            if let Some(status) = child.try_wait()? {
                return Ok(status);
            }
            thread::sleep(POLL);
            left = left.saturating_sub(POLL);
        }
        Command::new("kill").args([signal, &child.id().to_string()]).status()?;
    }
    Ok(child.wait()?)
}
