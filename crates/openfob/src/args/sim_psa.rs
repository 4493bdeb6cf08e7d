//! `openfob sim psa`: cars with CarKey alone, and their levers.

use std::net::SocketAddr;

use clap::{Args, Subcommand};
use url::Url;

use crate::config::Origin;

/// `openfob sim psa`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct SimPsa {
    #[command(subcommand)]
    pub(crate) action: Option<PsaAction>,

    #[command(flatten)]
    pub(crate) serve: PsaServe,
}

/// `openfob sim psa` without a verb: runs the cars alone.
#[derive(Debug, Args)]
pub(crate) struct PsaServe {
    /// Where it listens; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8083")]
    pub(crate) listen: SocketAddr,
    /// Where phones reach the cars' links over TCP; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub(crate) link_listen: SocketAddr,
    /// The address under which clients and browsers reach it [default: where it listens]
    #[arg(long, value_name = "URL")]
    pub(crate) public_url: Option<Origin>,
    /// Decides the values that the cars begin with
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
}

/// What to do at a running simulator of cars with CarKey.
#[derive(Debug, Subcommand)]
pub(crate) enum PsaAction {
    /// Turn a switch of the car, of its phone or of its maker; an unknown name lists them
    Set {
        #[command(flatten)]
        at: PsaPlace,
        /// Which, as in bluetooth, internet, paired, link, key, ignition, inside, clock, sleeping, garbage, suspend, disable,
        /// replace-module
        #[arg(value_name = "SWITCH")]
        switch: String,
        /// on, off, or what the switch takes
        #[arg(value_name = "VALUE", allow_hyphen_values = true)]
        value: Option<String>,
    },
    /// Show how the switches of a car stand
    Status(PsaPlace),
    /// Have the owner's app activate CarKey, signing in and enrolling the phone where that is still to be done
    Activate(PsaApp),
    /// Have the owner's app check CarKey
    Check(PsaApp),
    /// Have the owner's app take the car off the account, as one does with a car that was sold
    Remove(PsaApp),
    /// List the SMS that came
    Sms(PsaPlace),
    /// Print the cars' anchor, a PEM certificate for `[carkey] anchors`
    Anchor(PsaPlace),
}

/// Which simulator, and which of its cars.
#[derive(Debug, Args)]
pub(crate) struct PsaPlace {
    /// The simulator's address [default: the demo's in the data directory]
    #[arg(long, value_name = "ORIGIN")]
    pub(crate) url: Option<Origin>,
    /// The car, by its VIN or the end of it [default: the owner's]
    #[arg(long, value_name = "VIN")]
    pub(crate) vin: Option<String>,
}

/// The owner's app, and where it signs in.
#[derive(Debug, Args)]
pub(crate) struct PsaApp {
    #[command(flatten)]
    pub(crate) at: PsaPlace,
    /// The CarKey service's address [default: the demo's]
    #[arg(long, value_name = "ORIGIN")]
    pub(crate) service: Option<Url>,
    /// The application's client id [default: the demo's]
    #[arg(long, value_name = "ID")]
    pub(crate) client_id: Option<String>,
    /// One of the application's redirect URIs [default: the demo's]
    #[arg(long, value_name = "URI")]
    pub(crate) redirect_uri: Option<String>,
    /// Who signs in [default: the car's owner]
    #[arg(long, value_name = "EMAIL")]
    pub(crate) user: Option<String>,
    /// The phone's name
    #[arg(long, value_name = "NAME", default_value = "owners-phone")]
    pub(crate) phone: String,
    /// The PIN
    #[arg(long, value_name = "PIN", default_value = "1234")]
    pub(crate) pin: String,
}
