//! `GET /account`: who is signed in, and how far the phone is.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::CarKeyService;
use crate::fault::Fault;
use crate::pin;
use crate::session::SignedIn;

/// The account: its name at the maker, whether it is blocked, whether this phone is enrolled.
pub(crate) async fn show(State(service): State<CarKeyService>, who: SignedIn) -> Result<Json<Value>, Fault> {
    let account = service.store.account(who.account()).await?;
    let profile = service.store.car_key_profile(who.account()).await?;
    let is_enrolled = service.store.is_enrolled(who.account(), who.phone()).await?;
    Ok(Json(json!({
        "username": account.and_then(|account| account.email),
        "isAccountBlocked": if pin::is_blocked(&service, &profile) { "PinBlocked" } else { "NotBlocked" },
        "isDeviceActivated": is_enrolled,
    })))
}
