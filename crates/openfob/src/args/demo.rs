//! `openfob demo`: everything on this machine.

use std::net::SocketAddr;

use clap::Args;

use super::DataDirectory;
use crate::config::Origin;

/// `openfob demo`
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Where the gateway listens; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,

    #[command(flatten)]
    pub(crate) data: DataDirectory,

    /// The gateway's address as a phone reaches it [default: where it listens]
    #[arg(long, value_name = "URL")]
    pub(crate) public_url: Option<Origin>,

    /// Where the simulated cars listen [default: the gateway's host, the next free port]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) sim_listen: Option<SocketAddr>,

    /// The simulated cars' address as a phone reaches it [default: where they listen]
    #[arg(long, value_name = "URL")]
    pub(crate) sim_public_url: Option<Origin>,

    /// Decides the values that the simulated cars begin with
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) seed: u64,
}
