//! Vectors made by `tests/vectors/make.py`, which shares no code with the crate.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::Timestamp;
use openfob_carkey::{Anchors, Challenge, Relay, Rules, SignedAttestation};
use serde::Deserialize;

use crate::support::lena;

#[derive(Deserialize)]
struct Vectors {
    now: Timestamp,
    anchor: String,
    challenge: Challenge,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    title: String,
    relay: Relay,
    expect: String,
    code: Option<u16>,
}

#[test]
fn every_vector_ends_as_its_script_says() {
    let vectors: Vectors = serde_json::from_str(include_str!("../vectors/vectors.json")).unwrap();
    let anchors = Anchors::new([BASE64.decode(&vectors.anchor).unwrap()]).unwrap();
    assert!(vectors.cases.len() > 20);
    for case in vectors.cases {
        let signed = SignedAttestation::try_from(&case.relay).unwrap();
        let outcome = anchors
            .trust(&signed.certificates, vectors.now)
            .map_err(Into::into)
            .and_then(|car| car.read(&signed))
            .and_then(|said| vectors.challenge.verify(&lena(), &said, &Rules::default(), vectors.now));
        let (word, code) = match outcome {
            Ok(_) => ("verified".to_owned(), None),
            Err(rejection) => (rejection.sub_error().to_string(), Some(rejection.code().number())),
        };
        assert_eq!((word, code), (case.expect, case.code), "{}", case.title);
    }
}
