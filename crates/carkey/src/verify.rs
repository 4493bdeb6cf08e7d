//! The service's side: whether what a phone relayed proves that its owner sits in the car, keys in hand.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::{
    AccountId, Attestation, Attested, Challenge, Code, ContactPosition, SubError, Uin, UntrustedCar, VehicleId, Zone,
};

/// What counts, where the maker's documents leave it open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// How old an attestation may be.
    pub max_age: SignedDuration,
    /// How far the car's clock may be ahead.
    pub max_ahead: SignedDuration,
    /// In which positions the key counts.
    pub positions: BTreeSet<ContactPosition>,
}

impl Default for Rules {
    /// 60 seconds old, 5 seconds ahead, ignition on.
    fn default() -> Self {
        Self {
            max_age: SignedDuration::from_secs(60),
            max_ahead: SignedDuration::from_secs(5),
            positions: BTreeSet::from([ContactPosition::Contact]),
        }
    }
}

/// What was proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Whose proof it is.
    pub account: AccountId,
    /// Of which car.
    pub vin: VehicleId,
    /// By which connection module.
    pub uin: Uin,
    /// When, by the car's clock.
    pub attested_at: Timestamp,
}

/// Why nothing was proven. In the order in which they are found out: what was not signed is not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// The certificate is not believed.
    #[error(transparent)]
    Car(#[from] UntrustedCar),
    /// The signature is not the car's.
    #[error("the signature is not the car's")]
    Signature,
    /// Signed, and still no attestation.
    #[error("the signed bytes are no attestation")]
    Malformed,
    /// Another car than the certificate's.
    #[error("the attestation names another car than its certificate")]
    CertificateOfAnother,
    /// It answers another challenge.
    #[error("the attestation answers another challenge")]
    OtherChallenge,
    /// The challenge was answered before.
    #[error("the challenge was answered before")]
    Replayed,
    /// The challenge's time is over.
    #[error("the challenge has expired")]
    ChallengeExpired,
    /// The attestation is too old.
    #[error("the attestation is too old")]
    TooOld,
    /// The attestation is from the future.
    #[error("the attestation is from the future")]
    InTheFuture,
    /// Another car than the one that was chosen.
    #[error("another car than the chosen one answered")]
    OtherVehicle,
    /// Another phone than the one that asked.
    #[error("the car spoke to another phone")]
    OtherPhone,
    /// The phone is not paired with the car.
    #[error("the phone is not paired with the car")]
    NotPaired,
    /// The phone has no Bluetooth link to the car.
    #[error("the phone is not connected to the car")]
    NotConnected,
    /// No key in the car.
    #[error("no key of the car is in it")]
    KeyAbsent,
    /// The key stands elsewhere.
    #[error("the key is not in the position asked for")]
    KeyPosition,
    /// The owner is not inside.
    #[error("the phone's holder is not inside the car")]
    NotInside,
}

impl Challenge {
    /// Judges what a phone relayed for `account`.
    ///
    /// # Errors
    /// The first thing that does not hold.
    pub fn verify(
        &self,
        account: &AccountId,
        said: &Attested,
        rules: &Rules,
        now: Timestamp,
    ) -> Result<Verified, Rejection> {
        self.is_answered_by(account, said, now)?;
        is_fresh(said.timestamp, rules, now)?;
        if self.vehicle.as_ref().is_some_and(|chosen| *chosen != said.vin) {
            return Err(Rejection::OtherVehicle);
        }
        self.conditions_hold(said, rules)?;
        Ok(Verified {
            account: self.account.clone(),
            vin: said.vin.clone(),
            uin: said.uin.clone(),
            attested_at: said.timestamp,
        })
    }

    fn is_answered_by(&self, account: &AccountId, said: &Attestation, now: Timestamp) -> Result<(), Rejection> {
        if said.nonce != self.nonce || *account != self.account {
            return Err(Rejection::OtherChallenge);
        }
        if self.used_at.is_some() {
            return Err(Rejection::Replayed);
        }
        if now >= self.expires_at || now < self.issued_at {
            return Err(Rejection::ChallengeExpired);
        }
        Ok(())
    }

    /// The three conditions, in the order in which an owner can mend them: phone, key, inside.
    fn conditions_hold(&self, said: &Attestation, rules: &Rules) -> Result<(), Rejection> {
        if said.phone.id != self.phone {
            return Err(Rejection::OtherPhone);
        }
        if !said.phone.paired {
            return Err(Rejection::NotPaired);
        }
        if !said.phone.connected {
            return Err(Rejection::NotConnected);
        }
        if !said.key_present {
            return Err(Rejection::KeyAbsent);
        }
        if !rules.positions.contains(&said.key_car_position) {
            return Err(Rejection::KeyPosition);
        }
        if said.zone != Zone::Inner {
            return Err(Rejection::NotInside);
        }
        Ok(())
    }
}

fn is_fresh(attested: Timestamp, rules: &Rules, now: Timestamp) -> Result<(), Rejection> {
    let age = now.duration_since(attested);
    if age > rules.max_age {
        return Err(Rejection::TooOld);
    }
    if -age > rules.max_ahead {
        return Err(Rejection::InTheFuture);
    }
    Ok(())
}

impl Rejection {
    /// The maker's number for it.
    #[must_use]
    pub fn code(self) -> Code {
        match self {
            Self::Car(_) | Self::Signature | Self::CertificateOfAnother => Code::SignatureInvalid,
            Self::Malformed => Code::BadAnswer,
            Self::OtherChallenge | Self::Replayed | Self::ChallengeExpired | Self::TooOld | Self::InTheFuture => {
                Code::TimestampInvalid
            }
            Self::OtherVehicle => Code::VinNotValid,
            Self::OtherPhone | Self::NotPaired => Code::NotPaired,
            Self::NotConnected => Code::CarLink,
            Self::KeyAbsent | Self::KeyPosition | Self::NotInside => Code::KeyPosition,
        }
    }

    /// Our word for it beside the number.
    #[must_use]
    pub fn sub_error(self) -> SubError {
        SubError(match self {
            Self::Car(UntrustedCar::Unknown) => "carkey.certificate_unknown",
            Self::Car(UntrustedCar::Time) => "carkey.certificate_time",
            Self::Car(UntrustedCar::NoVehicle) => "carkey.certificate_without_vehicle",
            Self::Signature => "carkey.signature",
            Self::Malformed => "carkey.malformed",
            Self::CertificateOfAnother => "carkey.certificate_of_another",
            Self::OtherChallenge => "carkey.other_challenge",
            Self::Replayed => "carkey.replayed",
            Self::ChallengeExpired => "carkey.challenge_expired",
            Self::TooOld => "carkey.too_old",
            Self::InTheFuture => "carkey.in_the_future",
            Self::OtherVehicle => "carkey.other_vehicle",
            Self::OtherPhone => "carkey.other_phone",
            Self::NotPaired => "carkey.not_paired",
            Self::NotConnected => "505.000",
            Self::KeyAbsent => "carkey.key_absent",
            Self::KeyPosition => "carkey.key_position",
            Self::NotInside => "carkey.not_inside",
        })
    }
}
