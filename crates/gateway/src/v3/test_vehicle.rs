//! Smartcar's public test vehicle of version 3: fixed data under a fixed token, which the SDKs' suites read.

use axum::Json;
use axum::extract::{FromRequestParts, Path, RawPathParams};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::error::V3Error;
use crate::Gateway;
use crate::http::extract::bearer_token;

const ID: &str = "tst2e255-d3c8-4f90-9fec-e6e68b98e9cb";
const TOKEN: &str = "test-data-token";
/// When its values were recorded and fetched, in milliseconds since 1970.
const OEM_UPDATED_AT: i64 = 1_763_719_200_000;
const RETRIEVED_AT: i64 = 1_763_719_260_000;

/// The one vehicle, asked for with its token.
pub(super) struct TestVehicle;

impl FromRequestParts<Gateway> for TestVehicle {
    type Rejection = V3Error;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, V3Error> {
        if bearer_token(parts) != Some(TOKEN) {
            return Err(V3Error::Authentication);
        }
        let params = RawPathParams::from_request_parts(parts, gateway).await.map_err(|_| V3Error::NotFound)?;
        if params.iter().any(|(name, value)| name == "id" && value == ID) { Ok(Self) } else { Err(V3Error::NotFound) }
    }
}

/// What it is.
pub(super) async fn vehicle(_: TestVehicle) -> Json<Value> {
    Json(resource(&json!(2021)))
}

/// All its signals.
pub(super) async fn signals(_: TestVehicle) -> Json<Value> {
    let data = [charge_timers(), odometer()];
    let count = data.len();
    Json(json!({
        "data": data,
        "meta": {"totalCount": count, "pageSize": count, "page": 1},
        "links": {"self": format!("/vehicles/{ID}/signals")},
        // Here the year is text, as in the original.
        "included": {"vehicle": resource(&json!("2021"))},
    }))
}

/// One of its signals.
pub(super) async fn signal(_: TestVehicle, Path((_, code)): Path<(String, String)>) -> Response {
    match code.as_str() {
        CHARGE_TIMERS => Json(charge_timers()).into_response(),
        ODOMETER => Json(odometer()).into_response(),
        _ => V3Error::NotFound.into_response(),
    }
}

const CHARGE_TIMERS: &str = "charge-chargetimers";
const ODOMETER: &str = "odometer-traveleddistance";

fn resource(year: &Value) -> Value {
    json!({
        "id": ID,
        "type": "vehicle",
        "attributes": {"make": "TESLA", "model": "Model Y", "year": year, "powertrainType": "BEV", "mode": "live"},
        "links": {"self": format!("/vehicles/{ID}")},
    })
}

fn charge_timers() -> Value {
    let timers = json!({"values": [{"type": "START_TIME", "isEnabled": true, "time": "22:30"}]});
    described(CHARGE_TIMERS, "ChargeTimers", "Charge", &timers)
}

fn odometer() -> Value {
    described(ODOMETER, "TraveledDistance", "Odometer", &json!({"value": 37_829.5, "unit": "kilometers"}))
}

fn described(code: &str, name: &str, group: &str, body: &Value) -> Value {
    json!({
        "id": code,
        "type": "signal",
        "attributes": {"code": code, "name": name, "group": group, "status": {"value": "SUCCESS"}, "body": body},
        "meta": {"retrievedAt": RETRIEVED_AT, "oemUpdatedAt": OEM_UPDATED_AT},
        "links": {"self": format!("/vehicles/{ID}/signals/{code}")},
    })
}
