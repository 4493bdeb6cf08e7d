//! Who asks for tokens. The SDK for Ruby sends its credentials in the form, the others as HTTP Basic.

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use openfob_domain::ApplicationId;
use openfob_store::Application;

use super::error::OAuthError;
use crate::http::observe::note_application;
use crate::{Gateway, secrets};

/// Finds the application whose id and secret came, in the header or else in the form.
pub(super) async fn authenticate(
    gateway: &Gateway,
    headers: &HeaderMap,
    form_id: Option<&str>,
    form_secret: Option<&str>,
) -> Result<Arc<Application>, OAuthError> {
    let (id, secret) = match headers.get(header::AUTHORIZATION) {
        Some(value) => value.to_str().ok().and_then(basic).ok_or(OAuthError::InvalidClient)?,
        None => match (form_id, form_secret) {
            (Some(id), Some(secret)) => (id.to_owned(), secret.to_owned()),
            _ => return Err(OAuthError::InvalidClient),
        },
    };
    let id: ApplicationId = id.parse().map_err(|_| OAuthError::InvalidClient)?;
    let application = gateway.store.application(id).await?.ok_or(OAuthError::InvalidClient)?;
    if secrets::matches_hash(&secret, &application.client_secret_hash) {
        note_application(application.id);
        Ok(application)
    } else {
        Err(OAuthError::InvalidClient)
    }
}

/// User and password of HTTP Basic credentials (RFC 7617).
pub(crate) fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, credentials) = header.split_once(' ')?;
    let decoded = scheme.eq_ignore_ascii_case("basic").then(|| STANDARD.decode(credentials.trim()).ok())??;
    let (id, secret) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}
