//! What a phone hands on, from the car to the service. It adds nothing and could change nothing unnoticed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};

/// The most certificates of a chain, the car's own included.
const MOST_CERTIFICATES: usize = 4;

/// The longest certificate, in bytes.
const LONGEST_CERTIFICATE: usize = 4096;

/// What precedes the attestation's bytes when they are signed, so that a signature made for anything else never counts.
pub(crate) const SIGNED_PREFIX: &[u8] = b"openfob CarKey attestation v1\0";

/// A car's attestation, its signature and its certificates, as bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedAttestation {
    /// The attestation, exactly as it was signed.
    pub car_data: Vec<u8>,
    /// An ECDSA P-256 signature over SHA-256, in ASN.1 DER.
    pub signature: Vec<u8>,
    /// The car's certificate first, then those between it and an anchor; DER.
    pub certificates: Vec<Vec<u8>>,
}

impl SignedAttestation {
    /// What the signature is over.
    #[must_use]
    pub fn signed_bytes(&self) -> Vec<u8> {
        [SIGNED_PREFIX, &self.car_data].concat()
    }
}

/// A [`SignedAttestation`] as JSON, in the words of the head unit's `system.uin`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relay {
    /// The attestation, base64.
    #[serde(rename = "CarData")]
    pub car_data: String,
    /// Its signature, base64.
    #[serde(rename = "CarData_signature")]
    pub signature: String,
    /// The certificates, base64.
    pub certificates: Vec<String>,
}

/// Why a relay cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("CarData, CarData_signature and 1 to 4 certificates are expected, in base64")]
pub struct MalformedRelay;

impl From<&SignedAttestation> for Relay {
    fn from(signed: &SignedAttestation) -> Self {
        Self {
            car_data: BASE64.encode(&signed.car_data),
            signature: BASE64.encode(&signed.signature),
            certificates: signed.certificates.iter().map(|certificate| BASE64.encode(certificate)).collect(),
        }
    }
}

impl TryFrom<&Relay> for SignedAttestation {
    type Error = MalformedRelay;

    fn try_from(relay: &Relay) -> Result<Self, MalformedRelay> {
        let bytes = |text: &String| BASE64.decode(text).map_err(|_| MalformedRelay);
        if relay.certificates.is_empty() || relay.certificates.len() > MOST_CERTIFICATES {
            return Err(MalformedRelay);
        }
        let certificates = relay.certificates.iter().map(bytes).collect::<Result<Vec<_>, _>>()?;
        if certificates.iter().any(|certificate| certificate.len() > LONGEST_CERTIFICATE) {
            return Err(MalformedRelay);
        }
        Ok(Self { car_data: bytes(&relay.car_data)?, signature: bytes(&relay.signature)?, certificates })
    }
}
