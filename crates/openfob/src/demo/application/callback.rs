//! Where Connect returns to.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::Voltwise;
use super::api::Problem;
use super::page::{page, refused};
use super::visits::{Visit, expected};
use crate::shell::quoted;

/// A code that came without a state of ours: somebody else drove Connect and may want it.
#[derive(Template)]
#[template(path = "demo/code.html")]
struct Unclaimed<'a> {
    code: &'a str,
    virtual_key_url: Option<&'a str>,
    curl: String,
}

/// What the page of an unclaimed code sends.
#[derive(Debug, Deserialize)]
pub(super) struct Claimed {
    code: String,
    virtual_key_url: Option<String>,
}

/// `GET /demo/callback`
pub(super) async fn returned(
    State(voltwise): State<Voltwise>,
    jar: CookieJar,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    if query.contains_key("error") {
        let fields = query.into_iter().filter(|(name, _)| name != "state").collect();
        let problem = Problem { status: None, fields };
        return refused(StatusCode::OK, "No car was connected", &problem);
    }
    let Some(code) = query.get("code") else {
        return Redirect::to("/demo").into_response();
    };
    let virtual_key_url = query.get("virtual_key_url").cloned();
    if expected(&jar, query.get("state")) {
        return exchange(voltwise, jar, code, virtual_key_url).await;
    }
    // Using it up here would take it from whoever asked for it, and would let any site hand us a code of its choice.
    let registered = &voltwise.0;
    let curl = format!(
        "curl -u {}:\"$OPENFOB_CLIENT_SECRET\" -d grant_type=authorization_code -d code={} -d redirect_uri={} {}",
        registered.client_id,
        quoted(code),
        quoted(&registered.redirect_uri),
        registered.origin.join("/oauth/token"),
    );
    page(StatusCode::OK, &Unclaimed { code, virtual_key_url: virtual_key_url.as_deref(), curl })
}

/// `POST /demo/read`: use the code after all.
pub(super) async fn read(
    State(voltwise): State<Voltwise>,
    jar: CookieJar,
    headers: HeaderMap,
    Form(claimed): Form<Claimed>,
) -> Response {
    if !sent_from_here(&headers) {
        let problem = Problem::told("The request was made by another site's page, so nothing was done.");
        return refused(StatusCode::FORBIDDEN, "Not from here", &problem);
    }
    let virtual_key_url = claimed.virtual_key_url.filter(|url| !url.is_empty());
    exchange(voltwise, jar, &claimed.code, virtual_key_url).await
}

async fn exchange(voltwise: Voltwise, jar: CookieJar, code: &str, virtual_key_url: Option<String>) -> Response {
    match voltwise.0.api.exchange(code).await {
        Ok(tokens) => {
            let jar = voltwise.0.visits.begin(&voltwise, jar, Visit { tokens, virtual_key_url });
            (jar, Redirect::to("/demo/cars")).into_response()
        }
        Err(problem) => refused(StatusCode::BAD_GATEWAY, "The code was not accepted", &problem),
    }
}

/// Whether the form was on one of our own pages: browsers say where a form was sent from.
fn sent_from_here(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from.eq_ignore_ascii_case(host)),
        (None, _) => true,
        (Some(_), None) => false,
    }
}
