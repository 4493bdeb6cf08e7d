//! Signals: named values of a car, each with its unit, the time it was recorded and the time it was fetched.
//!
//! Names follow Smartcar's v3 signal codes, so that both API generations can be projections of one truth.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{Permission, Refusal, UpstreamFault};

macro_rules! signals {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $shape:ident, $permission:ident),+ $(,)?) => {
        /// A value that a car can report.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "&'static str")]
        pub enum Signal { $($(#[$doc])* $variant),+ }

        impl Signal {
            /// Every signal.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code: group and name in lower case.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// Whether a value has the shape that this signal's values have.
            #[must_use]
            pub fn takes(self, value: &SignalValue) -> bool {
                match self { $(Self::$variant => matches!(value, SignalValue::$shape(_))),+ }
            }

            /// The permission that covers it.
            #[must_use]
            pub fn permission(self) -> Permission {
                match self { $(Self::$variant => Permission::$permission),+ }
            }
        }

        impl FromStr for Signal {
            type Err = UnknownSignal;

            fn from_str(text: &str) -> Result<Self, UnknownSignal> {
                match text {
                    $($code => Ok(Self::$variant),)+
                    _ => Err(UnknownSignal(text.to_owned())),
                }
            }
        }
    };
}

signals! {
    /// Distance driven, km.
    Odometer = "odometer-traveleddistance", Number, ReadOdometer,
    /// `{latitude, longitude}`, degrees (WGS 84).
    Location = "location-preciselocation", Parts, ReadLocation,
    /// Heading, degrees clockwise from north.
    Heading = "location-heading", Number, ReadCompass,
    /// Whether the car stands at the place its owner calls home; the car's own report.
    AtHome = "location-isathome", Flag, ReadExtendedVehicleInfo,
    /// Speed, km/h.
    Speed = "motion-speed", Number, ReadSpeedometer,
    /// `P`, `R`, `N` or `D`.
    Gear = "transmission-gearstate", Text, ReadExtendedVehicleInfo,
    /// Charge of the traction battery, percent.
    StateOfCharge = "tractionbattery-stateofcharge", Number, ReadBattery,
    /// Range on the traction battery, km.
    BatteryRange = "tractionbattery-range", Number, ReadBattery,
    /// Range as the last drives make it likely, km.
    BatteryRangeEstimated = "tractionbattery-rangeestimated", Number, ReadBattery,
    /// Range under ideal conditions, km.
    BatteryRangeIdeal = "tractionbattery-rangeideal", Number, ReadBattery,
    /// Capacity of the traction battery, kWh.
    BatteryCapacity = "tractionbattery-nominalcapacity", Number, ReadBattery,
    /// Capacities that this model was sold with: `[{capacity, description}]`, kWh.
    BatteryCapacities = "tractionbattery-nominalcapacities", Parts, ReadBattery,
    /// What only some cars tell beside the rest: `{stateOfChargeUsable, maxRangeChargeCounter, notEnoughPowerToHeat}`,
    /// percent.
    BatteryExtras = "tractionbattery-extras", Parts, ReadBattery,
    /// Whether the traction battery's heater runs.
    BatteryHeater = "tractionbattery-isheateractive", Flag, ReadBattery,
    /// Whether a charging cable is in.
    PluggedIn = "charge-ischargingcableconnected", Flag, ReadCharge,
    /// `CHARGING`, `FULLY_CHARGED` or `NOT_CHARGING`.
    ChargeState = "charge-detailedchargingstatus", Text, ReadCharge,
    /// Where charging stops, percent.
    ChargeLimit = "charge-chargelimit", Number, ReadCharge,
    /// Current into the charger, A.
    ChargeAmperage = "charge-amperage", Number, ReadCharge,
    /// Current asked of the charger, A.
    ChargeAmperageRequested = "charge-amperagerequested", Number, ReadCharge,
    /// The most that the car takes, A.
    ChargeAmperageMax = "charge-amperagemax", Number, ReadCharge,
    /// Voltage at the charger, V.
    ChargeVoltage = "charge-voltage", Number, ReadCharge,
    /// Power into the battery, kW.
    ChargeWattage = "charge-wattage", Number, ReadCharge,
    /// Phases in use.
    ChargePhases = "charge-chargerphases", Number, ReadCharge,
    /// When charging will be complete, RFC 3339; null while it does not charge.
    ChargeCompletion = "charge-timetocomplete", Text, ReadCharge,
    /// Energy added since the cable was put in, kWh.
    ChargeEnergyAdded = "charge-energyadded", Number, ReadCharge,
    /// What only some cars tell beside the rest: `{limitMin, limitMax, limitDefault, amperageMaxCharger, rangeAddedRated,
    /// rangeAddedIdeal, rate, fastChargerType, fastChargerBrand, portColor}`, percent, km, km/h, A.
    ChargeExtras = "charge-extras", Parts, ReadCharge,
    /// Whether a fast charger is connected.
    FastCharger = "charge-isfastchargerpresent", Flag, ReadCharge,
    /// The connector's name.
    ChargeConnector = "charge-chargingconnectortype", Text, ReadCharge,
    /// Whether the charging port's door is open.
    ChargePortOpen = "charge-ischargingportflapopen", Flag, ReadCharge,
    /// `ENGAGED` or `DISENGAGED`.
    ChargePortLatch = "charge-chargeportlatch", Text, ReadCharge,
    /// `{departureTime: {enabled, time}, startTime: {enabled, time}}`, times `HH:mm` or null.
    ChargeSchedule = "charge-chargeschedule", Parts, ReadCharge,
    /// Weekly schedules: `[{start, end, days: […]}]`, at most three.
    ChargeSchedules = "charge-chargeschedules", Parts, ReadCharge,
    /// Saved places: `[{location: {latitude, longitude}, chargeLimit, chargingSchedules: {weekday, weekend}}]`.
    ChargeLocations = "charge-chargelocations", Parts, ReadChargeLocations,
    /// Past sessions, newest first: `[{recordId, chargeStart, chargeEnd, energyConsumed, cost, location}]`.
    ChargeRecords = "charge-chargerecords", Parts, ReadChargeRecords,
    /// Fuel in the tank, percent.
    FuelLevel = "internalcombustionengine-fuellevel", Number, ReadFuel,
    /// Fuel in the tank, L.
    FuelAmount = "internalcombustionengine-amountremaining", Number, ReadFuel,
    /// Range on fuel, km.
    FuelRange = "internalcombustionengine-range", Number, ReadFuel,
    /// Life left in the engine oil, percent.
    OilLife = "internalcombustionengine-oillife", Number, ReadEngineOil,
    /// `{frontLeft, frontRight, backLeft, backRight}`, kPa.
    TirePressure = "wheel-tires", Parts, ReadTires,
    /// Whether the car is locked.
    Locked = "closure-islocked", Flag, ReadSecurity,
    /// Doors, `[{type, status}]`.
    Doors = "closure-doors", Parts, ReadSecurity,
    /// Windows, `[{type, status}]`.
    Windows = "closure-windows", Parts, ReadSecurity,
    /// Sunroof, `[{type, status}]`.
    Sunroof = "closure-sunroof", Parts, ReadSecurity,
    /// Boot and frunk, `[{type, status}]`.
    Storage = "closure-storage", Parts, ReadSecurity,
    /// Charging port's door, `[{type, status}]`.
    ChargingPort = "closure-chargingport", Parts, ReadSecurity,
    /// System states, `[{systemId, status, description}]`.
    SystemStatus = "diagnostics-systemstatus", Parts, ReadDiagnostics,
    /// Active fault codes, `[{code, timestamp}]`.
    FaultCodes = "diagnostics-dtclist", Parts, ReadDiagnostics,
    /// Workshop visits, newest first: `[{serviceId, odometerDistance, serviceDate, serviceTasks, serviceDetails, serviceCost}]`, km.
    ServiceRecords = "service-records", Parts, ReadServiceHistory,
    /// Temperature in the cabin, °C.
    InsideTemperature = "climate-internaltemperature", Number, ReadThermometer,
    /// Temperature outside, °C.
    OutsideTemperature = "climate-externaltemperature", Number, ReadThermometer,
    /// Whether the cabin is being heated or cooled.
    CabinActive = "climate-iscabinhvacactive", Flag, ReadClimate,
    /// What the cabin is set to, °C.
    CabinTarget = "climate-cabintargettemperature", Number, ReadClimate,
    /// Whether the front defroster runs.
    FrontDefroster = "climate-isfrontdefrosteractive", Flag, ReadClimate,
    /// Whether the rear defroster runs.
    RearDefroster = "climate-isreardefrosteractive", Flag, ReadClimate,
    /// `ON`, `OFF` or `UNAVAILABLE`.
    SteeringHeater = "climate-steeringheater", Text, ReadClimate,
    /// Warnings, newest first: `[{name, dateTime, audience, userText}]`.
    Alerts = "diagnostics-alerts", Parts, ReadAlerts,
    /// Whether the car is in the workshop.
    InService = "service-isinservice", Flag, ReadExtendedVehicleInfo,
    /// What the car is beyond make, model and year: `{firmwareVersion, trimBadging, efficiencyPackage,
    /// performancePackage, nickname, driverAssistVersion, sentryMode, style, wheel, driveUnit}`.
    Details = "vehicleidentification-details", Parts, ReadExtendedVehicleInfo,
}

/// A text that is no signal's code.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is no signal")]
pub struct UnknownSignal(pub String);

impl TryFrom<String> for Signal {
    type Error = UnknownSignal;

    fn try_from(text: String) -> Result<Self, UnknownSignal> {
        text.parse()
    }
}

impl From<Signal> for &'static str {
    fn from(signal: Signal) -> Self {
        signal.code()
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A signal's value, in the metric unit that the signal names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SignalValue {
    /// Yes or no.
    Flag(bool),
    /// A quantity.
    Number(f64),
    /// A word.
    Text(String),
    /// Anything with parts.
    Parts(serde_json::Value),
}

impl SignalValue {
    /// The quantity, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The answer, if it is yes or no.
    #[must_use]
    pub fn flag(&self) -> Option<bool> {
        match self {
            Self::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The word, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// One part of a value that has parts.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&serde_json::Value> {
        match self {
            Self::Parts(parts) => parts.get(name),
            _ => None,
        }
    }
}

/// One signal as a car reported it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Which signal.
    pub signal: Signal,
    /// Its value.
    pub value: SignalValue,
    /// When the car recorded it (`SC-Data-Age`).
    pub recorded_at: Timestamp,
    /// When it was fetched from the automaker (`SC-Fetched-At`).
    pub fetched_at: Timestamp,
}

/// What one fetch brought, or what the store holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Readings(Vec<Reading>);

impl Readings {
    /// One signal's reading.
    #[must_use]
    pub fn get(&self, signal: Signal) -> Option<&Reading> {
        self.0.iter().find(|reading| reading.signal == signal)
    }

    /// One signal's value, if it is a quantity.
    #[must_use]
    pub fn number(&self, signal: Signal) -> Option<f64> {
        self.get(signal)?.value.number()
    }

    /// One signal's value, if it is yes or no.
    #[must_use]
    pub fn flag(&self, signal: Signal) -> Option<bool> {
        self.get(signal)?.value.flag()
    }

    /// One signal's value, if it is a word.
    #[must_use]
    pub fn text(&self, signal: Signal) -> Option<&str> {
        self.get(signal)?.value.text()
    }

    /// One signal's value, read as the parts that it should have.
    ///
    /// # Errors
    /// `UPSTREAM:INVALID_DATA` where the parts are others.
    pub fn parts<T: DeserializeOwned>(&self, signal: Signal) -> Result<Option<T>, Refusal> {
        let Some(SignalValue::Parts(parts)) = self.get(signal).map(|reading| &reading.value) else { return Ok(None) };
        T::deserialize(parts).map(Some).map_err(|_| Refusal::Upstream(UpstreamFault::InvalidData))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every reading.
    pub fn iter(&self) -> impl Iterator<Item = &Reading> {
        self.0.iter()
    }
}

impl FromIterator<Reading> for Readings {
    fn from_iter<I: IntoIterator<Item = Reading>>(readings: I) -> Self {
        Self(readings.into_iter().collect())
    }
}
