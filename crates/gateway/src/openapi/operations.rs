//! Every operation of the API, as the document lists it.

use openfob_domain::Permission;

/// One method at one address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation {
    /// `get`, `post` or `delete`.
    pub(crate) method: &'static str,
    /// The address, with `{…}` for what varies.
    pub(crate) path: &'static str,
    /// What it does.
    pub(crate) summary: &'static str,
    /// Who may ask.
    pub(crate) credentials: Credentials,
    /// What the owner has to have allowed.
    pub(crate) permission: Option<Permission>,
    /// The query's parameters; those that have to come end in `!`.
    pub(crate) query: &'static [&'static str],
    /// The answer's members.
    pub(crate) answer: &'static [(&'static str, Shape)],
}

/// Who may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Credentials {
    /// An access token as bearer.
    AccessToken,
    /// The management token as bearer.
    ManagementBearer,
    /// Either of the two.
    AnyBearer,
    /// The management token by HTTP Basic.
    ManagementToken,
    /// Client id and secret by HTTP Basic.
    ClientSecret,
    /// Client id and secret, and a form.
    Form,
}

/// What a member of an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Text.
    Text,
    /// A number.
    Number,
    /// A whole number.
    Integer,
    /// True or false.
    Flag,
    /// A list.
    List,
    /// An object.
    Object,
}

use Credentials::{AccessToken, AnyBearer, ClientSecret, Form, ManagementBearer, ManagementToken};
use Permission as P;
use Shape::{Flag, Integer, List, Number, Object, Text};

/// All of them.
pub(crate) const OPERATIONS: &[Operation] = &[
    account("/v2.0/user", "Which user the token speaks for.", &[], &[("id", Text)]),
    account(
        "/v2.0/vehicles",
        "The vehicles that the token covers.",
        &["limit", "offset"],
        &[("vehicles", List), ("paging", Object)],
    ),
    read(
        "",
        "Make, model and year.",
        P::ReadVehicleInfo,
        &[("id", Text), ("make", Text), ("model", Text), ("year", Integer)],
    ),
    read("/vin", "The VIN.", P::ReadVin, &[("vin", Text)]),
    read("/odometer", "Distance driven.", P::ReadOdometer, &[("distance", Number)]),
    read("/battery", "Charge and range.", P::ReadBattery, &[("percentRemaining", Number), ("range", Number)]),
    read("/charge", "The state of charging.", P::ReadCharge, &[("isPluggedIn", Flag), ("state", Text)]),
    read("/location", "Where the car is.", P::ReadLocation, &[("latitude", Number), ("longitude", Number)]),
    read(
        "/key",
        "What is known of the digital key; openfob's own.",
        P::ReadVehicleInfo,
        &[("kind", Text), ("state", Text), ("required", Flag), ("sources", List), ("action", Object)],
    ),
    read("/tesla/virtual_key", "Whether the virtual key is in the car.", P::ReadVehicleInfo, &[("isPaired", Flag)]),
    Operation {
        path: "/v2.0/vehicles/{id}/permissions",
        summary: "What the token may do with the vehicle.",
        query: &["limit", "offset"],
        answer: &[("permissions", List), ("paging", Object)],
        ..ANY_READ
    },
    Operation {
        method: "delete",
        path: "/v2.0/vehicles/{id}/application",
        summary: "Ends the connection.",
        credentials: AnyBearer,
        answer: &[("status", Text)],
        ..ANY_READ
    },
    Operation {
        method: "post",
        path: "/v2.0/vehicles/{id}/webhooks/{webhook_id}",
        summary: "Subscribes the vehicle to a webhook.",
        answer: &[("webhookId", Text), ("vehicleId", Text)],
        ..ANY_READ
    },
    Operation {
        method: "delete",
        path: "/v2.0/vehicles/{id}/webhooks/{webhook_id}",
        summary: "Ends the vehicle's subscription to a webhook.",
        credentials: ManagementBearer,
        answer: &[("status", Text)],
        ..ANY_READ
    },
    Operation {
        path: "/v2.0/management/connections",
        summary: "The application's connections, newest first.",
        credentials: ManagementToken,
        query: &["user_id", "vehicle_id", "mode", "limit", "cursor"],
        answer: &[("connections", List), ("paging", Object)],
        ..ANY_READ
    },
    Operation {
        method: "delete",
        path: "/v2.0/management/connections",
        summary: "Ends connections of a user, of a vehicle, or of both.",
        credentials: ManagementToken,
        query: &["user_id", "vehicle_id", "mode"],
        answer: &[("connections", List)],
        ..ANY_READ
    },
    Operation {
        path: "/v2.0/compatibility",
        summary: "What a car could serve, by its VIN.",
        credentials: ClientSecret,
        query: &["vin!", "scope!", "country", "mode", "test_mode_compatibility_level"],
        answer: &[("compatible", Flag), ("reason", Text), ("capabilities", List)],
        ..ANY_READ
    },
    Operation {
        path: "/v2.0/compatibility/matrix",
        summary: "The models that can be connected in a region, by make.",
        credentials: ClientSecret,
        query: &["region!", "make", "type", "scope", "mode"],
        ..ANY_READ
    },
    Operation {
        method: "post",
        path: "/oauth/token",
        summary: "Exchanges a code or a refresh token for tokens.",
        credentials: Form,
        answer: &[("access_token", Text), ("token_type", Text), ("expires_in", Integer), ("refresh_token", Text)],
        ..ANY_READ
    },
    Operation {
        method: "post",
        path: "/oauth/revoke",
        summary: "Revokes a token and all that came of the same code.",
        credentials: Form,
        ..ANY_READ
    },
];

const ANY_READ: Operation = Operation {
    method: "get",
    path: "",
    summary: "",
    credentials: AccessToken,
    permission: None,
    query: &[],
    answer: &[],
};

const fn account(
    path: &'static str,
    summary: &'static str,
    query: &'static [&'static str],
    answer: &'static [(&'static str, Shape)],
) -> Operation {
    Operation { path, summary, query, answer, ..ANY_READ }
}

/// The path is what follows the vehicle's id.
const fn read(
    path: &'static str,
    summary: &'static str,
    permission: Permission,
    answer: &'static [(&'static str, Shape)],
) -> Operation {
    Operation { path, summary, permission: Some(permission), answer, ..ANY_READ }
}

impl Operation {
    /// The whole address.
    pub(crate) fn address(&self) -> String {
        if self.path.starts_with("/v2.0") || self.path.starts_with("/oauth") {
            self.path.to_owned()
        } else {
            format!("/v2.0/vehicles/{{id}}{}", self.path)
        }
    }
}
