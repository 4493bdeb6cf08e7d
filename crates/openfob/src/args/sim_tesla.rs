//! `openfob sim tesla`: Tesla's side alone, and its levers.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use openfob_domain::KeyDomain;
use openfob_simulator::Region;

use crate::config::Origin;

/// `openfob sim tesla`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct SimTesla {
    #[command(subcommand)]
    pub(crate) action: Option<TeslaAction>,

    #[command(flatten)]
    pub(crate) serve: TeslaServe,
}

/// `openfob sim tesla` without a verb: runs Tesla's side alone.
#[derive(Debug, Args)]
pub(crate) struct TeslaServe {
    /// Where it listens; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8082")]
    pub(crate) listen: SocketAddr,
    /// The address under which clients and browsers reach it [default: where it listens]
    #[arg(long, value_name = "URL")]
    pub(crate) public_url: Option<Origin>,
    /// Where the proxy for programs with Tesla's hosts built in listens; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub(crate) proxy_listen: SocketAddr,
    /// Where the cars' Bluetooth is served, with sockets in the radio's place; port 0 takes a free one [default: nowhere]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) ble_listen: Option<SocketAddr>,
    /// A region with a listener of its own, as in eu=127.0.0.1:0; may be given more than once
    #[arg(long = "region", value_name = "REGION=ADDRESS", value_parser = region_listener)]
    pub(crate) regions: Vec<(Region, SocketAddr)>,
    /// Where a key domain is served that the network does not know, as in fob.example.com=http://127.0.0.1:8080
    #[arg(long = "resolve", value_name = "DOMAIN=ORIGIN", value_parser = key_origin)]
    pub(crate) resolve: Vec<(KeyDomain, Origin)>,
    /// Decides the values that the cars begin with
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
}

/// What to do at a running simulator of Tesla's side.
#[derive(Debug, Subcommand)]
pub(crate) enum TeslaAction {
    /// Print an access token, without a browser
    Token {
        #[command(flatten)]
        at: TeslaPlace,
        /// Whose: an e-mail address [default: the owner's]
        #[arg(long, value_name = "EMAIL")]
        user: Option<String>,
        /// For what, as in "vehicle_device_data vehicle_cmds" [default: everything]
        #[arg(long, value_name = "SCOPES")]
        scopes: Option<String>,
    },
    /// Add a public key to a car, as its owner's phone would
    Enrol {
        #[command(flatten)]
        at: TeslaPlace,
        /// The public key, a PEM file
        #[arg(value_name = "KEY")]
        key: PathBuf,
        /// What it may do: owner, driver, fm, vehicle-monitor, charging-manager or guest; fm, as partners' keys, if not given
        #[arg(long, value_name = "ROLE")]
        role: Option<String>,
    },
    /// Remove a public key from a car, as on its own screen
    Remove {
        #[command(flatten)]
        at: TeslaPlace,
        /// The public key, a PEM file
        #[arg(value_name = "KEY")]
        key: PathBuf,
    },
    /// Put a car to sleep
    Sleep(TeslaPlace),
    /// Wake a car up at once
    Wake(TeslaPlace),
    /// Start a car's computer anew
    Reboot(TeslaPlace),
    /// Print the variables that lead a program with Tesla's hosts built in to the simulator
    Env(TeslaPlace),
    /// Play a fault, or end it; an unknown name lists them
    Script {
        #[command(flatten)]
        at: TeslaPlace,
        /// Which, as in late-pairing, half-installed-key, 429-storm, wrong-region, revoked-access, missing-scope,
        /// refresh-race, slow-answers
        #[arg(value_name = "SCRIPT")]
        script: String,
        /// on, off, or what the script takes
        #[arg(value_name = "VALUE")]
        value: Option<String>,
        /// About whom, where it is about an account [default: the car's owner, or the owner]
        #[arg(long, value_name = "EMAIL")]
        user: Option<String>,
    },
}

/// Which simulator, and which of its cars.
#[derive(Debug, Args)]
pub(crate) struct TeslaPlace {
    /// The simulator's address [default: the demo's in the data directory]
    #[arg(long, value_name = "ORIGIN")]
    pub(crate) url: Option<Origin>,
    /// The car, by its VIN or the end of it [default: the owner's first]
    #[arg(long, value_name = "VIN")]
    pub(crate) vin: Option<String>,
}

fn region_listener(text: &str) -> Result<(Region, SocketAddr), String> {
    let (region, address) = text.split_once('=').ok_or("write it as REGION=ADDRESS, such as eu=127.0.0.1:0")?;
    let region = region.parse().map_err(|error: openfob_simulator::UnknownRegion| error.to_string())?;
    Ok((region, address.parse().map_err(|_| format!("`{address}` is no address such as 127.0.0.1:0"))?))
}

fn key_origin(text: &str) -> Result<(KeyDomain, Origin), String> {
    let wanted = "write it as DOMAIN=ORIGIN, such as fob.example.com=http://127.0.0.1:8080";
    let (domain, origin) = text.split_once('=').ok_or(wanted)?;
    Ok((domain.parse().map_err(|_| wanted)?, origin.parse().map_err(|_| wanted)?))
}
