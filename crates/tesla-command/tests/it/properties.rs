//! What holds for every message: no bytes upset a parser, and nothing changed is obeyed.

use std::sync::LazyLock;

use jiff::Timestamp;
use openfob_tesla_command::proto::keys::Role;
use openfob_tesla_command::proto::signatures::SignatureData;
use openfob_tesla_command::proto::signatures::signature_data::SigType;
use openfob_tesla_command::proto::universal_message::RoutableMessage;
use openfob_tesla_command::proto::universal_message::routable_message::SubSigData;
use openfob_tesla_command::{
    COMMANDS, Command, Domain, PublicKey, Received, Session, Signature, parse, read_cache, verify_token,
};
use proptest::prelude::*;
use prost::Message;

use crate::party::{Party, command, vin};

/// What a signature covers of a message: all but addresses and ids. An epoch that was left out is the session's own.
fn covered(message: &[u8], epoch: &[u8]) -> Option<impl PartialEq + use<>> {
    let message = RoutableMessage::decode(message).ok()?;
    let mut signature = match message.sub_sig_data {
        Some(SubSigData::SignatureData(signature)) => signature,
        None => SignatureData::default(),
    };
    let written = match &mut signature.sig_type {
        Some(SigType::HmacPersonalizedData(data)) => Some(&mut data.epoch),
        Some(SigType::AesGcmPersonalizedData(data)) => Some(&mut data.epoch),
        _ => None,
    };
    if let Some(written) = written.filter(|written| written.is_empty()) {
        *written = epoch.to_vec();
    }
    Some((message.to_destination, message.payload, message.flags, signature))
}

/// A message that a car obeys, and the epoch that it was signed in.
struct Sample {
    message: Vec<u8>,
    epoch: Vec<u8>,
}

fn sample(signature: Signature) -> (Party, Sample) {
    let mut party = Party::new(Role::Owner);
    let mut session = party.session(Domain::Infotainment);
    let epoch = session.state().unwrap().epoch.to_vec();
    let command = command("set_charge_limit", r#"{"percent": 80}"#);
    let message = party.authorize(&mut session, &command, signature).bytes().to_vec();
    (party, Sample { message, epoch })
}

static BITS: LazyLock<usize> = LazyLock::new(|| {
    [Signature::Hmac, Signature::AesGcm].map(|signature| sample(signature).1.message.len()).into_iter().max().unwrap()
        * 8
});

#[test]
fn no_single_changed_bit_of_what_is_signed_is_obeyed() {
    for signature in [Signature::Hmac, Signature::AesGcm] {
        let (mut party, sample) = sample(signature);
        let mut harmless = 0;
        for bit in 0..sample.message.len() * 8 {
            let mut changed = sample.message.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            if covered(&changed, &sample.epoch) == covered(&sample.message, &sample.epoch) {
                harmless += 1;
                continue;
            }
            party.offer(&changed);
            assert!(party.obeyed.is_empty(), "bit {bit} of {signature:?}");
        }
        assert!(harmless < 50 * 8, "only addresses and ids are not covered");
        party.send(&sample.message);
        assert_eq!(party.obeyed.len(), 1, "the message itself is obeyed, after all those attempts");
    }
}

#[test]
fn no_single_changed_bit_of_session_info_starts_another_session() {
    let mut party = Party::new(Role::Owner);
    let session = party.session(Domain::VehicleSecurity);
    let state = session.state();
    let fresh = Session::new(std::sync::Arc::clone(&party.key), vin(), Domain::VehicleSecurity);
    let draws = party.random.clone();
    let request = fresh.request_session(party.now, &mut party.random).unwrap();
    let answer = party.send(request.bytes());
    for bit in 0..answer.len() * 8 {
        let mut changed = answer.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let mut session = Session::new(std::sync::Arc::clone(&party.key), vin(), Domain::VehicleSecurity);
        let mut request = session.request_session(party.now, &mut draws.clone()).unwrap();
        let _ = session.receive(&mut request, &changed, party.now);
        if session.is_ready() {
            assert_eq!(session.state(), state, "bit {bit}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_bytes_upset_a_parser(bytes in proptest::collection::vec(any::<u8>(), 0..300), index in 0..COMMANDS.len()) {
        let mut party = Party::new(Role::Owner);
        let mut act = |_: openfob_tesla_command::Asked<'_>| openfob_tesla_command::Outcome::Done;
        let _ = party.car.receive(&bytes, party.now, &mut party.random, &mut act);
        let mut session = party.session(Domain::Infotainment);
        let mut request = party.authorize(&mut session, &command("honk_horn", ""), Signature::Hmac);
        let _ = session.receive(&mut request, &bytes, party.now);
        for domain in Domain::ALL {
            let _ = Command::from_payload(domain, &bytes);
        }
        let _ = parse(COMMANDS[index].name, &bytes, Timestamp::MAX);
        let _ = read_cache(&bytes);
        let _ = PublicKey::from_bytes(&bytes);
        let text = String::from_utf8_lossy(&bytes);
        let _ = PublicKey::from_text(&text);
        let _ = verify_token(&text);
    }

    #[test]
    fn a_message_with_changed_bits_is_not_obeyed(bits in proptest::collection::vec(0..*BITS, 1..6), gcm in any::<bool>()) {
        let (mut party, sample) = sample(if gcm { Signature::AesGcm } else { Signature::Hmac });
        let mut changed = sample.message.clone();
        for bit in bits {
            if let Some(byte) = changed.get_mut(bit / 8) {
                *byte ^= 1 << (bit % 8);
            }
        }
        if covered(&changed, &sample.epoch) != covered(&sample.message, &sample.epoch) {
            party.offer(&changed);
            prop_assert!(party.obeyed.is_empty());
        }
    }

    #[test]
    fn what_is_signed_verifies(percent in 0..=100u8, gcm in any::<bool>(), seconds in 0..100_000i64) {
        let mut party = Party::new(Role::Driver);
        let mut session = party.session(Domain::Infotainment);
        party.pass(seconds);
        let command = command("set_charge_limit", &format!(r#"{{"percent": {percent}}}"#));
        let answer = party.command(&mut session, &command, if gcm { Signature::AesGcm } else { Signature::Hmac });
        prop_assert!(matches!(answer, Ok(Received::Answer(_))));
        prop_assert_eq!(party.obeyed, [command]);
    }
}
