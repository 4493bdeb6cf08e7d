//! The command line.

#![expect(clippy::doc_markdown, reason = "these comments are the help texts, printed as they stand")]

mod go_flags;
mod sim_tesla;
mod tesla_proxy;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use openfob_domain::{KeyDomain, Scope};
use url::Url;

use crate::config::Origin;

pub(crate) use sim_tesla::{SimTesla, TeslaAction, TeslaPlace, TeslaServe};
pub(crate) use tesla_proxy::{TeslaProxy, go_duration};

/// The partner of applications that name none.
const DEFAULT_PARTNER: &str = "default";

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

/// `openfob webhook`
#[derive(Debug, Subcommand)]
pub(crate) enum Webhook {
    /// Make a webhook, once its receiver has answered the challenge
    ///
    /// It tells of events as they happen, or with --every and --path of what is read on a schedule. The receiver is
    /// sent a challenge first and answers it with the HMAC-SHA256 of it, keyed with the application's management
    /// token, within 15 seconds; that token signs every delivery as well.
    Create(WebhookCreate),
    /// List the webhooks
    List(WebhookList),
    /// Show one webhook
    Show(WebhookNamed),
    /// List what was sent to a webhook or is to be sent, the newest first
    Deliveries(WebhookDeliveries),
    /// Send a delivery again, or every failed one of a webhook
    Replay(WebhookNamed),
    /// Delete a webhook; what was still to be sent is not
    Delete(WebhookNamed),
}

/// `openfob webhook create`
#[derive(Debug, Args)]
pub(crate) struct WebhookCreate {
    /// Where its receiver listens, such as https://app.example.com/webhooks
    #[arg(value_name = "URL")]
    pub(crate) url: String,

    /// Whose it is, by client id [default: the only application]
    #[arg(long, value_name = "CLIENT_ID")]
    pub(crate) app: Option<String>,

    /// Its name, for people [default: the host]
    #[arg(long, value_name = "TEXT")]
    pub(crate) name: Option<String>,

    /// What it tells of; may be given more than once [default: every kind of event]
    #[arg(long = "event", value_name = "EVENT", conflicts_with_all = ["every", "paths"],
        value_parser = clap::builder::PossibleValuesParser::new(openfob_domain::EventType::ALL.map(openfob_domain::EventType::as_str)))]
    pub(crate) events: Vec<String>,

    /// Read the subscribed vehicles again and again, with this time between, such as 1h
    #[arg(long, value_name = "TIME", requires = "paths")]
    pub(crate) every: Option<String>,

    /// What is read then, such as /odometer; may be given more than once
    #[arg(long = "path", value_name = "PATH", requires = "every")]
    pub(crate) paths: Vec<String>,

    /// Subscribe every vehicle of the application, now and as it is connected
    #[arg(long)]
    pub(crate) all_vehicles: bool,

    #[command(flatten)]
    pub(crate) source: DataSource,
}

/// `openfob webhook list`
#[derive(Debug, Args)]
pub(crate) struct WebhookList {
    /// Of this application alone
    #[arg(long, value_name = "CLIENT_ID")]
    pub(crate) app: Option<String>,

    #[command(flatten)]
    pub(crate) source: DataSource,
}

/// A command on one webhook, or on one delivery.
#[derive(Debug, Args)]
pub(crate) struct WebhookNamed {
    /// Its id
    #[arg(value_name = "ID")]
    pub(crate) id: String,

    #[command(flatten)]
    pub(crate) source: DataSource,
}

/// `openfob webhook deliveries`
#[derive(Debug, Args)]
pub(crate) struct WebhookDeliveries {
    /// The webhook's id
    #[arg(value_name = "WEBHOOK_ID")]
    pub(crate) id: String,

    /// Those that stand so alone
    #[arg(long, value_enum)]
    pub(crate) state: Option<DeliveryState>,

    /// How many, at most
    #[arg(long, value_name = "NUMBER", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) limit: u32,

    #[command(flatten)]
    pub(crate) source: DataSource,
}

/// How a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DeliveryState {
    /// To be sent, for the first time or again
    Pending,
    /// Taken by the receiver
    Delivered,
    /// Tried as often as it may be
    Failed,
}

impl DeliveryState {
    /// As the admin router spells it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }
}

/// `openfob cost`
#[derive(Debug, Args)]
pub(crate) struct Cost {
    /// What the amounts are told apart by, besides the price class
    #[arg(long, value_enum, default_value_t = CostBy::Class)]
    pub(crate) by: CostBy,

    /// A month such as 2026-11, or days such as 2026-11-01/2026-11-15 [default: this month, in UTC]
    #[arg(value_name = "DAYS")]
    pub(crate) days: Option<String>,

    #[command(flatten)]
    pub(crate) source: DataSource,
}

/// What costs are told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CostBy {
    /// The price class alone
    Class,
    /// The day
    Day,
    /// The partner that is charged
    Partner,
    /// The application
    Application,
    /// The car
    Car,
    /// What was called, in the automaker's words
    Operation,
}

impl CostBy {
    /// As the admin router spells it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Class => "class",
            Self::Day => "day",
            Self::Partner => "partner",
            Self::Application => "application",
            Self::Car => "car",
            Self::Operation => "operation",
        }
    }
}

/// `openfob env`
#[derive(Debug, Args)]
pub(crate) struct Env {
    /// Which SDK
    #[arg(long, value_enum)]
    pub(crate) sdk: Sdk,

    /// The application's client id [default: the demo's]
    #[arg(long, value_name = "CLIENT_ID")]
    pub(crate) app: Option<String>,

    #[command(flatten)]
    pub(crate) source: DataSource,
}

/// Whose variables to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sdk {
    /// smartcar (PyPI)
    Python,
    /// smartcar (npm)
    Node,
    /// com.smartcar.sdk (Maven)
    Java,
    /// smartcar (RubyGems)
    Ruby,
    /// No SDK: names for your own calls
    Curl,
}

/// `openfob key`
#[derive(Debug, Subcommand)]
pub(crate) enum Key {
    /// Tell why a car's key state is what it is: each source's word, and which one counts
    Explain(KeyExplain),
}

/// `openfob key explain`
#[derive(Debug, Args)]
pub(crate) struct KeyExplain {
    /// The vehicle id, as the API lists it, or the VIN
    #[arg(value_name = "VEHICLE")]
    pub(crate) vehicle: String,

    #[command(flatten)]
    pub(crate) source: DataSource,
}

/// `openfob audit`
#[derive(Debug, Args)]
pub(crate) struct Audit {
    /// Commands to this car alone: its vehicle id, as the API lists it, or its VIN
    #[arg(long, value_name = "VEHICLE")]
    pub(crate) vehicle: Option<String>,

    /// Commands of this application alone, by client id
    #[arg(long, value_name = "CLIENT_ID")]
    pub(crate) app: Option<String>,

    /// Since when: a moment, as 2026-11-21T10:00:00Z, or how long ago, as 36h or 7d
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<String>,

    /// How many of the newest, at most
    #[arg(long, value_name = "NUMBER", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) limit: u32,

    #[command(flatten)]
    pub(crate) source: DataSource,
}

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

/// `openfob backup`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Backup {
    #[command(subcommand)]
    pub(crate) action: Option<BackupAction>,

    /// The file to write; it may be read by you alone
    #[arg(value_name = "FILE", required = true)]
    pub(crate) file: Option<PathBuf>,

    /// Replace the file if it is there
    #[arg(long)]
    pub(crate) force: bool,

    #[command(flatten)]
    pub(crate) passphrase: Passphrase,

    #[command(flatten)]
    pub(crate) source: DataSource,
}

/// What else can be done with backups.
#[derive(Debug, Subcommand)]
pub(crate) enum BackupAction {
    /// Check that a backup is whole, and tell what is in it
    Verify {
        /// The backup
        #[arg(value_name = "FILE")]
        file: PathBuf,

        #[command(flatten)]
        passphrase: Passphrase,
    },
}

/// `openfob restore`
#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The backup
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// Replace the data that is there
    #[arg(long)]
    pub(crate) force: bool,

    #[command(flatten)]
    pub(crate) passphrase: Passphrase,

    #[command(flatten)]
    pub(crate) source: DataSource,
}

/// What protects the encryption key in a backup.
#[derive(Debug, Args)]
pub(crate) struct Passphrase {
    /// A file whose text protects the encryption key in the backup
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
}

/// `openfob data`
#[derive(Debug, Subcommand)]
pub(crate) enum Data {
    /// Exchange the encryption key: seal everything with a new one, then drop the old one
    RotateKey(DataSource),
}

/// `openfob config`
#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    /// Tell what is wrong with a configuration file
    Check {
        /// The file (TOML)
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Print every key with its meaning, in Markdown
    Reference,
}

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

/// A car, and a switch of it that is on or off.
#[derive(Debug, clap::Args)]
pub(crate) struct Toggle {
    #[command(flatten)]
    pub(crate) car: Car,
    #[arg(value_enum)]
    pub(crate) switch: Switch,
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
