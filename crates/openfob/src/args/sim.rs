//! `openfob sim`: simulated cars, and their levers.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use openfob_domain::KeyDomain;

use super::{DataDirectory, SimPsa, SimTesla};
use crate::config::Origin;

/// `openfob sim`
#[derive(Debug, Args)]
pub(crate) struct Sim {
    /// The simulator's address [default: the demo's in the data directory]
    #[arg(long, value_name = "URL", global = true)]
    pub(crate) simulator: Option<Origin>,

    #[command(flatten)]
    pub(crate) data: DataDirectory,

    #[command(subcommand)]
    pub(crate) action: SimAction,
}

/// What to do with simulated cars. `CAR` is the end of a VIN, as `openfob sim list` shows it.
#[derive(Debug, Subcommand)]
pub(crate) enum SimAction {
    /// List the cars and how they are
    List,
    /// Put the charging cable in
    Plug(Car),
    /// Take the charging cable out
    Unplug(Car),
    /// Begin to charge
    StartCharge(Car),
    /// Stop charging
    StopCharge(Car),
    /// Break the charger, or mend it
    ChargeFault(Toggle),
    /// Set the fuel in the tank
    FuelLevel {
        #[command(flatten)]
        car: Car,
        /// Percent, 0 to 100
        #[arg(value_parser = clap::value_parser!(u8).range(0..=100))]
        percent: u8,
    },
    /// Drive away
    Drive(Car),
    /// Stop and park
    Park(Car),
    /// Fall asleep
    Sleep(Car),
    /// Wake up
    Wake(Car),
    /// Lock the doors
    Lock(Car),
    /// Unlock the doors
    Unlock(Car),
    /// Open a door, a window, the sunroof, the boot, the bonnet or the charging port
    Open {
        #[command(flatten)]
        car: Car,
        /// Which, as in front-left-door, back-right-window, sunroof, trunk, hood or charging-port
        part: String,
    },
    /// Close what is open
    Close {
        #[command(flatten)]
        car: Car,
        /// Which, as for `open`
        part: String,
    },
    /// Set the temperature around the car; `none` calls it off
    Ambient {
        #[command(flatten)]
        car: Car,
        /// °C
        #[arg(allow_hyphen_values = true)]
        celsius: String,
    },
    /// What the car says of being at home: yes, no, unset, or measured
    AtHome {
        #[command(flatten)]
        car: Car,
        /// yes, no, unset (it knows no home) or measured (by where it stands)
        at: String,
    },
    /// Take the car to the workshop, or out of it
    InService(Toggle),
    /// Drain the 12 V battery, or charge it
    #[command(name = "low-12v")]
    Low12V(Toggle),
    /// Allow remote access in the car, or switch it off
    RemoteAccess(Toggle),
    /// Set the charge of the battery
    ChargeLevel {
        #[command(flatten)]
        car: Car,
        /// Percent, 0 to 100
        #[arg(value_parser = clap::value_parser!(u8).range(0..=100))]
        percent: u8,
    },
    /// Set the limit up to which the car charges
    ChargeLimit {
        #[command(flatten)]
        car: Car,
        /// Percent, 50 to 100
        #[arg(value_parser = clap::value_parser!(u8).range(50..=100))]
        percent: u8,
    },
    /// Lose the connection
    Offline(Car),
    /// Get the connection back
    Online(Car),
    /// Turn streaming on or off, on the car's own screen
    Streaming(Toggle),
    /// Approve a key on the owner's phone
    AddKey {
        #[command(flatten)]
        car: Car,
        /// The key's name, a key domain
        domain: KeyDomain,
    },
    /// Remove a key on the car's own screen
    RemoveKey {
        #[command(flatten)]
        car: Car,
        /// The key's name, a key domain
        domain: KeyDomain,
    },
    /// Give the permission for the car's place at the maker, or take it back
    LocationPermission(Toggle),
    /// How the owner's account at the maker stands
    Account {
        #[command(flatten)]
        car: Car,
        /// ok, subscription-ended, consent-revoked, password-changed or action-needed
        state: String,
    },
    /// Put the car into its owner's account, or remove it
    InAccount(Toggle),
    /// Make the next call for the car fail; `none` calls it off
    Fail {
        #[command(flatten)]
        car: Car,
        /// How, as in VEHICLE_STATE.IN_MOTION
        #[arg(value_name = "TYPE.CODE")]
        error: String,
    },
    /// Show the cars' clock, or move it on
    Time {
        /// How far, as in +8h or "+1h 30m"
        #[arg(value_name = "DURATION")]
        forward: Option<String>,
    },
    /// Tesla's side: run it on its own, get tokens, add keys, play faults
    Tesla(Box<SimTesla>),
    /// CarKey of the PSA brands: cars that attest, an owner's app, an SMS inbox
    Psa(Box<SimPsa>),
    /// Run simulated cars on their own
    Serve {
        /// Where they listen; port 0 takes a free one
        #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8081")]
        listen: SocketAddr,
        /// The file that keeps their state
        #[arg(long, value_name = "FILE", default_value = "simulator.json")]
        state: PathBuf,
        /// The address under which browsers reach them [default: where they listen]
        #[arg(long, value_name = "URL")]
        public_url: Option<Origin>,
        /// Decides the values that the cars begin with
        #[arg(long, value_name = "NUMBER", default_value_t = 1)]
        seed: u64,
    },
}

/// A car, and a switch of it that is on or off.
#[derive(Debug, Args)]
pub(crate) struct Toggle {
    #[command(flatten)]
    pub(crate) car: Car,
    #[arg(value_enum)]
    pub(crate) switch: Switch,
}

/// Which car.
#[derive(Debug, Args)]
pub(crate) struct Car {
    /// Its name in `openfob sim list`: the end of its VIN
    #[arg(value_name = "CAR")]
    pub(crate) name: String,
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Switch {
    On,
    Off,
}
