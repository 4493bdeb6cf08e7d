//! A car with an identity of its own, an anchor above it, and a challenge that it can answer.

use aws_lc_rs::rand::SystemRandom;
use jiff::{SignedDuration, Timestamp};
use openfob_carkey::link::Senses;
use openfob_carkey::{
    ATTESTATION_USAGE, AccountId, Anchors, Attestation, Attested, CarIdentity, Challenge, ContactPosition, Nonce,
    PhoneId, PhoneLink, SignedAttestation, VEHICLE_URI_PREFIX, VehicleId, Zone,
};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair, SanType,
    date_time_ymd,
};

pub(crate) const VIN: &str = "VR3UHZKXZPT500001";

pub(crate) struct Bench {
    pub(crate) anchors: Anchors,
    pub(crate) identity: CarIdentity,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let mut above = CertificateParams::default();
        above.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        above.not_before = date_time_ymd(2020, 1, 1);
        above.not_after = date_time_ymd(2050, 1, 1);
        let anchor = CertifiedIssuer::self_signed(above, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let mut car = CertificateParams::default();
        car.not_before = date_time_ymd(2020, 1, 1);
        car.not_after = date_time_ymd(2050, 1, 1);
        car.subject_alt_names = vec![SanType::URI(format!("{VEHICLE_URI_PREFIX}{VIN}").try_into().unwrap())];
        car.extended_key_usages = vec![ExtendedKeyUsagePurpose::Other(ATTESTATION_USAGE.to_vec())];
        let certificate = car.signed_by(&key, &anchor).unwrap();
        let identity = CarIdentity::new(&key.serialize_der(), vec![certificate.der().to_vec()]).unwrap();
        Self { anchors: Anchors::new([anchor.der()]).unwrap(), identity }
    }

    pub(crate) fn sign(&self, attestation: &Attestation) -> SignedAttestation {
        self.identity.sign(attestation, &SystemRandom::new()).unwrap()
    }

    pub(crate) fn read(&self, signed: &SignedAttestation) -> Attested {
        self.anchors.trust(&signed.certificates, now()).unwrap().read(signed).unwrap()
    }
}

pub(crate) fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

pub(crate) fn lena() -> AccountId {
    AccountId::try_from("lena".to_owned()).unwrap()
}

pub(crate) fn phone() -> PhoneId {
    "phone-1".parse().unwrap()
}

pub(crate) fn vin() -> VehicleId {
    VIN.parse().unwrap()
}

pub(crate) fn nonce() -> Nonce {
    Nonce::new([7; 32])
}

pub(crate) fn challenge() -> Challenge {
    Challenge::new(nonce(), lena(), phone(), Some(vin()), now(), SignedDuration::from_secs(120))
}

pub(crate) fn attestation() -> Attestation {
    let link = PhoneLink { id: phone(), paired: true, connected: true };
    let uin = "0123-ABCD".parse().unwrap();
    Attestation::new(vin(), uin, true, ContactPosition::Contact, Zone::Inner, link, nonce(), now())
}

pub(crate) fn senses() -> Senses {
    Senses {
        vin: vin(),
        uin: "0123-ABCD".parse().unwrap(),
        model: "NAC".to_owned(),
        paired: vec![phone()],
        connected: true,
        key_present: true,
        key_car_position: ContactPosition::Contact,
        zone: Zone::Inner,
        clock: now(),
    }
}
