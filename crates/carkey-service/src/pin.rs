//! `PUT /pin`: another PIN; and how PINs are kept and compared.

use std::num::NonZeroU32;

use aws_lc_rs::{pbkdf2, rand};
use axum::extract::State;
use axum::http::StatusCode;
use openfob_carkey::Code;
use openfob_store::{CarKeyProfile, SmsPurpose};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::CarKeyService;
use crate::audit::noted;
use crate::body::Body;
use crate::fault::{Fault, invalid};
use crate::phone_number::right_code;
use crate::session::SignedIn;

/// Beside the seal that keeps it from whoever has the database alone.
const ITERATIONS: NonZeroU32 = NonZeroU32::new(100_000).unwrap();
const SALT: usize = 16;
const HASH: usize = 32;

#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum Request {
    /// After an SMS, from an enrolled phone.
    Reset { pin_code: String, sms_code: String },
    /// Against the old one.
    Update {
        #[serde(rename = "oldPIN")]
        old_pin: String,
        #[serde(rename = "newPIN")]
        new_pin: String,
    },
}

/// Replaces the PIN.
pub(crate) async fn set(
    State(service): State<CarKeyService>,
    who: SignedIn,
    Body(request): Body<Request>,
) -> Result<StatusCode, Fault> {
    let outcome = replace(&service, &who, request).await;
    noted(&service, &who, None, "pin", outcome).await.map(|()| StatusCode::NO_CONTENT)
}

async fn replace(service: &CarKeyService, who: &SignedIn, request: Request) -> Result<(), Fault> {
    is_enrolled(service, who).await?;
    let new = match request {
        Request::Reset { pin_code, sms_code } => {
            let new = parse(&pin_code, "pinCode")?;
            right_code(service, who, SmsPurpose::ResetPin, &sms_code).await?;
            new
        }
        Request::Update { old_pin, new_pin } => {
            let new = parse(&new_pin, "newPIN")?;
            is_right(service, who, old_pin.into()).await?;
            if matches(service.store.car_key_profile(who.account()).await?.pin, new.clone()).await? {
                return Err(Fault::new(Code::SecretUnchanged, "Choose another PIN."));
            }
            new
        }
    };
    keep(service, who, new).await
}

/// Keeps a PIN.
pub(crate) async fn keep(service: &CarKeyService, who: &SignedIn, pin: SecretString) -> Result<(), Fault> {
    let derived = derive(pin).await?;
    Ok(service.store.set_car_key_pin(who.account(), Some(&derived)).await?)
}

/// Compares a PIN; counts it before, so that parallel guesses do not slip through.
pub(crate) async fn is_right(service: &CarKeyService, who: &SignedIn, pin: SecretString) -> Result<(), Fault> {
    let most = service.settings.limits.pin_failures;
    let profile = service.store.car_key_profile(who.account()).await?;
    if is_blocked(service, &profile) {
        return Err(blocked());
    }
    let tried = service.store.count_car_key_pin(who.account()).await?;
    if tried > most {
        return Err(blocked());
    }
    if matches(profile.pin, pin).await? {
        service.store.forgive_car_key_pin(who.account()).await?;
        return Ok(());
    }
    if tried >= most {
        return Err(blocked());
    }
    Err(Fault::new(Code::AccessRefused, format!("The PIN is wrong. Tries left: {}.", most - tried))
        .because("NOK:ACCESS"))
}

/// Whether too many wrong PINs blocked the account.
pub(crate) fn is_blocked(service: &CarKeyService, profile: &CarKeyProfile) -> bool {
    profile.pin_failures >= service.settings.limits.pin_failures
}

/// 2310, and the way out.
pub(crate) fn blocked() -> Fault {
    let advice = "Too many wrong PINs. Reset the PIN with an SMS code, or remove every enrolled phone and enrol again.";
    Fault::new(Code::AccountBlocked, advice).because("NOK:NOK_BLOCKED")
}

/// 2312 unless this phone is enrolled.
pub(crate) async fn is_enrolled(service: &CarKeyService, who: &SignedIn) -> Result<(), Fault> {
    if service.store.is_enrolled(who.account(), who.phone()).await? {
        Ok(())
    } else {
        Err(Fault::new(Code::DeviceUnknown, "Enrol this phone first; then look at the steps with resetSteps."))
    }
}

/// 4 to 8 digits: the maker's examples have 4 and 6.
pub(crate) fn parse(pin: &str, name: &str) -> Result<SecretString, Fault> {
    if (4..=8).contains(&pin.len()) && pin.bytes().all(|b| b.is_ascii_digit()) {
        Ok(SecretString::from(pin))
    } else {
        Err(invalid(name, "4 to 8 digits"))
    }
}

async fn derive(pin: SecretString) -> Result<SecretString, Fault> {
    let failed = || Fault::new(Code::Unknown, "Try again.");
    let mut salt = [0; SALT];
    rand::fill(&mut salt).map_err(|_| failed())?;
    let derived = tokio::task::spawn_blocking(move || {
        let mut hash = [0; HASH];
        let secret = pin.expose_secret().as_bytes();
        pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, ITERATIONS, &salt, secret, &mut hash);
        SecretString::from(format!("{}{}", hex::encode(salt), hex::encode(hash)))
    });
    derived.await.map_err(|_| failed())
}

async fn matches(kept: Option<SecretString>, pin: SecretString) -> Result<bool, Fault> {
    let kept = kept.and_then(|kept| hex::decode(kept.expose_secret()).ok()).filter(|kept| kept.len() == SALT + HASH);
    let Some(kept) = kept else { return Ok(false) };
    let compared = tokio::task::spawn_blocking(move || {
        let (salt, hash) = kept.split_at(SALT);
        let secret = pin.expose_secret().as_bytes();
        pbkdf2::verify(pbkdf2::PBKDF2_HMAC_SHA256, ITERATIONS, salt, secret, hash).is_ok()
    });
    compared.await.map_err(|_| Fault::new(Code::Unknown, "Try again."))
}
