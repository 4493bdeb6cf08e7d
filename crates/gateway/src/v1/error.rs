//! The error body of version 1.0, which the SDK suite for Python still asks for.

use openfob_domain::Refusal;
use serde::Serialize;
use uuid::Uuid;

/// Exactly these members; `code` is left out where there is none, as Smartcar's Java SDK takes no null.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Body<'a> {
    error: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    status_code: u16,
    request_id: Uuid,
}

/// A refusal as version 1.0 tells it. Its numbered codes (`VS_000`) were not told anew; the code is version 2.0's.
pub(crate) fn body<'a>(refusal: &Refusal, message: &'a str, request_id: Uuid) -> Body<'a> {
    Body { error: name(refusal), message, code: refusal.code(), status_code: refusal.status(), request_id }
}

/// Whether an address is one of version 1.
pub(crate) fn asked_for(path: &str) -> bool {
    path.trim_start_matches('/').starts_with("v1.")
}

fn name(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Authentication => "authentication_error",
        Refusal::Permission => "permission_error",
        Refusal::Validation(_) | Refusal::Parameter(_) => "validation_error",
        Refusal::NotFound(_) => "resource_not_found_error",
        Refusal::ApplicationRateLimit { .. } | Refusal::VehicleRateLimit { .. } => "rate_limiting_error",
        Refusal::Billing(_) => "monthly_limit_exceeded",
        Refusal::Compatibility(_) => "vehicle_not_capable_error",
        Refusal::ConnectedServicesAccount(_) => "vehicle_owner_action_required",
        Refusal::VehicleState(_) => "vehicle_state_error",
        Refusal::Server(_) => "server_error",
        Refusal::Upstream(_) => "gateway_timeout_error",
    }
}
