//! `/battery-capacity`: an owner says how large their car's battery is (page "Nominal capacity" of Smartcar's API
//! reference). The API hands out the link, with a token that stands for the owner's consent.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use openfob_domain::ConnectionId;
use openfob_store::Connection;

use super::access::failed;
use super::opening::Link;
use super::outcome::way_back;
use super::pages::{Capacity, CapacityChoice, Fault};
use super::request::{Request, ResponseType};
use super::{opening, respond, views};
use crate::service::{ServiceError, capacity};
use crate::{Gateway, secrets};

/// Shows the sizes to choose from.
pub(super) async fn show(State(gateway): State<Gateway>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let query = query.unwrap_or_default();
    let asked = match Asked::open(&gateway, &headers, &query).await {
        Ok(asked) => asked,
        Err(response) => return response,
    };
    let choices = match capacity::choices(&gateway, &asked.connection).await {
        Ok(choices) => choices,
        Err(error) => return failed(&gateway, asked.link.texts, &error),
    };
    let run = opening::run(asked.request());
    let application = &asked.link.application;
    let mut frame = views::frame(&gateway, application, &run, &format!("/battery-capacity?{query}"), None);
    frame.csrf.clone_from(&asked.token);
    let model = &asked.connection.vehicle.model;
    let choices = choices
        .into_iter()
        .map(|choice| CapacityChoice { capacity: choice.capacity.to_string(), description: choice.description });
    let page = Capacity { frame, car: format!("{} ({})", model.model, model.year), choices: choices.collect() };
    respond::page(&gateway, &run, page.render(asked.link.texts))
}

/// Keeps the size chosen and sends the browser back.
pub(super) async fn choose(
    State(gateway): State<Gateway>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: axum::body::Bytes,
) -> Response {
    let asked = match Asked::open(&gateway, &headers, &query.unwrap_or_default()).await {
        Ok(asked) => asked,
        Err(response) => return response,
    };
    let form = |name: &str| {
        let mut pairs = url::form_urlencoded::parse(&body);
        pairs.find(|(field, _)| field == name).map(|(_, value)| value.into_owned())
    };
    if !secrets::equal(form("csrf").as_deref().unwrap_or_default(), &asked.token) {
        return respond::error_page(&gateway, asked.link.texts, StatusCode::FORBIDDEN, Fault::ForgedForm);
    }
    let chosen = form("capacity").filter(|_| form("leave").is_none()).and_then(|size| size.parse::<f64>().ok());
    match keep(&gateway, &asked, chosen).await {
        Ok(response) => response,
        Err(error) => failed(&gateway, asked.link.texts, &error),
    }
}

async fn keep(gateway: &Gateway, asked: &Asked, chosen: Option<f64>) -> Result<Response, ServiceError> {
    let choices = capacity::choices(gateway, &asked.connection).await?;
    let chosen = chosen.filter(|size| choices.iter().any(|choice| choice.capacity.total_cmp(size).is_eq()));
    if let Some(size) = chosen {
        gateway.store.choose_capacity(asked.connection.vehicle.id, size, gateway.clock.now()).await?;
    }
    let request = asked.request();
    let application = &asked.link.application;
    let Ok(Some(uri)) = way_back(gateway, application, &request) else {
        return Ok(views::done(gateway, application, &opening::run(request), asked.link.texts));
    };
    let vehicle_id = asked.connection.id.to_string();
    let size = chosen.map(|size| size.to_string());
    let parameters = match &size {
        Some(size) => vec![
            ("vehicle_id", vehicle_id.as_str()),
            ("selected_capacity", size.as_str()),
            ("reason", "battery_capacity"),
        ],
        None => vec![
            ("error", "battery_capacity_no_selection"),
            ("error_description", "The user chose no battery capacity."),
            ("vehicle_id", vehicle_id.as_str()),
        ],
    };
    Ok(respond::redirect(&uri.with(&parameters, request.raw_state.as_deref())))
}

/// A link whose token is good for its vehicle.
struct Asked {
    link: Link,
    connection: Connection,
    token: String,
}

impl Asked {
    async fn open(gateway: &Gateway, headers: &HeaderMap, query: &str) -> Result<Self, Response> {
        let link = Link::open(gateway, headers, query).await?;
        let expired = || respond::error_page(gateway, link.texts, StatusCode::NOT_FOUND, Fault::ExpiredRun);
        let failed = |error| failed(gateway, link.texts, &ServiceError::Store(error));
        let id: Option<ConnectionId> = link.query.get("vehicle_id").and_then(|id| id.parse().ok());
        let (Some(id), Some(token)) = (id, link.query.get("token").map(str::to_owned)) else { return Err(expired()) };
        let connection = gateway.store.application_connection(link.application.id, id).await.map_err(failed)?;
        let is_good = gateway.store.is_capacity_token(id, &token, gateway.clock.now());
        let connection = connection.filter(|_| is_good).ok_or_else(expired)?;
        Ok(Self { link, connection, token })
    }

    fn request(&self) -> Request {
        Request::back_to(self.link.redirect_uri.clone(), ResponseType::VehicleId, &self.link.query)
    }
}
