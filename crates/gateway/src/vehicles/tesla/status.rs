//! `GET /vehicles/{id}/tesla/status`: whether the car is awake, in which gear, and whether it is in the workshop.
//!
//! Whether it is awake costs nothing and is asked of the automaker alone. Gear and workshop are readings, under the rules
//! for data; a car that sleeps keeps sleeping.

use openfob_automaker::Availability;
use openfob_domain::{Readings, Refusal, Signal, VehicleCondition};
use serde::Serialize;

use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{GrantedVehicle, Parameters, needs};
use crate::service::{reading, session};
use crate::vehicles::endpoint::Fact;

const SIGNALS: &[Signal] = &[Signal::InService, Signal::Gear];

/// `ONLINE`, `ASLEEP` or `OFFLINE`; the gear is `PARK`, `REVERSE`, `NEUTRAL` or `DRIVE`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Status {
    #[serde(rename = "status")]
    availability: &'static str,
    in_service: Option<bool>,
    gear: Option<&'static str>,
}

impl Status {
    fn of(availability: Availability, readings: &Readings) -> Self {
        let availability = match availability {
            Availability::Awake => "ONLINE",
            Availability::Asleep => "ASLEEP",
            Availability::Offline => "OFFLINE",
        };
        let gear = match readings.text(Signal::Gear) {
            Some("P") => Some("PARK"),
            Some("R") => Some("REVERSE"),
            Some("N") => Some("NEUTRAL"),
            Some("D") => Some("DRIVE"),
            _ => None,
        };
        Self { availability, in_service: readings.flag(Signal::InService), gear }
    }
}

impl Fact for Status {
    type Needs = needs::ReadExtendedVehicleInfo;

    async fn answer(gateway: &Gateway, vehicle: &GrantedVehicle, _parameters: &Parameters) -> Result<Self, Problem> {
        let connection = &vehicle.connection;
        let state = session::with_session(gateway, connection, |adapter, session| {
            let vin = connection.vehicle.vin.clone();
            Box::pin(async move { adapter.state(session, &vin).await })
        });
        let state = state.await.map_err(|error| vehicle.problem(gateway, &error))?;
        let read = reading::read(gateway, &vehicle.application, connection, SIGNALS).await;
        let readings = match read {
            Ok(report) => report.readings,
            Err(error) => match error.refusal(gateway.clock.now()) {
                Refusal::VehicleState(VehicleCondition::Asleep | VehicleCondition::Unreachable) => Readings::default(),
                _ => return Err(vehicle.problem(gateway, &error)),
            },
        };
        Ok(Self::of(state.availability, &readings))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vehicles::testing::read;

    #[test]
    fn a_sleeping_car_of_which_nothing_is_known_still_has_a_status() {
        let status = Status::of(Availability::Asleep, &Readings::default());
        assert_eq!(serde_json::to_string(&status).unwrap(), r#"{"status":"ASLEEP","inService":null,"gear":null}"#);
    }

    #[test]
    fn the_gear_is_a_word() {
        let readings = read(&[(Signal::Gear, r#""D""#), (Signal::InService, "false")]);
        let status = Status::of(Availability::Awake, &readings);
        assert_eq!(serde_json::to_string(&status).unwrap(), r#"{"status":"ONLINE","inService":false,"gear":"DRIVE"}"#);
    }
}
