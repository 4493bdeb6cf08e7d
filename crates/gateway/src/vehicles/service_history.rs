//! `GET /vehicles/{id}/service/history`: workshop visits, a list at the top of the body.

use axum::extract::{Path, State};
use openfob_domain::{Readings, Refusal, Signal};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::endpoint::{Answer, Asked, FromReadings, Read, read};
use super::period::Period;
use crate::Gateway;
use crate::http::Problem;
use crate::http::extract::{Authorized, Parameters, Units, needs};

/// The visits of the period asked for, newest first.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct ServiceHistory(Vec<Visit>);

/// One visit; its distance is in km or mi.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Visit {
    service_id: Option<Value>,
    odometer_distance: Option<f64>,
    service_date: String,
    #[serde(default)]
    service_tasks: Vec<Task>,
    #[serde(default)]
    service_details: Vec<Detail>,
    #[serde(default)]
    service_cost: Cost,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Task {
    task_id: Option<Value>,
    task_description: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Detail {
    #[serde(rename = "type")]
    kind: String,
    value: Option<Value>,
}

#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Cost {
    total_cost: Option<f64>,
    currency: Option<String>,
}

impl Read for ServiceHistory {
    type Needs = needs::ReadServiceHistory;
    const SIGNALS: &'static [Signal] = &[Signal::ServiceRecords];

    fn check(asked: &Asked<'_>) -> Result<(), Refusal> {
        Period::asked(asked).map(drop)
    }

    fn project(readings: &Readings, asked: &Asked<'_>) -> Result<Self, Refusal> {
        let period = Period::asked(asked)?;
        let mut visits: Vec<Visit> = readings.parts(Signal::ServiceRecords)?.unwrap_or_default();
        visits.retain(|visit| period.contains(&visit.service_date));
        for visit in &mut visits {
            visit.odometer_distance = visit.odometer_distance.map(|km| asked.units.distance(km));
        }
        Ok(Self(visits))
    }
}

/// The SDK for Java sends the query inside the path: `service/history%3Fstart_date=…`.
pub(crate) async fn service_history_with_query_in_path(
    vehicle: Authorized<needs::ReadServiceHistory>,
    units: Units,
    Path(params): Path<Vec<(String, String)>>,
    State(gateway): State<Gateway>,
) -> Result<Answer, Problem> {
    let segment = params.iter().find(|(name, _)| name == "history").map_or("", |(_, segment)| segment);
    let Some(query) = segment.strip_prefix("history?") else {
        return Err(Problem::no_such_path(format!(
            "`service/{segment}` is no address. Did you mean `service/history`?"
        )));
    };
    read(&gateway, &vehicle, units, &Parameters::of(query)?, FromReadings::of::<ServiceHistory>()).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vehicles::testing::asking;

    const VISITS: &[(Signal, &str)] = &[(
        Signal::ServiceRecords,
        r#"[
          {"serviceId": 12, "odometerDistance": 41000, "serviceDate": "2026-06-30T09:00:00.000Z",
           "serviceTasks": [{"taskId": "T1", "taskDescription": "Oil changed"}],
           "serviceDetails": [{"type": "Service Type", "value": null}],
           "serviceCost": {"totalCost": 120, "currency": "EUR"}},
          {"serviceId": null, "odometerDistance": 20000, "serviceDate": "2025-01-15",
           "serviceTasks": [], "serviceDetails": [], "serviceCost": {"totalCost": null, "currency": null}}
        ]"#,
    )];

    fn distances(query: &str) -> Result<Vec<f64>, (&'static str, Option<&'static str>)> {
        let body = asking::<ServiceHistory>(VISITS, Units::Metric, query)?;
        let visits: Vec<Value> = serde_json::from_str(&body).unwrap();
        Ok(visits.iter().map(|visit| visit["odometerDistance"].as_f64().unwrap()).collect())
    }

    #[test]
    fn a_visit_has_all_its_keys_in_camel_case() {
        insta::assert_snapshot!(
            asking::<ServiceHistory>(VISITS, Units::Metric, "").unwrap(),
            @r#"[{"odometerDistance":41000.0,"serviceCost":{"currency":"EUR","totalCost":120.0},"serviceDate":"2026-06-30T09:00:00.000Z","serviceDetails":[{"type":"Service Type","value":null}],"serviceId":12,"serviceTasks":[{"taskDescription":"Oil changed","taskId":"T1"}]}]"#
        );
    }

    #[test]
    fn without_dates_it_is_the_last_year_however_an_sdk_spells_their_absence() {
        for query in ["", "start_date=undefined&end_date=undefined", "startDate=&endDate=", "?"] {
            assert_eq!(distances(query), Ok(vec![41000.0]), "{query}");
        }
    }

    #[test]
    fn both_spellings_days_moments_and_a_bare_question_mark_are_read() {
        for query in [
            "start_date=2025-01-15&end_date=2025-01-15",
            "startDate=2025-01-01&endDate=2025-12-31",
            "start_date=2025-01-14T00:00:00Z&end_date=2025-12-31T10:00:00.000Z",
            "start_date=2025-01-01&end_date=2025-12-31%3F",
        ] {
            assert_eq!(distances(query), Ok(vec![20000.0]), "{query}");
        }
    }

    #[test]
    fn a_date_that_is_none_is_refused() {
        for query in ["start_date=yesterday", "end_date=2025-13-01", "start_date=2026-01-01&end_date=2025-01-01"] {
            assert_eq!(distances(query), Err(("VALIDATION", None)), "{query}");
        }
    }
}
