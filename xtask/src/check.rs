//! `cargo xtask check`: what must hold before any test is worth running. Fast ones first.

use anyhow::{Context, Result, bail};

use crate::doors::{self, Metadata};
use crate::machine;
use crate::shell::{cargo, command, step};

/// Checks formatting, doors, lints and licences.
///
/// # Errors
/// At the first one that does not hold.
pub(crate) fn run() -> Result<()> {
    step("formatting", cargo().args(["fmt", "--all", "--check"]))?;
    check_doors()?;
    step("lints", cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    let deny = machine::cargo_deny()?;
    step(
        "licences, bans, sources",
        command(deny).args(["--workspace", "check", "--hide-inclusion-graph", "licenses", "bans", "sources"]),
    )
}

fn check_doors() -> Result<()> {
    eprintln!("\n── doors");
    let answer =
        cargo().args(["metadata", "--format-version=1", "--no-deps"]).output().context("running cargo metadata")?;
    if !answer.status.success() {
        bail!("cargo metadata failed: {}", String::from_utf8_lossy(&answer.stderr).trim());
    }
    let metadata: Metadata = serde_json::from_slice(&answer.stdout).context("reading what cargo metadata says")?;
    let violations = doors::violations(&metadata);
    if !violations.is_empty() {
        bail!(
            "{} shut door(s) were opened (docs/architecture.md says why they are shut):\n  {}",
            violations.len(),
            violations.join("\n  ")
        );
    }
    eprintln!("── doors: {} crates keep to theirs", metadata.packages.len());
    Ok(())
}
