//! Bodies and queries, read so that what is wrong is said.

use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use openfob_carkey::Code;
use serde::de::DeserializeOwned;

use crate::fault::Fault;

/// A JSON body.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let bytes = axum::body::Bytes::from_request(request, state).await.map_err(|rejection| {
            Fault::new(Code::ParameterInvalid, format!("The body cannot be read: {}.", rejection.body_text()))
        })?;
        let mut reader = serde_json::Deserializer::from_slice(if bytes.is_empty() { b"{}" } else { &bytes });
        serde_path_to_error::deserialize(&mut reader).map(Self).map_err(|error| {
            let (path, reason) = (error.path().to_string(), error.inner().to_string());
            let is_missing = reason.starts_with("missing field");
            let code = if is_missing { Code::ParameterMissing } else { Code::ParameterInvalid };
            Fault::new(code, format!("{path}: {reason}"))
        })
    }
}

/// A query string.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Fault> {
        let query = Query::<T>::try_from_uri(&parts.uri);
        query.map(|Query(asked)| Self(asked)).map_err(|error| Fault::new(Code::ParameterInvalid, error.body_text()))
    }
}
