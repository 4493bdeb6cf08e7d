//! `cargo xtask test`: everything that can be tested, on a machine with Rust and a C compiler.

use anyhow::Result;

use crate::shell::{cargo, command, root, step};
use crate::{check, machine};

/// Installs what is missing, checks, and runs every test. The runners' own lines say what passed.
///
/// # Errors
/// At the first step that fails.
pub(crate) fn run() -> Result<()> {
    machine::install_programs()?;
    check::run()?;
    step("tests of the crates", cargo().args(["test", "--workspace"]).env("INSTA_UPDATE", "no"))?;
    step("building openfob", cargo().args(["build", "--package", "openfob"]))?;
    machine::node_packages()?;
    machine::java_packages()?;
    let go = machine::go_modules()?;
    let python = machine::python()?;
    let mut interop = command(python);
    interop.args(["-m", "pytest", "interop"]).env("OPENFOB_BIN", root().join("target/debug/openfob")).env("GO", go);
    step("other people's clients and the browser walk", &mut interop)?;
    eprintln!("\nxtask: check, the crates' tests and interop passed");
    Ok(())
}
