//! What owners and applications see: Connect, OAuth, the vehicle API and the administration behind the command line.
//!
//! A request meets the modules in this order: `http` (routes, who asks, the one error shape), then `oauth`, `connect`
//! or `vehicles`, then `service`, which knows nothing of HTTP and is what jobs call as well.

mod adapters;
mod admin;
mod clock;
mod compatibility;
mod config;
mod connect;
mod costs;
mod errors;
mod events;
mod health;
mod http;
mod jobs;
mod key_file;
mod management;
mod measure;
mod oauth;
mod openapi;
mod portal;
mod secrets;
mod service;
mod state;
mod text;
mod user;
mod v1;
mod v3;
mod vehicles;
mod webhooks;

pub use adapters::Adapters;
pub use clock::Clock;
pub use config::{KeyTimings, Settings};
pub use costs::{CostCaps, Costs};
pub use events::{InvalidNetwork, Network, WebhookSettings};
pub use http::Client;
pub use http::rate_limit::RateLimits;
pub use jobs::Jobs;
pub use measure::{METRICS, Metric, MetricKind};
pub use openfob_domain::RateLimit;
pub use openfob_store::Retention;
pub use portal::{Portal, PortalEntry, PortalError};
pub use service::car_key::{MakerSignIn, SignInFailure};
pub use service::mail::{MailError, MailSettings};
pub use service::partners::Position;
pub use state::{Gateway, SetUpError};
