//! Every operation of the API, as the document lists it.

use openfob_domain::Permission;

use crate::vehicles::READABLE;

/// One method at one address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation {
    /// `get`, `post`, `put` or `delete`.
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
use Shape::{Flag, Integer, List, Object, Text};

/// All but the reads of a vehicle, which their own list names.
const OPERATIONS: &[Operation] = &[
    account("/v2.0/user", "Which user the token speaks for.", &[], &[("id", Text)]),
    account(
        "/v2.0/vehicles",
        "The vehicles that the token covers.",
        &["limit", "offset"],
        &[("vehicles", List), ("paging", Object)],
    ),
    Operation {
        method: "post",
        path: "/v2.0/vehicles/{id}/batch",
        summary: "Reads several addresses at once.",
        answer: &[("responses", List)],
        ..ANY_READ
    },
    action("post", "/v2.0/vehicles/{id}/security", "Locks or unlocks.", P::ControlSecurity),
    action("post", "/v2.0/vehicles/{id}/charge", "Starts or stops charging.", P::ControlCharge),
    action("post", "/v2.0/vehicles/{id}/charge/limit", "Sets the charge limit.", P::ControlCharge),
    action("post", "/v2.0/vehicles/{id}/navigation/destination", "Sends a destination.", P::ControlNavigation),
    action("post", "/v2.0/vehicles/{id}/tesla/charge/ammeter", "Sets the charging current.", P::ControlCharge),
    action("post", "/v2.0/vehicles/{id}/tesla/charge/schedule", "Sets the daily schedule.", P::ControlCharge),
    action("put", "/v2.0/vehicles/{id}/nissan/charge/schedule", "Sets the weekly schedules.", P::ControlCharge),
    action("put", "/v2.0/vehicles/{id}/ford/charge/schedule_by_location", "Sets a charging place.", P::ControlCharge),
    action(
        "put",
        "/v2.0/vehicles/{id}/lincoln/charge/schedule_by_location",
        "Sets a charging place.",
        P::ControlCharge,
    ),
    action(
        "post",
        "/v2.0/vehicles/{id}/tesla/charge/charge_port_door",
        "Opens or closes the charge port.",
        P::ControlCharge,
    ),
    action("post", "/v2.0/vehicles/{id}/tesla/security/trunk", "Opens or closes the boot.", P::ControlTrunk),
    action("post", "/v2.0/vehicles/{id}/tesla/security/frunk", "Opens the front boot.", P::ControlTrunk),
    action("post", "/v2.0/vehicles/{id}/tesla/climate/cabin", "Heats or cools the cabin.", P::ControlClimate),
    action("post", "/v2.0/vehicles/{id}/tesla/climate/defroster", "Defrosts the windows.", P::ControlClimate),
    action("post", "/v2.0/vehicles/{id}/tesla/climate/steering_wheel", "Heats the steering wheel.", P::ControlClimate),
    action(
        "post",
        "/v2.0/vehicles/{id}/tesla/cabin/steering_wheel",
        "Heats the steering wheel; an older address.",
        P::ControlClimate,
    ),
    action("post", "/v2.0/vehicles/{id}/tesla/pin", "Sets the driving PIN.", P::ControlPin),
    action("delete", "/v2.0/vehicles/{id}/tesla/pin", "Clears the driving PIN.", P::ControlPin),
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
        path: "/v2.0/management/application",
        summary: "The application, with the link that adds its key and the page around it.",
        credentials: ManagementToken,
        answer: &[("id", Text), ("name", Text), ("keyDomain", Text), ("virtualKeyUrl", Text), ("keyPageUrl", Text)],
        ..ANY_READ
    },
    Operation {
        path: "/v2.0/management/costs",
        summary: "What the application's calls to automakers cost, and how much of its cap they are.",
        credentials: ManagementToken,
        query: &["days"],
        answer: &[("from", Text), ("to", Text), ("currency", Text), ("calls", List), ("standings", List)],
        ..ANY_READ
    },
    Operation {
        path: "/v2.0/management/vehicles/{id}/key_link",
        summary: "A page that adds the key to this vehicle and shows its live state, to be sent to the owner.",
        credentials: ManagementToken,
        answer: &[("vehicleId", Text), ("virtualKeyUrl", Text), ("keyPageUrl", Text), ("expiresAt", Text)],
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

const fn action(method: &'static str, path: &'static str, summary: &'static str, permission: Permission) -> Operation {
    Operation { method, path, summary, permission: Some(permission), ..ANY_READ }
}

/// Every operation with its address: those above, and every address that one reads a vehicle from.
pub(crate) fn all() -> Vec<(String, Operation)> {
    let reads = READABLE.iter().flat_map(|endpoint| {
        let read = Operation { summary: "Reads the vehicle.", permission: endpoint.permission, ..ANY_READ };
        let of_every_vehicle = endpoint.makes.is_empty().then(|| format!("/v2.0/vehicles/{{id}}/{}", endpoint.path));
        let of_a_make = endpoint
            .makes
            .iter()
            .map(|make| format!("/v2.0/vehicles/{{id}}/{}/{}", make.to_lowercase(), endpoint.path));
        let addresses = of_every_vehicle.into_iter().chain(of_a_make);
        addresses.map(move |address| (address.trim_end_matches('/').to_owned(), read)).collect::<Vec<_>>()
    });
    OPERATIONS.iter().map(|operation| (operation.path.to_owned(), *operation)).chain(reads).collect()
}
