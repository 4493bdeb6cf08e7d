//! Plain commands.

use openfob_automaker::{Adapter, AdapterErrorKind, Commanded, Session, Verdict};
use openfob_domain::{AccessRules, Command, DataWithoutKey, KeyKind, KeyRule, VehicleCondition, Vin};
use serde_json::json;

use crate::harness::{LENA, MODEL_S, World, vin};

pub(crate) const KEYLESS: AccessRules = AccessRules { key: None, refresh_seconds: None, streaming_toggle: false };
pub(crate) const KEYED: AccessRules = AccessRules {
    key: Some(KeyRule { kind: KeyKind::VirtualKey, data_without: DataWithoutKey::Budget { window_seconds: 28_800 } }),
    ..KEYLESS
};

async fn tell(
    world: &World,
    session: &Session,
    vin: &Vin,
    access: &AccessRules,
    command: Command,
) -> Result<(), AdapterErrorKind> {
    let commands = world.tesla.commands().unwrap();
    let told = commands.run(session, Commanded { vin, access, key: None }, &command).await;
    match told.map_err(|error| error.kind)?.verdict {
        Verdict::Obeyed => Ok(()),
        Verdict::Refused(kind) | Verdict::NotTaken(kind) => Err(kind),
    }
}

#[tokio::test]
async fn a_car_that_takes_plain_commands_obeys_and_says_why_where_it_does_not() {
    let world = World::start().await;
    let session = world.session(LENA).await;
    let car = vin(MODEL_S);
    world.turn("0377", "wake", json!({})).await;
    assert_eq!(tell(&world, &session, &car, &KEYLESS, Command::Unlock).await, Ok(()));
    assert_eq!(world.car("0377").await["locked"], false);
    assert_eq!(tell(&world, &session, &car, &KEYLESS, Command::Lock).await, Ok(()));
    let unplugged = Err(AdapterErrorKind::Vehicle(VehicleCondition::ChargingPlugNotConnected));
    assert_eq!(tell(&world, &session, &car, &KEYLESS, Command::ChargeStart).await, unplugged);
}

#[tokio::test]
async fn opening_an_open_boot_does_not_shut_it() {
    let world = World::start().await;
    let session = world.session(LENA).await;
    let car = vin(MODEL_S);
    world.turn("0377", "wake", json!({})).await;
    for _ in 0..2 {
        assert_eq!(tell(&world, &session, &car, &KEYLESS, Command::TrunkOpen).await, Ok(()));
    }
    assert_eq!(world.book.take(), ["vehicle_data", "actuate_trunk", "vehicle_data"]);
}

#[tokio::test]
async fn a_sleeping_car_is_woken_by_a_command_and_told_once_it_is_online() {
    let world = World::start().await;
    let session = world.session(LENA).await;
    world.turn("0377", "sleep", json!({})).await;
    world.play("wake-delay", "0").await;
    assert_eq!(tell(&world, &session, &vin(MODEL_S), &KEYLESS, Command::Unlock).await, Ok(()));
    assert_eq!(world.car("0377").await["locked"], false);
    let calls = world.book.take();
    assert_eq!(calls.iter().filter(|call| **call == "wake_up").count(), 1, "{calls:?}");
}
