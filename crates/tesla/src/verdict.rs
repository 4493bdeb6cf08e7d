//! The reasons that cars give, and what they come to.

use openfob_automaker::{AdapterErrorKind, Verdict};
use openfob_domain::{Capability, VehicleCondition};

/// What a car's infotainment said no with; what it has done already is done.
pub(crate) fn of_reason(reason: &str) -> Verdict {
    use VehicleCondition as Is;

    let reason = reason.trim_start_matches("car could not execute command: ").to_lowercase().replace([' ', '-'], "_");
    let condition = match reason.as_str() {
        "already_set" | "requested" | "already_open" | "already_closed" | "already_on" | "already_off"
        | "already_standard" | "already_started" | "already_max_range" => return Verdict::Obeyed,
        "complete" => Is::FullyCharged,
        "is_charging" | "charging" => Is::ChargingInProgress,
        "disconnected" => Is::ChargingPlugNotConnected,
        "no_power" => Is::ChargeFault,
        "not_charging" => Is::NotCharging,
        "cable_connected" => Is::ChargingPlugConnected,
        "not_in_park" | "ingear" | "in_gear" | "vehicle_in_drive" | "driving" => Is::InMotion,
        "door_open" | "doors_open" => Is::DoorOpen,
        "trunk_open" => Is::TrunkOpen,
        "frunk_open" | "hood_open" => Is::HoodOpen,
        "low_battery" | "low_voltage" => Is::LowBattery,
        "could_not_wake_buses" | "unavailable" => Is::Unreachable,
        "mobile_access_disabled" => Is::RemoteAccessDisabled,
        "in_service" => Is::VehicleOfflineForService,
        "not_supported" | "non_motorized_charge_port" | "invalid_command" => {
            return Verdict::Refused(AdapterErrorKind::Capability(Capability::VehicleNotCapable));
        }
        _ => {
            tracing::warn!(reason, "a car refused for a reason that we do not know");
            Is::Unknown
        }
    };
    Verdict::Refused(AdapterErrorKind::Vehicle(condition))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("already_set", None)]
    #[case("requested", None)]
    #[case("already closed", None)]
    #[case("car could not execute command: already open", None)]
    #[case("complete", Some(VehicleCondition::FullyCharged))]
    #[case("is_charging", Some(VehicleCondition::ChargingInProgress))]
    #[case("disconnected", Some(VehicleCondition::ChargingPlugNotConnected))]
    #[case("not_charging", Some(VehicleCondition::NotCharging))]
    #[case("cable connected", Some(VehicleCondition::ChargingPlugConnected))]
    #[case("could_not_wake_buses", Some(VehicleCondition::Unreachable))]
    #[case("something new", Some(VehicleCondition::Unknown))]
    fn what_is_done_already_is_done_and_other_refusals_name_the_cars_condition(
        #[case] reason: &str,
        #[case] condition: Option<VehicleCondition>,
    ) {
        let refused = |condition| Verdict::Refused(AdapterErrorKind::Vehicle(condition));
        assert_eq!(of_reason(reason), condition.map_or(Verdict::Obeyed, refused));
    }

    #[test]
    fn what_a_car_has_no_motor_for_it_cannot_do() {
        let refused = Verdict::Refused(AdapterErrorKind::Capability(Capability::VehicleNotCapable));
        assert_eq!(of_reason("non-motorized charge port"), refused);
    }
}
