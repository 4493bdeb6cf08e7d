//! What a car reports, by signal: which makes tell it, under which permission, and what is told.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;

use super::{
    Car, charge_plan, charge_records, charging, closures, diagnostics, energy, fuel, motion, oil, service_history,
    tyres,
};
use crate::catalogue::{EVERY, Make, NOT_PSA};

/// A car at one moment.
pub(crate) struct Asked<'c> {
    pub(crate) car: &'c Car,
    pub(crate) at: Timestamp,
}

/// What asking for one signal brings.
pub(crate) enum Report {
    /// The car can report it; null: it does not now.
    Value(Value),
    /// The car can never report it.
    NotCapable,
}

/// How a signal is told.
enum Tell {
    Always(fn(&Asked<'_>) -> Value),
    /// `None`: the car lacks what the signal speaks of.
    Where(fn(&Asked<'_>) -> Option<Value>),
}

/// A signal: its code, the permission that covers it, the makes whose cars tell it, and how.
struct Kind(&'static str, &'static str, &'static [Make], Tell);

/// The makes that tell what a workshop wants to know.
const WORKSHOP: &[Make] = &[Make::Chevrolet, Make::Ford, Make::Bmw, Make::Kia, Make::Nissan, Make::Audi];
/// The makes that tell when a charge will end and at which voltage it runs.
const CHARGE_END: &[Make] = &[Make::Chevrolet, Make::Audi];
const CHARGE_DETAILS: &[Make] = &[Make::Audi];

use Tell::{Always, Where};

const KINDS: &[Kind] = &[
    Kind("odometer-traveleddistance", "read_odometer", EVERY, Always(motion::odometer)),
    Kind("location-preciselocation", "read_location", EVERY, Always(motion::location)),
    Kind("tractionbattery-stateofcharge", "read_battery", EVERY, Where(energy::state_of_charge)),
    Kind("tractionbattery-range", "read_battery", EVERY, Where(energy::range)),
    Kind("tractionbattery-nominalcapacity", "read_battery", EVERY, Where(energy::nominal_capacity)),
    Kind("tractionbattery-nominalcapacities", "read_battery", EVERY, Where(energy::nominal_capacities)),
    Kind("charge-ischargingcableconnected", "read_charge", EVERY, Where(charging::plugged_in)),
    Kind("charge-detailedchargingstatus", "read_charge", EVERY, Where(charging::status)),
    Kind("charge-chargelimit", "read_charge", EVERY, Where(charging::limit)),
    Kind("charge-voltage", "read_charge", CHARGE_END, Where(charging::voltage)),
    Kind("charge-wattage", "read_charge", CHARGE_DETAILS, Where(charging::wattage)),
    Kind("charge-chargerphases", "read_charge", CHARGE_DETAILS, Where(charging::phases)),
    Kind("charge-timetocomplete", "read_charge", CHARGE_END, Where(charging::completion)),
    Kind("charge-energyadded", "read_charge", CHARGE_DETAILS, Where(charging::energy_added)),
    Kind("charge-isfastchargerpresent", "read_charge", CHARGE_DETAILS, Where(charging::fast_charger)),
    Kind("charge-chargingconnectortype", "read_charge", CHARGE_DETAILS, Where(charging::connector)),
    Kind("charge-ischargingportflapopen", "read_charge", CHARGE_DETAILS, Where(charging::port_open)),
    Kind("charge-chargeportlatch", "read_charge", CHARGE_DETAILS, Where(charging::port_latch)),
    Kind("charge-chargeschedules", "read_charge", &[Make::Nissan], Where(charge_plan::schedules)),
    Kind("charge-chargelocations", "read_charge_locations", &[Make::Ford], Where(charge_plan::locations)),
    Kind("charge-chargerecords", "read_charge_records", &[Make::Bmw], Where(charge_records::records)),
    Kind("internalcombustionengine-fuellevel", "read_fuel", EVERY, Where(fuel::level)),
    Kind("internalcombustionengine-amountremaining", "read_fuel", EVERY, Where(fuel::amount)),
    Kind("internalcombustionengine-range", "read_fuel", EVERY, Where(fuel::range)),
    Kind("internalcombustionengine-oillife", "read_engine_oil", NOT_PSA, Where(oil::life)),
    Kind("wheel-tires", "read_tires", NOT_PSA, Always(tyres::pressure)),
    Kind("closure-islocked", "read_security", EVERY, Always(closures::is_locked)),
    Kind("closure-doors", "read_security", EVERY, Always(closures::doors)),
    Kind("closure-windows", "read_security", EVERY, Always(closures::windows)),
    Kind("closure-sunroof", "read_security", EVERY, Always(closures::sunroof)),
    Kind("closure-storage", "read_security", EVERY, Always(closures::storage)),
    Kind("closure-chargingport", "read_security", EVERY, Always(closures::charging_port)),
    Kind("diagnostics-systemstatus", "read_diagnostics", WORKSHOP, Always(diagnostics::systems)),
    Kind("diagnostics-dtclist", "read_diagnostics", WORKSHOP, Always(diagnostics::codes)),
    Kind("service-records", "read_service_history", WORKSHOP, Always(service_history::records)),
];

/// The permissions that the car's signals lie under.
pub(crate) fn readable(car: &Car, at: Timestamp) -> BTreeSet<&'static str> {
    let asked = Asked { car, at };
    KINDS.iter().filter(|kind| kind.told_by(&asked).is_some()).map(|kind| kind.1).collect()
}

/// The permission that covers a signal; `None` for a signal that no car here knows.
pub(crate) fn permission(signal: &str) -> Option<&'static str> {
    kind(signal).map(|kind| kind.1)
}

/// What the car reports for a signal.
pub(crate) fn report(asked: &Asked<'_>, signal: &str) -> Report {
    kind(signal).and_then(|kind| kind.told_by(asked)).map_or(Report::NotCapable, Report::Value)
}

/// A number as cars round it.
pub(crate) fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// A time as the protocol writes it.
pub(crate) fn time(at: Timestamp) -> String {
    format!("{at:.3}")
}

fn kind(signal: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.0 == signal)
}

impl Kind {
    fn told_by(&self, asked: &Asked<'_>) -> Option<Value> {
        let Self(_, _, makes, tell) = self;
        if !makes.contains(&asked.car.make) {
            return None;
        }
        match tell {
            Tell::Always(tell) => Some(tell(asked)),
            Tell::Where(tell) => tell(asked),
        }
    }
}
