//! The project's chores, one word each: the same here and in continuous integration.

mod bench;
mod check;
mod doors;
mod endure;
mod machine;
mod shell;
mod test;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask CHORE

  check   formatting, lints, licences and which crate may use which
  test    installs what is missing, then check, every test, the browser walk and other people's clients
  endure  kills a server under load, 50 times or --kills NUMBER, and checks that nothing acknowledged is lost
  bench   measures a release build beside a bare handler: --seconds, --runs, --stored, --write for docs/performance.md;
          carkey: what verifying and keeping activations of CarKey takes;
          tesla-proxy: the proxy beside Tesla's own: --seconds, --runs, --cold, --write";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["check"] => check::run(),
        ["test"] => test::run(),
        ["endure", rest @ ..] => endure::run(rest),
        ["bench", rest @ ..] => bench::run(rest),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(1);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nxtask: {failure:#}");
            ExitCode::FAILURE
        }
    }
}
