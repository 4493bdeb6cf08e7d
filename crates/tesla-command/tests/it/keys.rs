//! Keys on a car, and keys in files.

use std::sync::Arc;

use jiff::SignedDuration;
use openfob_tesla_command::proto::keys::Role;
use openfob_tesla_command::proto::vcsec::{KeyFormFactor, WhitelistOperationInformationE as Information};
use openfob_tesla_command::{
    Answer, Asked, CachedSession, Command, CommandError, CounterBlock, Domain, InvalidKey, Keychain, Outcome,
    PrivateKey, PublicKey, Received, SLOTS, SecurityCommand, Session, SignError, Signature, read_cache, write_cache,
};

use crate::party::{Party, command, entry, key, vin};

fn add(number: u8, role: Role) -> Command {
    let key = *key(number).public_key();
    Command::Security(SecurityCommand::AddKey { key, role, form_factor: KeyFormFactor::CloudKey })
}

fn remove(number: u8) -> Command {
    Command::Security(SecurityCommand::RemoveKey(*key(number).public_key()))
}

#[test]
fn an_owner_key_adds_lists_and_removes_keys() {
    let mut party = Party::new(Role::Owner);
    let mut session = party.session(Domain::VehicleSecurity);
    let mut ask = |party: &mut Party, command: Command| party.command(&mut session, &command, Signature::Hmac);
    assert_eq!(ask(&mut party, add(9, Role::Driver)), Ok(Received::Answer(Answer::Done)));
    let Ok(Received::Answer(Answer::Keys(keys))) = ask(&mut party, Command::Security(SecurityCommand::ListKeys)) else {
        panic!("no list");
    };
    assert_eq!((keys.number_of_entries, keys.slot_mask), (2, 0b11));
    let second = Command::Security(SecurityCommand::ReadKey { slot: 1 });
    let Ok(Received::Answer(Answer::Key(found))) = ask(&mut party, second) else { panic!("no key") };
    assert_eq!(found.public_key.as_ref().unwrap().public_key_raw, key(9).public_key().as_bytes());
    assert_eq!(found.key_role(), Role::Driver);
    let again = ask(&mut party, add(9, Role::Driver));
    assert_eq!(
        again,
        Err(CommandError::Keychain(
            Information::WhitelistoperationInformationAttemptingToAddKeyThatIsAlreadyOnTheWhitelist
        ))
    );
    let oneself = ask(&mut party, remove(3));
    assert_eq!(
        oneself,
        Err(CommandError::Keychain(Information::WhitelistoperationInformationNoPermissionToRemoveOneself))
    );
    assert_eq!(ask(&mut party, remove(9)), Ok(Received::Answer(Answer::Done)));
    let unknown = ask(&mut party, remove(9));
    assert_eq!(unknown, Err(CommandError::Keychain(Information::WhitelistoperationInformationPublicKeyNotOnWhitelist)));
}

#[test]
fn other_roles_add_and_remove_no_keys() {
    for role in [Role::Driver, Role::Fm, Role::Guest, Role::ChargingManager, Role::VehicleMonitor] {
        let mut party = Party::new(role);
        party.car.add_key(entry(key(8).public_key(), Role::Driver)).unwrap();
        let mut session = party.session(Domain::VehicleSecurity);
        let added = party.command(&mut session, &add(9, Role::Driver), Signature::Hmac);
        assert_eq!(added, Err(CommandError::Keychain(Information::WhitelistoperationInformationNoPermissionToAdd)));
        let removed = party.command(&mut session, &remove(8), Signature::Hmac);
        assert_eq!(
            removed,
            Err(CommandError::Keychain(Information::WhitelistoperationInformationNoPermissionToRemove))
        );
    }
}

#[test]
fn a_removed_key_is_unknown_at_once() {
    let mut party = Party::new(Role::Owner);
    let mut session = party.session(Domain::Infotainment);
    let public = *party.key.public_key();
    party.car.remove_key(&public).unwrap();
    let refused = party.command(&mut session, &command("honk_horn", ""), Signature::Hmac);
    assert_eq!(refused, Err(CommandError::KeyNotPaired));
    assert!(party.obeyed.is_empty());
}

#[test]
fn a_requested_key_is_on_the_car_once_a_card_is_tapped() {
    let mut party = Party::new(Role::Owner);
    let public = *key(9).public_key();
    let request = SecurityCommand::key_request(public, Role::Owner, KeyFormFactor::CloudKey);
    let as_others_order_it = format!("0a54125082014d320208092a470a430a41{}20021802", public.to_hex());
    for message in [request, hex::decode(as_others_order_it).unwrap()] {
        let mut act = |_: Asked<'_>| Outcome::Done;
        assert_eq!(party.car.receive(&message, party.now, &mut party.random, &mut act), None);
        assert_eq!(party.car.requested_key(), Some(&entry(&public, Role::Owner)));
        assert!(party.car.keychain().entry(&public).is_none(), "not before a card is tapped");
        assert_eq!(party.car.tap_card().unwrap().result, Ok(entry(&public, Role::Owner)));
        assert_eq!(party.car.tap_card(), None);
        party.car.remove_key(&public).unwrap();
    }
}

#[test]
fn a_car_takes_twenty_keys_and_its_list_survives_a_file() {
    let mut keychain = Keychain::default();
    for number in 1..=20 {
        keychain.add(entry(key(number).public_key(), Role::Driver)).unwrap();
    }
    assert_eq!(keychain.entries().count(), SLOTS);
    let full = keychain.add(entry(key(21).public_key(), Role::Driver));
    assert_eq!(full, Err(Information::WhitelistoperationInformationWhitelistFull));
    keychain.remove(key(5).public_key()).unwrap();
    let file = serde_json::to_string(&keychain).unwrap();
    assert_eq!(serde_json::from_str::<Keychain>(&file).unwrap(), keychain);
}

#[test]
fn keys_are_read_from_the_files_that_other_tools_write() {
    let scalar = hex::decode("2538cdc29a97c19c1e99a637d6cf4f8c970c118b56ede1e6323e6d162c4b30db").unwrap();
    let key = PrivateKey::from_scalar(&scalar.try_into().unwrap()).unwrap();
    let pem = key.to_pem().unwrap();
    assert!(pem.starts_with("-----BEGIN EC PRIVATE KEY-----\n") && pem.ends_with("-----END EC PRIVATE KEY-----\n"));
    assert_eq!(PrivateKey::from_pem(&pem).unwrap().public_key(), key.public_key());
    let public = *key.public_key();
    for text in [public.to_pem(), public.to_hex(), format!("{}\n", public.to_hex()), pem.to_string()] {
        assert_eq!(PublicKey::from_text(&text), Ok(public));
    }
    assert_eq!(PublicKey::from_text("hello"), Err(InvalidKey::Pem));
    assert_eq!(PublicKey::from_bytes(&[4; 65]), Err(InvalidKey::PublicKey), "not on the curve");
    assert!(PrivateKey::from_scalar(&[0; 32]).is_err());
    assert!(PrivateKey::from_scalar(&[0xff; 32]).is_err());
}

#[test]
fn a_session_survives_its_process_and_signs_only_with_reserved_counters() {
    let mut party = Party::new(Role::Owner);
    let mut session = party.session(Domain::Infotainment);
    let honk = command("honk_horn", "");
    party.command(&mut session, &honk, Signature::Hmac).unwrap();
    let cached = [CachedSession { vin: vin().as_str().to_owned(), state: session.state().unwrap() }];
    let file = write_cache(&cached, party.now) + "left over";
    let state = read_cache(file.as_bytes()).unwrap().remove(0).state;
    assert_eq!(state, session.state().unwrap());
    // Written anew at every command, it still knows how far the car's clock is.
    let written_often = (1..=20).fold(state.clone(), |state, tenth| {
        let cached = [CachedSession { vin: vin().as_str().to_owned(), state }];
        let file = write_cache(&cached, party.now + SignedDuration::from_millis(tenth * 100));
        read_cache(file.as_bytes()).unwrap().remove(0).state
    });
    assert_eq!((written_often.began, written_often.clock_time), (state.began, state.clock_time + 2));

    let mut restored = Session::restore(Arc::clone(&party.key), vin(), &state).unwrap();
    let unreserved = restored.authorize(&honk, Signature::Hmac, crate::party::LIFETIME, party.now, &mut party.random);
    assert_eq!(unreserved.unwrap_err(), SignError::CountersUsedUp);
    restored.take_counters(CounterBlock { after: 10, until: 11 });
    assert_eq!(party.command(&mut restored, &honk, Signature::Hmac), Ok(Received::Answer(Answer::Done)));
    let used_up = restored.authorize(&honk, Signature::Hmac, crate::party::LIFETIME, party.now, &mut party.random);
    assert_eq!(used_up.unwrap_err(), SignError::CountersUsedUp);
}
