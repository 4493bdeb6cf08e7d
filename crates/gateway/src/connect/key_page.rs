//! `/key/{application}`: an application's key, to be added at any time without Connect. The page is anybody's and tells
//! of no car. `/key/{application}/{token}` is one car's, with its live state; the management API hands it out.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use jiff::SignedDuration;
use openfob_domain::{AccountId, ApplicationId, ConnectionId, KeyKind, Mode};
use openfob_store::{Application, Connection};
use serde::Deserialize;

use super::access::failed;
use super::pages::{CarLine, Fault, Frame, KeyPage, VirtualKeyAsk};
use super::{cars, events, language, respond, views};
use crate::Gateway;
use crate::service::{ServiceError, key_link, linking};
use crate::text::Texts;

/// The two pages.
pub(super) fn router() -> Router<Gateway> {
    Router::new().route("/key/{application}", get(of_application)).route("/key/{application}/{token}", get(of_car))
}

/// What the address may carry.
#[derive(Deserialize)]
struct Shown {
    view: Option<String>,
    mode: Option<String>,
}

async fn of_application(
    State(gateway): State<Gateway>,
    Path(application): Path<String>,
    Query(shown): Query<Shown>,
    headers: HeaderMap,
) -> Response {
    let texts = language::texts(&headers);
    let mode = shown.mode.as_deref().and_then(Mode::parse);
    match application_of(&gateway, &application).await {
        Ok(Some(application)) => {
            let mode = mode.unwrap_or_else(|| key_link::usual_mode(&gateway));
            let base = format!("/key/{}", application.id);
            page(&gateway, &application, (mode, None), base, None, &shown, &headers).await
        }
        Ok(None) => missing(&gateway, texts),
        Err(error) => failed(&gateway, texts, &error),
    }
}

async fn of_car(
    State(gateway): State<Gateway>,
    Path((application, token)): Path<(String, String)>,
    Query(shown): Query<Shown>,
    headers: HeaderMap,
) -> Response {
    let texts = language::texts(&headers);
    let found = async {
        let Some(car) = Car::of(&gateway, &application, &token).await? else { return Ok(None) };
        Ok(Some((car.lines(&gateway).await?, car)))
    };
    match found.await {
        Ok(Some((lines, car))) => {
            let base = format!("/key/{}/{token}", car.application.id);
            let of = (car.connection.mode, Some(car.connection.account));
            page(&gateway, &car.application, of, base, Some(lines), &shown, &headers).await
        }
        Ok(None) => missing(&gateway, texts),
        Err(error) => failed(&gateway, texts, &error),
    }
}

/// `GET /key/{application}/{token}/events`: the car's line as it changes.
pub(super) async fn watch(
    State(gateway): State<Gateway>,
    Path((application, token)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let texts = language::texts(&headers);
    match Car::of(&gateway, &application, &token).await {
        Ok(Some(car)) => events::watch_car(gateway, car.application, car.connection.id, texts),
        Ok(None) => missing(&gateway, texts),
        Err(error) => failed(&gateway, texts, &error),
    }
}

/// What a token names: a car that is connected to the application of the address and takes a virtual key.
struct Car {
    application: Arc<Application>,
    connection: Connection,
}

impl Car {
    async fn of(gateway: &Gateway, application: &str, token: &str) -> Result<Option<Self>, ServiceError> {
        let Some(id) = gateway.store.key_page_connection(token, gateway.clock.now()) else { return Ok(None) };
        let Some(application) = application_of(gateway, application).await? else { return Ok(None) };
        let connection = gateway.store.application_connection(application.id, id).await?;
        let takes_key = |it: &Connection| it.vehicle.access.key.is_some_and(|rule| rule.kind == KeyKind::VirtualKey);
        Ok(connection.filter(takes_key).map(|connection| Self { application, connection }))
    }

    async fn lines(&self, gateway: &Gateway) -> Result<Vec<CarLine>, ServiceError> {
        anonymous_lines(gateway, &self.application, self.connection.id, SignedDuration::ZERO).await
    }
}

/// The car's line for whoever has the address: the model says enough.
pub(super) async fn anonymous_lines(
    gateway: &Gateway,
    application: &Application,
    car: ConnectionId,
    max_age: SignedDuration,
) -> Result<Vec<CarLine>, ServiceError> {
    let mut lines = cars::lines(gateway, application, &[car], max_age).await?;
    for line in &mut lines {
        line.ends_in = None;
        line.link = None;
    }
    Ok(lines)
}

async fn application_of(gateway: &Gateway, id: &str) -> Result<Option<Arc<Application>>, ServiceError> {
    let Ok(id) = id.parse::<ApplicationId>() else { return Ok(None) };
    Ok(gateway.store.application(id).await?)
}

async fn page(
    gateway: &Gateway,
    application: &Application,
    (mode, account): (Mode, Option<AccountId>),
    base: String,
    cars: Option<Vec<CarLine>>,
    shown: &Shown,
    headers: &HeaderMap,
) -> Response {
    let texts = language::texts(headers);
    let Some((brand, link)) = key_link::virtual_key(gateway, application, mode) else { return missing(gateway, texts) };
    let Some(adapter) = gateway.adapters.for_make(mode, &brand.make) else { return missing(gateway, texts) };
    let obstacle = match cars::obstacle(gateway, application, mode, adapter, account).await {
        Ok(obstacle) => obstacle,
        Err(error) => return failed(gateway, texts, &error),
    };
    let frame = Frame {
        application: views::application(application),
        step: None,
        base,
        csrf: String::new(),
        simulated: mode == Mode::Simulated,
        operator: gateway.settings.operator_name.clone(),
    };
    let page = KeyPage {
        frame,
        view: views::view(headers, shown.view.as_deref()),
        virtual_key: VirtualKeyAsk { maker: brand.name.clone(), link: link.into(), email: None, obstacle },
        domain: linking::key_domain_of(gateway, application).to_string(),
        done: cars.as_deref().is_some_and(cars::settled),
        cars,
    };
    respond::plain_page(page.render(texts))
}

fn missing(gateway: &Gateway, texts: &Texts) -> Response {
    respond::error_page(gateway, texts, StatusCode::NOT_FOUND, Fault::ExpiredRun)
}
