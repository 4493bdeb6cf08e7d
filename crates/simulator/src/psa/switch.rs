//! The switches of a car's side of CarKey, and what each leads to.

use jiff::Timestamp;
use serde_json::Value;

use super::unit::{Garbage, Unit, Word};
use crate::car::{Availability, Car, CarId};
use crate::switch::SwitchRefused;
use crate::world::World;

/// One switch: its name, what it takes, what comes of it, and whether that is documented.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) takes: &'static str,
    /// What an activation answers once it is turned away from its first setting.
    pub(crate) answer: &'static str,
    /// Whether the maker's documents leave the answer open, so that it is ours.
    pub(crate) unknown: bool,
}

const fn kind(
    name: &'static str,
    label: &'static str,
    takes: &'static str,
    answer: &'static str,
    unknown: bool,
) -> Kind {
    Kind { name, label, takes, answer, unknown }
}

const ON: &str = "on or off";

/// All of them, in the order of the page.
pub(crate) const KINDS: &[Kind] = &[
    kind("bluetooth", "Bluetooth is on at the phone", ON, "2341", false),
    kind("internet", "The phone has an internet connection", ON, "2202", false),
    kind("paired", "The phone is paired with the car", ON, "2342", false),
    kind("link", "The link between phone and car holds", ON, "2205, 505.000", false),
    kind("key", "A key of the car is inside", ON, "2354", false),
    kind("ignition", "Ignition position", "0 (stop), 1 (contact), 2 (starting) or 3 (free)", "2354", true),
    kind("inside", "The owner sits inside", ON, "2354, carkey.not_inside", true),
    kind("clock", "The car\u{2019}s clock is ahead by so many seconds", "a number of seconds", "2356", false),
    kind("sleeping", "The car sleeps", ON, "2205, 503.000", true),
    kind(
        "garbage",
        "Who talks nonsense",
        "none, link, signature or cloud",
        "link: 2205, 400.017; signature: 2355; cloud: what was known stays",
        true,
    ),
    kind(
        "suspend",
        "The maker suspends CarKey until",
        "a time such as 2030-01-01T00:00:00Z, or none",
        "status suspended, then disabled",
        true,
    ),
    kind("disable", "The maker disables CarKey", "nothing", "status disabled", true),
    kind("replace-module", "The connection module is replaced", "nothing", "status disabled", true),
];

/// Why a switch does not turn.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotTurned {
    #[error("There is no switch \u{201c}{0}\u{201d}. Switches: {names}.", names = names())]
    Unknown(String),
    #[error("The switch {0} needs {1}.")]
    Value(&'static str, &'static str),
    #[error("Only Peugeot, Citroën, DS, Opel and Vauxhall cars have CarKey.")]
    NoCarKey,
    #[error(transparent)]
    Car(#[from] SwitchRefused),
    #[error("The simulator cannot make the car\u{2019}s certificate.")]
    Certificate(#[from] rcgen::Error),
}

fn names() -> String {
    KINDS.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ")
}

/// Turns a switch of a car and notes it in the log.
pub(crate) fn turn(world: &mut World, id: &CarId, name: &str, value: &Value, now: Timestamp) -> Result<(), NotTurned> {
    let car = world.cars.get(id).ok_or(SwitchRefused::NoSuchCar)?.clone();
    if !car.access().car_key() {
        return Err(NotTurned::NoCarKey);
    }
    let kind = KINDS.iter().find(|kind| kind.name == name);
    let kind = kind.ok_or_else(|| NotTurned::Unknown(name.chars().take(40).collect()))?;
    let bad = || NotTurned::Value(kind.name, kind.takes);
    match kind.name {
        "sleeping" => {
            let switch =
                if flag(value).ok_or_else(bad)? { crate::switch::Switch::Sleep } else { crate::switch::Switch::Wake };
            return Ok(switch.turn(world, id, now)?);
        }
        "replace-module" => world.psa.replace_module(&car)?,
        _ => {}
    }
    let unit = world.psa.unit_mut(&car)?;
    set(unit, kind, value, now).ok_or_else(bad)?;
    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let value = if value == "null" { String::new() } else { format!(" {value}") };
    let text = format!("{} \u{2026}{}: CarKey switch {name}{value}.", car.model, car.ending());
    world.log.note(now, Some(id), text);
    Ok(())
}

fn set(unit: &mut Unit, kind: &Kind, value: &Value, now: Timestamp) -> Option<()> {
    match kind.name {
        "bluetooth" => unit.bluetooth = flag(value)?,
        "internet" => unit.internet = flag(value)?,
        "paired" => unit.paired = flag(value)?,
        "link" => unit.link = flag(value)?,
        "key" => unit.key = flag(value)?,
        "inside" => unit.inside = flag(value)?,
        "ignition" => unit.ignition = number(value)?.try_into().ok().filter(|position| *position <= 3)?,
        "clock" => unit.clock = number(value).filter(|seconds| seconds.abs() <= 3_000_000_000)?,
        "garbage" => unit.garbage = serde_json::from_value::<Garbage>(value.clone()).ok()?,
        "suspend" => {
            unit.word = match value.as_str()?.trim() {
                "none" => None,
                until => Some(Word::Suspended { until: until.parse().ok()?, at: now }),
            }
        }
        // Its last word: whoever has another module proves anew.
        _ => unit.word = Some(Word::Disabled { at: now }),
    }
    Some(())
}

/// How a switch stands, in words that it takes.
pub(crate) fn standing(unit: &Unit, car: &Car, name: &str, now: Timestamp) -> String {
    let on = |on: bool| if on { "on" } else { "off" }.to_owned();
    match name {
        "bluetooth" => on(unit.bluetooth),
        "internet" => on(unit.internet),
        "paired" => on(unit.paired),
        "link" => on(unit.link),
        "key" => on(unit.key),
        "inside" => on(unit.inside),
        "ignition" => unit.ignition.to_string(),
        "clock" => unit.clock.to_string(),
        "sleeping" => on(car.availability(now) == Availability::Asleep),
        "garbage" => serde_json::to_value(unit.garbage)
            .ok()
            .and_then(|word| word.as_str().map(str::to_owned))
            .unwrap_or_default(),
        "suspend" => match unit.word {
            Some(Word::Suspended { until, .. }) => until.to_string(),
            _ => "none".to_owned(),
        },
        _ => String::new(),
    }
}

fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(on) => Some(*on),
        Value::String(text) => match text.trim() {
            "on" | "true" | "yes" => Some(true),
            "off" | "false" | "no" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}
