//! Schnorr signatures over NIST P-256 (RFC 8235, made non-interactive), with the nonces of RFC 6979.

use aws_lc_rs::digest::{self, SHA256};
use aws_lc_rs::hmac;
use p256::elliptic_curve::PrimeField;
use p256::elliptic_curve::ops::Reduce;
use p256::elliptic_curve::sec1::{FromSec1Point, ToSec1Point};
use p256::{AffinePoint, FieldBytes, ProjectivePoint, Scalar, Sec1Point};
use zeroize::{Zeroize, Zeroizing};

use crate::key::{InvalidKey, PrivateKey, PublicKey};

/// x and y of the commitment, then the response.
pub(super) const SIGNATURE_LENGTH: usize = 96;

/// Signs a message.
pub(super) fn sign(key: &PrivateKey, message: &[u8]) -> Result<[u8; SIGNATURE_LENGTH], InvalidKey> {
    let bytes = key.scalar()?;
    let mut secret =
        Option::<Scalar>::from(Scalar::from_repr(FieldBytes::from(*bytes))).ok_or(InvalidKey::PrivateKey)?;
    let mut nonce = nonce(&bytes, digest::digest(&SHA256, message).as_ref());
    let commitment = encoded(ProjectivePoint::GENERATOR * nonce);
    let challenge = challenge(&commitment, key.public_key().as_bytes(), message);
    let response = nonce - secret * challenge;
    secret.zeroize();
    nonce.zeroize();
    let mut signature = [0; SIGNATURE_LENGTH];
    let bytes = commitment.iter().skip(1).copied().chain(response.to_repr());
    signature.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    Ok(signature)
}

/// Whether a signature is this key's over this message.
pub(super) fn verifies(key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
    let Some((commitment, response)) = signature.split_at_checked(64).filter(|(_, response)| response.len() == 32)
    else {
        return false;
    };
    let commitment = [&[4], commitment].concat();
    let Some(point) = decoded(key.as_bytes()) else { return false };
    let response: [u8; 32] = response.try_into().unwrap_or_default();
    let Some(response) = Option::<Scalar>::from(Scalar::from_repr(FieldBytes::from(response))) else { return false };
    let challenge = challenge(&commitment, key.as_bytes(), message);
    let expected = ProjectivePoint::from(point) * challenge + ProjectivePoint::GENERATOR * response;
    encoded(expected) == commitment
}

/// RFC 6979, section 3.2, for a digest as long as the order.
fn nonce(secret: &[u8; 32], digest: &[u8]) -> Scalar {
    let mut reduced = [0; 32];
    reduced.iter_mut().zip(digest).for_each(|(to, from)| *to = *from);
    let reduced = <Scalar as Reduce<FieldBytes>>::reduce(&FieldBytes::from(reduced)).to_repr();
    let mut k = Zeroizing::new([0u8; 32]);
    let mut v = Zeroizing::new([1u8; 32]);
    for step in [0u8, 1] {
        *k = keyed_hash(&k, &[&*v, &[step], secret, &reduced]);
        *v = keyed_hash(&k, &[&*v]);
    }
    loop {
        *v = keyed_hash(&k, &[&*v]);
        let candidate = Option::<Scalar>::from(Scalar::from_repr(FieldBytes::from(*v)));
        if let Some(nonce) = candidate.filter(|candidate| *candidate != Scalar::ZERO) {
            return nonce;
        }
        *k = keyed_hash(&k, &[&*v, &[0]]);
        *v = keyed_hash(&k, &[&*v]);
    }
}

fn keyed_hash(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
    for part in parts {
        context.update(part);
    }
    let mut hash = [0; 32];
    hash.iter_mut().zip(context.sign().as_ref()).for_each(|(to, from)| *to = *from);
    hash
}

/// The digest over generator, commitment, key and message, each with its length in front.
fn challenge(commitment: &[u8], key: &[u8], message: &[u8]) -> Scalar {
    let generator = encoded(ProjectivePoint::GENERATOR);
    let mut context = digest::Context::new(&SHA256);
    for part in [generator.as_slice(), commitment, key, message] {
        context.update(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        context.update(part);
    }
    let mut challenge = [0; 32];
    challenge.iter_mut().zip(context.finish().as_ref()).for_each(|(to, from)| *to = *from);
    <Scalar as Reduce<FieldBytes>>::reduce(&FieldBytes::from(challenge))
}

fn encoded(point: ProjectivePoint) -> Vec<u8> {
    AffinePoint::from(point).to_sec1_point(false).as_bytes().to_vec()
}

fn decoded(bytes: &[u8]) -> Option<AffinePoint> {
    let point = Sec1Point::from_bytes(bytes).ok()?;
    Option::from(AffinePoint::from_sec1_point(&point))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scalar(text: &str) -> [u8; 32] {
        hex::decode(text).unwrap().try_into().unwrap()
    }

    const THREE: &str = "0300000000000000000000000000000000000000000000000000000000000000";

    #[test]
    fn nonces_are_those_of_rfc_6979() {
        let secret = scalar("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
        let digest = digest::digest(&SHA256, b"sample");
        assert_eq!(
            hex::encode(nonce(&secret, digest.as_ref()).to_repr()),
            "a6e3c57dd01abe90086538398355dd4c3b17aa873382b0f24d6129493d8aad60"
        );
    }

    #[test]
    fn a_candidate_beyond_the_order_is_passed_over() {
        let digest = hex::decode("0080c36864c5f2f460e3767983c65677b65cef901bcedcb223f9b365c68f52f6").unwrap();
        assert_eq!(
            hex::encode(nonce(&scalar(THREE), &digest).to_repr()),
            "264fc6592fbea24fd0954e0b86b886e8743161758ddad2f7e9fed75a0019e005"
        );
    }

    #[test]
    fn a_signature_is_the_known_one_and_no_changed_bit_verifies() {
        let key = PrivateKey::from_scalar(&scalar(THREE)).unwrap();
        assert_eq!(
            key.public_key().to_hex(),
            "04646ff7f65b3b5bd3429cfb2ae7500ee922758bbae7860be08b7ae792b4a7b506bc112a9d064a18a55a61e331804a8fe8492dfc4f\
             c08e6995c979c1252b36f946"
        );
        let signature = sign(&key, b"hello world").unwrap();
        assert_eq!(
            hex::encode(signature),
            "7cfdbeb5baa730540401550bdefa20976453e8539ae4b2f26ce33125801a08f90ed20c3d846497ff82cc9772e3db4703982f47bd0b\
             0b89dfb9a49cd2e524054602b1e05fbf95f5686faea7a5809eb92f5ecc22eae74ceccc5e2a65dd67ff20fc"
        );
        assert!(verifies(key.public_key(), b"hello world", &signature));
        assert!(!verifies(key.public_key(), b"hello worle", &signature));
        assert!(!verifies(key.public_key(), b"hello world", &signature[..95]));
        for place in 0..SIGNATURE_LENGTH {
            let mut changed = signature;
            changed[place] ^= 1;
            assert!(!verifies(key.public_key(), b"hello world", &changed), "byte {place}");
        }
    }
}
