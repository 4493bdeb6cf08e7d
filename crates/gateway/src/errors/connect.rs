//! The errors that Connect sends back to applications.

/// One value of `error` on the redirect.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConnectError {
    /// The page's name.
    pub(crate) page: &'static str,
    /// The value.
    pub(crate) name: &'static str,
    /// When it is sent.
    pub(crate) when: &'static str,
    /// What it means for the owner.
    pub(crate) owner: &'static str,
    /// What the developer does.
    pub(crate) developer: &'static str,
    /// What the operator does.
    pub(crate) operator: &'static str,
}

/// Every one.
pub(crate) const CONNECT_ERRORS: [ConnectError; 8] = [
    ConnectError {
        page: "access-denied",
        name: "access_denied",
        when: "The owner declined, or kept back what the application requires.",
        owner: "Nothing was shared.",
        developer: "Say why you ask, and offer the way again.",
        operator: "Nothing.",
    },
    ConnectError {
        page: "vehicle-incompatible",
        name: "vehicle_incompatible",
        when: "The vehicle cannot be connected, or cannot do what the application requires.",
        owner: "This car does not fit the application.",
        developer: "Read vin, make, model and year where they came along. Require less, or say which cars fit.",
        operator: "Nothing.",
    },
    ConnectError {
        page: "invalid-subscription",
        name: "invalid_subscription",
        when: "The car's connected services are not active.",
        owner: "Renew the online services in the maker's app, then connect again.",
        developer: "Tell the owner, and offer the way again.",
        operator: "Nothing.",
    },
    ConnectError {
        page: "no-vehicles",
        name: "no_vehicles",
        when: "The account at the car's maker has no vehicles.",
        owner: "Add the car in the maker's app first, or sign in with the other account.",
        developer: "Offer the way again.",
        operator: "Nothing.",
    },
    ConnectError {
        page: "configuration-error",
        name: "configuration_error",
        when: "The link is wrong, or this server's set-up does not fit it.",
        owner: "Nothing can be done from here; tell the application.",
        developer: "Read error_message: it says what was wrong and what was expected.",
        operator: "The mode or the make asked for may have no adapter configured here.",
    },
    ConnectError {
        page: "server-error",
        name: "server_error",
        when: "This server failed on the way.",
        owner: "Try again later.",
        developer: "Offer the way again later.",
        operator: "The log tells the cause.",
    },
    ConnectError {
        page: "oem-login-cancelled",
        name: "oem_cancelled_login",
        when: "The owner left the maker's sign-in page.",
        owner: "Nothing was shared.",
        developer: "Offer the way again.",
        operator: "Nothing.",
    },
    ConnectError {
        page: "user-manually-returned-to-application",
        name: "user_manually_returned_to_application",
        when: "The owner went back before anything was asked.",
        owner: "Nothing was shared.",
        developer: "Offer the way again.",
        operator: "Nothing.",
    },
];
