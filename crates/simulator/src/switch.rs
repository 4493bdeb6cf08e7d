//! The switches: everything that one can do to a simulated car, by the control page, the HTTP API or the command line.

mod on_account;
mod on_car;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::account::Trouble;
use crate::car::CarId;
use crate::car::action::Refused;
use crate::car::closures::Part;
use crate::car::failure::{Failure, UnknownFailure};
use crate::car::keys::MOST_KEYS;
use crate::car::motion::AtHome;
use crate::garage::is_key_domain;
use crate::tesla::pairing;
use crate::world::World;

/// One switch of a car, with where it is set to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Switch {
    Plug,
    Unplug,
    StartCharge,
    StopCharge,
    ChargeLevel(f64),
    ChargeLimit(f64),
    ChargeFault(bool),
    FuelLevel(f64),
    Drive,
    Park,
    Sleep,
    Wake,
    Offline,
    Online,
    Lock,
    Unlock,
    Open(Part),
    Close(Part),
    /// °C; `None`: as season and hour make it.
    Ambient(Option<f64>),
    AtHome(AtHome),
    InService(bool),
    Low12V(bool),
    RemoteAccess(bool),
    Streaming(bool),
    AddKey(String),
    RemoveKey(String),
    LocationPermission(bool),
    /// `None`: all is well.
    Account(Option<Trouble>),
    InAccount(bool),
    /// `None` calls it off.
    Fail(Option<Failure>),
}

/// The names of the switches, in the order of the documentation.
pub(crate) const NAMES: [&str; 30] = [
    "plug",
    "unplug",
    "start-charge",
    "stop-charge",
    "charge-level",
    "charge-limit",
    "charge-fault",
    "fuel-level",
    "drive",
    "park",
    "sleep",
    "wake",
    "offline",
    "online",
    "lock",
    "unlock",
    "open",
    "close",
    "ambient",
    "at-home",
    "in-service",
    "low-12v",
    "remote-access",
    "streaming",
    "add-key",
    "remove-key",
    "location-permission",
    "account",
    "in-account",
    "fail",
];

/// Why a request names no switch.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InvalidSwitch {
    #[error("There is no switch \u{201c}{0}\u{201d}. Switches: {names}.", names = NAMES.join(", "))]
    Unknown(String),
    #[error("The switch {switch} needs {expected}.")]
    Value { switch: &'static str, expected: &'static str },
    #[error("The switch fail: {0}.")]
    Failure(#[from] UnknownFailure),
}

/// Why a switch does not turn.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SwitchRefused {
    #[error("There is no such car any more.")]
    NoSuchCar,
    #[error(transparent)]
    Car(#[from] Refused),
    #[error("Only a Model S or Model X of 2020 or earlier has a streaming switch.")]
    NoStreamingToggle,
    #[error("This car needs no virtual key and takes none.")]
    NoVirtualKey,
    #[error("The car has no key of {0}.")]
    NoSuchKey(String),
    #[error("The car belongs to no account.")]
    NoOwner,
    #[error("The car holds {MOST_KEYS} keys, and no more fit. Remove one first.")]
    TooManyKeys,
}

impl Switch {
    /// Reads a switch by its name and what was sent with it; numbers may come as text, as forms send them.
    pub(crate) fn parse(name: &str, sent: &Map<String, Value>) -> Result<Self, InvalidSwitch> {
        let percent = |switch, low: f64, expected| {
            let number = sent.get("percent").and_then(number).filter(|percent| (low..=100.0).contains(percent));
            number.ok_or(InvalidSwitch::Value { switch, expected })
        };
        let on = |switch| {
            let expected = "\u{201c}on\u{201d}, true or false";
            sent.get("on").and_then(flag).ok_or(InvalidSwitch::Value { switch, expected })
        };
        let part = |switch| {
            let expected = "\u{201c}part\u{201d}, such as front-left-door, back-right-window, sunroof, trunk, hood or \
                            charging-port";
            let part = sent.get("part").and_then(Value::as_str).and_then(|part| part.trim().parse().ok());
            part.ok_or(InvalidSwitch::Value { switch, expected })
        };
        let key = |switch| {
            let key = sent.get("key").and_then(Value::as_str).map(|key| key.trim().to_ascii_lowercase());
            key.filter(|key| is_key_domain(key)).ok_or(InvalidSwitch::Value {
                switch,
                expected: "\u{201c}key\u{201d}, a key domain such as fob.example.com",
            })
        };
        Ok(match name {
            "plug" => Self::Plug,
            "unplug" => Self::Unplug,
            "start-charge" => Self::StartCharge,
            "stop-charge" => Self::StopCharge,
            "charge-level" => {
                Self::ChargeLevel(percent("charge-level", 0.0, "\u{201c}percent\u{201d}, a number from 0 to 100")?)
            }
            "charge-limit" => {
                Self::ChargeLimit(percent("charge-limit", 50.0, "\u{201c}percent\u{201d}, a number from 50 to 100")?)
            }
            "charge-fault" => Self::ChargeFault(on("charge-fault")?),
            "fuel-level" => {
                Self::FuelLevel(percent("fuel-level", 0.0, "\u{201c}percent\u{201d}, a number from 0 to 100")?)
            }
            "drive" => Self::Drive,
            "park" => Self::Park,
            "sleep" => Self::Sleep,
            "wake" => Self::Wake,
            "offline" => Self::Offline,
            "online" => Self::Online,
            "lock" => Self::Lock,
            "unlock" => Self::Unlock,
            "open" => Self::Open(part("open")?),
            "close" => Self::Close(part("close")?),
            "ambient" => Self::Ambient(ambient(sent)?),
            "at-home" => Self::AtHome(at_home(sent)?),
            "in-service" => Self::InService(on("in-service")?),
            "low-12v" => Self::Low12V(on("low-12v")?),
            "remote-access" => Self::RemoteAccess(on("remote-access")?),
            "streaming" => Self::Streaming(on("streaming")?),
            "add-key" => Self::AddKey(key("add-key")?),
            "remove-key" => Self::RemoveKey(key("remove-key")?),
            "location-permission" => Self::LocationPermission(on("location-permission")?),
            "account" => Self::Account(trouble(sent)?),
            "in-account" => Self::InAccount(on("in-account")?),
            "fail" => match sent.get("error") {
                Some(Value::Null) => Self::Fail(None),
                Some(Value::String(text)) if text.trim().eq_ignore_ascii_case("none") => Self::Fail(None),
                Some(Value::String(text)) => Self::Fail(Some(text.parse()?)),
                _ => {
                    let expected = "\u{201c}error\u{201d}, such as VEHICLE_STATE.ASLEEP, or none to call it off";
                    return Err(InvalidSwitch::Value { switch: "fail", expected });
                }
            },
            other => return Err(InvalidSwitch::Unknown(other.chars().take(40).collect())),
        })
    }

    /// Turns the switch and notes it in the log.
    pub(crate) fn turn(&self, world: &mut World, id: &CarId, now: Timestamp) -> Result<(), SwitchRefused> {
        if let Self::AddKey(name) = self {
            let public_key = world.tesla.of_domain(name).map(|known| known.public_key.clone());
            return pairing::add(world, id, name, public_key, now);
        }
        let on_account = self.turn_account(world, id)?;
        let car = world.settled(id, now).ok_or(SwitchRefused::NoSuchCar)?;
        let happened = match on_account {
            Some(happened) => happened,
            None => self.turn_car(car, now)?,
        };
        let text = format!("{} \u{2026}{}: {happened}.", car.model, car.ending());
        let command = self.command(car.ending());
        world.log.note_command(now, Some(id), text, command);
        Ok(())
    }

    /// The command line that does the same.
    pub(crate) fn command(&self, car: &str) -> String {
        let mut command = format!("openfob sim {} {car}", self.name());
        for (_, value) in self.fields() {
            command.push(' ');
            command.push_str(&value);
        }
        command
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Plug => "plug",
            Self::Unplug => "unplug",
            Self::StartCharge => "start-charge",
            Self::StopCharge => "stop-charge",
            Self::ChargeLevel(_) => "charge-level",
            Self::ChargeLimit(_) => "charge-limit",
            Self::ChargeFault(_) => "charge-fault",
            Self::FuelLevel(_) => "fuel-level",
            Self::Drive => "drive",
            Self::Park => "park",
            Self::Sleep => "sleep",
            Self::Wake => "wake",
            Self::Offline => "offline",
            Self::Online => "online",
            Self::Lock => "lock",
            Self::Unlock => "unlock",
            Self::Open(_) => "open",
            Self::Close(_) => "close",
            Self::Ambient(_) => "ambient",
            Self::AtHome(_) => "at-home",
            Self::InService(_) => "in-service",
            Self::Low12V(_) => "low-12v",
            Self::RemoteAccess(_) => "remote-access",
            Self::Streaming(_) => "streaming",
            Self::AddKey(_) => "add-key",
            Self::RemoveKey(_) => "remove-key",
            Self::LocationPermission(_) => "location-permission",
            Self::Account(_) => "account",
            Self::InAccount(_) => "in-account",
            Self::Fail(_) => "fail",
        }
    }

    /// What is sent along, as [`Switch::parse`] reads it.
    pub(crate) fn fields(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::ChargeLevel(percent) | Self::ChargeLimit(percent) | Self::FuelLevel(percent) => {
                vec![("percent", percent.to_string())]
            }
            Self::Open(part) | Self::Close(part) => vec![("part", part.name().to_owned())],
            Self::Ambient(celsius) => {
                vec![("celsius", celsius.map_or_else(|| "none".to_owned(), |celsius| celsius.to_string()))]
            }
            Self::AtHome(at) => vec![("at", at.name().to_owned())],
            Self::Account(trouble) => vec![("state", trouble.map_or("ok", Trouble::name).to_owned())],
            Self::ChargeFault(on)
            | Self::InService(on)
            | Self::Low12V(on)
            | Self::RemoteAccess(on)
            | Self::LocationPermission(on)
            | Self::InAccount(on)
            | Self::Streaming(on) => vec![("on", if *on { "on" } else { "off" }.to_owned())],
            Self::AddKey(key) | Self::RemoveKey(key) => vec![("key", key.clone())],
            Self::Fail(failure) => {
                vec![("error", failure.as_ref().map_or_else(|| "none".to_owned(), Failure::to_string))]
            }
            Self::Plug
            | Self::Unplug
            | Self::StartCharge
            | Self::StopCharge
            | Self::Drive
            | Self::Park
            | Self::Sleep
            | Self::Wake
            | Self::Offline
            | Self::Online
            | Self::Lock
            | Self::Unlock => Vec::new(),
        }
    }
}

fn ambient(sent: &Map<String, Value>) -> Result<Option<f64>, InvalidSwitch> {
    let expected = "\u{201c}celsius\u{201d}, a number from -40 to 50, or none to call it off";
    match sent.get("celsius") {
        Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.trim().eq_ignore_ascii_case("none") => Ok(None),
        other => {
            let celsius = other.and_then(number).filter(|celsius| (-40.0..=50.0).contains(celsius));
            celsius.map(Some).ok_or(InvalidSwitch::Value { switch: "ambient", expected })
        }
    }
}

fn at_home(sent: &Map<String, Value>) -> Result<AtHome, InvalidSwitch> {
    let expected = "\u{201c}at\u{201d}, one of yes, no, unset, measured";
    let text = sent.get("at").and_then(Value::as_str);
    let found = AtHome::ALL.into_iter().find(|at| Some(at.name()) == text);
    found.ok_or(InvalidSwitch::Value { switch: "at-home", expected })
}

fn trouble(sent: &Map<String, Value>) -> Result<Option<Trouble>, InvalidSwitch> {
    let expected =
        "\u{201c}state\u{201d}, one of ok, subscription-ended, consent-revoked, password-changed, action-needed";
    let text = sent.get("state").and_then(Value::as_str);
    if text == Some("ok") {
        return Ok(None);
    }
    let found = Trouble::ALL.into_iter().find(|trouble| Some(trouble.name()) == text);
    found.map(Some).ok_or(InvalidSwitch::Value { switch: "account", expected })
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_f64(),
    }
}

fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) => match text.trim() {
            "true" | "on" => Some(true),
            "false" | "off" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_switch_sends_reads_back_as_the_same_switch() {
        let switches = [
            Switch::Plug,
            Switch::Unplug,
            Switch::StartCharge,
            Switch::StopCharge,
            Switch::ChargeLevel(62.5),
            Switch::ChargeLimit(90.0),
            Switch::ChargeFault(true),
            Switch::FuelLevel(12.5),
            Switch::Drive,
            Switch::Park,
            Switch::Sleep,
            Switch::Wake,
            Switch::Offline,
            Switch::Online,
            Switch::Lock,
            Switch::Unlock,
            Switch::Open(Part::FrontLeftDoor),
            Switch::Close(Part::ChargingPort),
            Switch::Ambient(Some(-7.5)),
            Switch::AtHome(AtHome::Unset),
            Switch::InService(true),
            Switch::Low12V(false),
            Switch::RemoteAccess(false),
            Switch::Streaming(true),
            Switch::AddKey("fob.example.com".to_owned()),
            Switch::RemoveKey("fob.example.com".to_owned()),
            Switch::LocationPermission(false),
            Switch::Account(Some(Trouble::ConsentRevoked)),
            Switch::InAccount(false),
            Switch::Fail(Some(Failure::new("VEHICLE_STATE", "ASLEEP"))),
        ];
        assert_eq!(switches.each_ref().map(Switch::name), NAMES);
        let others = [Switch::Fail(None), Switch::Ambient(None), Switch::Account(None)];
        for switch in switches.into_iter().chain(others) {
            let sent = switch.fields().into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
            assert_eq!(Switch::parse(switch.name(), &sent).unwrap(), switch);
        }
    }

    #[test]
    fn a_wrong_value_is_told_what_was_expected() {
        let sent = [("percent".to_owned(), Value::from(30))].into_iter().collect();
        let error = Switch::parse("charge-limit", &sent).unwrap_err().to_string();
        assert_eq!(error, "The switch charge-limit needs \u{201c}percent\u{201d}, a number from 50 to 100.");
    }

    #[test]
    fn the_command_line_names_the_car_and_the_value() {
        assert_eq!(Switch::Plug.command("4821"), "openfob sim plug 4821");
        assert_eq!(Switch::Streaming(true).command("0377"), "openfob sim streaming 0377 on");
    }
}
