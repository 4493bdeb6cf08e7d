//! A phone and a car, over a wire that cuts, splits and garbles.

use aws_lc_rs::rand::SystemRandom;
use openfob_carkey::link::{CarSide, Event, FrameReader, LinkError, Message, PhoneSide, Senses, frame};
use openfob_carkey::{Nonce, Rules, SignedAttestation, Zone};
use proptest::prelude::*;

use crate::support::{Bench, challenge, lena, nonce, now, phone, senses, vin};

struct Pair {
    bench: Bench,
    car: CarSide,
    phone: PhoneSide,
    senses: Senses,
}

impl Pair {
    fn greeted(senses: Senses) -> (Self, Vec<Event>) {
        let (phone, hello) = PhoneSide::open(phone());
        let mut pair = Self { bench: Bench::new(), car: CarSide::new(), phone, senses };
        let events = pair.send(&hello);
        (pair, events)
    }

    fn send(&mut self, bytes: &[u8]) -> Vec<Event> {
        let senses = self.senses.clone();
        let answer = self.car.receive(bytes, &self.bench.identity, &SystemRandom::new(), || senses.clone());
        self.phone.receive(&answer)
    }

    fn attest(&mut self) -> Vec<Event> {
        let asked = self.phone.attest(nonce()).unwrap();
        self.send(&asked)
    }
}

#[test]
fn a_paired_phone_gets_an_attestation_that_the_service_accepts() {
    let (mut pair, events) = Pair::greeted(senses());
    assert!(matches!(&events[..], [Event::Connected { vin: car, .. }] if *car == vin()));
    let events = pair.attest();
    let [Event::Attested(relay)] = &events[..] else { panic!("{events:?}") };
    let signed = SignedAttestation::try_from(relay).unwrap();
    assert!(challenge().verify(&lena(), &pair.bench.read(&signed), &Rules::default(), now()).is_ok());
    assert!(matches!(pair.attest()[..], [Event::Attested(_)]), "a session serves more than one");
}

#[test]
fn what_holds_when_it_signs_is_what_a_car_attests() {
    let (mut pair, _) = Pair::greeted(senses());
    pair.senses.zone = Zone::Short;
    let events = pair.attest();
    let [Event::Attested(relay)] = &events[..] else { panic!("{events:?}") };
    let signed = SignedAttestation::try_from(relay).unwrap();
    let verdict = challenge().verify(&lena(), &pair.bench.read(&signed), &Rules::default(), now());
    assert_eq!(verdict.unwrap_err().sub_error().to_string(), "carkey.not_inside");
}

#[test]
fn a_stranger_gets_no_session() {
    let (_, events) = Pair::greeted(Senses { paired: vec![], ..senses() });
    assert_eq!(events, [Event::Failed(LinkError::NO_ACCESS)]);
}

#[test]
fn a_lost_link_ends_the_session_in_every_state() {
    let (_, events) = Pair::greeted(Senses { connected: false, ..senses() });
    assert_eq!(events, [Event::Failed(LinkError::CONNECTION_LOST)]);
    let (mut pair, _) = Pair::greeted(senses());
    pair.senses.connected = false;
    assert_eq!(pair.attest(), [Event::Failed(LinkError::CONNECTION_LOST)]);
    assert!(pair.car.is_over());
    let (mut pair, _) = Pair::greeted(senses());
    assert_eq!(pair.phone.lost(), Some(Event::Failed(LinkError::CONNECTION_LOST)));
    assert_eq!(pair.phone.lost(), None);
    assert_eq!(pair.phone.attest(nonce()), None);
}

#[test]
fn asking_before_the_greeting_and_greeting_twice_are_refused() {
    let bench = Bench::new();
    for message in [Message::Attest { nonce: nonce() }, Message::Refused { error: LinkError::UNAVAILABLE }] {
        let mut car = CarSide::new();
        let answer = car.receive(&frame(&message), &bench.identity, &SystemRandom::new(), senses);
        assert_eq!(answer, frame(&Message::Refused { error: LinkError::BAD_REQUEST }));
        assert!(car.is_over());
    }
    let (mut pair, _) = Pair::greeted(senses());
    let again = frame(&Message::Hello { phone: phone() });
    assert_eq!(pair.send(&again), [Event::Failed(LinkError::BAD_REQUEST)]);
}

/// What each side says in a conversation that goes well.
fn conversation(bench: &Bench) -> (Vec<u8>, Vec<u8>) {
    let (mut phone_side, hello) = PhoneSide::open(phone());
    let (mut car, random) = (CarSide::new(), SystemRandom::new());
    let welcome = car.receive(&hello, &bench.identity, &random, senses);
    phone_side.receive(&welcome);
    let asked = phone_side.attest(nonce()).unwrap();
    let attested = car.receive(&asked, &bench.identity, &random, senses);
    ([hello, asked].concat(), [welcome, attested].concat())
}

#[test]
fn a_link_that_breaks_at_any_byte_is_told_once_and_proves_nothing() {
    let bench = Bench::new();
    let (_, said) = conversation(&bench);
    for cut in 0..said.len() {
        let (mut side, _) = PhoneSide::open(phone());
        let mut events = Vec::new();
        for byte in &said[..cut] {
            events.extend(side.receive(std::slice::from_ref(byte)));
            if matches!(events.last(), Some(Event::Connected { .. })) {
                let _ = side.attest(nonce());
            }
        }
        events.extend(side.lost());
        assert_eq!(events.last(), Some(&Event::Failed(LinkError::CONNECTION_LOST)), "cut after {cut} bytes");
        assert!(!events.iter().any(|event| matches!(event, Event::Attested(_))), "cut after {cut} bytes");
        assert_eq!(side.lost(), None);
        assert_eq!(side.receive(&said), [], "nothing comes of a session that is over");
    }
}

#[test]
fn a_car_whose_phone_is_gone_at_any_byte_says_nothing_more_than_was_asked() {
    let bench = Bench::new();
    let (asked, said) = conversation(&bench);
    for cut in 0..asked.len() {
        let answer = CarSide::new().receive(&asked[..cut], &bench.identity, &SystemRandom::new(), senses);
        assert!(answer.len() < said.len() && (answer.is_empty() || said.starts_with(&answer)), "cut after {cut} bytes");
    }
}

#[test]
fn a_message_that_comes_twice_or_too_late_ends_the_session() {
    let bench = Bench::new();
    let (_, said) = conversation(&bench);
    let twice = [&said[..], &said[..]].concat();
    let (mut side, _) = PhoneSide::open(phone());
    assert!(matches!(side.receive(&said)[..], [Event::Connected { .. }, Event::Failed(LinkError::BAD_REQUEST)]));
    let (mut side, _) = PhoneSide::open(phone());
    let welcome = frame_end(&twice);
    assert!(matches!(side.receive(&twice[..welcome])[..], [Event::Connected { .. }]));
    let _ = side.attest(nonce());
    let events = side.receive(&twice[welcome..]);
    assert!(matches!(events[..], [Event::Attested(_), Event::Failed(LinkError::BAD_REQUEST)]), "{events:?}");
}

/// Where the first frame ends.
fn frame_end(bytes: &[u8]) -> usize {
    4 + usize::try_from(u32::from_be_bytes(bytes[..4].try_into().unwrap())).unwrap()
}

/// What may happen to bytes on the way.
#[derive(Clone, Debug)]
enum Mishap {
    Flip(usize, u8),
    Drop(usize, usize),
    Repeat(usize, usize),
    Insert(usize, Vec<u8>),
}

impl Mishap {
    fn befall(&self, bytes: &mut Vec<u8>) {
        let place = |at: usize| at % bytes.len().max(1);
        let part = |at: usize, length: usize| place(at)..(place(at) + length).min(bytes.len());
        match self {
            _ if bytes.is_empty() => {}
            Self::Flip(at, bit) => {
                let at = place(*at);
                bytes[at] ^= 1 << (bit % 8);
            }
            Self::Drop(at, length) => {
                let part = part(*at, *length);
                bytes.drain(part);
            }
            Self::Repeat(at, length) => {
                let part = part(*at, *length);
                let (end, again) = (part.end, bytes[part].to_vec());
                bytes.splice(end..end, again);
            }
            Self::Insert(at, more) => {
                let at = place(*at);
                bytes.splice(at..at, more.iter().copied());
            }
        }
    }
}

fn mishap() -> impl Strategy<Value = Mishap> {
    let at = || 0_usize..4000;
    prop_oneof![
        (at(), 0_u8..8).prop_map(|(at, bit)| Mishap::Flip(at, bit)),
        (at(), 1_usize..600).prop_map(|(at, length)| Mishap::Drop(at, length)),
        (at(), 1_usize..600).prop_map(|(at, length)| Mishap::Repeat(at, length)),
        (at(), prop::collection::vec(any::<u8>(), 1..40)).prop_map(|(at, more)| Mishap::Insert(at, more)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever becomes of a conversation on the way: neither side is brought down, a session ends once, and what the
    /// phone takes for an attestation is the car's own or does not verify.
    #[test]
    fn a_garbled_conversation_proves_nothing_that_the_car_did_not_say(
        to_car in prop::collection::vec(mishap(), 0..4), to_phone in prop::collection::vec(mishap(), 1..4),
        chunk in 1_usize..700,
    ) {
        let bench = Bench::new();
        let (mut asked, mut said) = conversation(&bench);
        let honest = said.clone();
        for mishap in &to_car {
            mishap.befall(&mut asked);
        }
        for mishap in &to_phone {
            mishap.befall(&mut said);
        }
        let (mut car, mut answered) = (CarSide::new(), Vec::new());
        for chunk in asked.chunks(chunk) {
            answered.extend(car.receive(chunk, &bench.identity, &SystemRandom::new(), senses));
        }
        let mut reader = FrameReader::new();
        reader.push(&answered);
        while let Ok(Some(message)) = reader.next_message() {
            let Message::Attested { relay } = message else { continue };
            let signed = SignedAttestation::try_from(&relay).unwrap();
            prop_assert_eq!(&bench.read(&signed).phone.id, &phone(), "a car attests for a phone that it is paired with");
        }

        let (mut side, _) = PhoneSide::open(phone());
        let mut events = Vec::new();
        for chunk in said.chunks(chunk) {
            events.extend(side.receive(chunk));
            let _ = side.attest(nonce());
        }
        events.extend(side.lost());
        let ends: Vec<usize> = (0..events.len()).filter(|at| matches!(events[*at], Event::Failed(_))).collect();
        prop_assert_eq!(ends, vec![events.len() - 1]);
        for event in events {
            let Event::Attested(relay) = event else { continue };
            let Ok(signed) = SignedAttestation::try_from(&relay) else { continue };
            let verdict = bench.anchors.trust(&signed.certificates, now()).map_err(Into::into)
                .and_then(|car| car.read(&signed))
                .and_then(|read| challenge().verify(&lena(), &read, &Rules::default(), now()));
            if verdict.is_ok() {
                let told = serde_json::to_vec(&relay.car_data).unwrap();
                prop_assert!(honest.windows(told.len()).any(|part| part == told), "the car never said that");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn frames_survive_any_splitting(seed: [u8; 32], cuts in prop::collection::vec(1_usize..9, 1..40)) {
        let messages = [
            Message::Hello { phone: phone() },
            Message::Attest { nonce: Nonce::new(seed) },
            Message::Refused { error: LinkError { code: 444, second: 2 } },
            Message::Bye,
        ];
        let bytes: Vec<u8> = messages.iter().flat_map(frame).collect();
        let (mut reader, mut read, mut rest, mut cuts) = (FrameReader::new(), vec![], &bytes[..], cuts.iter().cycle());
        while !rest.is_empty() {
            let (now, later) = rest.split_at((*cuts.next().unwrap()).min(rest.len()));
            reader.push(now);
            while let Some(message) = reader.next_message().unwrap() {
                read.push(message);
            }
            rest = later;
        }
        prop_assert_eq!(read, messages.to_vec());
    }

    #[test]
    fn garbage_ends_a_session_and_nothing_more(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let bench = Bench::new();
        let mut car = CarSide::new();
        let _ = car.receive(&bytes, &bench.identity, &SystemRandom::new(), senses);
        let (mut side, _) = PhoneSide::open(phone());
        let events = side.receive(&bytes);
        prop_assert!(events.len() <= 1);
    }
}
