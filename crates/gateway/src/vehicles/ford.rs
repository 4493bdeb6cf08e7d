//! `charge/schedule_by_location` of Ford and Lincoln: where the car charges, how far, and when.

use axum::Json;
use axum::extract::State;
use openfob_domain::{Command, FieldProblem, Readings, Refusal, Signal};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::action::{Sent, send};
use super::endpoint::{Asked, Read};
use super::number::within;
use super::time_of_day::TimeOfDay;
use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{JsonBody, MakeVehicle, Parameters, Units, makes, needs};
use crate::service::reading;

/// A place is meant within this, degrees: some hundred metres.
const SAME_PLACE: f64 = 0.001;

/// The saved places, or the one at the coordinates asked for.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChargingLocations {
    charging_locations: Vec<ChargingLocation>,
}

/// One saved place; its limit is a ratio of 0 to 1.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct ChargingLocation {
    location: Place,
    charge_limit: Option<f64>,
    charging_schedules: Option<Windows>,
}

/// Degrees (WGS 84).
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
struct Place {
    latitude: f64,
    longitude: f64,
}

#[derive(Debug, Deserialize, Serialize)]
struct Windows {
    weekday: Vec<Window>,
    weekend: Vec<Window>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Window {
    start: TimeOfDay,
    end: TimeOfDay,
}

impl Place {
    /// What the query says: both coordinates, or neither.
    fn asked(asked: &Asked<'_>) -> Result<Option<Self>, Refusal> {
        let coordinate = |name: &str, most: f64| {
            let number = |text: &str| {
                let number = text.parse().ok().filter(|degrees: &f64| degrees.abs() <= most);
                number.ok_or_else(|| invalid(name, format!("expected degrees from -{most} to {most}, got `{text}`")))
            };
            asked.parameter(&[name]).map(number).transpose()
        };
        match (coordinate("latitude", 90.0)?, coordinate("longitude", 180.0)?) {
            (Some(latitude), Some(longitude)) => Ok(Some(Self { latitude, longitude })),
            (None, None) => Ok(None),
            (Some(_), None) => Err(invalid("longitude", "is missing; a place has both coordinates".to_owned())),
            (None, Some(_)) => Err(invalid("latitude", "is missing; a place has both coordinates".to_owned())),
        }
    }

    fn is_near(self, other: Self) -> bool {
        (self.latitude - other.latitude).abs() < SAME_PLACE && (self.longitude - other.longitude).abs() < SAME_PLACE
    }
}

impl Read for ChargingLocations {
    type Needs = needs::ReadChargeLocations;
    const SIGNALS: &'static [Signal] = &[Signal::ChargeLocations];

    fn check(asked: &Asked<'_>) -> Result<(), Refusal> {
        Place::asked(asked).map(drop)
    }

    fn project(readings: &Readings, asked: &Asked<'_>) -> Result<Self, Refusal> {
        let mut charging_locations = saved(readings)?;
        if let Some(place) = Place::asked(asked)? {
            charging_locations.retain(|saved| saved.location.is_near(place));
            if charging_locations.is_empty() && readings.get(Signal::ChargeLocations).is_some() {
                return Err(not_saved());
            }
        }
        for saved in &mut charging_locations {
            saved.charge_limit = saved.charge_limit.map(|percent| percent / 100.0);
        }
        Ok(Self { charging_locations })
    }
}

/// What is to hold at a place.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LocationBody {
    charging_location: LocationSettings,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LocationSettings {
    charge_limit: Option<f64>,
    charging_windows: Option<Windows>,
}

/// Changes a saved place.
pub(crate) async fn set_charging_location(
    vehicle: MakeVehicle<needs::ControlCharge, makes::Ford>,
    units: Units,
    parameters: Parameters,
    State(gateway): State<Gateway>,
    JsonBody(body): JsonBody<LocationBody>,
) -> Result<Json<Sent>, Problem> {
    let asked = Asked::now(&gateway, &vehicle, units, &parameters);
    let place = Place::asked(&asked).map_err(|refusal| vehicle.refused(&gateway, refusal))?;
    let place = place.ok_or_else(|| Problem::field("latitude", "is missing; name a saved place by its coordinates"))?;
    let settings = body.charging_location.as_command()?;

    let report = reading::read(&gateway, &vehicle.application, &vehicle.connection, &[Signal::ChargeLocations]).await;
    let readings = report.map_err(|error| vehicle.problem(&gateway, &error))?.readings;
    let saved = saved(&readings).map_err(|refusal| vehicle.refused(&gateway, refusal))?;
    if readings.get(Signal::ChargeLocations).is_some() && !saved.iter().any(|saved| saved.location.is_near(place)) {
        return Err(vehicle.refused(&gateway, not_saved()));
    }
    let Place { latitude, longitude } = place;
    send(&gateway, &vehicle, &Command::ChargeLocation { latitude, longitude, settings }).await
}

impl LocationSettings {
    /// In the words of the signal: a limit in percent, and windows called schedules.
    fn as_command(&self) -> Result<serde_json::Value, Problem> {
        let limit =
            self.charge_limit.map(|limit| within("chargingLocation.chargeLimit", limit, 0.5..=1.0)).transpose()?;
        if limit.is_none() && self.charging_windows.is_none() {
            let message = "expected `chargeLimit`, `chargingWindows` or both";
            return Err(Problem::field("chargingLocation", message));
        }
        Ok(json!({"chargeLimit": limit.map(|limit| limit * 100.0), "chargingSchedules": self.charging_windows}))
    }
}

fn saved(readings: &Readings) -> Result<Vec<ChargingLocation>, Refusal> {
    Ok(readings.parts(Signal::ChargeLocations)?.unwrap_or_default())
}

fn invalid(field: &str, message: String) -> Refusal {
    Refusal::Validation(vec![FieldProblem { field: field.to_owned(), message }])
}

/// The owner has saved no such place in the car.
fn not_saved() -> Refusal {
    let message = "the owner has saved no place there; read the saved ones without coordinates".to_owned();
    Refusal::Parameter(vec![FieldProblem { field: "latitude".to_owned(), message }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vehicles::testing::asking;

    const SAVED: &[(Signal, &str)] = &[(
        Signal::ChargeLocations,
        r#"[{"location": {"latitude": 52.5, "longitude": 13.4}, "chargeLimit": 80,
             "chargingSchedules": {"weekday": [{"start": "22:00", "end": "06:00"}], "weekend": []}}]"#,
    )];

    #[test]
    fn a_saved_place_has_its_limit_as_a_ratio() {
        insta::assert_snapshot!(asking::<ChargingLocations>(SAVED, Units::Metric, "").unwrap(), @r#"{"chargingLocations":[{"chargeLimit":0.8,"chargingSchedules":{"weekday":[{"end":"06:00","start":"22:00"}],"weekend":[]},"location":{"latitude":52.5,"longitude":13.4}}]}"#);
    }

    #[test]
    fn coordinates_name_a_saved_place_or_none() {
        assert!(asking::<ChargingLocations>(SAVED, Units::Metric, "latitude=52.5003&longitude=13.4").is_ok());
        assert_eq!(
            asking::<ChargingLocations>(SAVED, Units::Metric, "latitude=48.1&longitude=11.6"),
            Err(("VALIDATION", Some("PARAMETER")))
        );
        for query in ["latitude=91&longitude=0", "latitude=52.5", "longitude=13.4", "latitude=home&longitude=13"] {
            assert_eq!(asking::<ChargingLocations>(SAVED, Units::Metric, query), Err(("VALIDATION", None)), "{query}");
        }
    }

    #[test]
    fn settings_are_told_to_the_car_in_percent() {
        let body: LocationBody = serde_json::from_str(r#"{"chargingLocation": {"chargeLimit": 0.9}}"#).unwrap();
        let told = body.charging_location.as_command().unwrap();
        assert_eq!(told, json!({"chargeLimit": 90.0, "chargingSchedules": null}));
        let none: LocationBody = serde_json::from_str(r#"{"chargingLocation": {}}"#).unwrap();
        assert!(none.charging_location.as_command().is_err());
    }
}
