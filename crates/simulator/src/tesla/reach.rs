//! What stands between Tesla's cloud and a car: the account's troubles, and what a call was told to fail with.

use axum::http::StatusCode;
use jiff::Timestamp;

use super::caller::Owner;
use super::error::FleetError;
use crate::account::{Share, Trouble};
use crate::car::failure::Failure;
use crate::world::World;

impl World {
    /// Whether a call that needs the car itself gets through to it.
    pub(crate) fn reach(&mut self, owner: &Owner, share: &Share, now: Timestamp) -> Result<(), FleetError> {
        let account = owner.account(self)?;
        let failure = account.trouble.and_then(Trouble::failure).or_else(|| account.failure.clone());
        if let Some(error) = failure.as_ref().and_then(as_tesla_says) {
            return Err(error);
        }
        let Some(car) = self.cars.get_mut(&share.car) else { return Err(FleetError::not_found()) };
        if let Some(failure) = car.next_failure.clone()
            && let Some(error) = as_tesla_says(&failure)
        {
            car.next_failure = None;
            let text = format!("{} \u{2026}{}: a call fails with {failure}, as told.", car.model, car.ending());
            self.log.note(now, Some(&share.car), text);
            return Err(error);
        }
        if car.condition.remote_access_disabled.is_on() {
            return Err(mobile_access_disabled());
        }
        Ok(())
    }
}

/// The error that a failure of the vehicle API's table is at Tesla; `None` for what a car says of itself.
fn as_tesla_says(failure: &Failure) -> Option<FleetError> {
    Some(match (failure.family, failure.code) {
        ("VEHICLE_STATE", Some("ASLEEP" | "UNREACHABLE")) => FleetError::asleep(),
        ("VEHICLE_STATE", Some("REMOTE_ACCESS_DISABLED")) => mobile_access_disabled(),
        ("VEHICLE_STATE", Some("VEHICLE_OFFLINE_FOR_SERVICE")) => in_service(),
        ("CONNECTED_SERVICES_ACCOUNT", Some("AUTHENTICATION_FAILED")) => FleetError::unauthorized(),
        ("CONNECTED_SERVICES_ACCOUNT", Some("SUBSCRIPTION")) => {
            FleetError::new(StatusCode::PAYMENT_REQUIRED, "payment required")
        }
        ("CONNECTED_SERVICES_ACCOUNT", Some("PERMISSION")) | ("PERMISSION", _) => FleetError::missing_scopes(""),
        ("CONNECTED_SERVICES_ACCOUNT", Some("ACCOUNT_ISSUE")) => FleetError::new(StatusCode::LOCKED, "account locked"),
        ("CONNECTED_SERVICES_ACCOUNT", Some("VEHICLE_MISSING" | "NO_VEHICLES")) => FleetError::not_found(),
        ("COMPATIBILITY", _) => FleetError::new(StatusCode::FORBIDDEN, "unsupported vehicle"),
        ("UPSTREAM", Some("NO_RESPONSE")) => FleetError::new(StatusCode::GATEWAY_TIMEOUT, "upstream timeout"),
        ("UPSTREAM" | "RATE_LIMIT", Some("RATE_LIMIT" | "VEHICLE")) => FleetError::rate_limited(60, 60),
        ("UPSTREAM", Some("INVALID_DATA" | "KNOWN_ISSUE")) => {
            let unexpected = StatusCode::from_u16(540).unwrap_or(StatusCode::BAD_GATEWAY);
            FleetError::new(unexpected, "device unexpected response")
        }
        ("UPSTREAM", _) => FleetError::new(StatusCode::SERVICE_UNAVAILABLE, "upstream internal error"),
        ("SERVER", _) => FleetError::new(StatusCode::INTERNAL_SERVER_ERROR, "internal server error"),
        _ => return None,
    })
}

/// The owner switched mobile access off.
pub(crate) fn mobile_access_disabled() -> FleetError {
    FleetError::new(StatusCode::UNAUTHORIZED, "mobile_access_disabled")
}

/// The car is in the workshop.
pub(crate) fn in_service() -> FleetError {
    FleetError::new(StatusCode::METHOD_NOT_ALLOWED, "vehicle is currently in service")
}
