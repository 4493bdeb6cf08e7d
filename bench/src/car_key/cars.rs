//! Cars with certificates of their own, and what they attest.

use anyhow::{Context, Result};
use aws_lc_rs::rand::SystemRandom;
use jiff::Timestamp;
use openfob_carkey::{
    ATTESTATION_USAGE, Anchors, Attestation, CarIdentity, ContactPosition, Nonce, PhoneLink, SignedAttestation,
    VEHICLE_URI_PREFIX, VehicleId, Zone,
};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair, SanType,
    date_time_ymd,
};

/// The phone in every car.
pub(crate) const PHONE: &str = "phone-1";

/// An anchor, and what is certified under it.
pub(crate) struct Maker {
    anchor: CertifiedIssuer<'static, KeyPair>,
    /// Certified by the anchor; certifies cars in its place.
    between: CertifiedIssuer<'static, KeyPair>,
}

/// A car.
pub(crate) struct Car {
    pub(crate) vin: VehicleId,
    identity: CarIdentity,
}

impl Maker {
    pub(crate) fn new() -> Result<Self> {
        let anchor = CertifiedIssuer::self_signed(above("Anchor", &[]), KeyPair::generate()?)?;
        let usage = [ExtendedKeyUsagePurpose::Other(ATTESTATION_USAGE.to_vec())];
        let between = CertifiedIssuer::signed_by(above("Between", &usage), KeyPair::generate()?, &anchor)?;
        Ok(Self { anchor, between })
    }

    /// The anchor's certificate (DER).
    pub(crate) fn certificate(&self) -> Vec<u8> {
        self.anchor.der().to_vec()
    }

    pub(crate) fn anchors(&self) -> Result<Anchors> {
        Ok(Anchors::new([self.anchor.der()])?)
    }

    /// A car certified by the anchor itself, or by the one between.
    pub(crate) fn car(&self, number: u32, is_direct: bool) -> Result<Car> {
        let vin: VehicleId = vin(number).parse()?;
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::default();
        (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2120, 1, 1));
        params.subject_alt_names = vec![SanType::URI(format!("{VEHICLE_URI_PREFIX}{vin}").try_into()?)];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::Other(ATTESTATION_USAGE.to_vec())];
        let certificates = if is_direct {
            vec![params.signed_by(&key, &self.anchor)?.der().to_vec()]
        } else {
            vec![params.signed_by(&key, &self.between)?.der().to_vec(), self.between.der().to_vec()]
        };
        Ok(Car { vin, identity: CarIdentity::new(&key.serialize_der(), certificates)? })
    }
}

impl Car {
    /// What it attests where every condition holds.
    pub(crate) fn attest(&self, nonce: Nonce, now: Timestamp) -> Result<SignedAttestation> {
        let phone = PhoneLink { id: PHONE.parse()?, paired: true, connected: true };
        let uin = format!("BENCH-{}", self.vin).parse()?;
        let attestation =
            Attestation::new(self.vin.clone(), uin, true, ContactPosition::Contact, Zone::Inner, phone, nonce, now);
        self.identity.sign(&attestation, &SystemRandom::new()).context("the car cannot sign")
    }
}

/// The VIN of car number `number`.
pub(crate) fn vin(number: u32) -> String {
    format!("VR3UHZKXZPT{number:06}")
}

fn above(name: &str, usages: &[ExtendedKeyUsagePurpose]) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2120, 1, 1));
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.extended_key_usages = usages.to_vec();
    params
}
