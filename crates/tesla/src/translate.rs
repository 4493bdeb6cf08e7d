//! Tesla's readings in our words. Distances come in miles, speeds in miles per hour, pressures in bar, temperatures in °C;
//! each is converted by the exact factor.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use openfob_automaker::{Availability, KeyReport, VehicleRecord};
use openfob_domain::{Evidence, EvidenceSource, KeyClaim, KeyDomain, Model, Reading, Role, Signal, SignalValue, Vin};
use serde_json::{Value, json};

use crate::wire::{Alerts, ChargingHistory, Fee, FleetStatus, FleetVehicle, Group, Vehicle, VehicleData};
use crate::{access, models, vin};

const KM_PER_MILE: f64 = 1.609_344;
const KPA_PER_BAR: f64 = 100.0;
const MM_PER_INCH: f64 = 25.4;

/// What a VIN that tells no model is called by.
const SOME_MODEL: &str = "Tesla";

/// A car of an account's list.
pub(crate) fn vehicle(vin: &Vin, vehicle: &Vehicle, status: Option<&FleetVehicle>) -> VehicleRecord {
    let model = vin::model(vin).map_or(SOME_MODEL, vin::Model::name).to_owned();
    VehicleRecord {
        vin: vin.clone(),
        model: Model { make: models::make(), model, year: vin::year(vin).unwrap_or_default() },
        role: if vehicle.access_type.as_deref() == Some("OWNER") { Role::Owner } else { Role::Driver },
        access: access::rules(vin, status),
        streaming: access::streaming(status),
        capabilities: models::served(),
    }
}

/// A car that sleeps is called `offline` as well, since firmware 2024.20.
pub(crate) fn availability(vehicle: &Vehicle) -> Availability {
    match vehicle.state.as_deref() {
        Some("online") => Availability::Awake,
        Some("asleep") => Availability::Asleep,
        _ => Availability::Offline,
    }
}

/// What fleet status says of a partner's key in a car.
pub(crate) fn key_report(vin: &Vin, key_domain: &KeyDomain, answer: &FleetStatus, at: Timestamp) -> KeyReport {
    let listed = |vins: &[String]| vins.iter().any(|listed| listed == vin.as_str());
    let claim = if listed(&answer.key_paired_vins) {
        KeyClaim::Present { key: Some(key_domain.to_string()) }
    } else if listed(&answer.unpaired_vins) {
        KeyClaim::Absent
    } else {
        KeyClaim::Unknown
    };
    let status = answer.vehicle_info.get(vin.as_str());
    KeyReport {
        evidence: vec![Evidence { source: EvidenceSource::FleetStatus, claim, at }],
        access: status.map(|status| access::rules(vin, Some(status))),
        streaming: access::streaming(status),
        keys: status.and_then(|status| status.total_number_of_keys),
        firmware: status.and_then(|status| status.firmware_version.clone()),
    }
}

/// Whether no Tesla reports a signal to us.
///
/// [`Signal::AtHome`] is not among them: the car reports it in its stream alone, never by coordinates, and so it is null
/// until streams are received.
pub(crate) fn never(signal: Signal) -> bool {
    matches!(
        signal,
        Signal::ChargeSchedules
            | Signal::ChargeLocations
            | Signal::FuelLevel
            | Signal::FuelAmount
            | Signal::FuelRange
            | Signal::OilLife
            | Signal::SystemStatus
            | Signal::FaultCodes
            | Signal::ServiceRecords
    )
}

/// Whether Tesla tells a signal only where the account gave its cars' place: asking without is refused as a whole.
pub(crate) fn tells_place(signal: Signal) -> bool {
    groups_of(signal).contains(&"location_data")
}

/// The groups of `vehicle_data` that hold these signals.
pub(crate) fn groups(signals: &[Signal]) -> Vec<&'static str> {
    let groups: BTreeSet<&str> = signals.iter().flat_map(|signal| groups_of(*signal)).copied().collect();
    groups.into_iter().collect()
}

fn groups_of(signal: Signal) -> &'static [&'static str] {
    use Signal as S;

    match signal {
        // The place is told in `drive_state`, where it is asked for by name.
        S::Location | S::Heading => &["drive_state", "location_data"],
        // Whether it is in service is told with every answer; the smallest group stands for it.
        S::Speed | S::Gear | S::InService => &["drive_state"],
        S::StateOfCharge
        | S::BatteryRange
        | S::BatteryRangeEstimated
        | S::BatteryRangeIdeal
        | S::BatteryHeater
        | S::BatteryExtras
        | S::PluggedIn
        | S::ChargeState
        | S::ChargeLimit
        | S::ChargeAmperage
        | S::ChargeAmperageRequested
        | S::ChargeAmperageMax
        | S::ChargeVoltage
        | S::ChargeWattage
        | S::ChargePhases
        | S::ChargeCompletion
        | S::ChargeEnergyAdded
        | S::ChargeExtras
        | S::FastCharger
        | S::ChargeConnector
        | S::ChargePortOpen
        | S::ChargePortLatch
        | S::ChargeSchedule
        | S::ChargingPort => &["charge_state"],
        S::BatteryCapacity | S::BatteryCapacities => &["vehicle_config"],
        S::Odometer | S::TirePressure | S::Locked | S::Storage => &["vehicle_state"],
        S::Doors | S::Windows | S::Sunroof | S::Details => &["vehicle_config", "vehicle_state"],
        S::InsideTemperature
        | S::OutsideTemperature
        | S::CabinActive
        | S::CabinTarget
        | S::FrontDefroster
        | S::RearDefroster
        | S::SteeringHeater => &["climate_state"],
        _ => &[],
    }
}

/// Whether the share of the car keeps its place back.
pub(crate) fn hides_place(data: &VehicleData) -> bool {
    data.granular_access.as_ref().is_some_and(|access| access.hide_private)
}

/// The readings among what was asked; what the car left out is no reading.
pub(crate) fn readings(data: &VehicleData, ask: &[Signal], vin: &Vin, fetched_at: Timestamp) -> Vec<Reading> {
    let reading = |signal: &Signal| {
        let (group, value) = value(data, *signal, vin)?;
        // A clock that runs ahead of ours does not make a value younger than its fetch.
        let recorded_at = group.recorded_at().unwrap_or(fetched_at).min(fetched_at);
        Some(Reading { signal: *signal, value, recorded_at, fetched_at })
    };
    ask.iter().filter_map(reading).collect()
}

/// A signal's value, and the group that tells it.
fn value<'d>(data: &'d VehicleData, signal: Signal, vin: &Vin) -> Option<(&'d Group, SignalValue)> {
    use Signal as S;

    let (charge, climate, drive) = (&data.charge_state, &data.climate_state, &data.drive_state);
    let (config, state) = (&data.vehicle_config, &data.vehicle_state);
    let miles = |group: &Group, name| group.number(name).map(|miles| number(miles * KM_PER_MILE));
    let plugged_in = charge.text("charging_state").map(|state| state != "Disconnected");
    // What the charger delivers is told of a car that charges; between charges the numbers mean nothing.
    let charges = charge.text("charging_state").is_some_and(|state| charge_state(state) == "CHARGING");
    let delivered = |name| charge.number(name).filter(|_| charges).map(number);
    Some(match signal {
        S::Odometer => (state, miles(state, "odometer")?),
        S::Location => {
            let place = json!({"latitude": drive.number("latitude")?, "longitude": drive.number("longitude")?});
            (drive, SignalValue::Parts(place))
        }
        S::Heading => (drive, drive.number("heading").map(number)?),
        // A parked car tells none; it stands.
        S::Speed => (drive, miles(drive, "speed").or_else(|| parked(drive).then_some(number(0.0)))?),
        S::Gear => (drive, text(drive.text("shift_state").or_else(|| parked(drive).then_some("P"))?)),
        S::StateOfCharge => (charge, charge.number("battery_level").map(number)?),
        S::BatteryRange => (charge, miles(charge, "battery_range")?),
        S::BatteryRangeEstimated => (charge, miles(charge, "est_battery_range")?),
        S::BatteryRangeIdeal => (charge, miles(charge, "ideal_battery_range")?),
        S::BatteryHeater => (charge, charge.flag("battery_heater_on").map(SignalValue::Flag)?),
        S::BatteryExtras => (charge, SignalValue::Parts(battery_extras(charge)?)),
        S::BatteryCapacity => (config, number(badged_capacity(config)?)),
        S::BatteryCapacities => (config, SignalValue::Parts(capacities(config, vin))),
        S::PluggedIn => (charge, SignalValue::Flag(plugged_in?)),
        S::ChargeState => (charge, text(charge_state(charge.text("charging_state")?))),
        S::ChargeLimit => (charge, charge.number("charge_limit_soc").map(number)?),
        S::ChargeAmperage => (charge, delivered("charger_actual_current")?),
        S::ChargeAmperageRequested => (charge, charge.number("charge_current_request").map(number)?),
        S::ChargeAmperageMax => (charge, charge.number("charge_current_request_max").map(number)?),
        S::ChargeVoltage => (charge, delivered("charger_voltage")?),
        S::ChargeWattage => (charge, delivered("charger_power")?),
        S::ChargePhases => (charge, delivered("charger_phases")?),
        S::ChargeCompletion => (charge, text(&completion(charge)?)),
        S::ChargeEnergyAdded => {
            (charge, charge.number("charge_energy_added").filter(|_| plugged_in == Some(true)).map(number)?)
        }
        S::ChargeExtras => (charge, SignalValue::Parts(charge_extras(charge)?)),
        S::FastCharger => (charge, charge.flag("fast_charger_present").map(SignalValue::Flag)?),
        S::ChargeConnector => (charge, text(charge.text("conn_charge_cable")?)),
        S::ChargePortOpen => (charge, charge.flag("charge_port_door_open").map(SignalValue::Flag)?),
        S::ChargePortLatch => (charge, text(&charge.text("charge_port_latch")?.to_uppercase())),
        S::ChargeSchedule => (charge, SignalValue::Parts(schedule(charge)?)),
        S::ChargingPort => {
            let open = charge.flag("charge_port_door_open")?;
            (charge, SignalValue::Parts(json!([opening("chargingPort", open)])))
        }
        S::TirePressure => (state, SignalValue::Parts(tires(state)?)),
        S::Locked => (state, state.flag("locked").map(SignalValue::Flag)?),
        S::Doors => (state, SignalValue::Parts(sides(state, config, ["df", "pf", "dr", "pr"])?)),
        S::Windows => {
            (state, SignalValue::Parts(sides(state, config, ["fd_window", "fp_window", "rd_window", "rp_window"])?))
        }
        S::Sunroof => (state, SignalValue::Parts(sunroof(state)?)),
        S::Storage => {
            let (rear, front) = (state.number("rt")? != 0.0, state.number("ft")? != 0.0);
            (state, SignalValue::Parts(json!([opening("rear", rear), opening("front", front)])))
        }
        S::InsideTemperature => (climate, climate.number("inside_temp").map(number)?),
        S::OutsideTemperature => (climate, climate.number("outside_temp").map(number)?),
        S::CabinActive => (climate, climate.flag("is_climate_on").map(SignalValue::Flag)?),
        S::CabinTarget => (climate, climate.number("driver_temp_setting").map(number)?),
        S::FrontDefroster => (climate, climate.flag("is_front_defroster_on").map(SignalValue::Flag)?),
        S::RearDefroster => (climate, climate.flag("is_rear_defroster_on").map(SignalValue::Flag)?),
        S::SteeringHeater => (climate, text(steering_heater(climate)?)),
        S::InService => (drive, SignalValue::Flag(data.in_service?)),
        S::Details => (state, SignalValue::Parts(details(config, state)?)),
        _ => return None,
    })
}

/// A number without the noise that a conversion leaves behind its sixth decimal.
fn number(value: f64) -> SignalValue {
    SignalValue::Number((value * 1e6).round() / 1e6)
}

fn text(value: &str) -> SignalValue {
    SignalValue::Text(value.to_owned())
}

/// A car in no gear is parked; a group that is not there tells nothing.
fn parked(drive: &Group) -> bool {
    drive.recorded_at().is_some() && drive.text("shift_state").is_none_or(|gear| gear == "P")
}

fn charge_state(state: &str) -> &'static str {
    match state {
        "Charging" | "Starting" => "CHARGING",
        "Complete" => "FULLY_CHARGED",
        _ => "NOT_CHARGING",
    }
}

/// When charging ends; nothing while it does not charge.
fn completion(charge: &Group) -> Option<String> {
    if charge.text("charging_state") != Some("Charging") {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "minutes until a battery is full")]
    let minutes = charge.number("minutes_to_full_charge")? as i64;
    let ends_at = charge.recorded_at()?.checked_add(SignedDuration::from_mins(minutes)).ok()?;
    Some(format!("{ends_at:.3}"))
}

/// What only cars that are polled tell of their battery.
fn battery_extras(charge: &Group) -> Option<Value> {
    let usable = charge.number("usable_battery_level");
    charge.recorded_at()?;
    Some(json!({
        "stateOfChargeUsable": usable,
        "maxRangeChargeCounter": charge.number("max_range_charge_counter"),
        "notEnoughPowerToHeat": charge.flag("not_enough_power_to_heat"),
    }))
}

/// What Teslas tell of charging beside the rest: percent, km, km/h, A.
fn charge_extras(charge: &Group) -> Option<Value> {
    charge.recorded_at()?;
    let km = |name| charge.number(name).map(|miles| (miles * KM_PER_MILE * 1e6).round() / 1e6);
    Some(json!({
        "limitMin": charge.number("charge_limit_soc_min"),
        "limitMax": charge.number("charge_limit_soc_max"),
        "limitDefault": charge.number("charge_limit_soc_std"),
        "amperageMaxCharger": charge.number("charger_pilot_current"),
        "rangeAddedRated": km("charge_miles_added_rated"),
        "rangeAddedIdeal": km("charge_miles_added_ideal"),
        "rate": km("charge_rate"),
        "fastChargerType": charge.text("fast_charger_type"),
        "fastChargerBrand": charge.text("fast_charger_brand"),
        "portColor": charge.text("charge_port_color"),
    }))
}

/// The capacity on the car's badge, kWh: `100d`, `p85`, `74d`. Tesla tells of no other.
fn badged_capacity(config: &Group) -> Option<f64> {
    let digits: String = config.text("trim_badging")?.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|kwh| *kwh >= 40.0)
}

/// The capacity on the badge, else those that the model was sold with.
fn capacities(config: &Group, vin: &Vin) -> Value {
    if let Some(kwh) = badged_capacity(config) {
        return json!([{"capacity": kwh, "description": null}]);
    }
    let sold: &[(f64, &str)] = match vin::model(vin) {
        Some(vin::Model::S) => &[(75.0, "75"), (85.0, "85"), (90.0, "90"), (100.0, "100, Long Range, Plaid")],
        Some(vin::Model::X) => &[(75.0, "75"), (90.0, "90"), (100.0, "100, Long Range, Plaid")],
        Some(vin::Model::Three | vin::Model::Y) => {
            &[(60.0, "Standard Range, Rear-Wheel Drive"), (75.0, "Long Range, Performance")]
        }
        Some(vin::Model::Cybertruck) => &[(123.0, "All-Wheel Drive, Cyberbeast")],
        _ => &[],
    };
    sold.iter().map(|(capacity, description)| json!({"capacity": capacity, "description": description})).collect()
}

fn schedule(charge: &Group) -> Option<Value> {
    let mode = charge.text("scheduled_charging_mode")?;
    let time = |names: [&str; 2]| names.into_iter().find_map(|name| time_of_day(charge.number(name)?));
    let daily = |enabled: bool, time: Option<String>| json!({"enabled": enabled, "time": time});
    Some(json!({
        "startTime": daily(
            mode == "StartAt",
            time(["scheduled_charging_start_time_minutes", "scheduled_charging_start_time_app"]),
        ),
        "departureTime": daily(mode == "DepartBy", time(["scheduled_departure_time_minutes"; 2])),
    }))
}

/// Minutes after midnight as `HH:mm`.
fn time_of_day(minutes: f64) -> Option<String> {
    #[expect(clippy::cast_possible_truncation, reason = "checked to be minutes of a day")]
    let minutes = (0.0..1440.0).contains(&minutes).then_some(minutes as i32)?;
    Some(format!("{:02}:{:02}", minutes / 60, minutes % 60))
}

fn tires(state: &Group) -> Option<Value> {
    let kpa = |name| state.number(name).map(|bar| (bar * KPA_PER_BAR * 1e6).round() / 1e6);
    let wheels = ["tpms_pressure_fl", "tpms_pressure_fr", "tpms_pressure_rl", "tpms_pressure_rr"].map(kpa);
    let [front_left, front_right, back_left, back_right] = wheels;
    wheels.iter().any(Option::is_some).then(
        || json!({"frontLeft": front_left, "frontRight": front_right, "backLeft": back_left, "backRight": back_right}),
    )
}

/// Four openings, which Tesla names after the driver's and the passenger's side.
fn sides(state: &Group, config: &Group, names: [&str; 4]) -> Option<Value> {
    let [driver_front, passenger_front, driver_back, passenger_back] = names.map(|name| state.number(name));
    let right_hand = config.flag("rhd").unwrap_or(false);
    let in_order = if right_hand {
        [passenger_front, driver_front, passenger_back, driver_back]
    } else {
        [driver_front, passenger_front, driver_back, passenger_back]
    };
    let parts = ["frontLeft", "frontRight", "backLeft", "backRight"].into_iter().zip(in_order);
    let openings: Vec<Value> = parts.filter_map(|(part, open)| Some(opening(part, open? != 0.0))).collect();
    (!openings.is_empty()).then_some(Value::Array(openings))
}

fn sunroof(state: &Group) -> Option<Value> {
    state.recorded_at()?;
    let by_state = state.text("sun_roof_state").filter(|state| *state != "unknown").map(|state| state != "closed");
    let open = by_state.or_else(|| Some(state.number("sun_roof_percent_open")? > 0.0));
    Some(open.map_or_else(|| json!([]), |open| json!([opening("sunroof", open)])))
}

fn opening(part: &str, open: bool) -> Value {
    json!({"type": part, "status": if open { "OPEN" } else { "CLOSED" }})
}

fn steering_heater(climate: &Group) -> Option<&'static str> {
    climate.recorded_at()?;
    Some(match climate.flag("steering_wheel_heater") {
        Some(true) => "ON",
        Some(false) => "OFF",
        None => "UNAVAILABLE",
    })
}

fn details(config: &Group, state: &Group) -> Option<Value> {
    config.recorded_at().or_else(|| state.recorded_at())?;
    let wheel = config.text("wheel_type");
    Some(json!({
        "firmwareVersion": state.text("car_version").and_then(|version| version.split(' ').next()),
        "trimBadging": config.text("trim_badging"),
        "efficiencyPackage": config.text("efficiency_package"),
        "performancePackage": config.text("performance_package"),
        "nickname": state.text("vehicle_name"),
        "driverAssistVersion": config.text("driver_assist"),
        "sentryMode": {"available": state.flag("sentry_mode_available"), "enabled": state.flag("sentry_mode")},
        "style": {
            "exteriorColor": config.text("exterior_color"),
            "exteriorTrim": config.text("exterior_trim"),
            "interiorTrim": config.text("interior_trim_type"),
        },
        "wheel": {"style": wheel, "diameter": wheel.and_then(diameter)},
        "driveUnit": {"rear": config.text("rear_drive_unit"), "front": config.text("front_drive_unit")},
    }))
}

/// A wheel's diameter, mm: the inches in its name (`Pinwheel18`, `Crossflow19`).
fn diameter(wheel: &str) -> Option<f64> {
    let digits: String = wheel.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    let inches = digits.parse::<f64>().ok().filter(|inches| (14.0..=24.0).contains(inches))?;
    Some((inches * MM_PER_INCH * 1e6).round() / 1e6)
}

/// Warnings, newest first.
pub(crate) fn alerts(alerts: Alerts, fetched_at: Timestamp) -> Reading {
    let mut alerts = alerts.recent_alerts;
    alerts.sort_by(|one, other| other.time.cmp(&one.time));
    let told: Value = alerts
        .into_iter()
        .map(|alert| {
            json!({
                "name": alert.name,
                "dateTime": alert.time,
                "audience": alert.audience,
                "userText": alert.user_text,
            })
        })
        .collect();
    Reading { signal: Signal::Alerts, value: SignalValue::Parts(told), recorded_at: fetched_at, fetched_at }
}

/// Past sessions at Tesla's chargers, newest first; others are unknown to Tesla. `None` where one has no beginning.
pub(crate) fn charge_records(history: ChargingHistory, fetched_at: Timestamp) -> Option<Reading> {
    let mut sessions = Vec::with_capacity(history.data.len());
    for session in history.data {
        let began: Timestamp = session.charge_start_date_time.as_deref()?.parse().ok()?;
        let ended = session.charge_stop_date_time.as_deref().and_then(|time| time.parse::<Timestamp>().ok());
        let record = json!({
            "recordId": session.session_id,
            "chargeStart": format!("{began:.3}"),
            "chargeEnd": ended.map(|ended| format!("{ended:.3}")),
            "energyConsumed": energy(&session.fees),
            "cost": cost(&session.fees),
            "location": session.site_location_name.map(|name| json!({"name": name})),
        });
        sessions.push((began, record));
    }
    sessions.sort_by_key(|(began, _)| std::cmp::Reverse(*began));
    let records = sessions.into_iter().map(|(_, record)| record).collect();
    let value = SignalValue::Parts(records);
    Some(Reading { signal: Signal::ChargeRecords, value, recorded_at: fetched_at, fetched_at })
}

fn is_energy(fee: &Fee) -> bool {
    fee.kind.as_deref() == Some("CHARGING")
}

/// What was charged, where it was billed by the kWh.
fn energy(fees: &[Fee]) -> Option<f64> {
    let by_energy = fees.iter().filter(|fee| is_energy(fee) && fee.uom.as_deref() == Some("kwh"));
    by_energy.filter_map(|fee| fee.usage_base).reduce(|one, other| one + other)
}

fn cost(fees: &[Fee]) -> Option<Value> {
    let currency = fees.iter().find_map(|fee| fee.currency_code.as_deref())?;
    let sum = |energy: bool| -> f64 {
        fees.iter().filter(|fee| is_energy(fee) == energy).filter_map(|fee| fee.total_due).sum()
    };
    Some(json!({"currency": currency, "energy": sum(true), "other": sum(false)}))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODEL_3: &str = "5YJ3E1EA7MF004821";

    /// A car that charges, as the Fleet API answers it.
    fn charging() -> VehicleData {
        serde_json::from_str(include_str!("../tests/vehicle_data.json")).unwrap()
    }

    fn at() -> Timestamp {
        "2026-11-21T10:00:05Z".parse().unwrap()
    }

    fn told(data: &VehicleData, signals: &[Signal]) -> String {
        let readings = readings(data, signals, &MODEL_3.parse().unwrap(), at());
        let line = |reading: &Reading| {
            let value = serde_json::to_string(&reading.value).unwrap();
            format!("{} = {value} at {}", reading.signal, reading.recorded_at)
        };
        readings.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_signal_that_a_tesla_tells() {
        insta::assert_snapshot!(told(&charging(), Signal::ALL));
    }

    #[test]
    fn a_signal_is_told_in_a_group_or_by_another_endpoint_or_never() {
        for signal in Signal::ALL {
            let elsewhere = matches!(signal, Signal::Alerts | Signal::ChargeRecords | Signal::AtHome);
            let in_group = !groups(&[*signal]).is_empty();
            assert_eq!(u8::from(in_group) + u8::from(never(*signal)) + u8::from(elsewhere), 1, "{signal}");
        }
    }

    #[test]
    fn the_groups_are_asked_for_once_and_the_place_only_where_it_is_wanted() {
        assert_eq!(groups(&[Signal::StateOfCharge, Signal::ChargeLimit]), ["charge_state"]);
        assert_eq!(groups(&[Signal::Speed]), ["drive_state"]);
        assert_eq!(groups(&[Signal::Location, Signal::Odometer]), ["drive_state", "location_data", "vehicle_state"]);
        assert!(groups(&[Signal::ChargeRecords, Signal::Alerts]).is_empty());
    }

    #[test]
    fn what_a_car_leaves_out_or_nulls_is_no_reading() {
        let data: VehicleData = serde_json::from_value(json!({
            "charge_state": {"timestamp": 1_795_255_200_000_i64, "battery_level": null, "charging_state": "Disconnected",
                             "charger_voltage": 2, "conn_charge_cable": "<invalid>", "charge_limit_soc": "eighty"},
            "vehicle_state": null, "drive_state": {},
        }))
        .unwrap();
        let signals = [
            Signal::StateOfCharge,
            Signal::ChargeVoltage,
            Signal::ChargeConnector,
            Signal::ChargeLimit,
            Signal::Odometer,
            Signal::Speed,
            Signal::Locked,
            Signal::PluggedIn,
        ];
        assert_eq!(told(&data, &signals), "charge-ischargingcableconnected = false at 2026-11-21T10:00:00Z");
    }

    #[rstest::rstest]
    #[case("Charging", "CHARGING")]
    #[case("Starting", "CHARGING")]
    #[case("Complete", "FULLY_CHARGED")]
    #[case("Stopped", "NOT_CHARGING")]
    #[case("NoPower", "NOT_CHARGING")]
    #[case("Disconnected", "NOT_CHARGING")]
    fn charging_states_are_the_three_of_the_api(#[case] tesla: &str, #[case] ours: &str) {
        assert_eq!(charge_state(tesla), ours);
    }

    #[test]
    fn in_a_right_hand_drive_car_the_drivers_door_is_on_the_right() {
        let data: VehicleData = serde_json::from_value(json!({
            "vehicle_config": {"rhd": true},
            "vehicle_state": {"timestamp": 1_795_255_200_000_i64, "df": 1, "pf": 0, "dr": 0, "pr": 0},
        }))
        .unwrap();
        let doors = told(&data, &[Signal::Doors]);
        assert!(doors.contains(r#"{"status":"OPEN","type":"frontRight"}"#), "{doors}");
    }

    #[test]
    fn fleet_status_becomes_evidence_rules_and_the_rest() {
        let answer: FleetStatus = serde_json::from_value(json!({
            "key_paired_vins": [], "unpaired_vins": [MODEL_3],
            "vehicle_info": {MODEL_3: {"firmware_version": "2024.14.30", "vehicle_command_protocol_required": true,
                "discounted_device_data": false, "fleet_telemetry_version": "1.0.0", "total_number_of_keys": 5}},
        }))
        .unwrap();
        let domain = "fob.example.com".parse().unwrap();
        let report = key_report(&MODEL_3.parse().unwrap(), &domain, &answer, at());
        assert_eq!(report.evidence[0].claim, KeyClaim::Absent);
        assert!(report.access.unwrap().key.is_some());
        assert_eq!((report.keys, report.firmware.as_deref(), report.streaming), (Some(5), Some("2024.14.30"), None));
        let unheard_of = key_report(&"7G2CEHED2RA012264".parse().unwrap(), &domain, &answer, at());
        assert_eq!((unheard_of.evidence[0].claim.clone(), unheard_of.access), (KeyClaim::Unknown, None));
    }

    #[test]
    fn a_charging_session_has_its_energy_and_cost_from_its_fees() {
        let history: ChargingHistory = serde_json::from_value(json!({"data": [{
            "sessionId": 1234, "vin": MODEL_3, "siteLocationName": "Freiburg", "chargeStartDateTime": "2026-11-01T08:00:00+01:00",
            "chargeStopDateTime": "2026-11-01T08:30:00+01:00", "countryCode": "DE",
            "fees": [{"feeType": "CHARGING", "currencyCode": "EUR", "usageBase": 30.5, "totalDue": 12.2, "uom": "kwh"},
                     {"feeType": "CONGESTION", "currencyCode": "EUR", "usageBase": 2, "totalDue": 1.0, "uom": "min"}],
        }]}))
        .unwrap();
        let reading = charge_records(history, at()).unwrap();
        insta::assert_snapshot!(serde_json::to_string(&reading.value).unwrap(), @r#"[{"chargeEnd":"2026-11-01T07:30:00.000Z","chargeStart":"2026-11-01T07:00:00.000Z","cost":{"currency":"EUR","energy":12.2,"other":1.0},"energyConsumed":30.5,"location":{"name":"Freiburg"},"recordId":1234}]"#);
    }

    #[test]
    fn both_shapes_of_alerts_are_read_and_the_newest_comes_first() {
        let answer: Alerts = serde_json::from_value(json!({"recent_alerts": [
            {"name": "Old", "time": "2026-11-01T08:00:00Z", "audience": ["service-fix"], "user_text": "Old text"},
            {"name": "New", "startedAt": "2026-11-02T08:00:00Z", "audiences": ["customer"], "userText": null},
        ]}))
        .unwrap();
        let SignalValue::Parts(told) = alerts(answer, at()).value else { panic!("alerts have parts") };
        assert_eq!(
            (&told[0]["name"], &told[0]["audience"], &told[1]["userText"]),
            (&json!("New"), &json!(["customer"]), &json!("Old text"))
        );
    }
}
