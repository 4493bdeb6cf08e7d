//! `test_mode_compatibility_level`: an application in test mode chooses the answer.

use std::collections::BTreeMap;

use openfob_automaker::VinCompatibility;
use openfob_domain::{Capability, Permission};

use crate::http::Problem;
use crate::http::extract::Parameters;

/// The answers to choose from.
const LEVELS: [&str; 6] = ["compatible", "phev", "incompatible", "fuel", "dinosaur", "bev"];
const LEVEL: &str = "test_mode_compatibility_level";

/// The answer that the query chooses, if it does. `mode=test` has to choose one; `simulated` may leave it to the VIN.
pub(super) fn chosen(parameters: &Parameters) -> Result<Option<VinCompatibility>, Problem> {
    let must = parameters.get("mode") == Some("test");
    match parameters.get(LEVEL) {
        Some("compatible" | "phev") => Ok(Some(lacking(&[]))),
        Some("bev") => Ok(Some(lacking(&[Permission::ReadFuel, Permission::ReadEngineOil]))),
        Some("fuel") => Ok(Some(lacking(&[
            Permission::ReadBattery,
            Permission::ReadCharge,
            Permission::ReadChargeEvents,
            Permission::ReadChargeLocations,
            Permission::ReadChargeRecords,
            Permission::ControlCharge,
        ]))),
        Some("incompatible" | "dinosaur") => Ok(Some(VinCompatibility::Incompatible)),
        None if !must => Ok(None),
        // The SDK suite for Python compares this sentence.
        Some(_) | None => Err(Problem::field(LEVEL, format!("Field must be one of: [{}]", LEVELS.join(",")))),
    }
}

fn lacking(permissions: &[Permission]) -> VinCompatibility {
    let lacking: BTreeMap<_, _> =
        permissions.iter().map(|permission| (*permission, Capability::VehicleNotCapable)).collect();
    VinCompatibility::Compatible { lacking }
}
