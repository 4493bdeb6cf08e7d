//! `POST /sms-codes`: an SMS with a code, for one of three purposes.

use aws_lc_rs::rand;
use axum::extract::State;
use axum::http::StatusCode;
use openfob_carkey::Code;
use openfob_store::SmsPurpose;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::CarKeyService;
use crate::audit::noted;
use crate::body::Body;
use crate::fault::{Fault, missing};
use crate::phone_number;
use crate::session::SignedIn;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Request {
    #[serde(rename = "type")]
    purpose: SmsPurpose,
    phone_number: Option<String>,
}

/// Sends a code. Only a phone number that is to be trusted is named by the caller; the others go to the trusted one.
pub(crate) async fn send(
    State(service): State<CarKeyService>,
    who: SignedIn,
    Body(request): Body<Request>,
) -> Result<StatusCode, Fault> {
    let outcome = give(&service, &who, &request).await;
    noted(&service, &who, None, "sms", outcome).await.map(|()| StatusCode::ACCEPTED)
}

async fn give(service: &CarKeyService, who: &SignedIn, request: &Request) -> Result<(), Fault> {
    let number = match request.purpose {
        SmsPurpose::PhoneNumberCertification => {
            phone_number::parse(request.phone_number.as_deref().ok_or_else(|| missing("phoneNumber"))?)?
        }
        SmsPurpose::Enrollment | SmsPurpose::ResetPin => phone_number::trusted(service, who).await?,
    };
    let (limits, now) = (service.settings.limits, service.now());
    let spent = service.store.spend_car_key_sms(who.account(), limits.sms_most, limits.sms_window, now).await?;
    if let Err(until) = spent {
        let fault = Fault::new(Code::Server, "Too many SMS were asked for. Wait, then ask again.");
        return Err(fault.because("carkey.sms_budget").retry_after(until.duration_since(now).as_secs()));
    }
    let code = six_digits().ok_or_else(|| Fault::new(Code::Unknown, "Try again."))?;
    let expires_at = now.checked_add(limits.sms).unwrap_or(now);
    service.store.keep_sms_code(who.account(), request.purpose, &number, &code, expires_at).await?;
    let text = SecretString::from(format!("{} is your CarKey code. Give it to nobody.", code.expose_secret()));
    service.settings.sms.send(&number, &text).await.map_err(|error| {
        tracing::warn!(error = &error as &dyn std::error::Error, "an SMS did not leave");
        Fault::new(Code::Server, "The SMS could not be sent. Try again in a while.").because("carkey.sms_provider")
    })
}

/// Six digits, each of the million as likely as the next to one part in four thousand.
fn six_digits() -> Option<SecretString> {
    let mut bytes = [0; 4];
    rand::fill(&mut bytes).ok()?;
    Some(SecretString::from(format!("{:06}", u32::from_be_bytes(bytes) % 1_000_000)))
}
