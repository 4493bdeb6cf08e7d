//! From the first word to an obeyed command.

use std::sync::Arc;

use openfob_tesla_command::proto::keys::Role;
use openfob_tesla_command::{Answer, CommandError, Domain, Fault, Outcome, Received, Session, Signature};

use crate::party::{Party, command, key, vin};

#[test]
fn a_paired_key_starts_a_session_and_is_obeyed_in_both_domains_and_by_both_signatures() {
    let mut party = Party::new(Role::Owner);
    for (domain, command) in [
        (Domain::VehicleSecurity, command("door_lock", "")),
        (Domain::Infotainment, command("set_charge_limit", r#"{"percent": 80}"#)),
    ] {
        let mut session = party.session(domain);
        for signature in [Signature::Hmac, Signature::AesGcm] {
            party.pass(1);
            let answer = party.command(&mut session, &command, signature);
            assert_eq!(answer, Ok(Received::Answer(Answer::Done)), "{domain} {signature:?}");
            assert_eq!(party.obeyed.pop(), Some(command.clone()));
        }
    }
}

#[test]
fn a_key_that_is_not_on_the_car_is_told_so() {
    let mut party = Party::new(Role::Owner);
    let mut session = Session::new(Arc::new(key(9)), vin(), Domain::Infotainment);
    assert_eq!(party.start(&mut session), Err(CommandError::KeyNotPaired));
    assert!(!session.is_ready());
}

#[test]
fn a_restarted_car_heals_the_session_with_its_own_answer() {
    let mut party = Party::new(Role::Owner);
    let mut session = party.session(Domain::Infotainment);
    party.pass(100);
    party.car.restart(Domain::Infotainment);
    let honk = command("honk_horn", "");
    let refused = party.command(&mut session, &honk, Signature::Hmac).unwrap_err();
    assert_eq!(refused, CommandError::Fault(Fault::INCORRECT_EPOCH));
    assert!(refused.is_of_the_session() && refused.is_temporary() && !refused.may_have_succeeded());
    assert!(party.obeyed.is_empty());
    assert_eq!(party.command(&mut session, &honk, Signature::Hmac), Ok(Received::Answer(Answer::Done)));
}

#[test]
fn a_car_that_refuses_says_why() {
    let mut party = Party::new(Role::Owner);
    let mut session = party.session(Domain::Infotainment);
    party.outcome = Outcome::Refused("already_set".to_owned());
    let refused = party.command(&mut session, &command("charge_start", ""), Signature::Hmac).unwrap_err();
    assert_eq!(refused, CommandError::Refused("already_set".to_owned()));
    assert_eq!(refused.to_string(), "car could not execute command: already_set");
    assert!(refused.is_refusal() && !refused.is_temporary());
}

#[test]
fn session_info_that_an_answer_overtook_does_not_turn_the_clock_back() {
    let mut party = Party::new(Role::Owner);
    let mut session = Session::new(Arc::clone(&party.key), vin(), Domain::Infotainment);
    let mut early = session.request_session(party.now, &mut party.random).unwrap();
    let overtaken = party.send(early.bytes());
    party.pass(5);
    party.start(&mut session).unwrap();
    let honk = command("honk_horn", "");
    party.command(&mut session, &honk, Signature::Hmac).unwrap();
    let newest = session.state();
    assert!(session.receive(&mut early, &overtaken, party.now).is_ok());
    assert_eq!(session.state(), newest, "neither clock nor counter");
    assert_eq!(party.command(&mut session, &honk, Signature::Hmac), Ok(Received::Answer(Answer::Done)));
}
