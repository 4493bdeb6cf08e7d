//! Shapes that several answers share.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;
use openfob_domain::{Reading, Readings, Signal};
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

/// The headers of an answer made of readings: how old the oldest of `from` is, and in which units the body is.
pub(crate) fn reading_headers<'a>(
    readings: &Readings,
    from: impl IntoIterator<Item = &'a Signal>,
    units: Units,
) -> HeaderMap {
    let used: Vec<&Reading> = from.into_iter().filter_map(|signal| readings.get(*signal)).collect();
    let mut headers = HeaderMap::new();
    let mut insert = |name: &'static str, at: Option<Timestamp>| {
        if let Some(value) = at.and_then(|at| HeaderValue::from_str(&timestamp(at)).ok()) {
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    insert("sc-data-age", used.iter().map(|reading| reading.recorded_at).min());
    insert("sc-fetched-at", used.iter().map(|reading| reading.fetched_at).min());
    headers.insert(HeaderName::from_static("sc-unit-system"), HeaderValue::from_static(units.as_str()));
    headers
}
