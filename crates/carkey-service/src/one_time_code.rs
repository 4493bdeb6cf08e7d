//! `POST /one-time-codes`: a code for a PIN. Asking for it is what counts: the session is strongly authenticated for a while.

use aws_lc_rs::rand;
use axum::Json;
use axum::extract::State;
use openfob_carkey::Code;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::CarKeyService;
use crate::audit::noted;
use crate::body::Body;
use crate::fault::{Fault, missing};
use crate::pin;
use crate::session::SignedIn;

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
enum Action {
    #[serde(rename = "withPIN")]
    WithPin,
    #[serde(rename = "withoutPIN")]
    WithoutPin,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Request {
    action: Action,
    pin_code: Option<String>,
}

/// Gives a one-time code.
pub(crate) async fn give(
    State(service): State<CarKeyService>,
    who: SignedIn,
    Body(request): Body<Request>,
) -> Result<Json<Value>, Fault> {
    let outcome = authenticate(&service, &who, &request).await;
    noted(&service, &who, None, "one-time-code", outcome).await.map(|otp| Json(json!({"otp": otp})))
}

async fn authenticate(service: &CarKeyService, who: &SignedIn, request: &Request) -> Result<String, Fault> {
    pin::is_enrolled(service, who).await?;
    if request.action == Action::WithPin {
        let given = request.pin_code.clone().ok_or_else(|| missing("pinCode"))?;
        pin::is_right(service, who, given.into()).await?;
        let now = service.now();
        let until = now.checked_add(service.settings.limits.strong).unwrap_or(now);
        service.store.set_car_key_strong(who.0.id, until).await?;
    } else if who.is_strong(service).is_err() {
        let fault = Fault::new(Code::ForbiddenInThisState, "Ask with the PIN: it was given too long ago.");
        return Err(fault.because("carkey.pin_needed"));
    }
    let mut bytes = [0; 5];
    rand::fill(&mut bytes).map_err(|_| Fault::new(Code::Unknown, "Try again."))?;
    Ok(hex::encode_upper(bytes))
}
