//! What a Tesla asks for: from fleet status, and from model and year where that is silent.

use openfob_domain::{AccessRules, DataWithoutKey, KeyKind, KeyRule, Vin};

use crate::vin;
use crate::wire::FleetVehicle;

/// How long the one fetch of a car without its key lasts (Smartcar's page on virtual keys).
const WINDOW_SECONDS: i64 = 8 * 3600;
/// How often cars that do not stream are read while they are awake (the same page).
const REFRESH_SECONDS: i64 = 300;

/// The rules of a car.
///
/// A car that requires the signed protocol asks for the key. One that does not is either an older Model S or X, which is
/// refreshed in the background and whose owner may be able to switch streaming on, or a car of a fleet, which needs
/// nothing. Where fleet status says neither, model and year decide.
pub(crate) fn rules(vin: &Vin, status: Option<&FleetVehicle>) -> AccessRules {
    let older = vin::is_older_s_or_x(vin);
    let required = status.and_then(|status| status.vehicle_command_protocol_required).unwrap_or(!older);
    if required {
        let data_without = DataWithoutKey::Budget { window_seconds: WINDOW_SECONDS };
        let key = KeyRule { kind: KeyKind::VirtualKey, data_without };
        return AccessRules { key: Some(key), ..AccessRules::default() };
    }
    AccessRules {
        key: None,
        refresh_seconds: older.then_some(REFRESH_SECONDS),
        streaming_toggle: streaming(status).is_some(),
    }
}

/// Whether the owner has switched streaming on; `None` for a car without the switch.
pub(crate) fn streaming(status: Option<&FleetVehicle>) -> Option<bool> {
    status.and_then(|status| status.safety_screen_streaming_toggle_enabled)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODEL_3: &str = "5YJ3E1EA7MF004821";
    const OLD_MODEL_S: &str = "5YJSA1E21KF130377";

    fn status(required: Option<bool>, toggle: Option<bool>) -> FleetVehicle {
        FleetVehicle {
            vehicle_command_protocol_required: required,
            safety_screen_streaming_toggle_enabled: toggle,
            ..FleetVehicle::default()
        }
    }

    #[rstest::rstest]
    #[case(MODEL_3, None, true, None, false)]
    #[case(MODEL_3, Some(status(Some(true), None)), true, None, false)]
    #[case(MODEL_3, Some(status(None, None)), true, None, false)]
    // A car of a fleet.
    #[case(MODEL_3, Some(status(Some(false), None)), false, None, false)]
    #[case(OLD_MODEL_S, None, false, Some(300), false)]
    #[case(OLD_MODEL_S, Some(status(Some(false), Some(false))), false, Some(300), true)]
    #[case(OLD_MODEL_S, Some(status(None, Some(true))), false, Some(300), true)]
    // Refitted, or a rule that changed: Tesla's word counts.
    #[case(OLD_MODEL_S, Some(status(Some(true), None)), true, None, false)]
    fn fleet_status_decides_and_where_it_is_silent_model_and_year(
        #[case] vin: &str,
        #[case] status: Option<FleetVehicle>,
        #[case] needs_key: bool,
        #[case] refresh: Option<i64>,
        #[case] toggle: bool,
    ) {
        let rules = rules(&vin.parse().unwrap(), status.as_ref());
        assert_eq!((rules.key.is_some(), rules.refresh_seconds, rules.streaming_toggle), (needs_key, refresh, toggle));
    }
}
