//! What the addresses that one reads from have in common. An address is stated once, as an [`Endpoint`]: routes and
//! batch are made from it.

use std::ops::Deref;

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use openfob_domain::{Permission, Readings, Refusal, ServerFault, Signal};
use openfob_store::Connection;
use serde::Serialize;
use serde_json::Value;

use crate::Gateway;
use crate::http::extract::{Authorized, GrantedVehicle, MakeVehicle, Makes, Needs, Parameters, Units};
use crate::http::{Problem, reading_headers};
use crate::service::capacity;
use crate::service::reading::{self, Report};

/// A body made of a car's readings.
pub(crate) trait Read: Serialize + Sized + 'static {
    /// The permission.
    type Needs: Needs;

    /// What the body is made of. A car that reports none of it is not capable; where it reports part, the rest is null.
    const SIGNALS: &'static [Signal];

    /// What is read along. The body does without it.
    const BESIDE: &'static [Signal] = &[];

    /// Checks what the address asks for, before anything is read.
    fn check(_asked: &Asked<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    /// The body, or the car's condition that stands in the way.
    fn project(readings: &Readings, asked: &Asked<'_>) -> Result<Self, Refusal>;
}

/// A body that asks no readings of the car's cloud: no request for data, never limited, never refused for a missing key.
pub(crate) trait Fact: Serialize + Sized + 'static {
    /// The permission.
    type Needs: Needs;

    /// The body.
    fn answer(
        gateway: &Gateway,
        vehicle: &GrantedVehicle,
        parameters: &Parameters,
    ) -> impl Future<Output = Result<Self, Problem>> + Send;
}

/// What a caller asks for, besides the address.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// The vehicle.
    pub(crate) connection: &'a Connection,
    /// The units that the body is wanted in.
    pub(crate) units: Units,
    /// The address's query.
    pub(crate) parameters: &'a Parameters,
    /// When it is asked.
    pub(crate) now: Timestamp,
    /// Where the owner can be asked; nowhere in the tests of projections.
    gateway: Option<&'a Gateway>,
}

impl<'a> Asked<'a> {
    /// What is asked of a vehicle now.
    pub(crate) fn now(
        gateway: &'a Gateway,
        vehicle: &'a GrantedVehicle,
        units: Units,
        parameters: &'a Parameters,
    ) -> Self {
        let connection = &vehicle.connection;
        Self { connection, units, parameters, now: gateway.clock.now(), gateway: Some(gateway) }
    }

    /// What is asked of a connection, by nobody.
    #[cfg(test)]
    pub(crate) fn alone(connection: &'a Connection, units: Units, parameters: &'a Parameters, now: Timestamp) -> Self {
        Self { connection, units, parameters, now, gateway: None }
    }

    /// The link on which the owner says how large the battery is.
    pub(crate) fn capacity_link(&self) -> Option<String> {
        capacity::link(self.gateway?, self.connection)
    }

    /// A parameter of the query, under any of its names. One of the SDKs ends the last one with a bare `?`.
    pub(crate) fn parameter(&self, names: &[&str]) -> Option<&str> {
        let value = names.iter().find_map(|name| self.parameters.get(name))?;
        Some(value.trim_end_matches('?').trim()).filter(|value| !value.is_empty())
    }
}

/// An answer: its headers, and its body.
pub(crate) struct Answer {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        (self.headers, Json(self.body)).into_response()
    }
}

/// An address that one reads from.
pub(crate) struct Endpoint {
    /// What follows the vehicle's id, or the make.
    pub(crate) path: &'static str,
    /// The makes that have it; none: every vehicle has it.
    pub(crate) makes: &'static [&'static str],
    /// The permission that it needs.
    pub(crate) permission: Option<Permission>,
    /// How it is answered.
    pub(crate) source: Source,
    /// Its route's handler.
    pub(crate) method: fn() -> MethodRouter<Gateway>,
}

/// Where a body comes from.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    /// From readings.
    Readings(FromReadings),
    /// From what is known without them.
    Fact(for<'a> fn(&'a Gateway, &'a GrantedVehicle, &'a Parameters) -> BoxFuture<'a, Result<Value, Problem>>),
}

/// A [`Read`] without its type.
#[derive(Clone, Copy)]
pub(crate) struct FromReadings {
    signals: &'static [Signal],
    beside: &'static [Signal],
    check: fn(&Asked<'_>) -> Result<(), Refusal>,
    project: fn(&Readings, &Asked<'_>) -> Result<Value, Refusal>,
}

impl Endpoint {
    /// An address of every vehicle, answered from readings.
    pub(crate) const fn read<R: Read>(path: &'static str) -> Self {
        let source = Source::Readings(FromReadings::of::<R>());
        Self { path, makes: &[], permission: R::Needs::PERMISSION, source, method: get_read::<R> }
    }

    /// An address of some makes, answered from readings.
    pub(crate) const fn make_read<R: Read, M: Makes>(path: &'static str) -> Self {
        let source = Source::Readings(FromReadings::of::<R>());
        Self { path, makes: M::MAKES, permission: R::Needs::PERMISSION, source, method: get_make_read::<R, M> }
    }

    /// An address of every vehicle, answered without readings.
    pub(crate) const fn fact<F: Fact>(path: &'static str) -> Self {
        let source = Source::Fact(fact_value::<F>);
        Self { path, makes: &[], permission: F::Needs::PERMISSION, source, method: get_fact::<F> }
    }

    /// An address of some makes, answered without readings.
    pub(crate) const fn make_fact<F: Fact, M: Makes>(path: &'static str) -> Self {
        let source = Source::Fact(fact_value::<F>);
        Self { path, makes: M::MAKES, permission: F::Needs::PERMISSION, source, method: get_make_fact::<F, M> }
    }
}

impl FromReadings {
    /// What `R` is made of.
    pub(crate) const fn of<R: Read>() -> Self {
        Self { signals: R::SIGNALS, beside: R::BESIDE, check: R::check, project: project_value::<R> }
    }

    /// Every signal that is asked for.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = &'static Signal> {
        self.signals.iter().chain(self.beside)
    }

    /// Checks what the address asks for, before anything is read.
    pub(crate) fn check(&self, asked: &Asked<'_>) -> Result<(), Refusal> {
        (self.check)(asked)
    }

    /// The answer from what was read.
    pub(crate) fn answer(&self, report: &Report, asked: &Asked<'_>) -> Result<Answer, Refusal> {
        if let Some(refusal) = report.never(self.signals) {
            return Err(refusal);
        }
        // Why a value is not there now, such as a cable that is not in, tells more than that it is not there.
        let body = (self.project)(&report.readings, asked)?;
        if self.signals.iter().all(|signal| report.readings.get(*signal).is_none()) {
            return Err(report.nothing());
        }
        Ok(Answer { headers: reading_headers(&report.readings, self.wanted(), asked.units), body })
    }
}

/// Reads the car for one address.
pub(crate) async fn read(
    gateway: &Gateway,
    vehicle: &GrantedVehicle,
    units: Units,
    parameters: &Parameters,
    from: FromReadings,
) -> Result<Answer, Problem> {
    let asked = Asked::now(gateway, vehicle, units, parameters);
    from.check(&asked).map_err(|refusal| vehicle.refused(gateway, refusal))?;
    vehicle.count(gateway)?;
    let want: Vec<Signal> = from.wanted().copied().collect();
    let report = reading::read(gateway, &vehicle.application, &vehicle.connection, &want).await;
    let report = report.map_err(|error| vehicle.problem(gateway, &error))?;
    from.answer(&report, &asked).map_err(|refusal| vehicle.refused(gateway, refusal))
}

fn get_read<R: Read>() -> MethodRouter<Gateway> {
    get(serve_read::<R, Authorized<R::Needs>>)
}

fn get_make_read<R: Read, M: Makes>() -> MethodRouter<Gateway> {
    get(serve_read::<R, MakeVehicle<R::Needs, M>>)
}

fn get_fact<F: Fact>() -> MethodRouter<Gateway> {
    get(serve_fact::<F, Authorized<F::Needs>>)
}

fn get_make_fact<F: Fact, M: Makes>() -> MethodRouter<Gateway> {
    get(serve_fact::<F, MakeVehicle<F::Needs, M>>)
}

async fn serve_read<R, V>(
    vehicle: V,
    units: Units,
    parameters: Parameters,
    State(gateway): State<Gateway>,
) -> Result<Answer, Problem>
where
    R: Read,
    V: FromRequestParts<Gateway, Rejection = Problem> + Deref<Target = GrantedVehicle>,
{
    read(&gateway, &vehicle, units, &parameters, FromReadings::of::<R>()).await
}

async fn serve_fact<F, V>(
    vehicle: V,
    parameters: Parameters,
    State(gateway): State<Gateway>,
) -> Result<Json<F>, Problem>
where
    F: Fact,
    V: FromRequestParts<Gateway, Rejection = Problem> + Deref<Target = GrantedVehicle>,
{
    F::answer(&gateway, &vehicle, &parameters).await.map(Json)
}

fn project_value<R: Read>(readings: &Readings, asked: &Asked<'_>) -> Result<Value, Refusal> {
    value(&R::project(readings, asked)?)
}

fn fact_value<'a, F: Fact>(
    gateway: &'a Gateway,
    vehicle: &'a GrantedVehicle,
    parameters: &'a Parameters,
) -> BoxFuture<'a, Result<Value, Problem>> {
    Box::pin(async move { Ok(value(&F::answer(gateway, vehicle, parameters).await?)?) })
}

fn value(body: &impl Serialize) -> Result<Value, Refusal> {
    serde_json::to_value(body).map_err(|_| Refusal::Server(ServerFault::Internal))
}
