//! The car's side: the key that it signs with.

use std::fmt;

use aws_lc_rs::rand::SecureRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};

use crate::{Attestation, SignedAttestation};

/// A car's attestation key and the certificates that vouch for it.
pub struct CarIdentity {
    key: EcdsaKeyPair,
    certificates: Vec<Vec<u8>>,
}

/// Why a key is none of a car.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a car's key is a P-256 private key in PKCS #8 DER")]
pub struct InvalidCarIdentity;

impl CarIdentity {
    /// A car's key (PKCS #8 DER) and its certificates, its own first (DER).
    ///
    /// # Errors
    /// When the key cannot be read.
    pub fn new(pkcs8: &[u8], certificates: Vec<Vec<u8>>) -> Result<Self, InvalidCarIdentity> {
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8).map_err(|_| InvalidCarIdentity)?;
        Ok(Self { key, certificates })
    }

    /// Signs an attestation. `None` when the source of randomness fails.
    #[must_use]
    pub fn sign(&self, attestation: &Attestation, random: &dyn SecureRandom) -> Option<SignedAttestation> {
        let mut signed = SignedAttestation {
            car_data: attestation.encode(),
            signature: Vec::new(),
            certificates: self.certificates.clone(),
        };
        signed.signature = self.key.sign(random, &signed.signed_bytes()).ok()?.as_ref().to_vec();
        Some(signed)
    }
}

impl fmt::Debug for CarIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CarIdentity").finish_non_exhaustive()
    }
}
