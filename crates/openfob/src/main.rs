//! The program `openfob`: command line, configuration, and the wiring of everything else.

mod admin;
mod args;
mod backup;
mod car_key;
mod commands;
mod config;
mod data_dir;
mod demo;
mod doctor;
mod failure;
mod lock;
mod logging;
mod metrics;
mod portal;
mod printer;
mod process;
mod registry;
mod secret;
mod serve;
mod shell;
mod signing;
mod stop;
mod systemd;
mod tesla_proxy;

use std::process::ExitCode;

use printer::Printer;

fn main() -> ExitCode {
    openfob_allocator::give_back_at_once();
    run()
}

#[tokio::main]
async fn run() -> ExitCode {
    let arguments = match args::read() {
        Ok(arguments) => arguments,
        Err(status) => return status,
    };
    let mut printer = Printer::new(arguments.json);
    if rustls::crypto::aws_lc_rs::default_provider().install_default().is_err() {
        printer.note("a TLS library was set up before ours");
    }
    let ended = commands::run(arguments, &mut printer).await;
    logging::flush();
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            printer.failure(&failure);
            failure.exit_code()
        }
    }
}
