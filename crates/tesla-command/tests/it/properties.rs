//! What holds for every message: no bytes upset a parser, and nothing changed is obeyed.

use std::sync::{Arc, LazyLock};

use jiff::Timestamp;
use openfob_tesla_command::proto::keys::Role;
use openfob_tesla_command::proto::signatures::SignatureData;
use openfob_tesla_command::proto::signatures::signature_data::SigType;
use openfob_tesla_command::proto::universal_message::RoutableMessage;
use openfob_tesla_command::proto::universal_message::routable_message::SubSigData;
use openfob_tesla_command::proto::vcsec::KeyFormFactor;
use openfob_tesla_command::{
    COMMANDS, Command, CommandError, CounterBlock, Domain, Fault, Outcome, ParameterKind, Parsed, PublicKey, Received,
    SecurityCommand, Session, SessionState, Signature, parse, read_cache, verify_token,
};
use proptest::prelude::*;
use prost::Message;
use serde_json::{Value, json};

use crate::party::{Counting, LIFETIME, Party, command, vin};

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
    let fresh = Session::new(Arc::clone(&party.key), vin(), Domain::VehicleSecurity);
    let draws = party.random.clone();
    let request = fresh.request_session(party.now, &mut party.random).unwrap();
    let answer = party.send(request.bytes());
    for bit in 0..answer.len() * 8 {
        let mut changed = answer.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let mut session = Session::new(Arc::clone(&party.key), vin(), Domain::VehicleSecurity);
        let mut request = session.request_session(party.now, &mut draws.clone()).unwrap();
        let _ = session.receive(&mut request, &changed, party.now);
        if session.is_ready() {
            assert_eq!(session.state(), state, "bit {bit}");
        }
    }
}

/// What a car said to a command, and what its client needs in order to read that again and again.
struct Said {
    party: Party,
    /// The session as it was before the command.
    before: SessionState,
    draws: Counting,
    answer: Vec<u8>,
}

impl Said {
    /// A car that refuses.
    fn refusal() -> Self {
        let mut party = Party::new(Role::Owner);
        party.outcome = Outcome::Refused("already_set".to_owned());
        let mut session = party.session(Domain::Infotainment);
        let (before, draws) = (session.state().unwrap(), party.random.clone());
        let request = party.authorize(&mut session, &command("honk_horn", ""), Signature::Hmac);
        let answer = party.send(request.bytes());
        Self { party, before, draws, answer }
    }

    /// Reads an answer to the same command, by the same draws.
    fn read(&self, answer: &[u8]) -> Result<Received, CommandError> {
        let mut session = Session::restore(Arc::clone(&self.party.key), vin(), &self.before).unwrap();
        session.take_counters(CounterBlock { after: self.before.counter, until: u32::MAX });
        let honk = command("honk_horn", "");
        let now = self.party.now;
        let mut request = session.authorize(&honk, Signature::Hmac, LIFETIME, now, &mut self.draws.clone()).unwrap();
        session.receive(&mut request, answer, now)
    }

    /// Whether an answer says of itself that it is encrypted.
    fn is_encrypted(answer: &[u8]) -> bool {
        let signature = RoutableMessage::decode(answer).ok().and_then(|message| message.sub_sig_data);
        matches!(
            signature,
            Some(SubSigData::SignatureData(SignatureData { sig_type: Some(SigType::AesGcmResponseData(_)), .. }))
        )
    }
}

#[test]
fn no_single_changed_bit_of_an_encrypted_answer_is_read_as_another_answer() {
    let said = Said::refusal();
    let told = Err(CommandError::Refused("already_set".to_owned()));
    assert_eq!(said.read(&said.answer), told);
    let (mut read, mut ignored) = (0, 0);
    for bit in 0..said.answer.len() * 8 {
        let mut changed = said.answer.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        match said.read(&changed) {
            Ok(Received::Ignored(_)) => ignored += 1,
            result if result == told => read += 1,
            // Statuses of the envelope are not covered, and an answer in the clear, as of older cars, is not either.
            Err(_) => {}
            Ok(taken) => assert!(!Said::is_encrypted(&changed), "bit {bit}: {taken:?}"),
        }
    }
    assert!(ignored > said.answer.len() * 4, "{ignored} ignored, {read} read");
}

/// Messages of every kind that clients and cars send.
static MESSAGES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let said = Said::refusal();
    let mut party = Party::new(Role::Owner);
    let fresh = Session::new(Arc::clone(&party.key), vin(), Domain::VehicleSecurity);
    let request = fresh.request_session(party.now, &mut party.random).unwrap();
    let info = party.send(request.bytes());
    let mut security = party.session(Domain::VehicleSecurity);
    let lock = party.authorize(&mut security, &command("door_lock", ""), Signature::Hmac).bytes().to_vec();
    let list = party.authorize(&mut security, &Command::Security(SecurityCommand::ListKeys), Signature::Hmac);
    let keys = party.send(list.bytes());
    party.send(&lock);
    let replayed = party.send(&lock);
    let card = SecurityCommand::key_request(*party.key.public_key(), Role::Owner, KeyFormFactor::CloudKey);
    let sealed = sample(Signature::AesGcm).1.message;
    let lists = list.bytes().to_vec();
    vec![request.bytes().to_vec(), info, lock, lists, keys, replayed, card, sealed, said.answer]
});

/// A change of a message that leaves most of it as it was.
#[derive(Clone, Debug)]
enum Change {
    Flip(usize),
    Put(usize, u8),
    Cut(usize),
    Drop(usize, usize),
    Repeat(usize, usize),
}

impl Change {
    fn any() -> impl Strategy<Value = Self> {
        let at = || 0..4096_usize;
        prop_oneof![
            at().prop_map(Self::Flip),
            (at(), any::<u8>()).prop_map(|(at, byte)| Self::Put(at, byte)),
            at().prop_map(Self::Cut),
            (at(), 0..40_usize).prop_map(|(at, length)| Self::Drop(at, length)),
            (at(), 0..400_usize).prop_map(|(at, length)| Self::Repeat(at, length)),
        ]
    }

    fn of(self, message: &mut Vec<u8>) {
        if message.is_empty() {
            return;
        }
        let length = message.len();
        match self {
            Self::Flip(bit) => message[bit / 8 % length] ^= 1 << (bit % 8),
            Self::Put(at, byte) => message[at % length] = byte,
            Self::Cut(at) => message.truncate(at % length),
            Self::Drop(at, count) => {
                let at = at % length;
                message.drain(at..(at + count).min(length));
            }
            Self::Repeat(at, count) => {
                let at = at % length;
                let part = message[at..(at + count).min(length)].to_vec();
                message.splice(at..at, part);
            }
        }
    }
}

/// A value of JSON of any type, numbers at their limits among them.
fn any_value() -> impl Strategy<Value = Value> {
    let number = any::<f64>().prop_map(|number| json!(number));
    let limits = [i64::MAX, i64::MIN, i64::from(i32::MAX) + 1, i64::from(i32::MIN), 0, 1, 1440, 1441];
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number,
        any::<u64>().prop_map(Value::from),
        (0..limits.len()).prop_map(move |at| json!(limits[at])),
        "[ -~]{0,12}".prop_map(Value::from),
        "(mon|SUN|all|rear|front|vent|Curfew|1234)".prop_map(Value::from),
        Just(json!([1])),
        Just(json!({"a": 1})),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_bytes_upset_a_parser(bytes in proptest::collection::vec(any::<u8>(), 0..300), index in 0..COMMANDS.len()) {
        let mut party = Party::new(Role::Owner);
        let mut act = |_: openfob_tesla_command::Asked<'_>| openfob_tesla_command::Outcome::Done;
        let _ = party.car.receive(&bytes, party.now, &mut party.random, &mut act);
        let _ = party.car.receive_nearby(&bytes, party.now, &mut party.random, &mut act);
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
    fn no_mutated_message_upsets_a_parser_or_is_obeyed_wrongly(
        kind in 0..MESSAGES.len(),
        changes in proptest::collection::vec(Change::any(), 1..8),
    ) {
        let mut message = MESSAGES[kind].clone();
        for change in changes {
            change.of(&mut message);
        }
        // A car of the messages' own sessions takes none that was signed otherwise, whatever became of it.
        let mut party = Party::new(Role::Owner);
        party.offer(&message);
        prop_assert!(party.obeyed.is_empty());
        let _ = party.car.refuse(&message, Fault::INCORRECT_EPOCH, party.now, &mut party.random);
        prop_assert!(party.say(&message).len() <= 2);
        prop_assert!(party.obeyed.is_empty());
        let _ = party.car.tap_card();
        let mut session = party.session(Domain::VehicleSecurity);
        let mut request = party.authorize(&mut session, &command("door_lock", ""), Signature::Hmac);
        let state = session.state();
        prop_assert!(!matches!(session.receive(&mut request, &message, party.now), Ok(Received::Answer(_))));
        prop_assert_eq!(session.state(), state, "no message of others changes a session");
    }

    #[test]
    fn in_whatever_order_messages_arrive_each_is_obeyed_once_at_most(
        order in proptest::collection::vec(0..40_usize, 1..120),
        security in any::<bool>(),
    ) {
        let mut party = Party::new(Role::Owner);
        let (domain, name) =
            if security { (Domain::VehicleSecurity, "door_lock") } else { (Domain::Infotainment, "honk_horn") };
        let mut session = party.session(domain);
        let first = session.state().unwrap().counter + 1;
        let messages: Vec<_> = (0..40)
            .map(|_| party.authorize(&mut session, &command(name, ""), Signature::Hmac).bytes().to_vec())
            .collect();
        let (mut used, mut highest) = (std::collections::BTreeSet::new(), 0);
        for at in order {
            let counter = first + u32::try_from(at).unwrap();
            let in_window = !security && highest >= counter && highest - counter <= 32;
            let expected = (counter > highest || in_window) && used.insert(counter);
            let before = party.obeyed.len();
            let answer = party.send(&messages[at]);
            prop_assert_eq!(party.obeyed.len() - before, usize::from(expected));
            let status = RoutableMessage::decode(answer.as_slice()).unwrap().signed_message_status;
            let fault = status.and_then(|status| Fault::from_code(status.signed_message_fault));
            prop_assert_eq!(fault, (!expected).then_some(Fault::INVALID_TOKEN_OR_COUNTER));
            if expected {
                highest = highest.max(counter);
            }
        }
    }

    #[test]
    fn parameters_are_checked_before_anything_comes_of_them(
        index in 0..COMMANDS.len(),
        values in proptest::collection::vec(proptest::option::weighted(0.9, any_value()), 10),
    ) {
        let specification = &COMMANDS[index];
        let given: serde_json::Map<String, Value> = specification
            .parameters
            .iter()
            .zip(values)
            .filter_map(|(parameter, value)| Some((parameter.name.to_owned(), value?)))
            .collect();
        let parsed = parse(specification.name, Value::Object(given.clone()).to_string().as_bytes(), Timestamp::UNIX_EPOCH);
        let Ok(Parsed::Signed(command)) = parsed else { return Ok(()) };
        for parameter in specification.parameters {
            let is_looked_at = parameter.only_with.is_none_or(|other| given.get(other) == Some(&json!(true)));
            let value = given.get(parameter.name).filter(|_| is_looked_at);
            prop_assert!(value.is_some() || !parameter.required || !is_looked_at, "{}", parameter.name);
            let is_right = value.is_none_or(|value| match parameter.kind {
                ParameterKind::Number => value.is_number(),
                ParameterKind::Bool => value.is_boolean(),
                ParameterKind::Text => value.is_string(),
            });
            prop_assert!(is_right, "{} of {}: {value:?}", parameter.name, specification.name);
        }
        prop_assert_eq!(Command::from_payload(command.domain(), &command.to_payload()), Ok(command));
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
