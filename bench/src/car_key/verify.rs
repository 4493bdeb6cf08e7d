//! Verifying an activation, from the phone's JSON to what was proven, beside the signature checks alone that it needs.
//!
//! Both do the same checks with the same library over the same bytes. The bare ones have their keys parsed beforehand.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, ensure};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, ParsedPublicKey};
use jiff::{SignedDuration, Timestamp};
use openfob_carkey::{AccountId, Anchors, Challenge, Nonce, Relay, Rules, SignedAttestation, TrustedCar, Verified};
use x509_parser::prelude::{FromDer as _, X509Certificate};

use super::cars::{Maker, PHONE};
use crate::data::now;
use crate::report::median;

/// Activations in one half of a pair.
const BATCH: u32 = 64;

/// What was measured of one way.
pub(crate) struct Figures {
    pub(crate) what: &'static str,
    pub(crate) signatures: usize,
    /// One activation.
    pub(crate) whole: Duration,
    /// Its signature checks alone.
    pub(crate) bare: Duration,
    /// The bare checks' time by the whole's, the median of all pairs.
    pub(crate) ratio: f64,
}

/// One activation, and what is known of it before.
struct Activation {
    relay: Vec<u8>,
    challenge: Challenge,
    car: TrustedCar,
    checks: Vec<Check>,
}

/// One signature, ready to be checked.
struct Check {
    key: ParsedPublicKey,
    message: Vec<u8>,
    signature: Vec<u8>,
}

struct Bench {
    anchors: Anchors,
    account: AccountId,
    rules: Rules,
    now: Timestamp,
}

/// Measures each way.
pub(crate) fn measure(pairs: u32) -> Result<Vec<Figures>> {
    let maker = Maker::new()?;
    let bench = Bench {
        anchors: maker.anchors()?,
        account: AccountId::try_from("bench".to_owned())?,
        rules: Rules::default(),
        now: now()?,
    };
    let direct = bench.activations(&maker, true)?;
    let between = bench.activations(&maker, false)?;
    Ok(vec![
        bench.compare("of a car seen for the first time", pairs, &direct, 0, Bench::first)?,
        bench.compare("the same, with a certificate between", pairs, &between, 0, Bench::first)?,
        bench.compare("of a car whose certificate is remembered", pairs, &direct, 1, Bench::again)?,
    ])
}

impl Bench {
    fn activations(&self, maker: &Maker, is_direct: bool) -> Result<Vec<Activation>> {
        let certificate = maker.certificate();
        (1..=BATCH).map(|number| self.activation(maker, &certificate, number, is_direct)).collect()
    }

    fn activation(&self, maker: &Maker, anchor: &[u8], number: u32, is_direct: bool) -> Result<Activation> {
        let car = maker.car(number, is_direct)?;
        let nonce = Nonce::new([u8::try_from(number)?; 32]);
        let (account, phone) = (self.account.clone(), PHONE.parse()?);
        let lifetime = SignedDuration::from_mins(2);
        let challenge = Challenge::new(nonce, account, phone, Some(car.vin.clone()), self.now, lifetime);
        let signed = car.attest(nonce, self.now)?;
        let mut chain: Vec<&[u8]> = signed.certificates.iter().map(Vec::as_slice).collect();
        chain.push(anchor);
        let mut checks = vec![Check::new(chain[0], signed.signed_bytes(), signed.signature.clone())?];
        for pair in chain.windows(2) {
            let (_, below) = X509Certificate::from_der(pair[0])?;
            let message = below.tbs_certificate.as_ref().to_vec();
            checks.push(Check::new(pair[1], message, below.signature_value.data.to_vec())?);
        }
        let car = self.anchors.trust(&signed.certificates, self.now)?;
        // The car's certificates come first, so that the attestation's own signature is the last to be checked.
        checks.rotate_left(1);
        Ok(Activation { relay: serde_json::to_vec(&Relay::from(&signed))?, challenge, car, checks })
    }

    /// The whole way, of a car that was never seen.
    fn first(&self, activation: &Activation) -> Result<Verified> {
        let signed = read(&activation.relay)?;
        let car = self.anchors.trust(&signed.certificates, self.now)?;
        let said = car.read(&signed)?;
        Ok(activation.challenge.verify(&self.account, &said, &self.rules, self.now)?)
    }

    /// The way where the certificates were followed before.
    fn again(&self, activation: &Activation) -> Result<Verified> {
        let said = activation.car.read(&read(&activation.relay)?)?;
        Ok(activation.challenge.verify(&self.account, &said, &self.rules, self.now)?)
    }

    /// `last` is how many of the checks, from the last on, the way needs; 0: all.
    fn compare(
        &self,
        what: &'static str,
        pairs: u32,
        activations: &[Activation],
        last: usize,
        way: fn(&Self, &Activation) -> Result<Verified>,
    ) -> Result<Figures> {
        let needed = |activation: &Activation| if last == 0 { activation.checks.len() } else { last };
        let whole = || -> Result<Duration> {
            let begun = Instant::now();
            for activation in activations {
                black_box(way(self, black_box(activation))?);
            }
            Ok(begun.elapsed())
        };
        let bare = || -> Result<Duration> {
            let begun = Instant::now();
            for activation in activations {
                let checks = &activation.checks[activation.checks.len() - needed(activation)..];
                for check in checks {
                    black_box(check).holds()?;
                }
            }
            Ok(begun.elapsed())
        };
        // Once unmeasured, so that caches are warm for both.
        whole()?;
        bare()?;
        let mut measured = Vec::new();
        for pair in 0..pairs {
            // Whoever comes second has no advantage of it: they take turns at that as well.
            measured.push(if pair % 2 == 0 {
                let whole = whole()?;
                (whole, bare()?)
            } else {
                let bare = bare()?;
                (whole()?, bare)
            });
        }
        let each = |time: f64| Duration::from_secs_f64(time / f64::from(BATCH));
        let signatures = activations.first().map(needed).unwrap_or_default();
        ensure!(activations.iter().all(|activation| needed(activation) == signatures), "chains of different lengths");
        Ok(Figures {
            what,
            signatures,
            whole: each(median(measured.iter().map(|(whole, _)| whole.as_secs_f64()))),
            bare: each(median(measured.iter().map(|(_, bare)| bare.as_secs_f64()))),
            ratio: median(measured.iter().map(|(whole, bare)| bare.as_secs_f64() / whole.as_secs_f64())),
        })
    }
}

impl Check {
    /// A signature that the key of a certificate (DER) made.
    fn new(signer: &[u8], message: Vec<u8>, signature: Vec<u8>) -> Result<Self> {
        let (_, signer) = X509Certificate::from_der(signer)?;
        let key = ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, signer.public_key().raw)
            .map_err(|_| anyhow!("the key is none of P-256"))?;
        Ok(Self { key, message, signature })
    }

    fn holds(&self) -> Result<()> {
        self.key.verify_sig(&self.message, &self.signature).map_err(|_| anyhow!("a signature does not hold"))
    }
}

fn read(relay: &[u8]) -> Result<SignedAttestation> {
    Ok(SignedAttestation::try_from(&serde_json::from_slice::<Relay>(relay)?)?)
}
