//! What all pages share: rendering, headers, style and script, and the page that says no.

use askama::Template;
use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use crate::simulator::Simulator;
use crate::state_file::SaveError;

const STYLE: &str = include_str!("../assets/style.css");
const ICON: &str = include_str!("../assets/icon.svg");
const SCRIPT: &str = include_str!("../assets/garage.js");

/// Where forms on a page may lead.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forms {
    /// To this server alone.
    Here,
    /// On to whoever sent the browser here: Chromium holds `form-action` against each redirect after a form, and the
    /// gateway may well send the browser further on at once.
    Onward,
}

/// Renders a page with the headers that every page has.
pub(crate) fn render(page: &impl Template, forms: Forms) -> Response {
    match page.render() {
        Ok(html) => {
            let mut response = Html(html).into_response();
            let policy = match forms {
                Forms::Here => {
                    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; \
                     form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
                }
                Forms::Onward => {
                    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
                }
            };
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
            headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
            headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a page does not render");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A page that says no: what happened, and what to do.
#[derive(Template)]
#[template(path = "refusal.html")]
pub(crate) struct Refusal {
    status: u16,
    title: String,
    text: String,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, title: impl Into<String>, text: impl Into<String>) -> Self {
        Self { status: status.as_u16(), title: title.into(), text: text.into() }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, render(&self, Forms::Here)).into_response()
    }
}

impl From<SaveError> for Refusal {
    fn from(error: SaveError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "the simulator's state is not saved");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The simulator could not save its state",
            "The disk may be full or read-only. The simulator's log says more.",
        )
    }
}

pub(crate) async fn nothing_there() -> Refusal {
    Refusal::new(
        StatusCode::NOT_FOUND,
        "Nothing lies at this address",
        "The garage with all simulated cars is at the root of this server.",
    )
}

pub(crate) fn assets() -> Router<Simulator> {
    let asset = |kind: &'static str, text: &'static str| {
        get(move || async move {
            let headers = [
                (header::CONTENT_TYPE, kind),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (header::CACHE_CONTROL, "no-cache"),
            ];
            (headers, text)
        })
    };
    Router::new()
        .route("/assets/style.css", asset("text/css; charset=utf-8", STYLE))
        .route("/assets/icon.svg", asset("image/svg+xml", ICON))
        .route("/assets/garage.js", asset("text/javascript; charset=utf-8", SCRIPT))
}
