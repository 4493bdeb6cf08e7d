//! Exchanging the encryption key, a small step at a time.

use axum::Json;
use axum::extract::State;
use openfob_store::{ResealCursor, Resealed, RotationBegun};
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::AdminError;
use crate::Gateway;

/// Where a step begins.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    from: Option<ResealCursor>,
}

/// Makes a new key, or goes on with an exchange that was cut off.
pub(super) async fn begin(State(gateway): State<Gateway>) -> Result<Json<RotationBegun>, AdminError> {
    Ok(Json(gateway.store.begin_key_rotation().await?))
}

/// Seals the next few secrets with the new key.
pub(super) async fn step(State(gateway): State<Gateway>, Json(step): Json<Step>) -> Result<Json<Resealed>, AdminError> {
    Ok(Json(gateway.store.reseal(step.from).await?))
}

/// Drops the earlier key, if nothing is sealed with it.
pub(super) async fn end(State(gateway): State<Gateway>) -> Result<Json<Value>, AdminError> {
    gateway.store.end_key_rotation().await?;
    Ok(Json(json!({"ended": true})))
}
