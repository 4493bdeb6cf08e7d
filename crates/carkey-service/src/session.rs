//! Who asks: a bearer token of this service. An extractor *is* the sign-in.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use openfob_carkey::Code;
use openfob_domain::AccountId;
use openfob_store::CarKeySession;

use crate::CarKeyService;
use crate::fault::Fault;

/// A signed-in account on a phone.
pub(crate) struct SignedIn(pub(crate) CarKeySession);

impl SignedIn {
    pub(crate) fn account(&self) -> AccountId {
        self.0.account
    }

    pub(crate) fn phone(&self) -> &str {
        &self.0.phone
    }

    /// Asks for a one-time code where none was got lately.
    pub(crate) fn is_strong(&self, service: &CarKeyService) -> Result<(), Fault> {
        if self.0.strong_until.is_some_and(|until| service.now() < until) {
            Ok(())
        } else {
            Err(Fault::new(
                Code::StrongAuthenticationNeeded,
                "Ask for a one-time code with the PIN, then repeat the call.",
            ))
        }
    }
}

impl FromRequestParts<CarKeyService> for SignedIn {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, service: &CarKeyService) -> Result<Self, Fault> {
        let again = || Fault::new(Code::SignInNeeded, "Sign out, then sign in again.");
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).ok_or_else(again)?;
        let (scheme, token) = header.split_once(' ').ok_or_else(again)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(again());
        }
        let session = service.store.car_key_session(token.trim(), service.now()).await?.ok_or_else(again)?;
        service.take_call(session.account)?;
        Ok(Self(session))
    }
}
