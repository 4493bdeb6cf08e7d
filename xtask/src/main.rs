//! The project's chores, one word each.

use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("test") => run(&["test", "--workspace"]),
        _ => {
            eprintln!("usage: cargo xtask test");
            ExitCode::from(1)
        }
    }
}

fn run(arguments: &[&str]) -> ExitCode {
    match Command::new("cargo").args(arguments).status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) | Err(_) => ExitCode::from(1),
    }
}
