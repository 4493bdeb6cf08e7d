//! `POST /challenges` and `POST /car-key`: the way from a car's attestation to a proof on the account.

use aws_lc_rs::rand;
use axum::Json;
use axum::extract::State;
use openfob_carkey::{
    AccountId as Owner, Challenge, Code, Nonce, NotAllowed, Rejection, Relay, SecurityCode, SignedAttestation,
    TrustedCar, VehicleId as CarName,
};
use openfob_domain::{Evidence, EvidenceSource, KeyClaim, VehicleId};
use openfob_store::HeldChallenge;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::CarKeyService;
use crate::audit::noted;
use crate::body::Body;
use crate::car_key::{kept, named, text};
use crate::fault::{Fault, invalid};
use crate::session::SignedIn;
use crate::steps;

#[derive(Deserialize)]
pub(crate) struct Ask {
    vin: Option<CarName>,
}

/// A challenge for the car that the phone is linked to.
pub(crate) async fn challenge(
    State(service): State<CarKeyService>,
    who: SignedIn,
    Body(ask): Body<Ask>,
) -> Result<Json<Value>, Fault> {
    if let Some(vin) = &ask.vin {
        named(&service, who.account(), vin.as_str()).await?;
    }
    let mut nonce = [0; 32];
    rand::fill(&mut nonce).map_err(|_| Fault::new(Code::Unknown, "Try again."))?;
    let now = service.now();
    let held = HeldChallenge {
        nonce,
        account: who.account(),
        phone: who.phone().to_owned(),
        vin: ask.vin.map(String::from),
        issued_at: now,
        expires_at: now.checked_add(service.settings.limits.challenge).unwrap_or(now),
        used_at: None,
    };
    service.store.keep_challenge(&held).await?;
    Ok(Json(json!({"nonce": Nonce::new(nonce), "expiresAt": text(held.expires_at)})))
}

/// Checks what the phone relayed and, where it holds, makes CarKey active.
pub(crate) async fn activate(
    State(service): State<CarKeyService>,
    who: SignedIn,
    Body(relay): Body<Relay>,
) -> Result<Json<Value>, Fault> {
    let mut vehicle = None;
    let outcome = prove(&service, &who, &relay, &mut vehicle).await;
    noted(&service, &who, vehicle, "activate", outcome).await.map(Json)
}

async fn prove(
    service: &CarKeyService,
    who: &SignedIn,
    relay: &Relay,
    vehicle: &mut Option<VehicleId>,
) -> Result<Value, Fault> {
    steps::come_before_car_key(service, who).await?;
    let signed = SignedAttestation::try_from(relay).map_err(|error| invalid("CarData", &error.to_string()))?;
    let said = trusted(service, &signed)?.read(&signed)?;
    // Used up before it is judged: an answer counts once, whatever it says.
    let now = service.now();
    let held = service.store.use_challenge(said.nonce.as_bytes(), now).await?.ok_or(Rejection::OtherChallenge)?;
    let mine = named(service, who.account(), said.vin.as_str()).await;
    *vehicle = mine.as_ref().ok().map(|mine| mine.id);
    let owner = |account: openfob_domain::AccountId| {
        Owner::try_from(account.to_string()).map_err(|_| Fault::new(Code::Unknown, "Try again."))
    };
    let verified = challenge_of(&held, owner(held.account)?)?.verify(
        &owner(who.account())?,
        &said,
        &service.settings.rules,
        now,
    )?;
    let mine = mine?;
    let before = kept(service, who.account(), &mine).await?;
    before.activated(now, service.settings.late).map_err(refused)?;
    let claim = KeyClaim::Present { key: Some(verified.uin.as_str().to_owned()) };
    let evidence = Evidence { source: EvidenceSource::Attestation, claim, at: now };
    service.host.record(who.account(), &mine, evidence).await?;
    let mut random = [0; 16];
    rand::fill(&mut random).map_err(|_| Fault::new(Code::Unknown, "Try again."))?;
    let expires_at = now.checked_add(service.settings.limits.security_code).unwrap_or(now);
    let code = SecurityCode::new(random, expires_at);
    Ok(json!({
        "hasCarKey": true,
        "vin": verified.vin,
        "securityCode": code.security_code,
        "securityExpiration": text(code.security_expiration),
    }))
}

/// The car of these certificates, remembered for a while.
fn trusted(service: &CarKeyService, signed: &SignedAttestation) -> Result<TrustedCar, Rejection> {
    if let Some(car) = service.trusted.get(&signed.certificates) {
        return Ok(car);
    }
    let car = service.settings.anchors.trust(&signed.certificates, service.now())?;
    service.trusted.insert(signed.certificates.clone(), car.clone());
    Ok(car)
}

fn challenge_of(held: &HeldChallenge, account: Owner) -> Result<Challenge, Fault> {
    let broken = |_| Fault::new(Code::Unknown, "Begin the activation again.");
    Ok(Challenge {
        nonce: Nonce::new(held.nonce),
        account,
        phone: held.phone.parse().map_err(broken)?,
        vehicle: held.vin.as_deref().map(str::parse).transpose().map_err(broken)?,
        issued_at: held.issued_at,
        expires_at: held.expires_at,
        used_at: held.used_at,
    })
}

fn refused(reason: NotAllowed) -> Fault {
    let word = match reason {
        NotAllowed::TooLate(_) => "carkey.too_late",
        NotAllowed::Disabled => "carkey.disabled",
        NotAllowed::NotActive => "carkey.not_active",
    };
    Fault::new(Code::Server, format!("{reason}.")).because(word)
}
