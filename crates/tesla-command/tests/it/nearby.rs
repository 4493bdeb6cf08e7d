//! A car that is spoken to over a direct link.

use openfob_tesla_command::ble::LONGEST_MESSAGE;
use openfob_tesla_command::proto::car_server::{self, response::ResponseMsg};
use openfob_tesla_command::proto::keys::Role;
use openfob_tesla_command::proto::signatures::signature_data::SigType;
use openfob_tesla_command::proto::universal_message::destination::SubDestination;
use openfob_tesla_command::proto::universal_message::routable_message::{Payload, SubSigData};
use openfob_tesla_command::proto::universal_message::{Destination, RoutableMessage};
use openfob_tesla_command::proto::vcsec::command_status::SubMessage as Status;
use openfob_tesla_command::proto::vcsec::from_vcsec_message::SubMessage;
use openfob_tesla_command::proto::vcsec::{
    CommandStatus, FromVcsecMessage, KeyFormFactor, OperationStatusE, VehicleStatus,
    WhitelistOperationInformationE as Information,
};
use openfob_tesla_command::{
    Answer, Command, CommandError, Domain, Fault, Outcome, Received, SecurityCommand, Session, Signature, broadcast,
};
use prost::Message;

use crate::party::{Party, command, key};

fn envelope(message: &[u8]) -> RoutableMessage {
    RoutableMessage::decode(message).unwrap()
}

fn answer_counter(message: &[u8]) -> u32 {
    match envelope(message).sub_sig_data {
        Some(SubSigData::SignatureData(data)) => match data.sig_type {
            Some(SigType::AesGcmResponseData(data)) => data.counter,
            other => panic!("{other:?}"),
        },
        None => panic!("the answer is not encrypted"),
    }
}

/// What vehicle security says in the clear.
fn status(message: &[u8]) -> CommandStatus {
    let Some(Payload::ProtobufMessageAsBytes(payload)) = envelope(message).payload else { panic!("no payload") };
    match FromVcsecMessage::decode(payload.as_slice()).unwrap().sub_message {
        Some(SubMessage::CommandStatus(status)) => status,
        other => panic!("{other:?}"),
    }
}

fn place(place: SubDestination) -> Destination {
    Destination { sub_destination: Some(place) }
}

/// Speaks to the car, and reads everything that it says.
fn ask(party: &mut Party, session: &mut Session, command: &Command) -> Vec<Result<Received, CommandError>> {
    let mut request = party.authorize(session, command, Signature::AesGcm);
    let answers = party.say(request.bytes());
    answers.iter().map(|answer| session.receive(&mut request, answer, party.now)).collect()
}

#[test]
fn vehicle_security_says_that_it_took_a_command_and_then_what_came_of_it() {
    let mut party = Party::new(Role::Owner);
    let mut session = party.session(Domain::VehicleSecurity);
    let mut request = party.authorize(&mut session, &command("door_lock", ""), Signature::AesGcm);
    let answers = party.say(request.bytes());
    let [notice, last] = answers.as_slice() else { panic!("{} answers", answers.len()) };
    let address = envelope(request.bytes()).from_destination;
    assert_eq!(envelope(notice).to_destination, address);
    assert_eq!(envelope(last).to_destination, address);
    assert_ne!(answer_counter(notice), answer_counter(last));
    assert_eq!(session.receive(&mut request, notice, party.now), Ok(Received::Notice));
    assert_eq!(session.receive(&mut request, last, party.now), Ok(Received::Answer(Answer::Done)));
    assert_eq!(party.obeyed, [command("door_lock", "")]);
}

#[test]
fn key_operations_have_a_notice_and_what_is_read_has_none() {
    let mut party = Party::new(Role::Owner);
    let mut session = party.session(Domain::VehicleSecurity);
    let other = *key(9).public_key();
    let add = SecurityCommand::AddKey { key: other, role: Role::Driver, form_factor: KeyFormFactor::IosDevice };
    for operation in [add, SecurityCommand::RemoveKey(other)] {
        let told = ask(&mut party, &mut session, &Command::Security(operation));
        assert_eq!(told, [Ok(Received::Notice), Ok(Received::Answer(Answer::Done))]);
    }
    let list = Command::Security(SecurityCommand::ListKeys);
    assert!(matches!(ask(&mut party, &mut session, &list)[..], [Ok(Received::Answer(Answer::Keys(_)))]));
    let mut infotainment = party.session(Domain::Infotainment);
    let told = ask(&mut party, &mut infotainment, &command("honk_horn", ""));
    assert_eq!(told, [Ok(Received::Answer(Answer::Done))]);
}

#[test]
fn fleet_managers_keys_command_by_way_of_the_fleet_api_alone() {
    let mut party = Party::new(Role::Fm);
    let refused = [Err(CommandError::Fault(Fault::INSUFFICIENT_PRIVILEGES))];
    for (domain, command) in
        [(Domain::VehicleSecurity, command("door_lock", "")), (Domain::Infotainment, command("honk_horn", ""))]
    {
        let mut session = party.session(domain);
        assert_eq!(ask(&mut party, &mut session, &command), refused);
        assert!(party.obeyed.is_empty());
        let answer = party.command(&mut session, &command, Signature::Hmac);
        assert_eq!(answer, Ok(Received::Answer(Answer::Done)));
        assert_eq!(party.obeyed.drain(..).count(), 1);
    }
}

#[test]
fn cars_with_older_software_hear_fleet_managers_nearby() {
    let mut party = Party::new(Role::Fm);
    party.car = party.car.hearing_fleet_managers_nearby(true);
    let mut session = party.session(Domain::Infotainment);
    let told = ask(&mut party, &mut session, &command("honk_horn", ""));
    assert_eq!(told, [Ok(Received::Answer(Answer::Done))]);
}

#[test]
fn an_answer_that_does_not_fit_over_the_link_is_a_fault() {
    let mut party = Party::new(Role::Owner);
    let sites = |length| {
        let sites = car_server::NearbyChargingSites {
            superchargers: vec![car_server::Superchargers { name: "x".repeat(length), ..Default::default() }],
            ..Default::default()
        };
        Outcome::Data(Box::new(ResponseMsg::GetNearbyChargingSites(sites)))
    };
    let mut session = party.session(Domain::Infotainment);
    party.outcome = sites(LONGEST_MESSAGE / 2);
    let told = ask(&mut party, &mut session, &command("honk_horn", ""));
    assert!(matches!(told[..], [Ok(Received::Answer(Answer::Data(_)))]));
    party.outcome = sites(LONGEST_MESSAGE);
    let told = ask(&mut party, &mut session, &command("honk_horn", ""));
    assert_eq!(told, [Err(CommandError::Fault(Fault::RESPONSE_MTU_EXCEEDED))]);
    assert_eq!(party.obeyed.len(), 2, "it was done nevertheless");
}

#[test]
fn a_request_for_a_key_waits_for_a_card_and_its_sender_is_told_of_it() {
    let mut party = Party::new(Role::Owner);
    let public = *key(9).public_key();
    let add = SecurityCommand::AddKey { key: public, role: Role::Driver, form_factor: KeyFormFactor::NfcCard };
    let from = Some(place(SubDestination::RoutingAddress(vec![1; 16])));
    let request = RoutableMessage {
        to_destination: Some(place(SubDestination::Domain(2))),
        from_destination: from.clone(),
        uuid: vec![2; 16],
        payload: Some(Payload::ProtobufMessageAsBytes(Command::Security(add).to_payload())),
        ..RoutableMessage::default()
    };
    let request = request.encode_to_vec();
    for expected in [
        Information::WhitelistoperationInformationNone,
        Information::WhitelistoperationInformationAttemptingToAddKeyThatIsAlreadyOnTheWhitelist,
    ] {
        let answers = party.say(&request);
        let [waiting] = answers.as_slice() else { panic!("{} answers", answers.len()) };
        assert_eq!(status(waiting).operation_status(), OperationStatusE::OperationstatusWait);
        assert_eq!(envelope(waiting).to_destination, from);
        let tapped = party.car.tap_card().unwrap();
        assert_eq!(tapped.result.err().unwrap_or(Information::WhitelistoperationInformationNone), expected);
        assert_eq!(envelope(&tapped.answer).to_destination, from);
        assert_eq!(envelope(&tapped.answer).request_uuid, [2; 16]);
        let Some(Status::WhitelistOperationStatus(told)) = status(&tapped.answer).sub_message else {
            panic!("no word of the operation")
        };
        assert_eq!(told.whitelist_operation_information(), expected);
        assert_eq!(told.signer_of_operation, None, "a card decided, not a key");
    }
}

#[test]
fn a_request_for_a_key_without_an_envelope_is_answered_to_everyone() {
    let mut party = Party::new(Role::Owner);
    let request = SecurityCommand::key_request(*key(9).public_key(), Role::Owner, KeyFormFactor::CloudKey);
    let answers = party.say(&request);
    let [waiting] = answers.as_slice() else { panic!("{} answers", answers.len()) };
    assert_eq!(status(waiting).operation_status(), OperationStatusE::OperationstatusWait);
    let told = party.car.tap_card().unwrap().answer;
    for message in [waiting, &told] {
        assert_eq!(envelope(message).to_destination, Some(place(SubDestination::Domain(0))));
        assert_eq!(envelope(message).from_destination, Some(place(SubDestination::Domain(2))));
    }
    assert_eq!(status(&told).operation_status(), OperationStatusE::OperationstatusOk);
}

#[test]
fn nobody_takes_a_broadcast_for_an_answer() {
    let mut party = Party::new(Role::Owner);
    let mut session = party.session(Domain::VehicleSecurity);
    let mut request = party.authorize(&mut session, &command("door_lock", ""), Signature::AesGcm);
    let news = broadcast(VehicleStatus::default());
    assert!(matches!(session.receive(&mut request, &news, party.now), Ok(Received::Ignored(_))));
}
