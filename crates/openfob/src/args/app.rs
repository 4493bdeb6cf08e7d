//! `openfob app`: applications.

use clap::{Args, Subcommand, ValueEnum};
use openfob_domain::{KeyDomain, Scope};
use url::Url;

use super::DataSource;

/// `openfob app`
#[derive(Debug, Subcommand)]
pub(crate) enum App {
    /// Register an application; its secrets are shown once
    Create(Box<AppCreate>),
    /// List the applications
    List(DataSource),
    /// Show one application
    Show(AppNamed),
    /// Replace the client secret or the management token of an application; the earlier one ends at once
    Rotate(AppRotate),
    /// Delete an application with its connections
    Delete(AppDelete),
}

/// `openfob app create`
#[derive(Debug, Args)]
pub(crate) struct AppCreate {
    /// Its name, as owners are to read it
    pub(crate) name: String,

    /// What it does with the car, in a sentence
    #[arg(long, value_name = "TEXT")]
    pub(crate) description: Option<String>,

    /// The address of its logo
    #[arg(long, value_name = "URL")]
    pub(crate) logo: Option<Url>,

    /// Its accent colour, such as #0b5d4e
    #[arg(long, value_name = "COLOUR")]
    pub(crate) accent: Option<String>,

    /// Where Connect may return to; may be given more than once, the first one is the default
    #[arg(long = "redirect-uri", value_name = "URI", required = true)]
    pub(crate) redirect_uris: Vec<String>,

    /// What Connect asks for where the link names no scope, such as "required:read_battery read_location"
    #[arg(long, value_name = "SCOPE")]
    pub(crate) permissions: Option<Scope>,

    /// The partner under which it holds keys, see `openfob tesla partner` [default: the default one]
    #[arg(long, value_name = "NAME", conflicts_with_all = ["key_domain", "key_subdomain"])]
    pub(crate) partner: Option<String>,

    /// A key domain of its own, with a key made for it
    #[arg(long, value_name = "DOMAIN", conflicts_with = "key_subdomain")]
    pub(crate) key_domain: Option<KeyDomain>,

    /// A key domain of its own below the operator's base domain, with a key made for it
    #[arg(long, value_name = "NAME")]
    pub(crate) key_subdomain: Option<String>,

    /// What it wants of cars that lack the key they ask for: one read per window, or a refusal at once
    #[arg(long, value_enum, default_value_t = WithoutKey::Limit)]
    pub(crate) without_key: WithoutKey,

    /// Refuse where a car may not be asked, in place of serving stored values with their age
    #[arg(long)]
    pub(crate) no_stored: bool,

    #[command(flatten)]
    pub(crate) source: DataSource,
}

/// See `AppCreate::without_key`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum WithoutKey {
    /// One read per window
    Limit,
    /// A refusal at once
    Refuse,
}

impl WithoutKey {
    /// As the admin router spells it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Limit => "limit",
            Self::Refuse => "refuse",
        }
    }
}

/// A command on one application.
#[derive(Debug, Args)]
pub(crate) struct AppNamed {
    /// Its client id
    #[arg(value_name = "CLIENT_ID")]
    pub(crate) id: String,

    #[command(flatten)]
    pub(crate) source: DataSource,
}

/// `openfob app rotate`
#[derive(Debug, Args)]
pub(crate) struct AppRotate {
    /// Its client id
    #[arg(value_name = "CLIENT_ID")]
    pub(crate) id: String,

    /// What to replace
    #[arg(value_enum)]
    pub(crate) what: Rotated,

    #[command(flatten)]
    pub(crate) source: DataSource,
}

/// What can be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Rotated {
    /// What the application shows to get tokens.
    ClientSecret,
    /// What signs webhooks and opens the management API.
    ManagementToken,
}

impl Rotated {
    /// As the admin router spells it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::ClientSecret => "client_secret",
            Self::ManagementToken => "management_token",
        }
    }
}

/// `openfob app delete`
#[derive(Debug, Args)]
pub(crate) struct AppDelete {
    /// Its client id
    #[arg(value_name = "CLIENT_ID")]
    pub(crate) id: String,

    /// Really delete it: every connection of the application ends
    #[arg(long)]
    pub(crate) yes: bool,

    #[command(flatten)]
    pub(crate) source: DataSource,
}
