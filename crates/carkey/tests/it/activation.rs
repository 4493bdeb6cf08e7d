//! What a service accepts, and what it never does.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use openfob_carkey::{
    AccountId, Anchors, Attestation, ContactPosition, Rejection, Relay, Rules, SignedAttestation, UntrustedCar, Zone,
};
use proptest::prelude::*;

use crate::support::{Bench, attestation, challenge, lena, now, phone, vin};

fn verdict(bench: &Bench, signed: &SignedAttestation) -> Result<(), Rejection> {
    let said = bench.anchors.trust(&signed.certificates, now())?.read(signed)?;
    challenge().verify(&lena(), &said, &Rules::default(), now()).map(|_| ())
}

#[test]
fn what_the_car_signed_verifies_after_a_round_trip_through_the_phone() {
    let bench = Bench::new();
    let relay = serde_json::to_string(&Relay::from(&bench.sign(&attestation()))).unwrap();
    let signed = SignedAttestation::try_from(&serde_json::from_str::<Relay>(&relay).unwrap()).unwrap();
    let verified = challenge().verify(&lena(), &bench.read(&signed), &Rules::default(), now()).unwrap();
    assert_eq!((verified.vin, verified.account, verified.attested_at), (vin(), lena(), now()));
}

#[test]
fn one_flipped_bit_anywhere_never_passes() {
    let bench = Bench::new();
    let signed = bench.sign(&attestation());
    let mut tried = 0;
    let mut flip = |part: fn(&mut SignedAttestation) -> &mut Vec<u8>| {
        for bit in 0..part(&mut signed.clone()).len() * 8 {
            let mut damaged = signed.clone();
            part(&mut damaged)[bit / 8] ^= 1 << (bit % 8);
            assert!(verdict(&bench, &damaged).is_err(), "bit {bit}");
            tried += 1;
        }
    };
    flip(|signed| &mut signed.car_data);
    flip(|signed| &mut signed.signature);
    flip(|signed| &mut signed.certificates[0]);
    assert!(tried > 4000);
}

#[test]
fn a_challenge_is_good_for_one_answer_one_account_one_phone_and_its_time() {
    let bench = Bench::new();
    let signed = bench.sign(&attestation());
    let said = bench.read(&signed);
    let rules = Rules::default();
    let judge = |challenge: &openfob_carkey::Challenge, account: &AccountId, at: Timestamp| {
        challenge.verify(account, &said, &rules, at).unwrap_err()
    };
    let mut used = challenge();
    used.used_at = Some(now());
    assert_eq!(judge(&used, &lena(), now()), Rejection::Replayed);
    let someone = AccountId::try_from("someone else".to_owned()).unwrap();
    assert_eq!(judge(&challenge(), &someone, now()), Rejection::OtherChallenge);
    let late = now() + SignedDuration::from_secs(120);
    assert_eq!(judge(&challenge(), &lena(), late), Rejection::ChallengeExpired);
    let early = now() - SignedDuration::from_secs(1);
    assert_eq!(judge(&challenge(), &lena(), early), Rejection::ChallengeExpired);
    let mut of_another_phone = challenge();
    of_another_phone.phone = "phone-2".parse().unwrap();
    assert_eq!(judge(&of_another_phone, &lena(), now()), Rejection::OtherPhone);
    let mut of_another_car = challenge();
    of_another_car.vehicle = Some("VR3UHZKXZPT500002".parse().unwrap());
    assert_eq!(judge(&of_another_car, &lena(), now()), Rejection::OtherVehicle);
}

#[test]
fn without_a_chosen_car_the_one_that_answers_is_meant() {
    let bench = Bench::new();
    let signed = bench.sign(&attestation());
    let mut open = challenge();
    open.vehicle = None;
    assert!(open.verify(&lena(), &bench.read(&signed), &Rules::default(), now()).is_ok());
}

#[test]
fn a_car_of_another_maker_is_not_believed() {
    let (ours, theirs) = (Bench::new(), Bench::new());
    let signed = theirs.sign(&attestation());
    assert_eq!(ours.anchors.trust(&signed.certificates, now()).unwrap_err(), UntrustedCar::Unknown);
    assert_eq!(verdict(&ours, &signed), Err(Rejection::Car(UntrustedCar::Unknown)));
    assert!(Anchors::new(Vec::<Vec<u8>>::new()).unwrap().trust(&signed.certificates, now()).is_err());
    assert!(Anchors::new([b"no certificate"]).is_err());
}

#[test]
fn the_positions_that_count_are_the_operators_choice() {
    let bench = Bench::new();
    let mut free = attestation();
    free.key_car_position = ContactPosition::Free;
    let signed = bench.sign(&free);
    assert_eq!(verdict(&bench, &signed), Err(Rejection::KeyPosition));
    let rules = Rules { positions: BTreeSet::from([ContactPosition::Free]), ..Rules::default() };
    assert!(challenge().verify(&lena(), &bench.read(&signed), &rules, now()).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// The verdict names the first condition that fails, and passes when none does.
    #[test]
    fn the_conditions_are_told_in_the_order_in_which_an_owner_mends_them(
        paired: bool, connected: bool, key_present: bool, position in 0_u8..4, zone in 0_usize..4, skew in -90_i64..90,
    ) {
        let bench = Bench::new();
        let mut said = attestation();
        said.phone.paired = paired;
        said.phone.connected = connected;
        said.key_present = key_present;
        said.key_car_position = ContactPosition::try_from(position).unwrap();
        said.zone = [Zone::Inner, Zone::Short, Zone::Extend, Zone::Unknown][zone];
        said.timestamp = now() + SignedDuration::from_secs(skew);
        let expected = if skew < -60 { Err(Rejection::TooOld) }
            else if skew > 5 { Err(Rejection::InTheFuture) }
            else if !paired { Err(Rejection::NotPaired) }
            else if !connected { Err(Rejection::NotConnected) }
            else if !key_present { Err(Rejection::KeyAbsent) }
            else if position != 1 { Err(Rejection::KeyPosition) }
            else if zone != 0 { Err(Rejection::NotInside) }
            else { Ok(()) };
        prop_assert_eq!(verdict(&bench, &bench.sign(&said)), expected);
        prop_assert_eq!(phone(), said.phone.id);
    }

    #[test]
    fn no_bytes_bring_the_readers_down(bytes in prop::collection::vec(any::<u8>(), 0..600), text in ".{0,80}") {
        let bench = Bench::new();
        let _ = Attestation::decode(&bytes);
        let _ = bench.anchors.trust(std::slice::from_ref(&bytes), now());
        let _ = Anchors::new([&bytes]);
        let relay = Relay { car_data: text.clone(), signature: text.clone(), certificates: vec![text] };
        let _ = SignedAttestation::try_from(&relay);
        let mut signed = bench.sign(&attestation());
        signed.car_data = bytes;
        prop_assert_eq!(verdict(&bench, &signed), Err(Rejection::Signature));
    }
}
