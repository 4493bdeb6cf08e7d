//! `GET` and `POST /vehicles/{id}/tesla/climate/cabin`, `…/climate/defroster` and `…/climate/steering_wheel`.

use axum::Json;
use axum::extract::State;
use openfob_domain::{Command, Readings, Refusal, Signal};
use serde::{Deserialize, Deserializer, Serialize};

use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{JsonBody, MakeVehicle, Units, makes, needs};
use crate::vehicles::action::{StartStop, StartStopBody, read_back, run};
use crate::vehicles::endpoint::{Asked, Read};
use crate::vehicles::number::{number, within};

/// Whether the cabin is heated or cooled, and to how many °C or °F.
#[derive(Debug, Serialize)]
pub(crate) struct Cabin {
    status: Option<OnOff>,
    temperature: Option<f64>,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "UPPERCASE")]
enum OnOff {
    On,
    Off,
}

impl OnOff {
    fn of(flag: bool) -> Self {
        if flag { Self::On } else { Self::Off }
    }
}

impl Cabin {
    fn of(readings: &Readings, units: Units) -> Self {
        Self {
            status: readings.flag(Signal::CabinActive).map(OnOff::of),
            temperature: readings.number(Signal::CabinTarget).map(|celsius| units.temperature(celsius)),
        }
    }
}

impl Read for Cabin {
    type Needs = needs::ReadClimate;
    const SIGNALS: &'static [Signal] = &[Signal::CabinActive, Signal::CabinTarget];

    fn project(readings: &Readings, asked: &Asked<'_>) -> Result<Self, Refusal> {
        Ok(Self::of(readings, asked.units))
    }
}

/// What is to happen with the cabin.
#[derive(Deserialize)]
pub(crate) struct CabinBody {
    action: CabinAction,
    /// In the caller's units.
    #[serde(default, deserialize_with = "optional_number")]
    temperature: Option<f64>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum CabinAction {
    Start,
    Stop,
    Set,
}

impl CabinBody {
    /// What the car is told, in this order.
    fn commands(&self, units: Units) -> Result<Vec<Command>, Problem> {
        let bounds = units.temperature(15.0)..=units.temperature(30.0);
        let temperature = self.temperature.map(|temperature| within("temperature", temperature, bounds)).transpose()?;
        let target = temperature.map(|temperature| Command::CabinTarget { celsius: units.celsius(temperature) });
        match (self.action, target) {
            (CabinAction::Start, target) => Ok(target.into_iter().chain([Command::CabinStart]).collect()),
            (CabinAction::Stop, _) => Ok(vec![Command::CabinStop]),
            (CabinAction::Set, Some(target)) => Ok(vec![target]),
            (CabinAction::Set, None) => Err(Problem::field("temperature", "is missing; `SET` needs one")),
        }
    }
}

/// Starts, stops or sets, and answers how the cabin then is.
pub(crate) async fn control_cabin(
    vehicle: MakeVehicle<needs::ControlClimate, makes::Tesla>,
    units: Units,
    State(gateway): State<Gateway>,
    JsonBody(body): JsonBody<CabinBody>,
) -> Result<Json<Cabin>, Problem> {
    for command in body.commands(units)? {
        run(&gateway, &vehicle, &command).await?;
    }
    let then = Cabin::of(&read_back(&gateway, &vehicle, Cabin::SIGNALS).await, units);
    let status = match body.action {
        CabinAction::Start => Some(OnOff::On),
        CabinAction::Stop => Some(OnOff::Off),
        CabinAction::Set => None,
    };
    Ok(Json(Cabin { status: then.status.or(status), temperature: then.temperature.or(body.temperature) }))
}

/// Whether the defrosters run.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Defroster {
    front_status: Option<OnOff>,
    rear_status: Option<OnOff>,
}

impl Read for Defroster {
    type Needs = needs::ReadClimate;
    const SIGNALS: &'static [Signal] = &[Signal::FrontDefroster, Signal::RearDefroster];

    fn project(readings: &Readings, _asked: &Asked<'_>) -> Result<Self, Refusal> {
        Ok(Self {
            front_status: readings.flag(Signal::FrontDefroster).map(OnOff::of),
            rear_status: readings.flag(Signal::RearDefroster).map(OnOff::of),
        })
    }
}

/// What was done.
#[derive(Serialize)]
pub(crate) struct Started {
    status: StartStop,
}

/// Starts or stops the defrosters.
pub(crate) async fn control_defroster(
    vehicle: MakeVehicle<needs::ControlClimate, makes::Tesla>,
    State(gateway): State<Gateway>,
    JsonBody(body): JsonBody<StartStopBody>,
) -> Result<Json<Started>, Problem> {
    let command = match body.action {
        StartStop::Start => Command::DefrosterStart,
        StartStop::Stop => Command::DefrosterStop,
    };
    run(&gateway, &vehicle, &command).await?;
    Ok(Json(Started { status: body.action }))
}

/// `ON`, `OFF` or `UNAVAILABLE`.
#[derive(Debug, Serialize)]
pub(crate) struct SteeringWheel {
    status: Option<String>,
}

impl Read for SteeringWheel {
    type Needs = needs::ReadClimate;
    const SIGNALS: &'static [Signal] = &[Signal::SteeringHeater];

    fn project(readings: &Readings, _asked: &Asked<'_>) -> Result<Self, Refusal> {
        Ok(Self { status: readings.text(Signal::SteeringHeater).map(str::to_owned) })
    }
}

/// Starts or stops heating the steering wheel.
pub(crate) async fn control_steering_wheel(
    vehicle: MakeVehicle<needs::ControlClimate, makes::Tesla>,
    State(gateway): State<Gateway>,
    JsonBody(body): JsonBody<StartStopBody>,
) -> Result<Json<Started>, Problem> {
    let command = match body.action {
        StartStop::Start => Command::SteeringHeaterStart,
        StartStop::Stop => Command::SteeringHeaterStop,
    };
    run(&gateway, &vehicle, &command).await?;
    Ok(Json(Started { status: body.action }))
}

fn optional_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(transparent)]
    struct Number(#[serde(deserialize_with = "number")] f64);

    Ok(Option::<Number>::deserialize(deserializer)?.map(|Number(number)| number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vehicles::testing::projected;

    fn commands(body: &str, units: Units) -> Result<Vec<Command>, Problem> {
        serde_json::from_str::<CabinBody>(body).unwrap().commands(units)
    }

    #[test]
    fn the_cabin_is_read_in_the_units_asked_for() {
        let readings = [(Signal::CabinActive, "true"), (Signal::CabinTarget, "20")];
        assert_eq!(projected::<Cabin>(&readings, Units::Metric), r#"{"status":"ON","temperature":20.0}"#);
        assert_eq!(projected::<Cabin>(&readings, Units::Imperial), r#"{"status":"ON","temperature":68.0}"#);
    }

    #[test]
    fn starting_with_a_temperature_sets_it_first() {
        let start = r#"{"action": "START", "temperature": 68}"#;
        assert_eq!(
            commands(start, Units::Imperial).unwrap(),
            [Command::CabinTarget { celsius: 20.0 }, Command::CabinStart]
        );
        assert_eq!(commands(r#"{"action": "START"}"#, Units::Metric).unwrap(), [Command::CabinStart]);
    }

    #[test]
    fn setting_needs_a_temperature_that_a_cabin_can_have() {
        assert!(commands(r#"{"action": "SET"}"#, Units::Metric).is_err());
        assert!(commands(r#"{"action": "SET", "temperature": 68}"#, Units::Metric).is_err());
        assert!(commands(r#"{"action": "SET", "temperature": "21"}"#, Units::Metric).is_ok());
    }
}
