//! `GET /compatibility/matrix`: the models that can be connected in a region.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State;
use jiff::tz::TimeZone;
use openfob_automaker::{ModelRange, Powertrain};
use openfob_domain::{Make, Mode, Permission, Scope};
use serde::Serialize;

use super::endpoints::endpoint;
use super::region::Region;
use super::served;
use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{ByClientSecret, Parameters};

/// One model.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entry {
    model: &'static str,
    start_year: i32,
    end_year: i32,
    #[serde(rename = "type")]
    powertrain: &'static str,
    endpoints: BTreeSet<&'static str>,
    permissions: BTreeSet<Permission>,
}

/// Answers the models by make; those of `type`, of the makes in `make`, that serve all of `scope`.
pub(crate) async fn matrix(
    _: ByClientSecret,
    parameters: Parameters,
    State(gateway): State<Gateway>,
) -> Result<Json<BTreeMap<Make, Vec<Entry>>>, Problem> {
    let mode = parameters.parse("mode", "live, simulated or test", Mode::parse)?.unwrap_or(Mode::Live);
    let region = Region::wanted(&parameters)?;
    let makes = parameters.parse("make", "makes separated by spaces, such as TESLA NISSAN", |text| {
        text.split_whitespace().map(|make| make.parse().ok()).collect::<Option<BTreeSet<Make>>>()
    })?;
    let powertrains = parameters.parse("type", "ICE, BEV, PHEV or HEV, separated by spaces", |text| {
        let read = |word: &str| Powertrain::ALL.into_iter().find(|powertrain| powertrain.as_str() == word);
        text.split_whitespace().map(read).collect::<Option<Vec<Powertrain>>>()
    })?;
    let scope: Scope = parameters
        .get("scope")
        .unwrap_or_default()
        .parse()
        .map_err(|error| Problem::field("scope", format!("{error}; see the list of permissions")))?;

    let this_year = i32::from(gateway.clock.now().to_zoned(TimeZone::UTC).year());
    let wanted = |model: &ModelRange| {
        makes.as_ref().is_none_or(|makes| makes.contains(&model.make))
            && powertrains.as_ref().is_none_or(|powertrains| powertrains.contains(&model.powertrain))
            && scope.permissions().is_subset(&model.permissions)
    };
    let mut matrix: BTreeMap<Make, Vec<Entry>> = BTreeMap::new();
    for adapter in served(&gateway, mode) {
        let sold: BTreeSet<&Make> =
            adapter.brands().iter().filter(|brand| region.has(brand)).map(|brand| &brand.make).collect();
        for range in adapter.models().into_iter().filter(|model| sold.contains(&model.make) && wanted(model)) {
            let entry = Entry {
                model: range.model,
                start_year: range.start_year,
                end_year: range.end_year.unwrap_or(this_year),
                powertrain: range.powertrain.as_str(),
                endpoints: range.permissions.iter().map(|permission| endpoint(*permission)).collect(),
                permissions: range.permissions,
            };
            matrix.entry(range.make).or_default().push(entry);
        }
    }
    Ok(Json(matrix))
}
