//! `/enrollment`: binding this phone to the account, behind an SMS code and a PIN.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use openfob_carkey::Code;
use openfob_store::SmsPurpose;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::CarKeyService;
use crate::audit::noted;
use crate::body::Body;
use crate::fault::Fault;
use crate::phone_number::{self, check_code, right_code};
use crate::pin;
use crate::session::SignedIn;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Check {
    sms_code: String,
}

/// Looks at the code of the SMS and says whether the account has a PIN already, which is then to be used.
pub(crate) async fn check(
    State(service): State<CarKeyService>,
    who: SignedIn,
    Body(request): Body<Check>,
) -> Result<Json<Value>, Fault> {
    // The phone goes on to enrol with the same code.
    let outcome = check_code(&service, &who, SmsPurpose::Enrollment, &request.sms_code).await;
    noted(&service, &who, None, "enrollment-check", outcome).await?;
    let has_pin = service.store.car_key_profile(who.account()).await?.pin.is_some();
    Ok(Json(json!({"status": if has_pin { "AlreadyEnrolled" } else { "NotEnrolled" }})))
}

#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum Request {
    /// With a trusted number.
    Enroll { pin_code: String, sms_code: String },
    /// Trusting a first number on the way.
    EnrollWithPhoneNumber { pin_code: String, sms_code: String, phone_number: String },
}

/// Enrols this phone.
pub(crate) async fn set(
    State(service): State<CarKeyService>,
    who: SignedIn,
    Body(request): Body<Request>,
) -> Result<StatusCode, Fault> {
    let outcome = enrol(&service, &who, request).await;
    noted(&service, &who, None, "enroll", outcome).await.map(|()| StatusCode::NO_CONTENT)
}

async fn enrol(service: &CarKeyService, who: &SignedIn, request: Request) -> Result<(), Fault> {
    let profile = service.store.car_key_profile(who.account()).await?;
    if pin::is_blocked(service, &profile) {
        let advice = "The account is blocked. Remove every enrolled phone, then enrol again.";
        return Err(Fault::new(Code::ForbiddenInThisState, advice).because("carkey.blocked"));
    }
    let chosen = match request {
        Request::Enroll { pin_code, sms_code } => {
            let chosen = pin::parse(&pin_code, "pinCode")?;
            phone_number::trusted(service, who).await?;
            right_code(service, who, SmsPurpose::Enrollment, &sms_code).await?;
            chosen
        }
        Request::EnrollWithPhoneNumber { pin_code, sms_code, phone_number } => {
            let chosen = pin::parse(&pin_code, "pinCode")?;
            if profile.phone_number.is_some() {
                return Err(Fault::new(Code::PhoneNumberTaken, "Enrol with the SMS code sent to the trusted number."));
            }
            phone_number::trust(service, who, &phone_number, &sms_code).await?;
            chosen
        }
    };
    match profile.pin {
        Some(_) => pin::is_right(service, who, chosen).await?,
        None => pin::keep(service, who, chosen).await?,
    }
    let (most, now) = (service.settings.limits.phones, service.now());
    if service.store.enrol_phone(who.account(), who.phone(), most, now).await? {
        Ok(())
    } else {
        let advice = "The account has as many phones as it may. Remove every enrolled phone, then enrol again.";
        Err(Fault::new(Code::ForbiddenInThisState, advice).because("carkey.phones"))
    }
}

/// Takes every phone and the PIN off the account. CarKey stays: the proof is the account's.
pub(crate) async fn remove(State(service): State<CarKeyService>, who: SignedIn) -> Result<StatusCode, Fault> {
    let outcome = service.store.remove_enrollments(who.account()).await.map_err(Fault::from);
    noted(&service, &who, None, "remove-enrollments", outcome).await.map(|()| StatusCode::NO_CONTENT)
}
