//! What only Teslas have: modes, seats, limits, schedules, as a command last set them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How many seats can be heated, by Tesla's numbers.
pub(crate) const SEATS: usize = 9;

/// A Tesla's own settings.
#[expect(clippy::struct_excessive_bools, reason = "independent switches of a car")]
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Features {
    pub(crate) valet: bool,
    pub(crate) valet_pin: Option<String>,
    pub(crate) guest: bool,
    pub(crate) speed_limit: SpeedLimit,
    pub(crate) parental: Parental,
    pub(crate) bioweapon: bool,
    pub(crate) keeper: Keeper,
    pub(crate) overheat_protection: Overheat,
    pub(crate) overheat_temperature: OverheatTemperature,
    pub(crate) passenger_c: Option<f64>,
    /// 0 to 3, by Tesla's numbers of seats.
    pub(crate) seat_heaters: [u8; SEATS],
    /// 0 to 3, left and right.
    pub(crate) seat_coolers: [u8; 2],
    pub(crate) auto_seats: [bool; 2],
    pub(crate) auto_steering_wheel: bool,
    pub(crate) volume: f64,
    pub(crate) playing: bool,
    /// Until when it can be driven without a key.
    pub(crate) remote_start_until: Option<Timestamp>,
    /// When its update is installed.
    pub(crate) update_at: Option<Timestamp>,
    pub(crate) off_peak_charging: bool,
    pub(crate) off_peak_ends_minutes: i64,
    pub(crate) low_power: bool,
    pub(crate) accessory_power: bool,
    pub(crate) charge_schedules: Vec<ChargeSchedule>,
    pub(crate) precondition_schedules: Vec<PreconditionSchedule>,
}

impl Default for Features {
    fn default() -> Self {
        Self {
            valet: false,
            valet_pin: None,
            guest: false,
            speed_limit: SpeedLimit { active: false, mph: 69.0, pin: None },
            parental: Parental::default(),
            bioweapon: false,
            keeper: Keeper::Off,
            overheat_protection: Overheat::Off,
            overheat_temperature: OverheatTemperature::High,
            passenger_c: None,
            seat_heaters: [0; SEATS],
            seat_coolers: [0; 2],
            auto_seats: [true; 2],
            auto_steering_wheel: true,
            volume: 2.666_667,
            playing: false,
            remote_start_until: None,
            update_at: None,
            off_peak_charging: false,
            off_peak_ends_minutes: 360,
            low_power: false,
            accessory_power: false,
            charge_schedules: Vec::new(),
            precondition_schedules: Vec::new(),
        }
    }
}

/// Speed limit mode.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SpeedLimit {
    pub(crate) active: bool,
    pub(crate) mph: f64,
    pub(crate) pin: Option<String>,
}

/// Parental controls.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Parental {
    pub(crate) active: bool,
    pub(crate) pin: Option<String>,
    pub(crate) mph: Option<f64>,
    pub(crate) settings: std::collections::BTreeSet<String>,
}

/// Whether the cabin is kept comfortable while parked, and for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Keeper {
    Off,
    On,
    Dog,
    Camp,
}

impl Keeper {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::On => "on",
            Self::Dog => "dog",
            Self::Camp => "camp",
        }
    }
}

/// Whether the cabin is kept from overheating, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Overheat {
    Off,
    On,
    FanOnly,
}

impl Overheat {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Off => "Off",
            Self::On => "On",
            Self::FanOnly => "FanOnly",
        }
    }
}

/// From which temperature it is: 30, 35 or 40 °C.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum OverheatTemperature {
    Low,
    Medium,
    High,
}

impl OverheatTemperature {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Low => "Low",
            Self::Medium => "Medium",
            Self::High => "High",
        }
    }
}

/// When to charge at a place.
#[expect(clippy::struct_excessive_bools, reason = "as Tesla's API has it")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ChargeSchedule {
    pub(crate) id: i64,
    pub(crate) name: String,
    /// A bit for each day, Sunday 1 to Saturday 64.
    pub(crate) days_of_week: u8,
    pub(crate) start_enabled: bool,
    /// Minutes after midnight.
    pub(crate) start_time: i64,
    pub(crate) end_enabled: bool,
    /// Minutes after midnight.
    pub(crate) end_time: i64,
    pub(crate) one_time: bool,
    pub(crate) enabled: bool,
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
}

/// When to be warm at a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PreconditionSchedule {
    pub(crate) id: i64,
    pub(crate) name: String,
    /// A bit for each day, Sunday 1 to Saturday 64.
    pub(crate) days_of_week: u8,
    /// Minutes after midnight.
    pub(crate) precondition_time: i64,
    pub(crate) one_time: bool,
    pub(crate) enabled: bool,
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
}
