//! Connect's answers: pages with strict headers, and redirects.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use openfob_domain::Mode;

use super::pages::{ErrorPage, Fault, RenderError};
use super::redirect::RedirectUri;
use super::run::Run;
use crate::Gateway;
use crate::text::Texts;

/// A page of a run. Its forms may lead to this server, to the automakers' sign-in and back to the application.
pub(super) fn page(gateway: &Gateway, run: &Run, html: Result<String, RenderError>) -> Response {
    let mut targets: Vec<String> = sign_in_sources(gateway, run.request.mode);
    let redirect = run.request.redirect_uri.as_deref();
    let exception = gateway.settings.http_redirect_uri.as_deref();
    targets.extend(redirect.and_then(|uri| RedirectUri::parse(uri, exception).ok()).map(|uri| uri.csp_source()));
    targets.sort();
    targets.dedup();
    html_response(StatusCode::OK, &targets.join(" "), html)
}

/// A page for when there is nowhere to send the browser.
pub(super) fn error_page(gateway: &Gateway, texts: &Texts, status: StatusCode, fault: Fault) -> Response {
    let page = ErrorPage { operator: gateway.settings.operator_name.clone(), fault };
    html_response(status, "", page.render(texts))
}

/// A page of the owner's; its forms may lead to the automakers' sign-in.
pub(super) fn owner_page(gateway: &Gateway, mode: Mode, html: Result<String, RenderError>) -> Response {
    let mut targets = sign_in_sources(gateway, mode);
    targets.sort();
    targets.dedup();
    html_response(StatusCode::OK, &targets.join(" "), html)
}

/// A page that belongs to no run.
pub(crate) fn plain_page(html: Result<String, RenderError>) -> Response {
    html_response(StatusCode::OK, "", html)
}

/// 302: what the documentation says and the SDK suites expect. Browsers follow it with GET.
pub(super) fn redirect(location: &str) -> Response {
    match HeaderValue::from_str(location) {
        Ok(value) => {
            let no_store = HeaderValue::from_static("no-store");
            (StatusCode::FOUND, [(header::LOCATION, value), (header::CACHE_CONTROL, no_store)]).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn html_response(status: StatusCode, form_targets: &str, html: Result<String, RenderError>) -> Response {
    let html = match html {
        Ok(html) => html,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a page could not be rendered");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    // `form-action` also binds the redirects that answer a form, so the sign-in and the way back are named.
    let policy = format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data: https:; connect-src 'self'; \
         form-action 'self' {form_targets}; base-uri 'none'; frame-ancestors 'none'"
    );
    let mut response = (status, html).into_response();
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, "text/html; charset=utf-8");
    set(header::CONTENT_SECURITY_POLICY, &policy);
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::CACHE_CONTROL, "no-store");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=()");
    response
}

fn sign_in_sources(gateway: &Gateway, mode: Mode) -> Vec<String> {
    let sources = gateway.adapters.of(mode).iter().map(|adapter| {
        let url = adapter.link().sign_in_page();
        // An automaker may lead on to other hosts of its own.
        if url.scheme() == "https" { "https:".to_owned() } else { url.origin().ascii_serialization() }
    });
    sources.collect()
}
