//! Running other programs, with what runs and how long it took on stderr.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// The root of the workspace; every chore runs there.
pub(crate) fn root() -> PathBuf {
    let xtask = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().map_or_else(|| xtask.clone(), PathBuf::from)
}

/// The cargo that started this program.
pub(crate) fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A program to be run in the root of the workspace.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// Runs a step of a chore. Its output goes where ours goes.
///
/// # Errors
/// When the program cannot be started or reports failure; the message names the step.
pub(crate) fn step(what: &str, command: &mut Command) -> Result<()> {
    eprintln!("\n── {what}");
    let started = Instant::now();
    let status =
        command.status().with_context(|| format!("{what}: cannot start {}", command.get_program().display()))?;
    let seconds = started.elapsed().as_secs();
    if !status.success() {
        bail!("{what} failed after {seconds} s ({status})");
    }
    eprintln!("── {what}: done in {seconds} s");
    Ok(())
}

/// Whether a program is there and starts.
pub(crate) fn starts(program: impl AsRef<OsStr>, arguments: &[&str]) -> bool {
    let mut command = command(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
