//! Requests that are passed on to the Fleet API as they are.

use axum::body::Body;
use axum::http::header::{ALT_SVC, CONNECTION, CONTENT_LENGTH, HOST, TE, TRANSFER_ENCODING, UPGRADE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use openfob_tesla::FleetFault;
use tokio::time::timeout;

use super::account::Account;
use super::answer;
use super::proxy::{Known, Proxy};
use super::upstream::{Answer, Request};

/// The largest answer that is passed on, in bytes.
const LARGEST_ANSWER: usize = 10_000_000;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// What concerns one connection alone, besides what `Connection` names.
const PER_CONNECTION: [HeaderName; 6] = [
    CONNECTION,
    HeaderName::from_static("proxy-connection"),
    HeaderName::from_static("keep-alive"),
    TRANSFER_ENCODING,
    TE,
    UPGRADE,
];

/// Passes a request on, and its answer back.
pub(super) async fn pass_on(proxy: &Proxy, known: Known) -> Response<Body> {
    let path = known.parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    pass_on_to(proxy, known, &path).await
}

/// Passes a request on to another path.
pub(super) async fn pass_on_to(proxy: &Proxy, known: Known, path: &str) -> Response<Body> {
    let Known { account, client, parts, body } = known;
    let mut headers = parts.headers;
    without_connection(&mut headers);
    headers.remove(HOST);
    headers.remove(CONTENT_LENGTH);
    let mut forwarded: Vec<_> = headers.get_all(X_FORWARDED_FOR).iter().filter_map(|v| v.to_str().ok()).collect();
    let client = client.to_string();
    forwarded.push(&client);
    if let Ok(forwarded) = HeaderValue::from_str(&forwarded.join(", ")) {
        headers.insert(X_FORWARDED_FOR, forwarded);
    }
    let request = Request { method: parts.method, path, headers, body, most: LARGEST_ANSWER };
    match timeout(proxy.timeout, proxy.upstream.send(&account, &request)).await {
        Err(_) => answer::error(StatusCode::GATEWAY_TIMEOUT, "context deadline exceeded"),
        Ok(Err(FleetFault::TooLong)) => answer::error(StatusCode::BAD_GATEWAY, "response exceeds maximum length"),
        Ok(Err(fault)) => answer::error(StatusCode::BAD_GATEWAY, &fault.to_string()),
        Ok(Ok(came)) if came.status == StatusCode::MISDIRECTED_REQUEST => misdirected(proxy, &account, came),
        Ok(Ok(came)) => as_it_came(came),
    }
}

/// Tesla sent the account on, again and again, or to nowhere.
fn misdirected(proxy: &Proxy, account: &Account, came: Answer) -> Response<Body> {
    if proxy.upstream.hosts.redirected(account, &came.headers, &came.body).is_some() {
        return answer::error(StatusCode::BAD_GATEWAY, "max retry exhausted");
    }
    if came.headers.contains_key(ALT_SVC) {
        return answer::error(StatusCode::MISDIRECTED_REQUEST, "Misdirected Request");
    }
    as_it_came(came)
}

fn as_it_came(came: Answer) -> Response<Body> {
    tracing::debug!(status = came.status.as_u16(), "passed on");
    let mut headers = came.headers;
    without_connection(&mut headers);
    let mut response = Response::new(Body::from(came.body));
    *response.status_mut() = came.status;
    *response.headers_mut() = headers;
    response
}

fn without_connection(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in PER_CONNECTION.iter().chain(&named) {
        headers.remove(name);
    }
}
