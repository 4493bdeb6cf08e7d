//! The commands by name: what they become, and what is wrong with those that are refused.

use jiff::Timestamp;
use openfob_tesla_command::proto::keys::Role;
use openfob_tesla_command::proto::vcsec::KeyFormFactor;
use openfob_tesla_command::{
    COMMANDS, Command, Domain, InvalidCommand, ParameterKind, Parsed, Route, SecurityCommand, parse,
};
use serde_json::{Map, Value, json};

use crate::party::{command, key};

fn refusal(name: &str, body: &str) -> InvalidCommand {
    match parse(name, body.as_bytes(), Timestamp::UNIX_EPOCH) {
        Err(refusal) => refusal,
        Ok(parsed) => panic!("{name} {body}: {parsed:?}"),
    }
}

fn payload(name: &str, body: &str) -> String {
    hex::encode(command(name, body).to_payload())
}

/// A body with every parameter of a command, each with a value that it takes.
fn example(parameters: &[openfob_tesla_command::Parameter]) -> Map<String, Value> {
    let value = |name: &str, kind| match (name, kind) {
        ("which_trunk", _) => json!("rear"),
        ("days_of_week", _) => json!("Mon, friday"),
        ("setting", _) => json!("Curfew"),
        ("command", _) => json!("vent"),
        (_, ParameterKind::Number) => json!(1),
        (_, ParameterKind::Bool) => json!(true),
        (_, ParameterKind::Text) => json!("1234"),
    };
    parameters.iter().map(|parameter| (parameter.name.to_owned(), value(parameter.name, parameter.kind))).collect()
}

#[test]
fn the_table_is_in_order_and_every_command_comes_back_from_the_wire_as_it_went() {
    assert!(COMMANDS.is_sorted_by_key(|command| command.name));
    for specification in COMMANDS {
        let body = Value::Object(example(specification.parameters)).to_string();
        let parsed = parse(specification.name, body.as_bytes(), Timestamp::UNIX_EPOCH);
        match (specification.route, parsed) {
            (Route::Signed(domain), Ok(Parsed::Signed(command))) => {
                assert_eq!(command.domain(), domain, "{}", specification.name);
                assert_eq!(Command::from_payload(domain, &command.to_payload()), Ok(command), "{}", specification.name);
            }
            (Route::WakeUp, Ok(Parsed::WakeUp))
            | (Route::Rest, Ok(Parsed::Rest))
            | (Route::NotImplemented, Err(InvalidCommand::NotImplemented)) => {}
            (route, parsed) => panic!("{}: {route:?} {parsed:?}", specification.name),
        }
    }
}

#[test]
fn every_required_parameter_is_missed_and_every_wrong_type_is_told() {
    for specification in COMMANDS {
        for parameter in specification.parameters {
            let mut body = example(specification.parameters);
            for wrong in [Value::Null, json!([1])] {
                body.insert(parameter.name.to_owned(), wrong);
                let refusal = refusal(specification.name, &Value::Object(body.clone()).to_string());
                assert_eq!(refusal.to_string(), format!("invalid {} param", parameter.name));
            }
            body.remove(parameter.name);
            if parameter.required {
                let refusal = refusal(specification.name, &Value::Object(body).to_string());
                assert_eq!(refusal.to_string(), format!("missing {} param", parameter.name));
            }
        }
    }
}

#[test]
fn payloads_are_those_that_teslas_library_writes() {
    assert_eq!(payload("door_lock", ""), "1001");
    assert_eq!(payload("door_unlock", "{}"), "1000", "unlock is 0, and on the wire");
    assert_eq!(payload("honk_horn", ""), "1203da0100");
    assert_eq!(payload("flash_lights", ""), "1203d20100");
    assert_eq!(payload("auto_conditioning_start", ""), "120452020801");
    assert_eq!(payload("auto_conditioning_stop", ""), "12025200");
    assert_eq!(payload("erase_user_data", ""), "1203c20400");
    let security = |command| hex::encode(Command::Security(command).to_payload());
    assert_eq!(security(SecurityCommand::ReadStatus), "0a00");
    assert_eq!(security(SecurityCommand::ListKeys), "0a020805");
    assert_eq!(security(SecurityCommand::ReadKey { slot: 0 }), "0a0408062000", "slot 0 is on the wire");
    let key = *key(1).public_key();
    let added = hex::decode(format!("82014d320208092a470a430a41{}2003", key.to_hex())).unwrap();
    let expected = SecurityCommand::AddKey { key, role: Role::Driver, form_factor: KeyFormFactor::CloudKey };
    assert_eq!(Command::from_payload(Domain::VehicleSecurity, &added), Ok(Command::Security(expected)));
    assert_eq!(security(SecurityCommand::RemoveKey(key)), format!("82014512430a41{}", key.to_hex()));
}

#[test]
fn values_are_refused_with_the_texts_that_the_proxy_gives() {
    use InvalidCommand::{Invalid, InvalidValue, NotAnObject, OutOfBounds, Refused, Unknown};
    let cases = [
        ("open_sesame", "", Unknown),
        ("door_lock", "nonsense", NotAnObject),
        ("door_lock", "[]", NotAnObject),
        ("adjust_volume", r#"{"volume": 10.1}"#, OutOfBounds("invalid volume (should be in [0, 10])")),
        ("set_valet_mode", r#"{"on": true, "password": "12a4"}"#, OutOfBounds("PIN codes must be four digits")),
        ("parental_controls_activate", r#"{"pin": "12345"}"#, OutOfBounds("PIN codes must be four digits")),
        ("actuate_trunk", "", InvalidValue("invalid_value".into())),
        ("actuate_trunk", r#"{"which_trunk": 1}"#, Invalid("which_trunk")),
        ("remote_seat_heater_request", r#"{"seat_position": 9, "level": 1}"#, Refused("invalid seat position".into())),
        (
            "remote_seat_cooler_request",
            r#"{"seat_position": 3, "seat_cooler_level": 1}"#,
            OutOfBounds("invalid seat position"),
        ),
        ("window_control", r#"{"command": "open"}"#, Refused("command must be 'vent' or 'close'".into())),
        ("set_charge_limit", r#"{"percent": 1e12}"#, Invalid("percent")),
        (
            "set_scheduled_departure",
            r#"{"enable": true, "departure_time": 1441}"#,
            OutOfBounds("invalid departure time"),
        ),
        (
            "parental_controls_enable_setting",
            r#"{"setting": "Bedtime", "enable": true}"#,
            InvalidValue("invalid setting: Bedtime".into()),
        ),
        (
            "add_precondition_schedule",
            r#"{"lat": 1, "lon": 1, "precondition_time": 1, "enabled": true, "days_of_week": "mon,someday"}"#,
            Refused("unrecognized day name: someday".into()),
        ),
    ];
    for (name, body, expected) in cases {
        assert_eq!(refusal(name, body), expected, "{name} {body}");
    }
}

#[test]
fn valet_mode_that_was_off_already_counts_as_switched_off() {
    use crate::party::Party;
    use openfob_tesla_command::{Answer, Outcome, Received, Signature};
    let mut party = Party::new(Role::Owner);
    party.outcome = Outcome::Refused("already off".to_owned());
    let mut session = party.session(Domain::Infotainment);
    let off = party.command(&mut session, &command("set_valet_mode", r#"{"on": false}"#), Signature::Hmac);
    assert_eq!(off, Ok(Received::Answer(Answer::Done)));
}
