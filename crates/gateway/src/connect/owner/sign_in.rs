//! Signing in at the car's maker, to be known and for nothing else.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use openfob_automaker::{Returned, SignIn};
use openfob_domain::{Make, Mode, Scope};
use serde::{Deserialize, Serialize};

use super::super::access::failed;
use super::super::pages::OwnerUnknown;
use super::super::{language, respond, views};
use super::session::{Owner, SESSION, SIGN_IN, Session, carried, carry, drop_cookie, field, forged};
use crate::service::{ServiceError, linking, partners};
use crate::text::Texts;
use crate::{Gateway, secrets};

/// What an owner's sign-in has in `state` where a run of Connect has its id.
pub(in super::super) const STATE: &str = "owner";

/// A sign-in under way.
#[derive(Debug, Serialize, Deserialize)]
struct Begun {
    mode: Mode,
    make: Make,
    nonce: String,
    verifier: String,
}

/// Sends the browser to the maker of the brand chosen.
pub(super) async fn begin(State(gateway): State<Gateway>, headers: HeaderMap, body: axum::body::Bytes) -> Response {
    let texts = language::texts(&headers);
    let Some(session) = Session::of_form(&gateway, &headers, &body) else { return forged(&gateway, texts) };
    let make = field(&body, "make").and_then(|make| make.parse::<Make>().ok());
    let Some(make) = make else { return respond::redirect("/owner") };
    sent(&gateway, session.mode, make, texts).await.unwrap_or_else(|error| failed(&gateway, texts, &error))
}

async fn sent(gateway: &Gateway, mode: Mode, make: Make, texts: &Texts) -> Result<Response, ServiceError> {
    let Some(adapter) = gateway.adapters.for_make(mode, &make) else { return Ok(respond::redirect("/owner")) };
    let begun = Begun { mode, make, nonce: secrets::random_secret(), verifier: secrets::random_secret() };
    let url = adapter.link().begin(SignIn {
        partner: &partners::known_as(gateway, mode, &gateway.settings.key_domain).await?,
        make: &begun.make,
        application: &gateway.settings.operator_name,
        // Who it is, and no more.
        scope: &Scope::default(),
        redirect_uri: &linking::callback_uri(gateway),
        state: &format!("{STATE}.{}", begun.nonce),
        challenge: &secrets::s256(&begun.verifier),
        language: texts.language(),
        fresh_login: true,
    })?;
    carry(gateway, respond::redirect(url.as_str()), &SIGN_IN, &begun)
}

/// The browser comes back from the maker.
pub(in super::super) async fn returned(
    gateway: &Gateway,
    headers: &HeaderMap,
    nonce: &str,
    query: &BTreeMap<String, String>,
) -> Response {
    let texts = language::texts(headers);
    let begun: Option<Begun> = carried(gateway, headers, &SIGN_IN);
    let Some(begun) = begun.filter(|begun| secrets::equal(nonce, &begun.nonce)) else {
        return respond::redirect("/owner");
    };
    let response = match known(gateway, begun, query, texts).await {
        Ok(response) => response,
        Err(ServiceError::Adapter(error)) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "an owner's sign-in could not be completed");
            respond::redirect("/owner?failed=1")
        }
        Err(error) => failed(gateway, texts, &error),
    };
    drop_cookie(gateway, response, &SIGN_IN)
}

/// Opens a visit for an account of which something is kept. The tokens of this sign-in are dropped: they were for
/// knowing who it is.
async fn known(
    gateway: &Gateway,
    begun: Begun,
    query: &BTreeMap<String, String>,
    texts: &Texts,
) -> Result<Response, ServiceError> {
    let Some(adapter) = gateway.adapters.for_make(begun.mode, &begun.make) else {
        return Ok(respond::redirect("/owner"));
    };
    let Ok(code) = adapter.link().returned(query) else { return Ok(respond::redirect("/owner?failed=1")) };
    let partner = partners::known_as(gateway, begun.mode, &gateway.settings.key_domain).await?;
    let redirect_uri = linking::callback_uri(gateway);
    let returned = Returned { code: &code, verifier: &begun.verifier, redirect_uri: &redirect_uri };
    let linked = adapter.link().complete(&partner, returned).await?;
    let mut session = Session::anonymous(begun.mode);
    let maker = views::brand_name(gateway, begun.mode, &begun.make);
    session.owner = Some(Owner {
        make: begun.make,
        adapter: adapter.name().to_owned(),
        subject: linked.subject,
        email: linked.email,
    });
    if session.accounts(gateway).await?.is_empty() {
        let page = OwnerUnknown { frame: session.frame(gateway), maker };
        return Ok(respond::owner_page(gateway, begun.mode, page.render(texts)));
    }
    carry(gateway, respond::redirect("/owner"), &SESSION, &session)
}

/// Ends the visit.
pub(super) async fn end(State(gateway): State<Gateway>, headers: HeaderMap, body: axum::body::Bytes) -> Response {
    let texts = language::texts(&headers);
    match Session::of_form(&gateway, &headers, &body) {
        Some(_) => drop_cookie(&gateway, respond::redirect("/owner"), &SESSION),
        None => forged(&gateway, texts),
    }
}
