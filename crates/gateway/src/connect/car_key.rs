//! `GET /connect/car-key/{token}`: what an owner does so that CarKey is active, and whether it is. It belongs to no run;
//! the API hands the address out (see [`crate::service::car_key`]).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jiff::SignedDuration;
use openfob_domain::{KeyKind, Mode};
use openfob_store::{Application, Connection};

use super::access::failed;
use super::pages::{self, CarKeyPage, Fault, Frame};
use super::{events, key_page, language, respond, views};
use crate::Gateway;
use crate::service::ServiceError;

/// Shows the conditions, and the state as the automaker tells it now.
pub(super) async fn show(State(gateway): State<Gateway>, Path(token): Path<String>, headers: HeaderMap) -> Response {
    let texts = language::texts(&headers);
    match page(&gateway, &token).await {
        Ok(Some(page)) => respond::plain_page(page.render(texts)),
        Ok(None) => respond::error_page(&gateway, texts, StatusCode::NOT_FOUND, Fault::ExpiredRun),
        Err(error) => failed(&gateway, texts, &error),
    }
}

/// `GET /connect/car-key/{token}/events`: the car's line as it changes.
pub(super) async fn watch(State(gateway): State<Gateway>, Path(token): Path<String>, headers: HeaderMap) -> Response {
    let texts = language::texts(&headers);
    match found(&gateway, &token).await {
        Ok(Some((connection, application))) => events::watch_car(gateway, application, connection.id, texts),
        Ok(None) => respond::error_page(&gateway, texts, StatusCode::NOT_FOUND, Fault::ExpiredRun),
        Err(error) => failed(&gateway, texts, &error),
    }
}

async fn page(gateway: &Gateway, token: &str) -> Result<Option<CarKeyPage>, ServiceError> {
    let Some((connection, application)) = found(gateway, token).await? else { return Ok(None) };
    let mode = gateway.store.account(connection.account).await?.map_or(Mode::Live, |account| account.mode);
    let cars = key_page::anonymous_lines(gateway, &application, connection.id, SignedDuration::ZERO).await?;
    let frame = Frame {
        application: views::application(&application),
        step: None,
        base: format!("/connect/car-key/{token}"),
        csrf: String::new(),
        simulated: mode == Mode::Simulated,
        operator: gateway.settings.operator_name.clone(),
    };
    let maker = views::brand_name(gateway, mode, &connection.vehicle.model.make);
    let is_active = cars.iter().all(|car| car.state == pages::CarState::Ready);
    Ok(Some(CarKeyPage { frame, maker, cars, is_active }))
}

async fn found(gateway: &Gateway, token: &str) -> Result<Option<(Connection, Arc<Application>)>, ServiceError> {
    let Some(id) = gateway.store.car_key_connection(token) else { return Ok(None) };
    let Some(connection) = gateway.store.connection(id).await? else { return Ok(None) };
    if connection.vehicle.access.key.is_none_or(|rule| rule.kind != KeyKind::CarKey) {
        return Ok(None);
    }
    let application = gateway.store.application(connection.application).await?;
    Ok(application.map(|application| (connection, application)))
}
