//! `charge/schedule`: for Tesla when to begin or to be ready, for Nissan up to three weekly schedules.

use axum::Json;
use axum::extract::State;
use openfob_domain::{Command, Readings, Refusal, ScheduleKind, Signal};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::action::{Sent, read_back, run, send};
use super::endpoint::{Asked, Read};
use super::time_of_day::TimeOfDay;
use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{JsonBody, MakeVehicle, makes, needs};

const MAX_SCHEDULES: usize = 3;

/// When the car is to charge: each car has one of the two forms.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum ChargeSchedule {
    /// Tesla's.
    Daily(DailySchedule),
    /// Nissan's.
    Weekly(WeeklySchedules),
}

/// When to leave and when to begin.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DailySchedule {
    departure_time: Option<DailyTime>,
    start_time: Option<DailyTime>,
}

#[derive(Debug, Deserialize, Serialize)]
struct DailyTime {
    enabled: bool,
    time: Option<String>,
}

/// Schedules for days of the week.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WeeklySchedules {
    charge_schedules: Vec<WeeklySchedule>,
}

#[derive(Debug, Deserialize, Serialize)]
struct WeeklySchedule {
    start: String,
    end: String,
    days: Vec<String>,
}

impl Read for ChargeSchedule {
    type Needs = needs::ReadCharge;
    const SIGNALS: &'static [Signal] = &[Signal::ChargeSchedule, Signal::ChargeSchedules];

    fn project(readings: &Readings, _asked: &Asked<'_>) -> Result<Self, Refusal> {
        if let Some(charge_schedules) = readings.parts(Signal::ChargeSchedules)? {
            return Ok(Self::Weekly(WeeklySchedules { charge_schedules }));
        }
        Ok(Self::Daily(readings.parts(Signal::ChargeSchedule)?.unwrap_or_default()))
    }
}

/// Which time, and whether it holds.
#[derive(Deserialize)]
pub(crate) struct DailyBody {
    #[serde(rename = "type")]
    kind: DailyKind,
    /// An older page spells it `enabled`.
    #[serde(alias = "enabled")]
    enable: bool,
    time: Option<TimeOfDay>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum DailyKind {
    StartTime,
    DepartureTime,
}

/// Sets one of the two times, and answers both as they then are.
pub(crate) async fn set_daily_schedule(
    vehicle: MakeVehicle<needs::ControlCharge, makes::Tesla>,
    State(gateway): State<Gateway>,
    JsonBody(body): JsonBody<DailyBody>,
) -> Result<Json<DailySchedule>, Problem> {
    if body.enable && body.time.is_none() {
        return Err(Problem::field("time", "is missing; a time that is to hold is given as `HH:mm`"));
    }
    let time = body.time.map(|TimeOfDay(time)| time);
    let kind = match body.kind {
        DailyKind::StartTime => ScheduleKind::StartTime,
        DailyKind::DepartureTime => ScheduleKind::DepartureTime,
    };
    run(&gateway, &vehicle, &Command::ChargeSchedule { kind, enable: body.enable, time: time.clone() }).await?;
    let readings = read_back(&gateway, &vehicle, &[Signal::ChargeSchedule]).await;
    let then = readings.parts(Signal::ChargeSchedule).ok().flatten();
    Ok(Json(then.unwrap_or_else(|| {
        let set = Some(DailyTime { enabled: body.enable, time });
        match body.kind {
            DailyKind::StartTime => DailySchedule { start_time: set, departure_time: None },
            DailyKind::DepartureTime => DailySchedule { start_time: None, departure_time: set },
        }
    })))
}

/// The schedules that replace all earlier ones.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WeeklyBody {
    charge_schedules: Vec<WeeklyWanted>,
}

#[derive(Deserialize, Serialize)]
struct WeeklyWanted {
    start: TimeOfDay,
    end: TimeOfDay,
    days: Vec<Day>,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
enum Day {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// Replaces the weekly schedules.
pub(crate) async fn set_weekly_schedules(
    vehicle: MakeVehicle<needs::ControlCharge, makes::Nissan>,
    State(gateway): State<Gateway>,
    JsonBody(body): JsonBody<WeeklyBody>,
) -> Result<Json<Sent>, Problem> {
    check_weekly(&body.charge_schedules)?;
    send(&gateway, &vehicle, &Command::ChargeSchedules { schedules: json!(body.charge_schedules) }).await
}

fn check_weekly(schedules: &[WeeklyWanted]) -> Result<(), Problem> {
    if schedules.len() > MAX_SCHEDULES {
        let message = format!("expected at most {MAX_SCHEDULES}, got {}", schedules.len());
        return Err(Problem::field("chargeSchedules", message));
    }
    for (index, schedule) in schedules.iter().enumerate() {
        let twice = schedule.days.iter().enumerate().any(|(at, day)| schedule.days[..at].contains(day));
        if schedule.days.is_empty() || twice {
            return Err(Problem::field(
                &format!("chargeSchedules[{index}].days"),
                "expected one day or more, each once",
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::extract::Units;
    use crate::vehicles::testing::projected;

    #[test]
    fn a_car_answers_in_the_form_that_it_has() {
        let daily =
            r#"{"departureTime": {"enabled": true, "time": "07:30"}, "startTime": {"enabled": false, "time": null}}"#;
        insta::assert_snapshot!(projected::<ChargeSchedule>(&[(Signal::ChargeSchedule, daily)], Units::Metric), @r#"{"departureTime":{"enabled":true,"time":"07:30"},"startTime":{"enabled":false,"time":null}}"#);
        let weekly = r#"[{"start": "22:00", "end": "06:00", "days": ["MONDAY"]}]"#;
        insta::assert_snapshot!(projected::<ChargeSchedule>(&[(Signal::ChargeSchedules, weekly)], Units::Metric), @r#"{"chargeSchedules":[{"days":["MONDAY"],"end":"06:00","start":"22:00"}]}"#);
    }

    #[test]
    fn both_spellings_of_enable_are_taken() {
        for word in ["enable", "enabled"] {
            let body = format!(r#"{{"type": "START_TIME", "{word}": true, "time": "23:15"}}"#);
            assert!(serde_json::from_str::<DailyBody>(&body).unwrap().enable);
        }
    }

    #[test]
    fn at_most_three_weekly_schedules_each_with_its_days() {
        let check = |text: &str| check_weekly(&serde_json::from_str::<WeeklyBody>(text).unwrap().charge_schedules);
        let one = r#"{"start": "22:00", "end": "06:00", "days": ["MONDAY", "SUNDAY"]}"#;
        assert!(check(&format!(r#"{{"chargeSchedules": [{one}, {one}, {one}]}}"#)).is_ok());
        assert!(check(&format!(r#"{{"chargeSchedules": [{one}, {one}, {one}, {one}]}}"#)).is_err());
        assert!(check(r#"{"chargeSchedules": [{"start": "22:00", "end": "06:00", "days": []}]}"#).is_err());
    }
}
