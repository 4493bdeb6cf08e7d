//! `openfob tesla`: partners, as which Tesla knows this server.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use openfob_domain::KeyDomain;

use super::DataSource;

/// The partner of applications that name none.
const DEFAULT_PARTNER: &str = "default";

/// `openfob tesla`
#[derive(Debug, Subcommand)]
pub(crate) enum Tesla {
    /// Developer credentials and virtual keys
    #[command(subcommand)]
    Partner(Partner),
}

/// `openfob tesla partner`
#[derive(Debug, Subcommand)]
pub(crate) enum Partner {
    /// Add a partner with a key pair, or give one that is there its credentials
    Add(Box<PartnerAdd>),
    /// List the partners
    List(DataSource),
    /// Show a partner: its key, its regions and what is missing
    Show(PartnerNamed),
    /// Register a partner in Tesla's regions, and check what Tesla then has
    Register(PartnerRegister),
    /// Replace a partner's key pair; cars keep the earlier key until their owners add the new one
    Rotate(PartnerRotate),
    /// Remove a partner that nobody uses
    Remove(PartnerNamed),
}

/// `openfob tesla partner add`
#[derive(Debug, Args)]
pub(crate) struct PartnerAdd {
    /// What to call it
    #[arg(value_name = "NAME", default_value = DEFAULT_PARTNER)]
    pub(crate) name: String,

    /// The client id of the application at developer.tesla.com
    #[arg(long, value_name = "ID")]
    pub(crate) client_id: Option<String>,

    /// A file with its client secret, `-` for standard input [default: the variable OPENFOB_TESLA_CLIENT_SECRET, else
    /// asked for]
    #[arg(long, value_name = "FILE", requires = "client_id")]
    pub(crate) client_secret_file: Option<PathBuf>,

    /// The domain on which its public key is published [default: the server's, for the default partner alone]
    #[arg(long, value_name = "DOMAIN")]
    pub(crate) key_domain: Option<KeyDomain>,

    /// A P-256 private key in PEM form, `-` for standard input [default: one is made]
    #[arg(long, value_name = "FILE", visible_alias = "import-key")]
    pub(crate) key: Option<PathBuf>,

    /// A region that it serves, such as na or eu; may be given more than once [default: all]
    #[arg(long = "region", value_name = "REGION", value_delimiter = ',')]
    pub(crate) regions: Vec<String>,

    #[command(flatten)]
    pub(crate) source: DataSource,
}

/// A command on one partner.
#[derive(Debug, Args)]
pub(crate) struct PartnerNamed {
    /// Which partner
    #[arg(value_name = "NAME", default_value = DEFAULT_PARTNER)]
    pub(crate) name: String,

    #[command(flatten)]
    pub(crate) source: DataSource,
}

/// `openfob tesla partner register`
#[derive(Debug, Args)]
pub(crate) struct PartnerRegister {
    /// Which partner
    #[arg(value_name = "NAME", default_value = DEFAULT_PARTNER)]
    pub(crate) name: String,

    /// One region alone, such as eu [default: each that it serves]
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,

    #[command(flatten)]
    pub(crate) source: DataSource,
}

/// `openfob tesla partner rotate`
#[derive(Debug, Args)]
pub(crate) struct PartnerRotate {
    /// Which partner
    #[arg(value_name = "NAME", default_value = DEFAULT_PARTNER)]
    pub(crate) name: String,

    /// A P-256 private key in PEM form, `-` for standard input [default: one is made]
    #[arg(long, value_name = "FILE", visible_alias = "import-key")]
    pub(crate) key: Option<PathBuf>,

    /// Really rotate it: every car's owner has to add the new key
    #[arg(long)]
    pub(crate) yes: bool,

    #[command(flatten)]
    pub(crate) source: DataSource,
}
