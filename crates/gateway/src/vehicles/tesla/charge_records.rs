//! `GET /vehicles/{id}/tesla/charge/records` and `…/charge/records/billing`; BMW and MINI have the first as well.

use openfob_domain::{FieldProblem, Readings, Refusal, Signal};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::http::extract::needs;
use crate::vehicles::endpoint::{Asked, Read};
use crate::vehicles::period::Period;

const PAGE_SIZE: usize = 25;

/// A page of charging sessions, newest first.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChargeRecords {
    records: Vec<Record>,
    has_more_data: bool,
}

/// A page of the sessions that cost something.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct BillingRecords(ChargeRecords);

/// One session; energy in kWh.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    #[serde(rename = "recordId")]
    id: Option<Value>,
    charge_start: String,
    charge_end: Option<String>,
    energy_consumed: Option<f64>,
    cost: Option<Cost>,
    location: Option<Value>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Cost {
    currency: Option<String>,
    energy: Option<f64>,
    other: Option<f64>,
}

impl ChargeRecords {
    fn of(readings: &Readings, asked: &Asked<'_>, wanted: fn(&Record) -> bool) -> Result<Self, Refusal> {
        let (period, page) = (Period::asked(asked)?, page(asked)?);
        let mut records: Vec<Record> = readings.parts(Signal::ChargeRecords)?.unwrap_or_default();
        records.retain(|record| wanted(record) && period.contains(&record.charge_start));
        let before = (page - 1).saturating_mul(PAGE_SIZE);
        let has_more_data = records.len() > before.saturating_add(PAGE_SIZE);
        Ok(Self { records: records.into_iter().skip(before).take(PAGE_SIZE).collect(), has_more_data })
    }
}

impl Read for ChargeRecords {
    type Needs = needs::ReadChargeRecords;
    const SIGNALS: &'static [Signal] = &[Signal::ChargeRecords];

    fn check(asked: &Asked<'_>) -> Result<(), Refusal> {
        Period::asked(asked)?;
        page(asked).map(drop)
    }

    fn project(readings: &Readings, asked: &Asked<'_>) -> Result<Self, Refusal> {
        Self::of(readings, asked, |_| true)
    }
}

impl Read for BillingRecords {
    type Needs = needs::ReadChargeRecords;
    const SIGNALS: &'static [Signal] = ChargeRecords::SIGNALS;

    fn check(asked: &Asked<'_>) -> Result<(), Refusal> {
        ChargeRecords::check(asked)
    }

    fn project(readings: &Readings, asked: &Asked<'_>) -> Result<Self, Refusal> {
        ChargeRecords::of(readings, asked, |record| record.cost.is_some()).map(Self)
    }
}

/// Pages count from 1.
fn page(asked: &Asked<'_>) -> Result<usize, Refusal> {
    let Some(text) = asked.parameter(&["page"]) else { return Ok(1) };
    text.parse().ok().filter(|page| *page >= 1).ok_or_else(|| {
        let message = format!("expected a whole number from 1 on, got `{text}`");
        Refusal::Validation(vec![FieldProblem { field: "page".to_owned(), message }])
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::http::extract::Units;
    use crate::vehicles::testing::asking;

    fn records<R: Read>(query: &str) -> Value {
        let session = |n: usize| {
            let cost = n.is_multiple_of(2).then(|| json!({"currency": "EUR", "energy": 12, "other": null}));
            json!({"recordId": n, "chargeStart": "2026-11-01T08:00:00.000Z", "chargeEnd": null, "energyConsumed": 30,
                   "cost": cost, "location": null})
        };
        let sessions = Value::from((0..60).map(session).collect::<Vec<_>>()).to_string();
        let readings = [(Signal::ChargeRecords, sessions.as_str())];
        serde_json::from_str(&asking::<R>(&readings, Units::Metric, query).unwrap()).unwrap()
    }

    #[test]
    fn pages_count_from_one_and_say_whether_there_are_more() {
        let ids = |body: &Value| {
            let records = body["records"].as_array().unwrap();
            (records.len(), records.first().map(|record| record["recordId"].clone()))
        };
        let (first, last) = (records::<ChargeRecords>(""), records::<ChargeRecords>("page=3"));
        assert_eq!((ids(&first), &first["hasMoreData"]), ((25, Some(json!(0))), &json!(true)));
        assert_eq!((ids(&last), &last["hasMoreData"]), ((10, Some(json!(50))), &json!(false)));
        assert_eq!(ids(&records::<ChargeRecords>("page=9")), (0, None));
    }

    #[test]
    fn billing_has_the_sessions_that_cost_something() {
        let body = records::<BillingRecords>("");
        assert!(body["records"].as_array().unwrap().iter().all(|record| record["cost"]["energy"] == json!(12.0)));
    }

    #[test]
    fn a_page_or_a_date_that_is_none_is_refused() {
        for query in ["page=0", "page=two", "startDate=soon"] {
            assert_eq!(asking::<ChargeRecords>(&[], Units::Metric, query), Err(("VALIDATION", None)), "{query}");
        }
    }
}
