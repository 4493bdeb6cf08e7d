//! The brand, and what it builds.

use std::collections::{BTreeMap, BTreeSet};

use openfob_automaker::{Brand, ModelRange, Powertrain, VinCompatibility};
use openfob_domain::{Capability, KeyKind, Make, Permission, Vin};

use crate::vin::{self, Model};

/// The beginnings of Tesla's VINs: Fremont, Austin, Shanghai, Berlin.
const VIN_PREFIXES: &[&str] = &["5YJ", "7SA", "7G2", "LRW", "XP7", "SFZ"];
/// The first year of cars with the present interface; earlier ones were Roadsters.
const CONNECTED_SINCE: i32 = 2012;

/// Models, with the years in which they are built.
const RANGE: &[(Model, i32)] =
    &[(Model::S, 2012), (Model::X, 2015), (Model::Three, 2017), (Model::Y, 2020), (Model::Cybertruck, 2023)];

/// How the brand is spelt on the wire.
pub(crate) fn make() -> Make {
    #[expect(clippy::expect_used, reason = "a constant, parsed in every test")]
    "TESLA".parse().expect("a constant make")
}

pub(crate) fn brands() -> Vec<Brand> {
    vec![Brand {
        make: make(),
        name: "Tesla".to_owned(),
        key: Some(KeyKind::VirtualKey),
        vin_prefixes: VIN_PREFIXES,
        countries: &[],
    }]
}

pub(crate) fn ranges() -> Vec<ModelRange> {
    RANGE
        .iter()
        .map(|(model, start_year)| ModelRange {
            make: make(),
            model: model.name(),
            start_year: *start_year,
            end_year: None,
            powertrain: Powertrain::Bev,
            permissions: served(),
        })
        .collect()
}

/// What a VIN tells; `None` for another make's.
pub(crate) fn compatibility(vin: &Vin) -> Option<VinCompatibility> {
    if !VIN_PREFIXES.iter().any(|prefix| vin.as_str().starts_with(prefix)) {
        return None;
    }
    if vin::year(vin).is_some_and(|year| year < CONNECTED_SINCE) {
        return Some(VinCompatibility::Incompatible);
    }
    let served = served();
    let lacking = Permission::ALL.iter().filter(|permission| !served.contains(permission));
    let lacking: BTreeMap<_, _> = lacking.map(|permission| (*permission, Capability::SmartcarNotCapable)).collect();
    Some(VinCompatibility::Compatible { lacking })
}

/// What every Tesla can serve.
pub(crate) fn served() -> BTreeSet<Permission> {
    use Permission as P;

    [
        P::ReadAlerts,
        P::ReadBattery,
        P::ReadCharge,
        P::ReadChargeEvents,
        P::ReadChargeRecords,
        P::ReadClimate,
        P::ReadCompass,
        P::ReadExtendedVehicleInfo,
        P::ReadLocation,
        P::ReadOdometer,
        P::ReadSecurity,
        P::ReadSpeedometer,
        P::ReadThermometer,
        P::ReadTires,
        P::ReadUserProfile,
        P::ReadVehicleInfo,
        P::ReadVin,
        P::ControlCharge,
        P::ControlClimate,
        P::ControlNavigation,
        P::ControlPin,
        P::ControlSecurity,
        P::ControlTrunk,
    ]
    .into()
}
