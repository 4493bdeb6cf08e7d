//! `/phone-number`: the account's trusted phone number.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use openfob_carkey::Code;
use openfob_store::{SmsCode, SmsPurpose};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::CarKeyService;
use crate::audit::noted;
use crate::body::Body;
use crate::fault::{Fault, invalid};
use crate::session::SignedIn;

/// The trusted number of an account; 2307 where there is none.
pub(crate) async fn show(State(service): State<CarKeyService>, who: SignedIn) -> Result<Json<Value>, Fault> {
    let number = trusted(&service, &who).await?;
    Ok(Json(json!({"phoneNumber": number.expose_secret()})))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Request {
    phone_number: String,
    sms_code: String,
}

/// Trusts a number that got the code, in place of an earlier one.
pub(crate) async fn set(
    State(service): State<CarKeyService>,
    who: SignedIn,
    Body(request): Body<Request>,
) -> Result<StatusCode, Fault> {
    let outcome = trust(&service, &who, &request.phone_number, &request.sms_code).await;
    noted(&service, &who, None, "phone-number", outcome).await.map(|()| StatusCode::NO_CONTENT)
}

/// Trusts a number that got the code.
pub(crate) async fn trust(service: &CarKeyService, who: &SignedIn, number: &str, code: &str) -> Result<(), Fault> {
    let number = parse(number)?;
    let sent_to = right_code(service, who, SmsPurpose::PhoneNumberCertification, code).await?;
    if sent_to.expose_secret() != number.expose_secret() {
        return Err(invalid("phoneNumber", "the number that the code was sent to"));
    }
    Ok(service.store.set_car_key_number(who.account(), &number).await?)
}

/// The trusted number, or 2307.
pub(crate) async fn trusted(service: &CarKeyService, who: &SignedIn) -> Result<SecretString, Fault> {
    let number = service.store.car_key_profile(who.account()).await?.phone_number;
    number.ok_or_else(|| Fault::new(Code::NoPhoneNumber, "Certify a phone number first."))
}

/// Uses an SMS code up; the answer is the number that it was sent to.
pub(crate) async fn right_code(
    service: &CarKeyService,
    who: &SignedIn,
    purpose: SmsPurpose,
    code: &str,
) -> Result<SecretString, Fault> {
    judged(service.store.try_sms_code(who.account(), purpose, code, service.now()).await?)
}

/// Whether an SMS code is right, which stays good.
pub(crate) async fn check_code(
    service: &CarKeyService,
    who: &SignedIn,
    purpose: SmsPurpose,
    code: &str,
) -> Result<(), Fault> {
    judged(service.store.check_sms_code(who.account(), purpose, code, service.now()).await?).map(drop)
}

fn judged(code: SmsCode) -> Result<SecretString, Fault> {
    match code {
        SmsCode::Right(number) => Ok(number),
        SmsCode::Wrong => Err(Fault::new(Code::SmsCodeWrong, "Compare it with the last SMS, or ask for a new one.")),
        SmsCode::Expired => Err(Fault::new(Code::SmsCodeExpired, "Ask for a new one.")),
    }
}

/// A number in international form (E.164); spaces, dots and dashes are dropped.
pub(crate) fn parse(text: &str) -> Result<SecretString, Fault> {
    let number: String = text.chars().filter(|c| !" .-()".contains(*c)).collect();
    let digits = number.strip_prefix('+').unwrap_or_default();
    if (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0') {
        Ok(SecretString::from(number))
    } else {
        Err(invalid("phoneNumber", "an international number such as +33612345678"))
    }
}
