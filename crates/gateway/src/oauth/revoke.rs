//! `POST /oauth/revoke` (RFC 7009).

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::client::authenticate;
use super::error::OAuthError;
use crate::Gateway;

#[derive(Deserialize)]
struct Form {
    token: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
}

/// Revokes a token and all that came of the same code. A token that nobody knows is revoked already.
pub(crate) async fn revoke(State(gateway): State<Gateway>, headers: HeaderMap, body: Bytes) -> Response {
    match revoke_token(&gateway, &headers, &body).await {
        Ok(()) => Json(json!({})).into_response(),
        Err(error) => error.into_response(),
    }
}

async fn revoke_token(gateway: &Gateway, headers: &HeaderMap, body: &[u8]) -> Result<(), OAuthError> {
    let form: Form = serde_urlencoded::from_bytes(body)
        .map_err(|error| OAuthError::InvalidRequest(format!("The body is no form as expected: {error}.")))?;
    let application = authenticate(gateway, headers, form.client_id.as_deref(), form.client_secret.as_deref()).await?;
    let token = form.token.filter(|token| !token.is_empty());
    let token = token.ok_or_else(|| OAuthError::InvalidRequest("The parameter token is missing.".to_owned()))?;
    Ok(gateway.store.revoke_token(application.id, &token, gateway.clock.now()).await?)
}
