//! Whose cars are believed: certificates, from a configured anchor down to the car.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, ParsedPublicKey};
use jiff::Timestamp;
use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};

use crate::{Attestation, Attested, Rejection, SignedAttestation, VehicleId};

/// What stands before the VIN in the certificate's subject alternative name, a URI.
pub const VEHICLE_URI_PREFIX: &str = "urn:openfob:vehicle:";

/// The extended key usage of a car's attestation key, 2.999.7163.1.1: a certificate made for TLS is none of a car. Those
/// between the car and an anchor carry it too.
/// 2.999 is the arc that is kept for examples; it never collides with a registered one.
pub const ATTESTATION_USAGE: &[u64] = &[2, 999, 7163, 1, 1];

/// The same, as DER writes it.
const ATTESTATION_USAGE_DER: &[u8] = &[0x88, 0x37, 0xb7, 0x7b, 0x01, 0x01];

const ALGORITHMS: &[&dyn rustls_pki_types::SignatureVerificationAlgorithm] =
    &[webpki::aws_lc_rs::ECDSA_P256_SHA256, webpki::aws_lc_rs::ECDSA_P384_SHA384];

/// The configured anchors.
#[derive(Clone, Debug)]
pub struct Anchors(Vec<TrustAnchor<'static>>);

/// Bytes that are no certificate of an anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no X.509 certificate that could be an anchor")]
pub struct InvalidAnchor;

/// Why a car's certificate is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UntrustedCar {
    /// It leads to no anchor, or is not for this use, or is damaged.
    #[error("the car's certificate leads to no configured anchor")]
    Unknown,
    /// It, or one above it, is not valid at this time.
    #[error("the car's certificate is not valid at this time")]
    Time,
    /// It names no car.
    #[error("the car's certificate names no car")]
    NoVehicle,
}

/// A car whose certificate was believed. Worth keeping for a while, as the chain costs more to check than one signature.
#[derive(Clone, Debug)]
pub struct TrustedCar {
    vin: VehicleId,
    key: ParsedPublicKey,
}

impl Anchors {
    /// The anchors in these certificates (DER).
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn new<B: AsRef<[u8]>>(certificates: impl IntoIterator<Item = B>) -> Result<Self, InvalidAnchor> {
        let anchor = |der: B| {
            let der = CertificateDer::from(der.as_ref().to_vec());
            anchor_from_trusted_cert(&der).map(|anchor| anchor.to_owned()).map_err(|_| InvalidAnchor)
        };
        certificates.into_iter().map(anchor).collect::<Result<_, _>>().map(Self)
    }

    /// Follows a chain, the car's certificate first, to an anchor.
    ///
    /// # Errors
    /// When the car is not to be believed at `now`.
    pub fn trust(&self, certificates: &[Vec<u8>], now: Timestamp) -> Result<TrustedCar, UntrustedCar> {
        let chain: Vec<CertificateDer<'_>> =
            certificates.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
        let (car, between) = chain.split_first().ok_or(UntrustedCar::Unknown)?;
        let car = EndEntityCert::try_from(car).map_err(|_| UntrustedCar::Unknown)?;
        let now = u64::try_from(now.as_second()).map_err(|_| UntrustedCar::Time)?;
        let now = UnixTime::since_unix_epoch(std::time::Duration::from_secs(now));
        let usage = KeyUsage::required(ATTESTATION_USAGE_DER);
        car.verify_for_usage(ALGORITHMS, &self.0, between, now, usage, None, None).map_err(|error| match error {
            webpki::Error::CertExpired { .. } | webpki::Error::CertNotValidYet { .. } => UntrustedCar::Time,
            _ => UntrustedCar::Unknown,
        })?;
        let mut names = car.valid_uri_names().filter_map(|uri| uri.strip_prefix(VEHICLE_URI_PREFIX));
        let vin = names.next().and_then(|vin| vin.parse().ok()).ok_or(UntrustedCar::NoVehicle)?;
        if names.next().is_some() {
            return Err(UntrustedCar::NoVehicle);
        }
        let key = ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, car.subject_public_key_info().as_ref());
        Ok(TrustedCar { vin, key: key.map_err(|_| UntrustedCar::Unknown)? })
    }
}

impl TrustedCar {
    /// Which car the certificate names.
    #[must_use]
    pub fn vin(&self) -> &VehicleId {
        &self.vin
    }

    /// Reads what the car signed. What it did not sign is not looked at.
    ///
    /// # Errors
    /// When the signature is not the car's, or what is signed is no attestation, or one of another car.
    pub fn read(&self, signed: &SignedAttestation) -> Result<Attested, Rejection> {
        self.key.verify_sig(&signed.signed_bytes(), &signed.signature).map_err(|_| Rejection::Signature)?;
        let said = Attestation::decode(&signed.car_data).map_err(|_| Rejection::Malformed)?;
        if said.vin == self.vin { Ok(Attested(said)) } else { Err(Rejection::CertificateOfAnother) }
    }
}
