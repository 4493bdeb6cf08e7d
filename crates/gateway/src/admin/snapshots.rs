//! Copies of everything, for backups.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::error::AdminError;
use crate::Gateway;

/// A copy that was made.
#[derive(Serialize)]
pub(super) struct Snapshot {
    /// The directory's name within the data directory. Whoever asked removes it.
    directory: String,
}

/// Copies the database and the key file, as they are at one moment.
pub(super) async fn create(State(gateway): State<Gateway>) -> Result<Json<Snapshot>, AdminError> {
    Ok(Json(Snapshot { directory: gateway.store.snapshot().await? }))
}
