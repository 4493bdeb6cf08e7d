//! `GET /compatibility`: what a car could serve, told by its VIN before anybody connects it.

use axum::Json;
use axum::extract::State;
use openfob_automaker::VinCompatibility;
use openfob_domain::{Capability, Mode, Permission, Scope, Vin};
use serde::Serialize;

use super::endpoints::endpoint;
use super::region::{country, sold_in};
use super::{level, served};
use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{ByClientSecret, Parameters};

/// Whether the car can be connected, and an entry for each permission asked about, in the order asked.
#[derive(Serialize)]
pub(crate) struct Compatibility {
    compatible: bool,
    reason: Option<Incompatible>,
    capabilities: Vec<Entry>,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Incompatible {
    VehicleNotCompatible,
    MakeNotCompatible,
}

#[derive(Serialize)]
struct Entry {
    permission: Permission,
    endpoint: &'static str,
    capable: bool,
    reason: Option<&'static str>,
}

/// Answers for a VIN and the permissions in question.
pub(crate) async fn by_vin(
    _: ByClientSecret,
    parameters: Parameters,
    State(gateway): State<Gateway>,
) -> Result<Json<Compatibility>, Problem> {
    let mode = parameters.parse("mode", "live, simulated or test", Mode::parse)?.unwrap_or(Mode::Live);
    let chosen = level::chosen(&parameters)?;
    let vin: Vin = required(&parameters, "vin", "a VIN of 17 letters and digits", |text| text.parse().ok())?;
    let scope = scope(&parameters)?;
    let country = country(&parameters)?;
    let known = match chosen {
        Some(chosen) => Ok(chosen),
        None => look_up(&gateway, mode, &vin, &country),
    };
    Ok(Json(match known {
        Ok(VinCompatibility::Compatible { lacking }) => {
            let entries = scope.entries().iter().map(|entry| {
                let reason = lacking.get(&entry.permission).copied();
                Entry {
                    permission: entry.permission,
                    endpoint: endpoint(entry.permission),
                    capable: reason.is_none(),
                    reason: reason.map(Capability::as_str),
                }
            });
            Compatibility { compatible: true, reason: None, capabilities: entries.collect() }
        }
        Ok(VinCompatibility::Incompatible) => Compatibility::refused(Incompatible::VehicleNotCompatible),
        Err(reason) => Compatibility::refused(reason),
    }))
}

impl Compatibility {
    fn refused(reason: Incompatible) -> Self {
        Self { compatible: false, reason: Some(reason), capabilities: Vec::new() }
    }
}

/// A make that nobody serves, or that is not sold in the country, is not compatible.
fn look_up(gateway: &Gateway, mode: Mode, vin: &Vin, country: &str) -> Result<VinCompatibility, Incompatible> {
    let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| vin.as_str().starts_with(prefix));
    for adapter in served(gateway, mode) {
        let Some(known) = adapter.compatibility(vin) else { continue };
        let brand = adapter.brands().iter().find(|brand| begins(brand.vin_prefixes));
        if brand.is_none_or(|brand| sold_in(brand, country)) {
            return Ok(known);
        }
    }
    Err(Incompatible::MakeNotCompatible)
}

fn scope(parameters: &Parameters) -> Result<Scope, Problem> {
    let text = parameters.get("scope").ok_or_else(|| {
        Problem::field("scope", "this parameter is missing; expected names of permissions, separated by spaces")
    })?;
    text.parse().map_err(|error| Problem::field("scope", format!("{error}; see the list of permissions")))
}

fn required<T>(
    parameters: &Parameters,
    name: &str,
    expected: &str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<T, Problem> {
    let value = parameters.parse(name, expected, read)?;
    value.ok_or_else(|| Problem::field(name, format!("this parameter is missing; expected {expected}")))
}
