//! The first page: "Connect your car".

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::Voltwise;
use super::page::page;
use super::visits::expect_return;
use crate::demo::registration::{REQUIRED, connect_url};

#[derive(Template)]
#[template(path = "demo/start.html")]
struct Start {
    action: String,
    simulator: String,
    connected: bool,
}

/// What the owner ticked. What is needed is not asked.
#[derive(Debug, Deserialize)]
pub(super) struct Ticked {
    odometer: Option<String>,
    location: Option<String>,
    vin: Option<String>,
    control: Option<String>,
}

impl Ticked {
    fn scope(&self) -> String {
        let optional = [
            (&self.odometer, "read_odometer"),
            (&self.location, "read_location"),
            (&self.vin, "read_vin"),
            (&self.control, "control_charge"),
        ];
        let ticked = optional.into_iter().filter(|(tick, _)| tick.is_some()).map(|(_, permission)| permission);
        [REQUIRED].into_iter().chain(ticked).collect::<Vec<_>>().join(" ")
    }
}

/// `GET /demo`
pub(super) async fn show(State(voltwise): State<Voltwise>, jar: CookieJar) -> Response {
    let start = Start {
        // The whole address, so that the cookie is set where Connect returns to, whatever name this page was opened by.
        action: voltwise.0.origin.join("/demo/connect"),
        simulator: voltwise.0.simulator.clone(),
        connected: voltwise.0.visits.of(&jar).is_some(),
    };
    page(StatusCode::OK, &start)
}

/// `POST /demo/connect`: on to Connect, with a state that this browser alone knows.
pub(super) async fn connect(State(voltwise): State<Voltwise>, jar: CookieJar, Form(ticked): Form<Ticked>) -> Response {
    let (jar, state) = expect_return(&voltwise, jar);
    let registered = &voltwise.0;
    let url = connect_url(&registered.origin, &registered.client_id, &registered.redirect_uri, &ticked.scope());
    (jar, Redirect::to(&format!("{url}&state={state}"))).into_response()
}
