//! A vehicle on a make-specific address.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use openfob_domain::{Capability, Make, Refusal};

use super::vehicle::{Authorized, Needs};
use crate::Gateway;
use crate::http::Problem;

/// A vehicle of the make that the address names: checked after token and permission.
pub(crate) struct MakeVehicle<N: Needs>(pub(crate) Authorized<N>);

impl<N: Needs> FromRequestParts<Gateway> for MakeVehicle<N> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let vehicle = Authorized::from_request_parts(parts, gateway).await?;
        let params = RawPathParams::from_request_parts(parts, gateway).await;
        let segment = params
            .ok()
            .and_then(|params| params.iter().find(|(name, _)| *name == "make").map(|(_, value)| value.to_owned()))
            .unwrap_or_default();
        let own = &vehicle.connection.vehicle.model.make;
        let Some(make) = segment.parse::<Make>().ok().filter(|make| gateway.adapters.knows(make)) else {
            return Err(Problem::no_such_path(format!(
                "`{segment}` is no make that this server knows. This vehicle's make is written `{}` here.",
                own.segment()
            )));
        };
        if segment != make.segment() {
            // Smartcar answers an upper-case make so.
            return Err(Refusal::Permission.into());
        }
        if make != *own {
            return Err(Refusal::Compatibility(Capability::MakeNotCompatible).into());
        }
        Ok(Self(vehicle))
    }
}
