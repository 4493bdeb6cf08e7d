//! `openfob serve`: the gateway.

use std::path::PathBuf;

use clap::Args;

/// `openfob serve`
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The configuration file (TOML); see `openfob config reference`
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Where the gateway listens; outranks `server.listen`
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<String>,

    /// The address that links use; outranks `server.public_url`
    #[arg(long, value_name = "URL")]
    pub(crate) public_url: Option<String>,

    /// The data directory; outranks `data.dir`
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<String>,
}
