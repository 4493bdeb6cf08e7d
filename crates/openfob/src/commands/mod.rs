//! The commands, a file each: what was asked for, done, and told.

mod app;
mod audit;
mod backup;
mod config;
mod cost;
mod data;
mod demo;
mod doctor;
mod env;
mod key;
mod restore;
mod serve;
mod sim;
mod source;
mod tesla;
mod tesla_proxy;
mod webhook;
mod welcome;

pub(crate) use app::admin_of;

use crate::args::{self, Arguments, Command, Tesla};
use crate::failure::Failure;
use crate::printer::Printer;

/// Runs the command that was asked for.
pub(crate) async fn run(arguments: Arguments, printer: &mut Printer) -> Result<(), Failure> {
    match arguments.command {
        None => welcome::run(printer),
        Some(Command::Demo(demo)) => demo::run(demo, printer).await,
        Some(Command::Serve(serve)) => serve::run(serve).await,
        Some(Command::App(app)) => app::run(app, printer).await,
        Some(Command::Key(args::Key::Explain(explain))) => key::run(&explain, printer).await,
        Some(Command::Audit(wanted)) => audit::run(&wanted, printer).await,
        Some(Command::Tesla(Tesla::Partner(partner))) => tesla::run(partner, printer).await,
        Some(Command::TeslaProxy(arguments)) => tesla_proxy::run(*arguments, printer).await,
        Some(Command::Doctor(source)) => doctor::run(&source, printer).await,
        Some(Command::Cost(cost)) => cost::run(&cost, printer).await,
        Some(Command::Webhook(webhook)) => webhook::run(webhook, printer).await,
        Some(Command::Env(env)) => env::run(env, printer).await,
        Some(Command::Sim(sim)) => sim::run(sim, printer).await,
        Some(Command::Backup(backup)) => backup::run(backup, printer).await,
        Some(Command::Restore(restore)) => restore::run(&restore, printer).await,
        Some(Command::Data(data)) => data::run(&data, printer).await,
        Some(Command::Config(config)) => config::run(config, printer),
    }
}
