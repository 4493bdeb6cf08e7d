//! Shapes that several answers share.

use axum::Json;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use openfob_domain::{Readings, Signal};
use serde::Serialize;

use super::extract::Units;

/// A page of a list: `count` is the number of all, not of this page.
#[derive(Serialize)]
pub(crate) struct Page {
    pub(crate) count: u64,
    pub(crate) offset: u32,
}

/// A moment with three digits of milliseconds and a literal `Z`; Smartcar's Java SDK takes no other form.
pub(crate) fn timestamp(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// A body made of readings, with the headers that tell their age: that of the oldest of `from`.
pub(crate) fn reading(readings: &Readings, from: &[Signal], units: Units, body: impl Serialize) -> Response {
    let mut headers = HeaderMap::new();
    let used = || from.iter().filter_map(|signal| readings.get(*signal));
    let mut insert = |name: &'static str, at: Option<Timestamp>| {
        if let Some(value) = at.and_then(|at| HeaderValue::from_str(&timestamp(at)).ok()) {
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    insert("sc-data-age", used().map(|reading| reading.recorded_at).min());
    insert("sc-fetched-at", used().map(|reading| reading.fetched_at).min());
    headers.insert(HeaderName::from_static("sc-unit-system"), HeaderValue::from_static(units.as_str()));
    (headers, Json(body)).into_response()
}
