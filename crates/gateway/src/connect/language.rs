//! The language that an owner reads: the one chosen in the footer, else the browser's.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

use super::respond;
use crate::Gateway;
use crate::text::Texts;

const COOKIE: &str = "openfob_language";
/// What the footer's links add to a page's address.
const PARAMETER: &str = "lang";

/// The texts in the language that the owner chose, or that the browser asks for.
pub(super) fn texts(headers: &HeaderMap) -> &'static Texts {
    let jar = CookieJar::from_headers(headers);
    let chosen = jar.get(COOKIE).and_then(|cookie| Texts::of(cookie.value()));
    chosen.unwrap_or_else(|| {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Texts::accepted(accepted.unwrap_or_default())
    })
}

/// Remembers the language that a link of the footer names (`?lang=de`) and leads back to the page, whose address is then
/// what it was. A language that is not there changes nothing.
pub(super) async fn switch(State(gateway): State<Gateway>, request: Request, next: Next) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let chosen = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == PARAMETER);
    let chosen = chosen.and_then(|(_, tag)| Texts::of(&tag)).filter(|_| request.method() == Method::GET);
    let Some(texts) = chosen else { return next.run(request).await };
    let mut response = respond::redirect(request.uri().path());
    if let Ok(cookie) = cookie(&gateway, texts).to_string().parse() {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

fn cookie(gateway: &Gateway, texts: &Texts) -> Cookie<'static> {
    Cookie::build((COOKIE, texts.language()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(gateway.settings.origin.scheme() == "https")
        .permanent()
        .build()
}
