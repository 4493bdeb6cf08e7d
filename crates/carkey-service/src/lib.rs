//! What a CarKey app talks to: sign-in, trusted phone, PIN, one-time codes, service activation steps, and the proof itself.
//!
//! The maker withdrew its mobile SDK's documentation, and what its app and its cloud say to each other was never public.
//! The calls here use the SDK's words and numbers over HTTP of our own; the app's core turns one into the other.
//!
//! What was proven becomes key evidence of the account, through [`Host`]; nobody here writes key state.

mod account;
mod activation;
mod audit;
mod body;
mod car_key;
mod enrollment;
mod fault;
mod host;
mod one_time_code;
mod phone_number;
mod pin;
mod router;
mod session;
mod settings;
mod sign_in;
mod sms;
mod sms_codes;
mod state;
mod steps;

pub use host::{Begin, Complete, Host, SignInFailed};
pub use settings::{Limits, Settings, each_minute};
pub use sms::{LogSms, SmsError, SmsProvider, WebhookSms};
pub use state::{CarKeyService, Now};
