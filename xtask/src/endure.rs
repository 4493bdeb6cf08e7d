//! `cargo xtask endure`: the test that kills the server, as often as asked for.

use anyhow::{Result, bail};

use crate::shell::{cargo, step};

/// Runs it. `arguments` are `--kills NUMBER` and `--seed NUMBER`, each or none.
///
/// # Errors
/// When the arguments are not understood or the test fails.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let mut test = cargo();
    test.args(["test", "--package", "openfob", "--test", "it", "endurance", "--", "--nocapture"]);
    for pair in arguments.chunks(2) {
        match pair {
            ["--kills", number] if number.parse::<u64>().is_ok() => test.env("ENDURE_KILLS", number),
            ["--seed", number] if number.parse::<u64>().is_ok() => test.env("ENDURE_SEED", number),
            _ => bail!("endure takes --kills NUMBER and --seed NUMBER, not {}", pair.join(" ")),
        };
    }
    step("killing the server again and again", &mut test)
}
