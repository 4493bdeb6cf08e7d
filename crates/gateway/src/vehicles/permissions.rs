//! `GET /vehicles/{id}/permissions`: what the token may do with the vehicle.

use axum::Json;
use openfob_domain::Permission;
use serde::Serialize;

use crate::http::Page;
use crate::http::extract::{AnyPermission, Authorized, Paging};

const DEFAULT_LIMIT: u32 = 25;

/// A page of permission names.
#[derive(Serialize)]
pub(crate) struct Permissions {
    permissions: Vec<Permission>,
    paging: Page,
}

/// Lists the names, without `required:`.
pub(crate) async fn permissions(vehicle: Authorized<AnyPermission>, paging: Paging) -> Json<Permissions> {
    let all = vehicle.bearer.permissions;
    let (skip, take) = (paging.offset as usize, paging.limit.unwrap_or(DEFAULT_LIMIT) as usize);
    let page = Page { count: all.len() as u64, offset: paging.offset };
    Json(Permissions { permissions: all.into_iter().skip(skip).take(take).collect(), paging: page })
}
