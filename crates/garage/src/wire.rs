//! The protocol's JSON, exactly as sent.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
pub(crate) struct TokenAnswer {
    pub(crate) access_token: String,
    pub(crate) refresh_token: String,
    pub(crate) expires_in: u32,
    pub(crate) account: Account,
}

#[derive(Deserialize)]
pub(crate) struct Account {
    pub(crate) subject: String,
    pub(crate) email: Option<String>,
    pub(crate) permissions: Vec<String>,
}

#[derive(Deserialize)]
pub(crate) struct Vehicles {
    pub(crate) vehicles: Vec<Vehicle>,
}

#[derive(Deserialize)]
pub(crate) struct Vehicle {
    pub(crate) vin: String,
    pub(crate) make: String,
    pub(crate) model: String,
    pub(crate) year: i32,
    pub(crate) access: Access,
    #[serde(default)]
    pub(crate) capabilities: Vec<String>,
}

#[derive(Deserialize)]
pub(crate) struct Access {
    pub(crate) key: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct CarState {
    pub(crate) state: String,
    pub(crate) idle: bool,
}

#[derive(Serialize)]
pub(crate) struct Wanted<'a> {
    pub(crate) signals: Vec<&'a str>,
}

#[derive(Deserialize)]
pub(crate) struct SignalsAnswer {
    pub(crate) at: Timestamp,
    pub(crate) signals: BTreeMap<String, Reported>,
    #[serde(default)]
    pub(crate) not_capable: Vec<String>,
    #[serde(default)]
    pub(crate) forbidden: Vec<String>,
}

#[derive(Deserialize)]
pub(crate) struct Reported {
    pub(crate) value: serde_json::Value,
    pub(crate) recorded_at: Timestamp,
}

#[derive(Deserialize)]
pub(crate) struct KeyAnswer {
    pub(crate) claim: String,
    pub(crate) until: Option<Timestamp>,
    pub(crate) at: Timestamp,
}

#[derive(Deserialize)]
pub(crate) struct Done {
    pub(crate) result: String,
}

#[derive(Deserialize)]
pub(crate) struct ErrorAnswer {
    pub(crate) error: Error,
}

#[derive(Deserialize)]
pub(crate) struct Error {
    #[serde(rename = "type")]
    pub(crate) family: String,
    pub(crate) code: Option<String>,
    pub(crate) retry_after: Option<u64>,
}
