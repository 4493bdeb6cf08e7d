//! Commands, by Tesla's names for them, and what its cars say no with.
//!
//! A car that asks for a virtual key obeys signed commands alone. Signing is not built yet: such a car answers that this
//! server cannot do it. Plain commands go to the others, and to Tesla's own services (navigation) for all.

use std::time::Duration;

use async_trait::async_trait;
use openfob_automaker::{AdapterError, AdapterErrorKind, Commanded, Commands, Session};
use openfob_domain::{AccessRules, Capability, Command, ScheduleKind, VehicleCondition, Vin};
use serde_json::{Value, json};

use crate::adapter::Tesla;
use crate::refusal;
use crate::transport::Caller;

/// When to look whether a car that is being woken has come online. Tesla says 10 to 60 seconds.
const LOOKS: [u64; 9] = [2, 3, 5, 5, 5, 10, 10, 10, 10];

/// A command as Tesla takes it.
#[derive(Debug, PartialEq)]
struct Request {
    name: &'static str,
    body: Value,
    /// What the car must not be already: the same command would undo it.
    only_if: Option<OnlyIf>,
}

/// The boot's lid, which one command both opens and shuts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OnlyIf {
    BootShut,
    BootOpen,
}

/// How a command travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Delivery {
    /// As it is.
    Plain,
    /// Signed with the partner's key.
    Signed,
}

#[async_trait]
impl Commands for Tesla {
    async fn run(&self, session: &Session, car: Commanded<'_>, command: &Command) -> Result<(), AdapterError> {
        let request = request(command).ok_or_else(|| not_capable(Capability::SmartcarNotCapable))?;
        match delivery(car.access, command) {
            Delivery::Plain => self.plain(session, car.vin, &request).await,
            Delivery::Signed => Err(not_capable(Capability::SmartcarNotCapable)),
        }
    }
}

impl Tesla {
    /// Sends a plain command, once it is known that the car is awake to take it.
    async fn plain(&self, session: &Session, vin: &Vin, request: &Request) -> Result<(), AdapterError> {
        let caller = Caller::from(session);
        let sent = self.send(caller, vin, request).await;
        match sent {
            // The car was not reached: nothing happened, and it may be sent once the car is awake.
            Err(AdapterError { kind: AdapterErrorKind::Vehicle(VehicleCondition::Asleep), .. }) => {
                self.wake(caller, vin).await?;
                self.send(caller, vin, request).await
            }
            sent => sent,
        }
    }

    async fn send(&self, caller: Caller<'_>, vin: &Vin, request: &Request) -> Result<(), AdapterError> {
        if let Some(only_if) = request.only_if {
            let data = self.transport().vehicle_data(caller, vin, &["vehicle_state"]).await?;
            let is_open = data.vehicle_state.number("rt").is_some_and(|lid| lid != 0.0);
            if is_open == (only_if == OnlyIf::BootShut) {
                return Ok(());
            }
        }
        let answer = self.transport().command(caller, vin, request.name, &request.body).await?;
        if answer.result {
            return Ok(());
        }
        refused(request.name, answer.reason.as_deref().unwrap_or_default())
    }

    /// Wakes a car, and waits until it is online.
    async fn wake(&self, caller: Caller<'_>, vin: &Vin) -> Result<(), AdapterError> {
        let is_online = |state: Option<&str>| state == Some("online");
        let woken = self.transport().wake_up(caller, vin).await?;
        if is_online(woken.state.as_deref()) {
            return Ok(());
        }
        for seconds in LOOKS {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            if is_online(self.transport().vehicle(caller, vin).await?.state.as_deref()) {
                return Ok(());
            }
        }
        Err(refusal::refused(AdapterErrorKind::Vehicle(VehicleCondition::Unreachable)))
    }
}

fn not_capable(capability: Capability) -> AdapterError {
    refusal::refused(AdapterErrorKind::Capability(capability))
}

/// A destination is taken by Tesla's own service, whatever the car asks for.
fn delivery(access: &AccessRules, command: &Command) -> Delivery {
    let is_service = matches!(command, Command::Navigate { .. });
    if access.key.is_none() || is_service { Delivery::Plain } else { Delivery::Signed }
}

/// A command in Tesla's words; `None` for one that no Tesla knows.
fn request(command: &Command) -> Option<Request> {
    let plain = |name| Some(Request { name, body: json!({}), only_if: None });
    let with = |name, body| Some(Request { name, body, only_if: None });
    let boot =
        |only_if| Some(Request { name: "actuate_trunk", body: json!({"which_trunk": "rear"}), only_if: Some(only_if) });
    match command {
        Command::Lock => plain("door_lock"),
        Command::Unlock => plain("door_unlock"),
        Command::ChargeStart => plain("charge_start"),
        Command::ChargeStop => plain("charge_stop"),
        Command::ChargeLimit { percent } => with("set_charge_limit", json!({"percent": whole(*percent)})),
        Command::ChargeAmperage { amperes } => with("set_charging_amps", json!({"charging_amps": whole(*amperes)})),
        Command::ChargePortOpen => plain("charge_port_door_open"),
        Command::ChargePortClose => plain("charge_port_door_close"),
        Command::ChargeSchedule { kind: ScheduleKind::StartTime, enable, time } => {
            with("set_scheduled_charging", json!({"enable": enable, "time": minutes(time.as_deref())}))
        }
        Command::ChargeSchedule { kind: ScheduleKind::DepartureTime, enable, time } => {
            let departure = json!({"enable": enable, "departure_time": minutes(time.as_deref()),
                "preconditioning_enabled": enable, "preconditioning_weekdays_only": false,
                "off_peak_charging_enabled": false, "off_peak_charging_weekdays_only": false, "end_off_peak_time": 0});
            with("set_scheduled_departure", departure)
        }
        Command::ChargeSchedules { .. } | Command::ChargeLocation { .. } => None,
        Command::Navigate { latitude, longitude } => {
            with("navigation_gps_request", json!({"lat": latitude, "lon": longitude, "order": 1}))
        }
        Command::CabinStart => plain("auto_conditioning_start"),
        Command::CabinStop => plain("auto_conditioning_stop"),
        Command::CabinTarget { celsius } => {
            with("set_temps", json!({"driver_temp": celsius, "passenger_temp": celsius}))
        }
        Command::DefrosterStart => with("set_preconditioning_max", json!({"on": true, "manual_override": true})),
        Command::DefrosterStop => with("set_preconditioning_max", json!({"on": false, "manual_override": false})),
        Command::SteeringHeaterStart => with("remote_steering_wheel_heater_request", json!({"on": true})),
        Command::SteeringHeaterStop => with("remote_steering_wheel_heater_request", json!({"on": false})),
        Command::FrunkOpen => with("actuate_trunk", json!({"which_trunk": "front"})),
        Command::TrunkOpen => boot(OnlyIf::BootShut),
        Command::TrunkClose => boot(OnlyIf::BootOpen),
        Command::PinSet { pin } => with("set_pin_to_drive", json!({"on": true, "password": pin})),
        Command::PinClear => plain("clear_pin_to_drive_admin"),
    }
}

/// What a car said no with; what it has done already is done.
fn refused(name: &str, reason: &str) -> Result<(), AdapterError> {
    use VehicleCondition as Is;

    let reason = reason.trim_start_matches("car could not execute command: ").to_lowercase().replace(' ', "_");
    let condition = match reason.as_str() {
        "already_set" | "requested" | "already_open" | "already_closed" | "already_on" | "already_off"
        | "already_standard" | "already_started" | "already_max_range" => return Ok(()),
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
        "not_supported" | "non-motorized_charge_port" | "invalid_command" => {
            return Err(not_capable(Capability::VehicleNotCapable));
        }
        _ => {
            tracing::warn!(command = name, reason, "a car refused for a reason that we do not know");
            Is::Unknown
        }
    };
    Err(refusal::refused(AdapterErrorKind::Vehicle(condition)))
}

/// `HH:mm` as minutes after midnight; none is midnight, as it is sent where nothing is enabled.
fn minutes(time: Option<&str>) -> i64 {
    let read = |time: &str| {
        let (hours, minutes) = time.split_once(':')?;
        Some(hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?)
    };
    time.and_then(read).unwrap_or_default()
}

fn whole(value: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "percent and amperes, checked before")]
    let whole = value.round() as i64;
    whole
}

#[cfg(test)]
mod tests {
    use openfob_domain::{DataWithoutKey, KeyKind, KeyRule};

    use super::*;

    #[test]
    fn commands_are_teslas() {
        let sent = |command: &Command| request(command).map(|request| format!("{} {}", request.name, request.body));
        let commands = [
            Command::Lock,
            Command::ChargeLimit { percent: 80.0 },
            Command::ChargeAmperage { amperes: 16.0 },
            Command::ChargeSchedule { kind: ScheduleKind::StartTime, enable: true, time: Some("06:30".to_owned()) },
            Command::Navigate { latitude: 47.9959, longitude: 7.8522 },
            Command::CabinTarget { celsius: 21.5 },
            Command::DefrosterStart,
            Command::SteeringHeaterStop,
            Command::FrunkOpen,
            Command::TrunkClose,
            Command::PinSet { pin: "1234".to_owned() },
            Command::ChargeSchedules { schedules: json!([]) },
        ];
        let told: Vec<String> = commands.iter().map(|command| sent(command).unwrap_or("none".to_owned())).collect();
        insta::assert_snapshot!(told.join("\n"), @r#"
        door_lock {}
        set_charge_limit {"percent":80}
        set_charging_amps {"charging_amps":16}
        set_scheduled_charging {"enable":true,"time":390}
        navigation_gps_request {"lat":47.9959,"lon":7.8522,"order":1}
        set_temps {"driver_temp":21.5,"passenger_temp":21.5}
        set_preconditioning_max {"manual_override":true,"on":true}
        remote_steering_wheel_heater_request {"on":false}
        actuate_trunk {"which_trunk":"front"}
        actuate_trunk {"which_trunk":"rear"}
        set_pin_to_drive {"on":true,"password":"1234"}
        none
        "#);
    }

    #[test]
    fn a_car_with_a_key_wants_its_commands_signed_and_a_destination_goes_to_teslas_own_service() {
        let rule = KeyRule { kind: KeyKind::VirtualKey, data_without: DataWithoutKey::Refused };
        let keyed = AccessRules { key: Some(rule), ..AccessRules::default() };
        assert_eq!(delivery(&keyed, &Command::Unlock), Delivery::Signed);
        assert_eq!(delivery(&keyed, &Command::Navigate { latitude: 0.0, longitude: 0.0 }), Delivery::Plain);
        assert_eq!(delivery(&AccessRules::default(), &Command::Unlock), Delivery::Plain);
    }

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
        let kind = refused("charge_start", reason).err().map(|error| error.kind);
        assert_eq!(kind, condition.map(AdapterErrorKind::Vehicle));
    }
}
