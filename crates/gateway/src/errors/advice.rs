//! What a developer and an operator do about a refusal. The owner's and the general words are the error body's own.

use openfob_domain::{
    AccountIssue, Billing, Capability, NotFound, Refusal, ServerFault, UpstreamFault, VehicleCondition,
};

/// What the application's developer does.
pub(super) fn for_developer(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Authentication => {
            "Send the access token as `Authorization: Bearer …`. It lives two hours; refresh it and try again. Management \
             and compatibility take HTTP Basic credentials instead."
        }
        Refusal::Permission => {
            "Check `GET /vehicles/{id}/permissions`. Add what is missing to `scope` and send the owner through Connect \
             again. Write the make in a path in lower case."
        }
        Refusal::Validation(_) => "Read `detail`: it names each field and what was expected of it.",
        Refusal::Parameter(_) => "The form is right, a value is not. `detail` names it; ask the owner for another.",
        Refusal::NotFound(NotFound::Path) => "Compare the path and the HTTP method with `/openapi.json`.",
        Refusal::NotFound(NotFound::Version) => "Use `/v2.0`.",
        Refusal::ApplicationRateLimit { .. } => "Wait as long as `Retry-After` says, in seconds. Ask less often.",
        Refusal::VehicleRateLimit { .. } => {
            "Wait as long as `Retry-After` says, in seconds. `GET …/key` tells whether a key would lift the limit."
        }
        Refusal::Billing(Billing::VehicleRequestLimit) => {
            "Read less often, or ask the operator for a higher cap. `stopped` in `GET …/key` tells until when nothing is \
             asked, `GET /management/costs` what was spent, and the event `COST_CAP_REACHED` comes when it begins."
        }
        Refusal::Billing(_) => "Ask the operator of this server.",
        Refusal::Compatibility(Capability::MakeNotCompatible) => "Use the vehicle's own make in the path.",
        Refusal::Compatibility(Capability::PlatformNotCapable) => "Send the owner to re-authenticate.",
        Refusal::Compatibility(Capability::SmartcarNotCapable | Capability::VehicleNotCapable) => {
            "Hide the feature for this vehicle. `GET /compatibility` tells it beforehand, by the VIN."
        }
        Refusal::ConnectedServicesAccount(issue) => match issue {
            AccountIssue::VirtualKeyRequired => {
                "Show `resolution.url` to the owner, on a phone as a link and elsewhere as a QR code, then watch \
                 `GET …/tesla/virtual_key`."
            }
            AccountIssue::CarKeyRequired => "Send the owner to `resolution.url`, and show the three conditions.",
            AccountIssue::AuthenticationFailed | AccountIssue::Permission => {
                "Send the owner to `resolution.url` to sign in again. Ids and tokens stay."
            }
            AccountIssue::VehicleMissing => "Tell the owner. If the car was sold, end the connection.",
            AccountIssue::AccountIssue | AccountIssue::NoVehicles | AccountIssue::Subscription => {
                "Show `suggestedUserMessage` to the owner. A retry helps only after they acted."
            }
        },
        Refusal::VehicleState(VehicleCondition::Asleep) => {
            "Show what you have. A read never wakes a car; ask again later, or after a command."
        }
        Refusal::VehicleState(_) => "Show `suggestedUserMessage`, and ask again once the state may have changed.",
        Refusal::Server(ServerFault::RecordNotFound | ServerFault::MultipleRecordsFound) => {
            "Let the owner choose the battery's capacity by the address that the endpoint hands out."
        }
        Refusal::Server(ServerFault::Internal) => "Try again later. Tell the operator the `requestId`.",
        Refusal::Upstream(UpstreamFault::RateLimit) => "Ask less often; try again in some minutes.",
        Refusal::Upstream(_) => {
            "Try again later, with growing pauses. A command may have taken effect all the same: read before repeating."
        }
    }
}

/// What the operator of this server does.
pub(super) fn for_operator(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Authentication => "Nothing. Many of them from one place may be somebody guessing.",
        Refusal::ApplicationRateLimit { .. } => "The limit is `limits.application_burst` in the configuration.",
        Refusal::VehicleRateLimit { .. } => {
            "The limit is the maker's, that of a car without its key, or `limits.vehicle_burst` in the configuration."
        }
        Refusal::Billing(Billing::VehicleRequestLimit) => {
            "`[costs]` of the configuration caps what calls to automakers may cost in a month, and `openfob cost` shows who \
             spent it. Raise the cap, or wait for the first of the month (UTC)."
        }
        Refusal::Billing(Billing::InvalidPlan | Billing::VehicleLimit | Billing::AccountSuspended) => {
            "openfob has no plans and never answers this by itself; clients of Smartcar's API know it."
        }
        Refusal::Compatibility(_) => "Nothing. The adapter of the car's make says what it can serve.",
        Refusal::ConnectedServicesAccount(AccountIssue::VirtualKeyRequired) => {
            "Check that the key domain serves the public key; owners cannot add the key otherwise."
        }
        Refusal::ConnectedServicesAccount(AccountIssue::AuthenticationFailed) => {
            "One owner: nothing. Many at once: the partner's registration at the maker may have ended."
        }
        Refusal::Permission
        | Refusal::Validation(_)
        | Refusal::Parameter(_)
        | Refusal::NotFound(_)
        | Refusal::ConnectedServicesAccount(_)
        | Refusal::VehicleState(_) => "Nothing.",
        Refusal::Server(_) => "Look for the `requestId` in the log; the cause stands beside it.",
        Refusal::Upstream(_) => "Look at the maker's status page; the log names the answer that came.",
    }
}
