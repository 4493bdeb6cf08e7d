//! A run of Connect: what it is about, and the page it stands at.

use openfob_domain::{AccountId, ConnectionId, GrantId, Make, Permission, UserId};
use serde::{Deserialize, Serialize};

use super::request::Request;

/// A run as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Run {
    /// What the application's link asks for.
    pub(super) request: Request,
    /// Sent back by every form.
    pub(super) csrf: String,
    /// The page it stands at.
    pub(super) stage: Stage,
}

/// The page that a run stands at. Each stage holds only what is true in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub(super) enum Stage {
    /// Who wants what.
    Preamble,
    /// Which brand.
    Brands,
    /// The owner is at the automaker's page.
    SignIn {
        /// The brand chosen.
        make: Make,
        /// Comes back with the browser, so that only this sign-in can answer.
        nonce: String,
        /// The PKCE verifier that the code is exchanged with.
        verifier: String,
    },
    /// The sign-in came to nothing.
    Refused {
        /// The brand chosen.
        make: Make,
        /// Why.
        reason: Refused,
    },
    /// Which cars, and what may be done with them.
    Consent {
        /// The brand chosen.
        make: Make,
        /// The account signed in to.
        account: AccountId,
        /// Whether the form came back without a car.
        no_car_chosen: bool,
    },
    /// The grant stands; what its cars still ask for.
    Key {
        /// The brand chosen.
        make: Make,
        /// The account.
        account: AccountId,
        /// What was granted.
        granted: Granted,
        /// Whether a car waited for its key when the page was first shown.
        waited: bool,
        /// Whether the steps to streaming went out by e-mail; none were asked for yet.
        mailed: Option<bool>,
    },
    /// The browser was sent back.
    Done {
        /// Whether the owner granted anything.
        connected: bool,
    },
}

/// What a run has granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Granted {
    /// The user.
    pub(super) user: UserId,
    /// The grant.
    pub(super) grant: GrantId,
    /// The API's vehicle ids.
    pub(super) connections: Vec<ConnectionId>,
}

/// Why a sign-in came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub(super) enum Refused {
    /// The owner left the automaker's page.
    Cancelled,
    /// The automaker did not accept the sign-in.
    SignInFailed,
    /// The account has no cars.
    NoVehicles,
    /// The car asked for is not in the account.
    VehicleMissing,
    /// No connected-services subscription is active.
    Subscription,
    /// The car cannot be connected.
    Incompatible {
        /// Which car, as far as the automaker tells.
        vin: Option<String>,
        /// See `vin`.
        make: Option<String>,
        /// See `vin`.
        model: Option<String>,
        /// See `vin`.
        year: Option<String>,
    },
    /// The owner kept back at the automaker what the application cannot do without.
    MissingPermissions {
        /// What is missing.
        permissions: Vec<Permission>,
    },
    /// The automaker does not serve the partner: not registered where the account is, suspended, or refused.
    NotReady,
    /// The automaker gives no answer.
    MakerSilent,
}
