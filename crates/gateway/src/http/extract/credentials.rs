//! An application that speaks for itself: with its client secret or its management token.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use openfob_domain::{ApplicationId, Refusal};
use openfob_store::{Application, StoreError};

use super::authenticated::{bearer_token, take_for_application};
use crate::http::Problem;
use crate::oauth::basic;
use crate::service::ServiceError;
use crate::{Gateway, secrets};

/// An application's id and secret came as HTTP Basic credentials, for what is the same for every application.
pub(crate) struct ByClientSecret;

/// The application whose management token came as the password of HTTP Basic. The user name is `default` in the
/// documentation; the SDK for Ruby lets its callers choose another, so any will do.
pub(crate) struct ByManagementToken(pub(crate) Arc<Application>);

/// The application whose management token came as a bearer token.
pub(crate) struct ByManagementBearer(pub(crate) Arc<Application>);

impl FromRequestParts<Gateway> for ByClientSecret {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let (id, secret) = basic_credentials(parts).ok_or(Refusal::Authentication)?;
        let id: ApplicationId = id.parse().map_err(|_| Refusal::Authentication)?;
        let application = known(gateway, gateway.store.application(id).await)?;
        if secrets::matches_hash(&secret, &application.client_secret_hash) {
            take_for_application(gateway, application.id, gateway.clock.now())?;
            Ok(Self)
        } else {
            Err(Refusal::Authentication.into())
        }
    }
}

impl FromRequestParts<Gateway> for ByManagementToken {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let (_, token) = basic_credentials(parts).ok_or(Refusal::Authentication)?;
        managed(gateway, &token).await.map(Self)
    }
}

impl FromRequestParts<Gateway> for ByManagementBearer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let token = bearer_token(parts).ok_or(Refusal::Authentication)?.to_owned();
        managed(gateway, &token).await.map(Self)
    }
}

/// The application of a management token.
async fn managed(gateway: &Gateway, token: &str) -> Result<Arc<Application>, Problem> {
    let found = gateway.store.application_by_management_token(token).await;
    let id = found.map_err(|error| failed(gateway, error))?.ok_or(Refusal::Authentication)?;
    let application = known(gateway, gateway.store.application(id).await)?;
    take_for_application(gateway, id, gateway.clock.now())?;
    Ok(application)
}

fn known(gateway: &Gateway, found: Result<Option<Arc<Application>>, StoreError>) -> Result<Arc<Application>, Problem> {
    found.map_err(|error| failed(gateway, error))?.ok_or_else(|| Refusal::Authentication.into())
}

fn failed(gateway: &Gateway, error: StoreError) -> Problem {
    Problem::of(&ServiceError::Store(error), gateway.clock.now())
}

fn basic_credentials(parts: &Parts) -> Option<(String, String)> {
    basic(parts.headers.get(AUTHORIZATION)?.to_str().ok()?)
}
