//! What the owner's browser carries: sealed, short-lived cookies. Nothing about them is in the store.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use jiff::SignedDuration;
use openfob_domain::{AccountId, Make, Mode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::pages::{Fault, OwnerFrame};
use super::super::respond;
use crate::service::ServiceError;
use crate::service::linking::CALLBACK_PATH;
use crate::text::Texts;
use crate::{Gateway, secrets};

const LIFETIME: SignedDuration = SignedDuration::from_mins(15);

/// A cookie of the owner's pages: its name, the path that it is sent to, and what it is sealed for.
pub(super) struct Kind {
    name: &'static str,
    path: &'static str,
    purpose: Uuid,
}

/// Who is signed in, and what forms have to bring back.
pub(super) const SESSION: Kind = Kind { name: "openfob_owner", path: "/owner", purpose: Uuid::from_u128(1) };
/// A sign-in under way; sent to the address that the automaker returns to and nowhere else.
pub(super) const SIGN_IN: Kind = Kind { name: "openfob_sign_in", path: CALLBACK_PATH, purpose: Uuid::from_u128(2) };
/// What was deleted.
pub(super) const RECEIPT: Kind = Kind { name: "openfob_receipt", path: "/owner", purpose: Uuid::from_u128(3) };

/// A visit to the owner's pages.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Session {
    /// Sent back by every form.
    pub(super) csrf: String,
    /// Real or simulated cars.
    pub(super) mode: Mode,
    /// Who is signed in.
    pub(super) owner: Option<Owner>,
}

/// An account at an automaker, as its sign-in told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Owner {
    /// The brand chosen.
    pub(super) make: Make,
    /// The adapter that serves it.
    pub(super) adapter: String,
    /// The automaker's name for the account.
    pub(super) subject: String,
    /// What the owner signs in with, where known.
    pub(super) email: Option<String>,
}

impl Session {
    /// A visit of somebody who has not signed in.
    pub(super) fn anonymous(mode: Mode) -> Self {
        Self { csrf: secrets::random_secret(), mode, owner: None }
    }

    /// The visit that a browser carries.
    pub(super) fn of(gateway: &Gateway, headers: &HeaderMap) -> Option<Self> {
        carried(gateway, headers, &SESSION)
    }

    /// The visit behind a form, if the form was given to this browser.
    pub(super) fn of_form(gateway: &Gateway, headers: &HeaderMap, form: &[u8]) -> Option<Self> {
        let csrf = field(form, "csrf").unwrap_or_default();
        Self::of(gateway, headers).filter(|session| secrets::equal(&csrf, &session.csrf))
    }

    /// The account links of whoever is signed in: one for each partner. None: nobody is, or nothing is left.
    pub(super) async fn accounts(&self, gateway: &Gateway) -> Result<Vec<AccountId>, ServiceError> {
        let Some(owner) = &self.owner else { return Ok(Vec::new()) };
        Ok(gateway.store.accounts_of_subject(self.mode, &owner.adapter, &owner.subject).await?)
    }

    /// What surrounds the owner's pages.
    pub(super) fn frame(&self, gateway: &Gateway) -> OwnerFrame {
        OwnerFrame {
            base: "/owner".to_owned(),
            csrf: self.csrf.clone(),
            simulated: self.mode == Mode::Simulated,
            operator: gateway.settings.operator_name.clone(),
        }
    }
}

/// Refuses a form that was not given to this browser.
pub(super) fn forged(gateway: &Gateway, texts: &Texts) -> Response {
    respond::error_page(gateway, texts, StatusCode::FORBIDDEN, Fault::ForgedForm)
}

/// A field of a form.
pub(super) fn field(form: &[u8], name: &str) -> Option<String> {
    url::form_urlencoded::parse(form).find(|(field, _)| field == name).map(|(_, value)| value.into_owned())
}

/// What a cookie carries, if it was sealed here and is still good.
pub(super) fn carried<T: DeserializeOwned>(gateway: &Gateway, headers: &HeaderMap, kind: &Kind) -> Option<T> {
    let jar = CookieJar::from_headers(headers);
    let text = gateway.store.open_from_browser(kind.purpose, jar.get(kind.name)?.value(), gateway.clock.now())?;
    serde_json::from_str(&text).ok()
}

/// Has the browser carry something, for a quarter of an hour.
pub(super) fn carry<T: Serialize>(
    gateway: &Gateway,
    mut response: Response,
    kind: &Kind,
    value: &T,
) -> Result<Response, ServiceError> {
    let text = serde_json::to_string(value).unwrap_or_default();
    let until = gateway.clock.now().saturating_add(LIFETIME).unwrap_or_else(|_| gateway.clock.now());
    let sealed = gateway.store.seal_for_browser(kind.purpose, &text, until)?;
    set(gateway, &mut response, kind, sealed, LIFETIME.as_secs());
    Ok(response)
}

/// Has the browser forget it.
pub(super) fn drop_cookie(gateway: &Gateway, mut response: Response, kind: &Kind) -> Response {
    set(gateway, &mut response, kind, String::new(), 0);
    response
}

fn set(gateway: &Gateway, response: &mut Response, kind: &Kind, value: String, seconds: i64) {
    let cookie = Cookie::build((kind.name, value))
        .path(kind.path)
        .http_only(true)
        // Lax: owners come by links, and back from the automaker's site.
        .same_site(SameSite::Lax)
        .secure(gateway.settings.origin.scheme() == "https")
        .build();
    if let Ok(value) = HeaderValue::from_str(&format!("{cookie}; Max-Age={seconds}")) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
