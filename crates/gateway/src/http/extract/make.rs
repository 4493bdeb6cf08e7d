//! A vehicle on a make-specific address.

use std::marker::PhantomData;
use std::ops::Deref;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use openfob_domain::{Capability, Make, Refusal};

use super::PathParameters;
use super::vehicle::{Authorized, GrantedVehicle, Needs};
use crate::Gateway;
use crate::http::Problem;

/// The makes that have an address; a type, so that the route's handler states it.
pub(crate) trait Makes: Send + Sync + 'static {
    /// As bodies spell them.
    const MAKES: &'static [&'static str];
}

macro_rules! makes {
    ($($(#[$doc:meta])* $name:ident = [$($make:literal),+]),+ $(,)?) => {$(
        $(#[$doc])*
        pub(crate) struct $name;

        impl Makes for $name {
            const MAKES: &'static [&'static str] = &[$($make),+];
        }
    )+};
}

/// The makes that have addresses of their own.
pub(crate) mod makes {
    use super::Makes;

    makes! {
        /// Most addresses are Tesla's.
        Tesla = ["TESLA"],
        /// The extended charge object.
        TeslaAudi = ["TESLA", "AUDI"],
        /// Past charging sessions.
        TeslaBmw = ["TESLA", "BMW", "MINI"],
        /// What the charger gives.
        TeslaGm = ["TESLA", "CADILLAC", "CHEVROLET"],
        /// When to charge.
        TeslaNissan = ["TESLA", "NISSAN"],
        /// Places where the car charges.
        Ford = ["FORD", "LINCOLN"],
        /// Weekly schedules.
        Nissan = ["NISSAN"],
        /// The brands whose cars ask for CarKey.
        Psa = ["PEUGEOT", "CITROEN", "DS", "OPEL", "VAUXHALL"],
    }
}

/// A vehicle of the make that the address names, and the address is one of its own: checked after token and permission.
pub(crate) struct MakeVehicle<N: Needs, M: Makes> {
    vehicle: Authorized<N>,
    makes: PhantomData<M>,
}

impl<N: Needs, M: Makes> Deref for MakeVehicle<N, M> {
    type Target = GrantedVehicle;

    fn deref(&self) -> &GrantedVehicle {
        &self.vehicle
    }
}

impl<N: Needs, M: Makes> FromRequestParts<Gateway> for MakeVehicle<N, M> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let path = PathParameters::of(parts, gateway).await;
        let vehicle = Authorized::at(&path, parts, gateway).await?;
        check_make(gateway, &vehicle, path.get("make").unwrap_or_default(), M::MAKES)?;
        Ok(Self { vehicle, makes: PhantomData })
    }
}

/// Whether `segment` is the vehicle's make, and one of `makes`.
pub(crate) fn check_make(
    gateway: &Gateway,
    vehicle: &GrantedVehicle,
    segment: &str,
    makes: &[&str],
) -> Result<(), Problem> {
    let own = &vehicle.connection.vehicle.model.make;
    if own.is_segment(segment) && makes.contains(&own.as_str()) {
        return Ok(());
    }
    let Some(make) = segment.parse::<Make>().ok().filter(|make| gateway.adapters.knows(make)) else {
        return Err(Problem::no_such_path(format!(
            "`{segment}` is no make that this server knows. This vehicle's make is written `{}` here.",
            own.segment()
        )));
    };
    if segment != make.segment() {
        // Smartcar answers an upper-case make so.
        return Err(vehicle.refused(gateway, Refusal::Permission));
    }
    if make != *own {
        return Err(vehicle.refused(gateway, Refusal::Compatibility(Capability::MakeNotCompatible)));
    }
    if !makes.contains(&make.as_str()) {
        let others: Vec<String> = makes.iter().map(|make| format!("`{}`", make.to_ascii_lowercase())).collect();
        return Err(Problem::no_such_path(format!("`{segment}` has no such address; {} has.", others.join(", "))));
    }
    Ok(())
}
