//! `GET /vehicles/{id}/permissions`: what the token may do with the vehicle.

use openfob_domain::Permission;
use serde::Serialize;

use super::endpoint::Fact;
use crate::Gateway;
use crate::http::extract::{AnyPermission, GrantedVehicle, Paging, Parameters};
use crate::http::{Page, Problem};

const DEFAULT_LIMIT: u32 = 25;

/// A page of permission names, without `required:`.
#[derive(Serialize)]
pub(crate) struct Permissions {
    permissions: Vec<Permission>,
    paging: Page,
}

impl Fact for Permissions {
    type Needs = AnyPermission;

    async fn answer(_gateway: &Gateway, vehicle: &GrantedVehicle, parameters: &Parameters) -> Result<Self, Problem> {
        let paging = Paging::of(parameters)?;
        let all = &vehicle.permissions;
        let (skip, take) = (paging.offset as usize, paging.limit.unwrap_or(DEFAULT_LIMIT) as usize);
        let page = Page { count: all.len() as u64, offset: paging.offset };
        Ok(Self { permissions: all.iter().copied().skip(skip).take(take).collect(), paging: page })
    }
}
