//! What an operator decides, with what the maker's documents suggest or leave open.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;

use jiff::SignedDuration;
use openfob_carkey::{Anchors, LateReactivation, Rules};
use openfob_domain::{KeyDomain, RateLimit};
use url::Url;

use crate::SmsProvider;

/// How the service behaves.
#[derive(Clone)]
pub struct Settings {
    /// The address that browsers and phones reach.
    pub origin: Url,
    /// The partner under which accounts are linked, where an application has none of its own.
    pub key_domain: KeyDomain,
    /// Whose cars are believed.
    pub anchors: Anchors,
    /// What an attestation must say.
    pub rules: Rules,
    /// What an activation may do after the date.
    pub late: LateReactivation,
    /// Whether CarKey waits for a trusted phone number and an enrolled phone.
    pub steps_in_order: bool,
    /// How SMS leave.
    pub sms: Arc<dyn SmsProvider>,
    /// How often, how long, how many.
    pub limits: Limits,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("rules", &self.rules).field("limits", &self.limits).finish_non_exhaustive()
    }
}

const CALLS: NonZeroU32 = NonZeroU32::new(120).unwrap();
const SIGN_INS: NonZeroU32 = NonZeroU32::new(600).unwrap();

/// Bounds and lifetimes. None of them is published by the maker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// A challenge for a car.
    pub challenge: SignedDuration,
    /// A security code.
    pub security_code: SignedDuration,
    /// Strong authentication after a PIN.
    pub strong: SignedDuration,
    /// A sign-in under way, and an unused code for the app.
    pub sign_in: SignedDuration,
    /// An access token.
    pub access: SignedDuration,
    /// An unused refresh token.
    pub refresh: SignedDuration,
    /// An SMS code.
    pub sms: SignedDuration,
    /// SMS for one account within `sms_window`.
    pub sms_most: u32,
    /// See `sms_most`.
    pub sms_window: SignedDuration,
    /// Wrong PINs in a row until the account is blocked.
    pub pin_failures: u32,
    /// Phones enrolled on one account.
    pub phones: u32,
    /// Calls of one account.
    pub calls: RateLimit,
    /// Sign-ins that are begun through one application.
    pub sign_ins: RateLimit,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            challenge: SignedDuration::from_mins(2),
            security_code: SignedDuration::from_hours(24),
            strong: SignedDuration::from_mins(15),
            sign_in: SignedDuration::from_mins(10),
            access: SignedDuration::from_hours(1),
            refresh: SignedDuration::from_hours(24 * 90),
            sms: SignedDuration::from_mins(10),
            sms_most: 10,
            sms_window: SignedDuration::from_hours(24),
            pin_failures: 3,
            phones: 5,
            calls: each_minute(CALLS),
            sign_ins: each_minute(SIGN_INS),
        }
    }
}

/// So many in a minute, all of them at once if need be.
#[must_use]
pub fn each_minute(most: NonZeroU32) -> RateLimit {
    RateLimit { burst: most, per_minute: most }
}
