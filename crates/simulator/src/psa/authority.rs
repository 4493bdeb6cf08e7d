//! The anchor of the simulated cars: a certificate authority that vouches for each car's attestation key.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use openfob_carkey::{ATTESTATION_USAGE, CarIdentity, VEHICLE_URI_PREFIX};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    SanType, date_time_ymd,
};
use serde::{Deserialize, Serialize};

/// The authority, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Authority {
    key: String,
    /// What services are given as their anchor.
    pub(crate) certificate: String,
}

/// A car's connection module with its key and certificate, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Module {
    /// Its unique number.
    pub(crate) uin: String,
    key: String,
    certificate: String,
}

impl Authority {
    pub(crate) fn new() -> Result<Self, rcgen::Error> {
        let key = KeyPair::generate()?;
        Ok(Self { certificate: above().self_signed(&key)?.pem(), key: key.serialize_pem() })
    }

    /// A module for a car, with a key of its own.
    pub(crate) fn module(&self, vin: &str, uin: String) -> Result<Module, rcgen::Error> {
        let issuer = Issuer::new(above(), KeyPair::from_pem(&self.key)?);
        let key = KeyPair::generate()?;
        let mut car = CertificateParams::default();
        (car.not_before, car.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2120, 1, 1));
        car.distinguished_name.push(DnType::CommonName, uin.clone());
        car.subject_alt_names = vec![SanType::URI(format!("{VEHICLE_URI_PREFIX}{vin}").try_into()?)];
        car.extended_key_usages = vec![ExtendedKeyUsagePurpose::Other(ATTESTATION_USAGE.to_vec())];
        let certificate = car.signed_by(&key, &issuer)?;
        Ok(Module { uin, key: BASE64.encode(key.serialize_der()), certificate: BASE64.encode(certificate.der()) })
    }
}

impl Module {
    /// What it signs with; `None` where the state file was damaged.
    pub(crate) fn identity(&self) -> Option<CarIdentity> {
        CarIdentity::new(&BASE64.decode(&self.key).ok()?, vec![BASE64.decode(&self.certificate).ok()?]).ok()
    }
}

/// The authority itself; made anew it is the same, as its name and key are.
fn above() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "openfob simulated PSA cars, for tests alone");
    (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2120, 1, 1));
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params
}
