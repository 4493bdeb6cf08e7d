//! The benchmarks: openfob beside a bare handler, and `openfob tesla-proxy` beside Tesla's own. `cargo xtask bench`
//! builds and runs them; docs/performance.md says what is measured, and how.

mod bare;
mod car_key;
mod data;
mod machine;
mod open_loop;
mod plan;
mod process;
mod report;
mod tesla_proxy;
mod wrk;

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Parser;
use plan::Plan;

/// Measures openfob.
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
    /// Runs the benchmark of the proxies for Teslas and prints its table.
    TeslaProxy(tesla_proxy::Plan),
    /// Serves simulated Teslas under the names of Tesla's hosts.
    TeslaCars(tesla_proxy::Cars),
    /// Commands simulated Teslas and prints what it took.
    TeslaLoad(tesla_proxy::Load),
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Run(plan) => plan::run(&plan).await,
        Command::Bare { listen } => bare::serve(listen).await,
        Command::OpenLoop(load) => open_loop::run(&load),
        Command::Carkey(plan) => car_key::run(&plan).await,
        Command::TeslaProxy(plan) => tesla_proxy::run(&plan),
        Command::TeslaCars(cars) => tesla_proxy::serve(&cars).await,
        Command::TeslaLoad(load) => tesla_proxy::load(load).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}
