//! `cargo xtask bench`: openfob beside a bare handler, and `openfob tesla-proxy` beside Tesla's own.

use anyhow::Result;

use crate::machine;
use crate::shell::{cargo, command, root, step};

/// Builds for release and measures. `arguments` are those of `openfob-bench run`, after `carkey` or `tesla-proxy` those of
/// the benchmark of that name; `--write` puts the figures into docs/performance.md.
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
    let program = release.join("openfob");
    let arguments = match arguments {
        ["carkey", rest @ ..] => {
            bench.arg("carkey");
            rest
        }
        ["tesla-proxy", rest @ ..] => {
            bench.arg("tesla-proxy").arg("--program").arg(program).arg("--teslas").arg(teslas_proxy()?);
            rest
        }
        _ => {
            bench.arg("run").arg("--program").arg(program);
            arguments
        }
    };
    for argument in arguments {
        bench.arg(argument);
        if *argument == "--write" {
            bench.arg(root().join("docs/performance.md"));
        }
    }
    step("measuring", &mut bench)
}

/// Tesla's own proxy, at the version that `interop/tesla-go/go.mod` names.
fn teslas_proxy() -> Result<std::path::PathBuf> {
    let go = machine::go_modules()?;
    let folder = root().join("target/interop-tesla-go");
    std::fs::create_dir_all(&folder)?;
    let mut build = command(go);
    build.args(["build", "-C", "interop/tesla-go", "-o"]).arg(&folder).arg("tool");
    step("building Tesla's proxy", &mut build)?;
    Ok(folder.join("tesla-http-proxy"))
}
