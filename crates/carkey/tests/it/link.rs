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
    let car = pair.bench.trust(&signed);
    assert!(challenge().verify(&lena(), &car, &signed, &Rules::default(), now()).is_ok());
    assert!(matches!(pair.attest()[..], [Event::Attested(_)]), "a session serves more than one");
}

#[test]
fn what_holds_when_it_signs_is_what_a_car_attests() {
    let (mut pair, _) = Pair::greeted(senses());
    pair.senses.zone = Zone::Short;
    let events = pair.attest();
    let [Event::Attested(relay)] = &events[..] else { panic!("{events:?}") };
    let signed = SignedAttestation::try_from(relay).unwrap();
    let verdict = challenge().verify(&lena(), &pair.bench.trust(&signed), &signed, &Rules::default(), now());
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
