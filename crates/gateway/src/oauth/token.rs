//! `POST /oauth/token`.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use openfob_store::{Application, CodeRefused, NewTokens, RefreshRefused, TOKEN_LIFETIMES};
use serde::{Deserialize, Serialize};

use super::client::authenticate;
use super::error::OAuthError;
use crate::{Gateway, secrets};

/// The form that SDKs send. The one for Node.js prints an absent value as `undefined`.
#[derive(Deserialize)]
struct Form {
    grant_type: Option<String>,
    code: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
    refresh_token: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
}

#[derive(Serialize)]
struct Tokens {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    refresh_token: String,
}

/// Exchanges a code or a refresh token for a new pair of tokens.
pub(crate) async fn token(State(gateway): State<Gateway>, headers: HeaderMap, body: Bytes) -> Response {
    match exchange(&gateway, &headers, &body).await {
        Ok(tokens) => {
            let mut response = Json(tokens).into_response();
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(error) => error.into_response(),
    }
}

async fn exchange(gateway: &Gateway, headers: &HeaderMap, body: &[u8]) -> Result<Tokens, OAuthError> {
    let form: Form = serde_urlencoded::from_bytes(body)
        .map_err(|error| OAuthError::InvalidRequest(format!("The body is no form as expected: {error}.")))?;
    let application = authenticate(gateway, headers, form.client_id.as_deref(), form.client_secret.as_deref()).await?;
    let (access, refresh) = (secrets::random_token(), secrets::random_token());
    let tokens = NewTokens { access: &access, refresh: &refresh };
    match form.grant_type.as_deref() {
        Some("authorization_code") => from_code(gateway, &application, &form, tokens).await?,
        Some("refresh_token") => from_refresh_token(gateway, &application, &form, tokens).await?,
        Some(other) => return Err(OAuthError::UnsupportedGrantType(other.to_owned())),
        None => return Err(missing("grant_type")),
    }
    Ok(Tokens {
        access_token: access,
        token_type: "Bearer",
        expires_in: TOKEN_LIFETIMES.access.as_secs(),
        refresh_token: refresh,
    })
}

async fn from_code(
    gateway: &Gateway,
    application: &Application,
    form: &Form,
    tokens: NewTokens<'_>,
) -> Result<(), OAuthError> {
    let code = form.code.as_deref().filter(|code| !code.is_empty()).ok_or_else(|| missing("code"))?;
    let redirect_uri = form.redirect_uri.as_deref().filter(|uri| !uri.is_empty() && *uri != "undefined");
    let challenge = form.code_verifier.as_deref().map(secrets::s256);
    let now = gateway.clock.now();
    let exchanged =
        gateway.store.exchange_code(application.id, code, redirect_uri, challenge.as_deref(), tokens, now).await;
    exchanged.map_err(|refused| match refused {
        // The SDK suites compare this sentence.
        CodeRefused::Unknown => OAuthError::InvalidRequest(format!("Invalid code: {code}.")),
        CodeRefused::Used | CodeRefused::Invalid => OAuthError::InvalidGrant(format!("Invalid code: {code}.")),
        CodeRefused::RedirectUri => {
            OAuthError::InvalidGrant("The redirect_uri is not the one that the code was sent to.".to_owned())
        }
        CodeRefused::Verifier => {
            OAuthError::InvalidGrant("The code_verifier does not fit the code_challenge (S256).".to_owned())
        }
        CodeRefused::Store(error) => error.into(),
    })
}

async fn from_refresh_token(
    gateway: &Gateway,
    application: &Application,
    form: &Form,
    tokens: NewTokens<'_>,
) -> Result<(), OAuthError> {
    let refresh =
        form.refresh_token.as_deref().filter(|token| !token.is_empty()).ok_or_else(|| missing("refresh_token"))?;
    let refreshed = gateway.store.refresh(application.id, refresh, tokens, gateway.clock.now()).await;
    refreshed.map_err(|refused| match refused {
        // The SDK suites compare this sentence.
        RefreshRefused::Unknown => OAuthError::InvalidRequest(format!("Invalid refresh_token: {refresh}.")),
        RefreshRefused::Used | RefreshRefused::Invalid => {
            OAuthError::InvalidGrant(format!("Invalid refresh_token: {refresh}."))
        }
        RefreshRefused::Store(error) => error.into(),
    })
}

fn missing(parameter: &str) -> OAuthError {
    OAuthError::InvalidRequest(format!("The parameter {parameter} is missing."))
}
