//! What the charger gives: `charge/ammeter`, `charge/voltmeter`, `charge/wattmeter` and `charge/completion`. Cadillac and
//! Chevrolet have two of them as well.

use axum::Json;
use axum::extract::State;
use openfob_domain::{Command, Readings, Refusal, Signal, VehicleCondition};
use serde::{Deserialize, Serialize};

use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{JsonBody, MakeVehicle, makes, needs};
use crate::vehicles::action::{Sent, read_back, run};
use crate::vehicles::endpoint::{Asked, Read};
use crate::vehicles::number::{number, within};

/// What tells why a meter shows nothing.
const CONDITION: &[Signal] = &[Signal::PluggedIn, Signal::ChargeState];
/// More than any charger gives; the car itself lowers what is too much for it.
const MAX_AMPERES: f64 = 1000.0;

/// Current into the charger, A.
#[derive(Debug, Serialize)]
pub(crate) struct Ammeter {
    amperage: Option<f64>,
}

impl Read for Ammeter {
    type Needs = needs::ReadCharge;
    const SIGNALS: &'static [Signal] = &[Signal::ChargeAmperage];
    const BESIDE: &'static [Signal] = CONDITION;

    fn project(readings: &Readings, _asked: &Asked<'_>) -> Result<Self, Refusal> {
        Ok(Self { amperage: measured(readings, Signal::ChargeAmperage)? })
    }
}

/// The current wanted, A.
#[derive(Deserialize)]
pub(crate) struct AmperageBody {
    #[serde(deserialize_with = "number")]
    amperage: f64,
}

/// Sets the current, and says which one the car took.
pub(crate) async fn set_amperage(
    vehicle: MakeVehicle<needs::ControlCharge, makes::Tesla>,
    State(gateway): State<Gateway>,
    JsonBody(body): JsonBody<AmperageBody>,
) -> Result<Json<Sent>, Problem> {
    let amperes = within("amperage", body.amperage, 0.0..=MAX_AMPERES)?;
    run(&gateway, &vehicle, &Command::ChargeAmperage { amperes }).await?;
    let readings = read_back(&gateway, &vehicle, &[Signal::ChargeAmperageRequested]).await;
    let taken = readings.number(Signal::ChargeAmperageRequested).unwrap_or(amperes);
    Ok(Json(Sent::saying(format!("Successfully set the amperage to {taken} A"))))
}

/// Voltage at the charger, V.
#[derive(Debug, Serialize)]
pub(crate) struct Voltmeter {
    voltage: Option<f64>,
}

impl Read for Voltmeter {
    type Needs = needs::ReadCharge;
    const SIGNALS: &'static [Signal] = &[Signal::ChargeVoltage];
    const BESIDE: &'static [Signal] = CONDITION;

    fn project(readings: &Readings, _asked: &Asked<'_>) -> Result<Self, Refusal> {
        Ok(Self { voltage: measured(readings, Signal::ChargeVoltage)? })
    }
}

/// Power into the battery, kW.
#[derive(Debug, Serialize)]
pub(crate) struct Wattmeter {
    wattage: Option<f64>,
}

impl Read for Wattmeter {
    type Needs = needs::ReadCharge;
    const SIGNALS: &'static [Signal] = &[Signal::ChargeWattage];
    const BESIDE: &'static [Signal] = CONDITION;

    fn project(readings: &Readings, _asked: &Asked<'_>) -> Result<Self, Refusal> {
        Ok(Self { wattage: measured(readings, Signal::ChargeWattage)? })
    }
}

/// When charging will be complete.
#[derive(Debug, Serialize)]
pub(crate) struct ChargeCompletion {
    time: Option<String>,
}

impl Read for ChargeCompletion {
    type Needs = needs::ReadCharge;
    const SIGNALS: &'static [Signal] = &[Signal::ChargeCompletion];
    const BESIDE: &'static [Signal] = &[Signal::ChargeState];

    fn project(readings: &Readings, _asked: &Asked<'_>) -> Result<Self, Refusal> {
        charging(readings)?;
        Ok(Self { time: readings.text(Signal::ChargeCompletion).map(str::to_owned) })
    }
}

/// What a meter shows. Cars tell it only while they charge.
fn measured(readings: &Readings, signal: Signal) -> Result<Option<f64>, Refusal> {
    if readings.flag(Signal::PluggedIn) == Some(false) {
        return Err(Refusal::VehicleState(VehicleCondition::ChargingPlugNotConnected));
    }
    match readings.number(signal) {
        None => charging(readings).map(|()| None),
        value => Ok(value),
    }
}

fn charging(readings: &Readings) -> Result<(), Refusal> {
    match readings.text(Signal::ChargeState) {
        Some("FULLY_CHARGED") => Err(Refusal::VehicleState(VehicleCondition::FullyCharged)),
        Some("NOT_CHARGING") => Err(Refusal::VehicleState(VehicleCondition::NotCharging)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::extract::Units;
    use crate::vehicles::testing::{projected, refused};

    #[test]
    fn the_meters_say_when_no_cable_is_in() {
        let unplugged = [(Signal::PluggedIn, "false"), (Signal::ChargeVoltage, "0"), (Signal::ChargeWattage, "0")];
        let expected = ("VEHICLE_STATE", Some("CHARGING_PLUG_NOT_CONNECTED"));
        assert_eq!(refused::<Voltmeter>(&unplugged), expected);
        assert_eq!(refused::<Wattmeter>(&unplugged), expected);
    }

    #[test]
    fn the_meters_say_when_the_car_does_not_charge() {
        let idle = [(Signal::PluggedIn, "true"), (Signal::ChargeState, r#""NOT_CHARGING""#)];
        assert_eq!(refused::<Ammeter>(&idle), ("VEHICLE_STATE", Some("NOT_CHARGING")));
        assert_eq!(refused::<Wattmeter>(&idle), ("VEHICLE_STATE", Some("NOT_CHARGING")));
    }

    #[test]
    fn a_cable_that_gives_nothing_reads_as_zero() {
        let plugged = [(Signal::PluggedIn, "true"), (Signal::ChargeVoltage, "0")];
        assert_eq!(projected::<Voltmeter>(&plugged, Units::Metric), r#"{"voltage":0.0}"#);
    }

    #[test]
    fn there_is_a_time_of_completion_only_while_the_car_charges() {
        let time = (Signal::ChargeCompletion, r#""2026-11-21T12:30:00.000Z""#);
        assert_eq!(
            projected::<ChargeCompletion>(&[time, (Signal::ChargeState, r#""CHARGING""#)], Units::Metric),
            r#"{"time":"2026-11-21T12:30:00.000Z"}"#
        );
        for (state, code) in [(r#""NOT_CHARGING""#, "NOT_CHARGING"), (r#""FULLY_CHARGED""#, "FULLY_CHARGED")] {
            assert_eq!(refused::<ChargeCompletion>(&[(Signal::ChargeState, state)]), ("VEHICLE_STATE", Some(code)));
        }
    }
}
