//! Cells to types and back.

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::StoreError;

pub(crate) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

pub(crate) fn timestamp(cell: i64, table: &'static str, column: &'static str) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(cell).map_err(|_| StoreError::Inconsistent { table, column })
}

pub(crate) fn to_json<T: Serialize>(
    value: &T,
    table: &'static str,
    column: &'static str,
) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Inconsistent { table, column })
}

pub(crate) fn from_json<T: DeserializeOwned>(
    cell: &str,
    table: &'static str,
    column: &'static str,
) -> Result<T, StoreError> {
    serde_json::from_str(cell).map_err(|_| StoreError::Inconsistent { table, column })
}

/// Reads a unit-only enum or a validated text that serde spells as a JSON string.
pub(crate) fn from_word<T: DeserializeOwned>(
    cell: String,
    table: &'static str,
    column: &'static str,
) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(cell)).map_err(|_| StoreError::Inconsistent { table, column })
}

/// The reverse of [`from_word`].
pub(crate) fn to_word<T: Serialize>(
    value: &T,
    table: &'static str,
    column: &'static str,
) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(StoreError::Inconsistent { table, column }),
    }
}
