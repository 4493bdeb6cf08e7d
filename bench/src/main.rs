//! The benchmark: openfob beside a bare handler. `cargo xtask bench` builds and runs it; docs/performance.md says what
//! is measured, and how.

mod bare;
mod car_key;
mod data;
mod machine;
mod open_loop;
mod plan;
mod process;
mod report;
mod wrk;

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Parser;
use plan::Plan;

/// Measures openfob beside a bare handler.
#[derive(Parser)]
enum Command {
    /// Runs the whole benchmark and prints its table.
    Run(Plan),
    /// Serves the bare handler.
    Bare {
        /// Where it listens.
        listen: SocketAddr,
    },
    /// Asks at a steady rate, whatever the answers take, and prints the 99th percentile in microseconds.
    OpenLoop(open_loop::Load),
    /// Verifies and keeps activations of CarKey, and prints what it took.
    Carkey(car_key::Plan),
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Run(plan) => plan::run(&plan).await,
        Command::Bare { listen } => bare::serve(listen).await,
        Command::OpenLoop(load) => open_loop::run(&load),
        Command::Carkey(plan) => car_key::run(&plan).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}
