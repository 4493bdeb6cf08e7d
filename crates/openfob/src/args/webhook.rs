//! `openfob webhook`: webhooks, and what was sent to them.

use clap::{Args, Subcommand, ValueEnum};
use openfob_domain::EventType;

use super::DataSource;

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
        value_parser = clap::builder::PossibleValuesParser::new(EventType::ALL.map(EventType::as_str)))]
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
