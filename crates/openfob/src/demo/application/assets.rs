//! The style sheet, the script, the icon, and the headers that every answer carries.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Voltwise;

const STYLE: &str = include_str!("../../../assets/demo.css");
const ICON: &str = include_str!("../../../assets/demo.svg");
const SCRIPT: &str = include_str!("../../../assets/demo.js");

/// `GET /demo/demo.css`
pub(super) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE)
}

/// `GET /demo/demo.js`
pub(super) async fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], SCRIPT)
}

/// `GET /demo/icon.svg`
pub(super) async fn icon() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "image/svg+xml")], ICON)
}

/// Headers that keep a page to itself, and tokens out of caches and of other sites' logs.
pub(super) async fn guard(State(voltwise): State<Voltwise>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // Browsers hold form-action against the redirects that follow as well, up to the page where a maker's sign-in is.
    let policy = format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; \
         frame-ancestors 'none'; form-action 'self' {} {}",
        voltwise.0.origin, voltwise.0.simulator
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

const FIXED: [(HeaderName, &str); 4] = [
    (header::CACHE_CONTROL, "no-store"),
    // With "no-referrer" browsers would not tell us either where a form was sent from.
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
];
