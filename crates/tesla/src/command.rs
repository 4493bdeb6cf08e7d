//! Commands, by Tesla's names for them, and how they travel.
//!
//! A car that asks for a virtual key obeys commands that are signed with one. Plain commands go to the others, and to
//! Tesla's own services (navigation) for all. Where Tesla knows better than we what a car takes, its word counts.

use std::time::Duration;

use async_trait::async_trait;
use openfob_automaker::{AdapterError, AdapterErrorKind, CommandAnswer, Commanded, Commands, Session, Verdict};
use openfob_domain::{AccessRules, Capability, Command, ScheduleKind, VehicleCondition};
use openfob_tesla_command as protocol;
use serde_json::{Value, json};

use crate::adapter::Tesla;
use crate::refusal;
use crate::signing::{self, Sent};
use crate::transport::Caller;
use crate::verdict;

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

#[async_trait]
impl Commands for Tesla {
    /// A destination is taken by Tesla's own service, whatever the car asks for.
    fn is_signed(&self, access: &AccessRules, command: &Command) -> bool {
        access.key.is_some() && !matches!(command, Command::Navigate { .. })
    }

    async fn run(
        &self,
        session: &Session,
        car: Commanded<'_>,
        command: &Command,
    ) -> Result<CommandAnswer, AdapterError> {
        let request = request(command).ok_or_else(|| not_capable(Capability::SmartcarNotCapable))?;
        let order = Order {
            tesla: self,
            caller: Caller::from(session),
            car,
            request: &request,
            is_signed: self.is_signed(car.access, command),
        };
        match order.deliver().await {
            // The car was not reached: nothing happened, and it may be sent once the car is awake.
            Err(AdapterError { kind: AdapterErrorKind::Vehicle(VehicleCondition::Asleep), .. }) => {
                order.wake().await?;
                order.deliver().await
            }
            delivered => delivered,
        }
    }
}

/// A command on its way to a car.
#[derive(Clone, Copy)]
struct Order<'a> {
    tesla: &'a Tesla,
    caller: Caller<'a>,
    car: Commanded<'a>,
    request: &'a Request,
    is_signed: bool,
}

impl Order<'_> {
    /// Sends the command to a car that is awake. The other way is taken where Tesla says that the car takes that one.
    async fn deliver(&self) -> Result<CommandAnswer, AdapterError> {
        if self.is_done().await? {
            return Ok(CommandAnswer::unsigned(Verdict::Obeyed));
        }
        if self.is_signed {
            let key = self.car.key.ok_or_else(wants_signature)?;
            return match self.sign(key).await? {
                Sent::Answered(answer) => Ok(answer),
                Sent::TakesPlain => self.plain().await,
            };
        }
        match (self.plain().await, self.car.key) {
            (Err(error), Some(key)) if error.kind == wants_signature().kind => match self.sign(key).await? {
                Sent::Answered(answer) => Ok(answer),
                Sent::TakesPlain => Err(error),
            },
            (sent, _) => sent,
        }
    }

    /// Whether the boot's lid is where it is to be.
    async fn is_done(&self) -> Result<bool, AdapterError> {
        let Some(only_if) = self.request.only_if else { return Ok(false) };
        let data = self.tesla.transport().vehicle_data(self.caller, self.car.vin, &["vehicle_state"]).await?;
        let is_open = data.vehicle_state.number("rt").is_some_and(|lid| lid != 0.0);
        Ok(is_open == (only_if == OnlyIf::BootShut))
    }

    async fn plain(&self) -> Result<CommandAnswer, AdapterError> {
        let Request { name, body, .. } = self.request;
        let answer = self.tesla.transport().command(self.caller, self.car.vin, name, body).await?;
        let reason = answer.reason.filter(|reason| !reason.is_empty());
        let verdict = match &reason {
            _ if answer.result => Verdict::Obeyed,
            reason => verdict::of_reason(reason.as_deref().unwrap_or_default()),
        };
        Ok(CommandAnswer { reason, ..CommandAnswer::unsigned(verdict) })
    }

    async fn sign(&self, key: &str) -> Result<Sent, AdapterError> {
        let command = signable(self.request, (self.tesla.clock())())?;
        let signer = self.tesla.signers().with(self.caller.partner, key).await?;
        signing::send(self.tesla.transport(), self.caller, &signer, key, self.car.vin, &command).await
    }

    /// Wakes the car, and waits until it is online.
    async fn wake(&self) -> Result<(), AdapterError> {
        let (transport, vin) = (self.tesla.transport(), self.car.vin);
        let is_online = |state: Option<&str>| state == Some("online");
        let woken = transport.wake_up(self.caller, vin).await?;
        if is_online(woken.state.as_deref()) {
            return Ok(());
        }
        for seconds in LOOKS {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            if is_online(transport.vehicle(self.caller, vin).await?.state.as_deref()) {
                return Ok(());
            }
        }
        Err(refusal::refused(AdapterErrorKind::Vehicle(VehicleCondition::Unreachable)))
    }
}

/// The command in the form that is signed, checked as a whole.
fn signable(request: &Request, now: jiff::Timestamp) -> Result<protocol::Command, AdapterError> {
    // A lid that somebody has just shut is not opened by it.
    if request.only_if == Some(OnlyIf::BootOpen) {
        return Ok(protocol::Command::close_trunk());
    }
    match protocol::parse(request.name, request.body.to_string().as_bytes(), now) {
        Ok(protocol::Parsed::Signed(command)) => Ok(command),
        Ok(protocol::Parsed::WakeUp | protocol::Parsed::Rest)
        | Err(protocol::InvalidCommand::Unknown | protocol::InvalidCommand::NotImplemented) => Err(wants_signature()),
        Err(invalid) => {
            tracing::error!(command = request.name, %invalid, "a command of ours is none that can be signed");
            Err(refusal::refused(AdapterErrorKind::Internal))
        }
    }
}

/// What Tesla says of a plain command to a car that takes signed ones, and we where there is no key to sign with.
fn wants_signature() -> AdapterError {
    not_capable(Capability::SmartcarNotCapable)
}

fn not_capable(capability: Capability) -> AdapterError {
    refusal::refused(AdapterErrorKind::Capability(capability))
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
    fn what_we_send_to_cars_that_want_signatures_can_be_signed() {
        let commands = [
            Command::Lock,
            Command::Unlock,
            Command::ChargeStart,
            Command::ChargeStop,
            Command::ChargeLimit { percent: 80.0 },
            Command::ChargeAmperage { amperes: 16.0 },
            Command::ChargePortOpen,
            Command::ChargePortClose,
            Command::ChargeSchedule { kind: ScheduleKind::StartTime, enable: true, time: Some("06:30".to_owned()) },
            Command::ChargeSchedule { kind: ScheduleKind::DepartureTime, enable: false, time: None },
            Command::CabinStart,
            Command::CabinStop,
            Command::CabinTarget { celsius: 21.5 },
            Command::DefrosterStart,
            Command::DefrosterStop,
            Command::SteeringHeaterStart,
            Command::SteeringHeaterStop,
            Command::FrunkOpen,
            Command::TrunkOpen,
            Command::TrunkClose,
            Command::PinSet { pin: "1234".to_owned() },
            Command::PinClear,
        ];
        for command in commands {
            let request = request(&command).unwrap();
            signable(&request, jiff::Timestamp::UNIX_EPOCH).unwrap();
        }
    }
}
