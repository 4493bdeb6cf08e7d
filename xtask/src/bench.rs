//! `cargo xtask bench`: openfob beside a bare handler.

use anyhow::Result;

use crate::machine;
use crate::shell::{cargo, command, root, step};

/// Builds both for release and measures. `arguments` are those of `openfob-bench run`, after `carkey` those of its
/// benchmark of that name; `--write` puts the figures into docs/performance.md.
///
/// # Errors
/// When something cannot be built or measured, or a target is missed.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    machine::install_load_generator()?;
    step(
        "building for release",
        cargo().args(["build", "--release", "--package", "openfob", "--package", "openfob-bench"]),
    )?;
    let release = root().join("target/release");
    let mut bench = command(release.join("openfob-bench"));
    let arguments = if let ["carkey", rest @ ..] = arguments {
        bench.arg("carkey");
        rest
    } else {
        bench.arg("run").arg("--program").arg(release.join("openfob"));
        arguments
    };
    for argument in arguments {
        bench.arg(argument);
        if *argument == "--write" {
            bench.arg(root().join("docs/performance.md"));
        }
    }
    step("measuring", &mut bench)
}
