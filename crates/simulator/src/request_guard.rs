//! Keeps other web sites from steering the cars through a visitor's browser.
//!
//! A form or script on another site can send a POST here; browsers say so in `Sec-Fetch-Site` and `Origin`. A site can
//! also point its own name at this address (DNS rebinding); then `Host` carries a name that is not ours.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use url::{Host, Url};

use crate::page::Refusal;
use crate::simulator::Simulator;

pub(crate) async fn guard(State(simulator): State<Simulator>, request: Request, next: Next) -> Response {
    let host = host_of(&request);
    if !host.as_deref().is_some_and(|host| is_ours(host, simulator.public_url())) {
        let text = format!(
            "The simulator answers at {}, at IP addresses and at localhost. Start it with another public address to use \
             another name.",
            simulator.public_url()
        );
        return Refusal::new(StatusCode::MISDIRECTED_REQUEST, "This name is not the simulator's", text).into_response();
    }
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    if changes && comes_from_another_site(request.headers(), host.as_deref()) {
        let text = "Another web site sent this request. Open the simulator itself and do it there.";
        return Refusal::new(StatusCode::FORBIDDEN, "That came from another site", text).into_response();
    }
    next.run(request).await
}

fn host_of(request: &Request) -> Option<String> {
    let header = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    header.or_else(|| request.uri().authority().map(axum::http::uri::Authority::as_str)).map(str::to_owned)
}

fn is_ours(host: &str, public_url: &Url) -> bool {
    let Ok(url) = Url::parse(&format!("http://{host}/")) else { return false };
    match url.host() {
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        Some(Host::Domain(name)) => {
            name == "localhost"
                || crate::tesla::is_tesla(name)
                || name.parse::<IpAddr>().is_ok()
                || public_url.host_str() == Some(name)
        }
        None => false,
    }
}

fn comes_from_another_site(headers: &HeaderMap, host: Option<&str>) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    match (text("origin"), host) {
        (None, _) => false,
        (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, origin_host)| origin_host != host),
        (Some(_), None) => true,
    }
}
