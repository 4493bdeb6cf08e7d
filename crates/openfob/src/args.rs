//! The command line.

#![expect(clippy::doc_markdown, reason = "these comments are the help texts, printed as they stand")]

mod app;
mod audit;
mod backup;
mod config;
mod cost;
mod data;
mod demo;
mod env;
mod go_flags;
mod key;
mod restore;
mod serve;
mod sim;
mod sim_psa;
mod sim_tesla;
mod tesla;
mod tesla_proxy;
mod webhook;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

pub(crate) use app::{App, AppCreate, AppDelete, AppNamed, AppRotate};
pub(crate) use audit::Audit;
pub(crate) use backup::{Backup, BackupAction, Passphrase};
pub(crate) use config::Config;
pub(crate) use cost::{Cost, CostBy};
pub(crate) use data::Data;
pub(crate) use demo::Demo;
pub(crate) use env::{Env, Sdk};
pub(crate) use key::{Key, KeyExplain};
pub(crate) use restore::Restore;
pub(crate) use serve::Serve;
pub(crate) use sim::{Car, Sim, SimAction, Switch, Toggle};
pub(crate) use sim_psa::{PsaAction, PsaApp, PsaPlace, PsaServe, SimPsa};
pub(crate) use sim_tesla::{SimTesla, TeslaAction, TeslaPlace, TeslaServe};
pub(crate) use tesla::{Partner, PartnerAdd, PartnerNamed, PartnerRegister, PartnerRotate, Tesla};
pub(crate) use tesla_proxy::{TeslaProxy, go_duration};
pub(crate) use webhook::{Webhook, WebhookCreate, WebhookDeliveries, WebhookList, WebhookNamed};

/// openfob: the open, self-hosted gateway for the digital keys of connected cars.
#[derive(Debug, Parser)]
#[command(
    name = "openfob",
    version,
    disable_help_subcommand = true,
    after_help = "Exit status: 0 done, 1 something for you to put right, 2 a fault of openfob or of this machine."
)]
pub(crate) struct Arguments {
    /// Write the result as one JSON object
    #[arg(long, global = true)]
    pub(crate) json: bool,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Try everything on this machine: a gateway, simulated cars and a small application
    Demo(Demo),
    /// Run the gateway
    Serve(Serve),
    /// Look at applications, or change them
    #[command(subcommand)]
    App(App),
    /// Look into the keys of connected cars
    #[command(subcommand)]
    Key(Key),
    /// Tell who had which car do what, by which key, and what came of it
    Audit(Audit),
    /// Who Tesla knows this server as
    #[command(subcommand)]
    Tesla(Tesla),
    /// Sign commands for Teslas in place of Tesla's tesla-http-proxy, with its flags, and nothing else
    TeslaProxy(Box<TeslaProxy>),
    /// Tell applications of what happens to their vehicles, or look at what they were told
    #[command(subcommand)]
    Webhook(Webhook),
    /// Look at every link of the chain to owners' cars: what is broken, what that means, what mends it
    ///
    /// Configuration, data, server, clock, DNS, TLS, key files, partners, registrations, scopes, tokens, webhooks, costs,
    /// e-mail. Nothing is changed by it. It asks a running server over its socket, and works without one.
    Doctor(DataSource),
    /// Tell what calls to automakers cost this month, and what their caps leave
    Cost(Cost),
    /// Print the variables that make a Smartcar SDK talk to this server
    Env(Env),
    /// Drive, plug in, lock… simulated cars
    Sim(Sim),
    /// Write the database and the encryption key to one file, while a server runs or not
    Backup(Backup),
    /// Put a backup's database and encryption key in a data directory
    Restore(Restore),
    /// Look after the data directory
    #[command(subcommand)]
    Data(Data),
    /// Check a configuration file, or read what can stand in one
    #[command(subcommand)]
    Config(Config),
}

/// Which data directory.
#[derive(Debug, Args)]
pub(crate) struct DataDirectory {
    /// The data directory
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        default_value = "./openfob-data",
        env = "OPENFOB__DATA__DIR",
        hide_env = true
    )]
    pub(crate) data: PathBuf,
}

/// Which data directory, named directly or by the configuration of the server that uses it.
#[derive(Debug, Args)]
pub(crate) struct DataSource {
    /// The data directory [default: the configuration's, else ./openfob-data]
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<String>,

    /// The configuration file of the server
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// Reads the command line. Where there is nothing to do (help, version, a mistake), says so and gives the exit status:
/// a mistake is the user's matter, hence 1.
pub(crate) fn read() -> Result<Arguments, ExitCode> {
    Arguments::try_parse_from(go_flags::with_two_dashes(std::env::args_os())).map_err(|error| {
        // Nobody may be reading; the exit status says it as well.
        let _ = error.print();
        if error.use_stderr() { ExitCode::from(1) } else { ExitCode::SUCCESS }
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
