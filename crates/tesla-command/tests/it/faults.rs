//! What a car says to messages that it must not obey.

use std::sync::Arc;

use jiff::SignedDuration;
use openfob_tesla_command::proto::keys::Role;
use openfob_tesla_command::proto::signatures::signature_data::SigType;
use openfob_tesla_command::proto::universal_message::destination::SubDestination;
use openfob_tesla_command::proto::universal_message::routable_message::{Payload, SubSigData};
use openfob_tesla_command::proto::universal_message::{Destination, RoutableMessage};
use openfob_tesla_command::{Answer, CommandError, Domain, Fault, Outcome, Received, Session, Signature, Vin};
use prost::Message;

use crate::party::{LIFETIME, Party, command, vin};

/// The fault of an answer, and whether session info came with it.
fn fault(answer: &[u8]) -> (Option<Fault>, bool) {
    let answer = RoutableMessage::decode(answer).unwrap();
    let fault = answer.signed_message_status.and_then(|status| Fault::from_code(status.signed_message_fault));
    (fault, matches!(answer.payload, Some(Payload::SessionInfo(_))))
}

fn changed(message: &[u8], change: impl FnOnce(&mut RoutableMessage)) -> Vec<u8> {
    let mut message = RoutableMessage::decode(message).unwrap();
    change(&mut message);
    message.encode_to_vec()
}

fn honk(party: &mut Party, session: &mut Session) -> Vec<u8> {
    party.authorize(session, &command("honk_horn", ""), Signature::Hmac).bytes().to_vec()
}

#[test]
fn a_replayed_message_is_refused_and_the_session_info_attached() {
    for signature in [Signature::Hmac, Signature::AesGcm] {
        for (domain, name) in [(Domain::Infotainment, "honk_horn"), (Domain::VehicleSecurity, "door_unlock")] {
            let mut party = Party::new(Role::Owner);
            let mut session = party.session(domain);
            let request = party.authorize(&mut session, &command(name, ""), signature);
            assert_eq!(fault(&party.send(request.bytes())), (None, false));
            let again = party.send(request.bytes());
            assert_eq!(fault(&again), (Some(Fault::INVALID_TOKEN_OR_COUNTER), true));
            assert_eq!(party.obeyed.len(), 1);
        }
    }
}

#[test]
fn infotainment_takes_counters_within_its_window_and_vehicle_security_only_rising_ones() {
    for (domain, name, obeyed) in [(Domain::Infotainment, "honk_horn", 33), (Domain::VehicleSecurity, "door_lock", 1)] {
        let mut party = Party::new(Role::Owner);
        let mut session = party.session(domain);
        let requests: Vec<Vec<u8>> = (0..34)
            .map(|_| party.authorize(&mut session, &command(name, ""), Signature::Hmac).bytes().to_vec())
            .collect();
        assert_eq!(fault(&party.send(&requests[33])), (None, false));
        let late: Vec<_> = requests[..33].iter().map(|request| fault(&party.send(request)).0).collect();
        assert_eq!(late[0], Some(Fault::INVALID_TOKEN_OR_COUNTER), "33 behind is too old anywhere");
        assert_eq!(late.iter().filter(|fault| fault.is_none()).count() + 1, obeyed, "{domain}");
    }
}

#[test]
fn a_message_that_comes_too_late_is_expired() {
    let mut party = Party::new(Role::Owner);
    let mut session = party.session(Domain::Infotainment);
    let request = honk(&mut party, &mut session);
    party.pass(5);
    let at_the_last_second = honk(&mut party, &mut session);
    party.pass(1);
    assert_eq!(fault(&party.send(&request)), (Some(Fault::TIME_EXPIRED), true));
    assert_eq!(fault(&party.send(&at_the_last_second)), (None, false));
}

#[test]
fn a_car_whose_clock_ran_ahead_heals_the_session() {
    let mut party = Party::new(Role::Owner);
    let mut session = party.session(Domain::VehicleSecurity);
    let lock = command("door_lock", "");
    let mut request = party.authorize(&mut session, &lock, Signature::Hmac);
    let sent_at = party.now;
    party.pass(3600);
    let answer = party.send(request.bytes());
    assert_eq!(session.receive(&mut request, &answer, sent_at), Err(CommandError::Fault(Fault::TIME_EXPIRED)));
    let mut request = session.authorize(&lock, Signature::Hmac, LIFETIME, sent_at, &mut party.random).unwrap();
    let answer = party.send(request.bytes());
    assert_eq!(session.receive(&mut request, &answer, sent_at), Ok(Received::Answer(Answer::Done)));
}

#[test]
fn a_message_of_the_epoch_before_a_restart_is_refused_with_or_without_its_epoch() {
    let mut party = Party::new(Role::Owner);
    let mut session = party.session(Domain::Infotainment);
    let request = honk(&mut party, &mut session);
    party.car.restart(Domain::Infotainment);
    assert_eq!(fault(&party.send(&request)), (Some(Fault::INCORRECT_EPOCH), true));
    assert_eq!(fault(&party.send(&without_epoch(&request))), (Some(Fault::INVALID_SIGNATURE), true));
}

#[test]
fn the_epoch_may_be_left_out_of_a_message() {
    let mut party = Party::new(Role::Owner);
    let mut session = party.session(Domain::Infotainment);
    let request = honk(&mut party, &mut session);
    assert_eq!(fault(&party.send(&without_epoch(&request))), (None, false));
}

fn without_epoch(message: &[u8]) -> Vec<u8> {
    changed(message, |message| {
        let Some(SubSigData::SignatureData(data)) = &mut message.sub_sig_data else { panic!("unsigned") };
        let Some(SigType::HmacPersonalizedData(data)) = &mut data.sig_type else { panic!("another signature") };
        data.epoch.clear();
    })
}

#[test]
fn a_message_for_another_car_is_refused() {
    let mut party = Party::new(Role::Owner);
    let state = party.session(Domain::Infotainment).state().unwrap();
    let other = Vin::new("5YJ3E1EA7KF000002").unwrap();
    let mut session = Session::restore(Arc::clone(&party.key), other, &state).unwrap();
    session.take_counters(openfob_tesla_command::CounterBlock { after: 0, until: 10 });
    let request = honk(&mut party, &mut session);
    assert_eq!(fault(&party.send(&request)), (Some(Fault::INVALID_SIGNATURE), true));
    assert!(party.obeyed.is_empty());
}

#[test]
fn changed_flags_and_another_destination_are_refused() {
    let mut party = Party::new(Role::Owner);
    let mut session = party.session(Domain::Infotainment);
    let request = honk(&mut party, &mut session);
    let flags = changed(&request, |message| message.flags = 0);
    assert_eq!(fault(&party.send(&flags)), (Some(Fault::INVALID_SIGNATURE), true));
    let to = |to| changed(&request, |message| message.to_destination = Some(Destination { sub_destination: Some(to) }));
    let elsewhere = to(SubDestination::Domain(2));
    assert_eq!(fault(&party.send(&elsewhere)), (Some(Fault::INCORRECT_EPOCH), true), "each part has epochs of its own");
    for nowhere in [SubDestination::Domain(0), SubDestination::Domain(9), SubDestination::RoutingAddress(vec![1; 16])] {
        assert_eq!(fault(&party.send(&to(nowhere))), (Some(Fault::INVALID_DOMAINS), false));
    }
    assert!(party.obeyed.is_empty());
}

#[test]
fn an_unsigned_command_is_refused_and_what_anyone_may_read_is_told() {
    let mut party = Party::new(Role::Owner);
    let mut session = party.session(Domain::VehicleSecurity);
    let request = party.authorize(&mut session, &command("door_unlock", ""), Signature::Hmac);
    let unsigned = changed(request.bytes(), |message| message.sub_sig_data = None);
    assert_eq!(fault(&party.send(&unsigned)), (Some(Fault::BAD_PARAMETER), false));
    assert!(party.obeyed.is_empty());
}

#[test]
fn a_long_life_is_for_counters_in_order_only() {
    let mut party = Party::new(Role::Owner);
    let mut session = party.session(Domain::Infotainment);
    let long = SignedDuration::from_secs(31);
    let command = command("honk_horn", "");
    let mut authorize = |party: &mut Party, lifetime| {
        session.authorize(&command, Signature::Hmac, lifetime, party.now, &mut party.random).unwrap().bytes().to_vec()
    };
    let early = authorize(&mut party, long);
    let short = authorize(&mut party, SignedDuration::from_secs(30));
    let last = authorize(&mut party, long);
    assert_eq!(fault(&party.send(&last)), (None, false));
    assert_eq!(fault(&party.send(&early)), (Some(Fault::TIME_TO_LIVE_TOO_LONG), true));
    assert_eq!(fault(&party.send(&short)), (None, false));
}

#[test]
fn a_role_limits_what_a_key_may_do() {
    let mut party = Party::new(Role::ChargingManager);
    let mut session = party.session(Domain::Infotainment);
    let charge = party.command(&mut session, &command("charge_start", ""), Signature::Hmac);
    assert_eq!(charge, Ok(Received::Answer(Answer::Done)));
    let honk = party.command(&mut session, &command("honk_horn", ""), Signature::Hmac);
    assert_eq!(honk, Err(CommandError::Fault(Fault::INSUFFICIENT_PRIVILEGES)));
}

#[test]
fn a_busy_car_says_so_and_takes_the_next_attempt() {
    let mut party = Party::new(Role::Owner);
    let mut session = party.session(Domain::VehicleSecurity);
    party.outcome = Outcome::Busy;
    let busy = party.command(&mut session, &command("door_lock", ""), Signature::Hmac).unwrap_err();
    assert!(busy.is_temporary() && !busy.may_have_succeeded() && !busy.is_of_the_session());
    party.outcome = Outcome::Done;
    let done = party.command(&mut session, &command("door_lock", ""), Signature::Hmac);
    assert_eq!(done, Ok(Received::Answer(Answer::Done)));
}

#[test]
fn an_answer_is_taken_once_and_for_its_own_request_only() {
    let mut party = Party::new(Role::Owner);
    let mut session = party.session(Domain::Infotainment);
    let mut first = party.authorize(&mut session, &command("honk_horn", ""), Signature::Hmac);
    let mut second = party.authorize(&mut session, &command("flash_lights", ""), Signature::Hmac);
    let answer = party.send(first.bytes());
    assert!(matches!(session.receive(&mut second, &answer, party.now), Ok(Received::Ignored(_))));
    assert_eq!(session.receive(&mut first, &answer, party.now), Ok(Received::Answer(Answer::Done)));
    assert!(matches!(session.receive(&mut first, &answer, party.now), Ok(Received::Ignored(_))));
    let mut elsewhere = Session::new(Arc::clone(&party.key), vin(), Domain::VehicleSecurity);
    assert!(matches!(elsewhere.receive(&mut second, &answer, party.now), Ok(Received::Ignored(_))));
}
