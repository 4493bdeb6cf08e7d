//! Pages, made of templates.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::api::Problem;

/// A page with its status.
pub(super) fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page of the demo application was not rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A page that says no: what happened, and everything that was said about it.
#[derive(Template)]
#[template(path = "demo/refused.html")]
struct Refused<'a> {
    title: &'a str,
    problem: &'a Problem,
}

/// Says no.
pub(super) fn refused(status: StatusCode, title: &str, problem: &Problem) -> Response {
    page(status, &Refused { title, problem })
}
