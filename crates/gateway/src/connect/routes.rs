//! Connect's addresses.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::middleware;
use axum::response::Response;
use axum::routing::{get, post};
use jiff::SignedDuration;
use serde::Deserialize;

use super::access::{self, failed};
use super::authorize::authorize;
use super::callback::callback;
use super::events::events;
use super::pages::{Privacy, assets_router};
use super::reauthenticate::reauthenticate;
use super::run::Stage;
use super::steps::step;
use super::{battery_capacity, car_key, cars, key_page, language, owner, respond, views};
use crate::Gateway;
use crate::service::linking::CALLBACK_PATH;

/// All of Connect.
pub(crate) fn router(gateway: &Gateway) -> Router<Gateway> {
    let pages = Router::new()
        .route("/connect/privacy", get(privacy))
        .route("/connect/car-key/{token}", get(car_key::show))
        .route("/connect/{run}", get(page))
        .route("/connect/{run}/{step}", post(step).get(opened_again))
        .merge(owner::router())
        .merge(key_page::router())
        .layer(middleware::from_fn_with_state(gateway.clone(), language::switch));
    Router::new()
        .route("/oauth/authorize", get(authorize))
        .route("/oauth/reauthenticate", get(reauthenticate))
        .route("/battery-capacity", get(battery_capacity::show).post(battery_capacity::choose))
        .route(CALLBACK_PATH, get(callback))
        .route("/connect/{run}/events", get(events))
        .route("/key/{application}/{token}/events", get(key_page::watch))
        .route("/connect/car-key/{token}/events", get(car_key::watch))
        .merge(pages)
        .merge(assets_router())
}

#[derive(Deserialize)]
struct Shown {
    q: Option<String>,
    view: Option<String>,
}

/// The page that a run stands at.
async fn page(
    State(gateway): State<Gateway>,
    Path(run): Path<String>,
    Query(shown): Query<Shown>,
    headers: HeaderMap,
) -> Response {
    let opened = match access::open(&gateway, &headers, &run).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    let html = match &opened.run.stage {
        Stage::Preamble => Ok(views::preamble(&gateway, &opened)),
        // Come back from the automaker's page without an answer: the owner may choose again.
        Stage::Brands | Stage::SignIn { .. } => {
            Ok(views::brands(&gateway, &opened, shown.q.as_deref().unwrap_or_default()))
        }
        Stage::Refused { make, reason } => Ok(views::refused(&gateway, &opened, make, reason)),
        Stage::Consent { make, account, no_car_chosen } => {
            views::consent(&gateway, &opened, make, *account, *no_car_chosen).await
        }
        Stage::Key { make, account, granted, waited, mailed } => {
            let view = views::view(&headers, shown.view.as_deref());
            let lines = cars::lines(&gateway, &opened.application, &granted.connections, SignedDuration::ZERO).await;
            match lines {
                Ok(lines) if cars::done(&lines, *waited) => Ok(views::key_done(&gateway, &opened, lines)),
                Ok(lines) => views::key_step(&gateway, &opened, make, *account, lines, view, *mailed).await,
                Err(error) => Err(error),
            }
        }
        Stage::Done { .. } => return views::done(&gateway, &opened.application, &opened.run, opened.texts),
    };
    match html {
        Ok(html) => respond::page(&gateway, &opened.run, html),
        Err(error) => failed(&gateway, opened.texts, &error),
    }
}

/// A button's address, opened as a page: where a run's last page stands at it.
async fn opened_again(
    State(gateway): State<Gateway>,
    Path((run, _)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    match access::open(&gateway, &headers, &run).await {
        Ok(opened) => respond::redirect(&opened.base()),
        Err(response) => response,
    }
}

async fn privacy(State(gateway): State<Gateway>, headers: HeaderMap) -> Response {
    let page = Privacy { operator: gateway.settings.operator_name.clone() };
    respond::plain_page(page.render(language::texts(&headers)))
}
