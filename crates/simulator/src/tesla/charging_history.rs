//! `/api/1/dx/charging/…`: where a car was charged, as Tesla's invoices have it.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::response;
use super::caller::Owner;
use super::error::FleetError;
use super::scope;
use crate::car::signals::{tenths, time};
use crate::car::{Car, charge_records};
use crate::simulator::Simulator;

const USUAL_PAGE: usize = 50;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Wanted {
    vin: Option<String>,
    page_no: Option<usize>,
    page_size: Option<usize>,
    limit: Option<usize>,
    offset: Option<usize>,
}

pub(crate) async fn history(
    State(simulator): State<Simulator>,
    owner: Owner,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Value>, FleetError> {
    owner.caller.needs(&[scope::CHARGING])?;
    simulator.look(|world, _| {
        let account = owner.account(world)?;
        let cars = account.shares().filter_map(|share| world.tesla_car(share));
        let cars = cars.filter(|car| wanted.vin.as_ref().is_none_or(|vin| vin.eq_ignore_ascii_case(&car.vin)));
        let sessions: Vec<Value> = cars.flat_map(sessions).collect();
        let size = wanted.page_size.or(wanted.limit).unwrap_or(USUAL_PAGE).clamp(1, USUAL_PAGE);
        let skipped = wanted.offset.unwrap_or_else(|| wanted.page_no.unwrap_or(1).saturating_sub(1) * size);
        let total = sessions.len();
        let data: Vec<Value> = sessions.into_iter().skip(skipped).take(size).collect();
        Ok(response(json!({"data": data, "totalResults": total, "status_code": 200})))
    })
}

/// A page that says what it stands for.
pub(crate) async fn invoice(owner: Owner, Path(id): Path<String>) -> Result<Response, FleetError> {
    owner.caller.needs(&[scope::CHARGING])?;
    if !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Err(FleetError::not_found());
    }
    let pdf = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 \
         obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 100]>>endobj\n% Simulated invoice {id}\ntrailer<</Root 1 0 \
         R>>\n%%EOF\n"
    );
    Ok(([(CONTENT_TYPE, "application/pdf")], pdf).into_response())
}

fn sessions(car: &Car) -> impl Iterator<Item = Value> {
    charge_records::sessions(car).map(|session| {
        let id = session.id(car);
        json!({
            "sessionId": id,
            "vin": car.vin,
            "siteLocationName": "Old Town",
            "chargeStartDateTime": time(session.began),
            "chargeStopDateTime": time(session.ended),
            "unlatchDateTime": time(session.ended),
            "countryCode": if car.motion.home.is_american() { "US" } else { "DE" },
            "fees": [{
                "feeType": "CHARGING",
                "currencyCode": car.motion.home.currency(),
                "totalDue": session.price(),
                "usageBase": tenths(session.kwh),
                "uom": "kwh",
                "isPaid": true,
            }],
            "billingType": "IMMEDIATE",
            "invoices": [{"fileName": format!("INVOICE-{id}.pdf"), "contentId": id, "invoiceType": "IMMEDIATE"}],
            "vehicleMakeType": "TSLA",
        })
    })
}
