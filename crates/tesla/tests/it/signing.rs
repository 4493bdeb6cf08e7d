//! Signed commands, with the simulated Model 3 that checks them.

use openfob_automaker::{
    Adapter, AdapterError, AdapterErrorKind, CommandAnswer, Commanded, Effect, PriceClass, Session, Verdict,
};
use openfob_domain::{AccessRules, AccountIssue, Capability, Command, KeyClaim, UpstreamFault, VehicleCondition};
use openfob_tesla::SigningKeys;
use openfob_tesla_command::PrivateKey;
use serde_json::{Value, json};

use crate::commands::{KEYED, KEYLESS};
use crate::harness::{Keys, LENA, MODEL_3, MODEL_S, World, vin};

/// The key's short name in the harness.
const KEY: &str = "3";

/// Lena's Model 3, awake, with our key on it.
struct Drive {
    world: World,
    session: Session,
}

impl Drive {
    async fn begin() -> Self {
        let world = World::start().await;
        let session = world.session(LENA).await;
        let drive = Self { world, session };
        drive.enrol(KEY, "enrol").await;
        drive.world.turn("4821", "wake", json!({})).await;
        drive
    }

    async fn enrol(&self, key: &str, lever: &str) {
        let private: PrivateKey = Keys.key(&self.world.partner.key_domain, key).await.unwrap().unwrap();
        let body = json!({"public_key": private.public_key().to_pem()});
        self.world.post(&format!("/api/tesla/cars/{MODEL_3}/{lever}"), body).await;
    }

    async fn tell(&self, command: Command) -> Result<CommandAnswer, AdapterError> {
        self.tell_with(MODEL_3, &KEYED, Some(KEY), command).await
    }

    async fn tell_with(
        &self,
        car: &str,
        access: &AccessRules,
        key: Option<&str>,
        command: Command,
    ) -> Result<CommandAnswer, AdapterError> {
        let (commands, vin) = (self.world.tesla.commands().unwrap(), vin(car));
        commands.run(&self.session, Commanded { vin: &vin, access, key }, &command).await
    }

    async fn play(&self, script: &str, value: &str) {
        self.world.post(&format!("/api/tesla/scripts/{script}"), json!({"value": value, "vin": MODEL_3})).await;
    }

    async fn car(&self) -> Value {
        self.world.car("4821").await
    }

    /// How many messages went to the car.
    fn messages(&self) -> usize {
        self.world.book.take().iter().filter(|call| **call == "signed_command").count()
    }
}

fn obeyed(healed: Option<&str>) -> CommandAnswer {
    CommandAnswer {
        signed_with: Some(KEY.to_owned()),
        key: Some(KeyClaim::Present { key: Some(KEY.to_owned()) }),
        healed: healed.map(str::to_owned),
        ..CommandAnswer::unsigned(Verdict::Obeyed)
    }
}

fn condition(condition: VehicleCondition) -> AdapterErrorKind {
    AdapterErrorKind::Vehicle(condition)
}

#[tokio::test]
async fn a_car_with_our_key_obeys_both_of_its_parts() {
    let drive = Drive::begin().await;
    assert_eq!(drive.tell(Command::Unlock).await.unwrap(), obeyed(None));
    assert_eq!(drive.car().await["locked"], false);
    assert_eq!(drive.tell(Command::Lock).await.unwrap(), obeyed(None));
    assert_eq!(drive.car().await["locked"], true);
    assert_eq!(drive.tell(Command::ChargeLimit { percent: 70.0 }).await.unwrap(), obeyed(None));
    assert_eq!(drive.car().await["battery"]["limit_percent"], 70.0);
    let calls = drive.world.book.take_priced();
    let signed = ("signed_command", PriceClass::Command);
    assert_eq!(calls, [signed; 5], "a handshake for each part, and the commands");
}

#[tokio::test]
async fn every_command_that_we_have_for_teslas_is_understood_by_the_car() {
    let drive = Drive::begin().await;
    let commands = [
        Command::ChargeAmperage { amperes: 16.0 },
        Command::ChargePortOpen,
        Command::CabinStart,
        Command::CabinTarget { celsius: 21.5 },
        Command::SteeringHeaterStart,
        Command::SteeringHeaterStop,
        Command::DefrosterStart,
        Command::DefrosterStop,
        Command::CabinStop,
        Command::FrunkOpen,
        Command::TrunkOpen,
        Command::TrunkClose,
        Command::PinSet { pin: "1234".to_owned() },
        Command::PinClear,
    ];
    for command in commands {
        let answer = drive.tell(command.clone()).await.unwrap();
        assert_eq!(answer.verdict, Verdict::Obeyed, "{command:?}: {answer:?}");
    }
}

#[tokio::test]
async fn a_destination_goes_to_teslas_own_service_for_every_car() {
    let drive = Drive::begin().await;
    let answer = drive.tell(Command::Navigate { latitude: 47.9, longitude: 7.8 }).await.unwrap();
    assert_eq!((answer.verdict, answer.signed_with), (Verdict::Obeyed, None));
    assert_eq!(drive.world.book.take(), ["navigation_gps_request"]);
}

#[tokio::test]
async fn where_tesla_knows_better_what_a_car_takes_it_gets_that() {
    let drive = Drive::begin().await;
    // Taken for one without a key, and Tesla wants signatures.
    let answer = drive.tell_with(MODEL_3, &KEYLESS, Some(KEY), Command::Unlock).await.unwrap();
    assert_eq!(answer, obeyed(None));
    // Taken for one with a key, and it is from before the protocol.
    drive.world.turn("0377", "wake", json!({})).await;
    let answer = drive.tell_with(MODEL_S, &KEYED, Some(KEY), Command::Unlock).await.unwrap();
    assert_eq!((answer.verdict, answer.signed_with), (Verdict::Obeyed, None));
    assert_eq!(drive.world.car("0377").await["locked"], false);
    // Nobody has a key to sign with.
    let error = drive.tell_with(MODEL_3, &KEYED, None, Command::Unlock).await.unwrap_err();
    assert_eq!(error.kind, AdapterErrorKind::Capability(Capability::SmartcarNotCapable));
}

#[tokio::test]
async fn a_car_that_sleeps_is_woken_and_then_obeys() {
    let drive = Drive::begin().await;
    drive.world.play("wake-delay", "0").await;
    drive.world.turn("4821", "unplug", json!({})).await;
    for _ in 0..2 {
        drive.world.turn("4821", "sleep", json!({})).await;
        assert_eq!(drive.tell(Command::Unlock).await.unwrap(), obeyed(None));
    }
    let calls = drive.world.book.take();
    assert_eq!(calls.iter().filter(|call| **call == "wake_up").count(), 2, "{calls:?}");
}

#[tokio::test]
async fn the_cars_own_answers_tell_its_condition() {
    let drive = Drive::begin().await;
    drive.world.turn("4821", "unplug", json!({})).await;
    let answer = drive.tell(Command::ChargeStart).await.unwrap();
    assert_eq!(answer.verdict, Verdict::Refused(condition(VehicleCondition::ChargingPlugNotConnected)));
    assert_eq!(answer.key, obeyed(None).key, "a car that refuses has the key");
    assert!(answer.reason.is_some_and(|reason| reason.contains("disconnected")));
    // What is so already is done.
    drive.tell(Command::ChargeLimit { percent: 75.0 }).await.unwrap();
    let again = drive.tell(Command::ChargeLimit { percent: 75.0 }).await.unwrap();
    assert_eq!(again.verdict, Verdict::Obeyed);
}

#[tokio::test]
async fn a_key_that_was_removed_is_told_of_whether_or_not_there_is_a_session() {
    let drive = Drive::begin().await;
    let missing = Verdict::NotTaken(AdapterErrorKind::Account(AccountIssue::VirtualKeyRequired));
    drive.tell(Command::Unlock).await.unwrap();
    drive.enrol(KEY, "remove").await;
    for command in [Command::Lock, Command::Lock, Command::ChargeLimit { percent: 80.0 }] {
        let answer = drive.tell(command).await.unwrap();
        assert_eq!((answer.verdict, answer.key), (missing, Some(KeyClaim::Absent)));
    }
    assert_eq!(drive.car().await["locked"], false);
    drive.enrol(KEY, "enrol").await;
    assert_eq!(drive.tell(Command::Lock).await.unwrap().verdict, Verdict::Obeyed);
}

#[tokio::test]
async fn each_car_is_commanded_with_the_key_that_it_has() {
    let drive = Drive::begin().await;
    drive.enrol(KEY, "remove").await;
    drive.enrol("5", "enrol").await;
    let told = async |key| drive.tell_with(MODEL_3, &KEYED, Some(key), Command::Unlock).await.unwrap();
    assert_eq!(told(KEY).await.key, Some(KeyClaim::Absent));
    let answer = told("5").await;
    assert_eq!((answer.verdict, answer.signed_with.as_deref()), (Verdict::Obeyed, Some("5")));
    let unknown = drive.tell_with(MODEL_3, &KEYED, Some("none of ours"), Command::Unlock).await.unwrap_err();
    assert_eq!((unknown.kind, unknown.effect), (AdapterErrorKind::Internal, Effect::NotApplied));
}

#[rstest::rstest]
#[case("incorrect-epoch", "MESSAGEFAULT_ERROR_INCORRECT_EPOCH")]
#[case("invalid-signature", "MESSAGEFAULT_ERROR_INVALID_SIGNATURE")]
#[case("invalid-token-or-counter", "MESSAGEFAULT_ERROR_INVALID_TOKEN_OR_COUNTER")]
#[case("time-expired", "MESSAGEFAULT_ERROR_TIME_EXPIRED")]
#[tokio::test]
async fn a_session_that_is_not_valid_any_more_is_healed_and_told_as_what_it_was(
    #[case] fault: &str,
    #[case] name: &str,
) {
    let drive = Drive::begin().await;
    drive.tell(Command::Lock).await.unwrap();
    drive.messages();
    drive.play("signed-fault", fault).await;
    assert_eq!(drive.tell(Command::Unlock).await.unwrap(), obeyed(Some(name)));
    assert!(drive.messages() <= 3, "one handshake at most");
    assert_eq!(drive.tell(Command::Lock).await.unwrap(), obeyed(None));
    assert_eq!(drive.messages(), 1);
}

#[tokio::test]
async fn a_session_that_does_not_heal_is_told_as_what_it_was_and_nothing_was_done() {
    let drive = Drive::begin().await;
    drive.tell(Command::Lock).await.unwrap();
    drive.messages();
    drive.play("signed-fault", "invalid-signature:always").await;
    let answer = drive.tell(Command::Unlock).await.unwrap();
    assert_eq!(answer.verdict, Verdict::NotTaken(condition(VehicleCondition::Unknown)));
    assert_eq!(answer.reason.as_deref(), Some("MESSAGEFAULT_ERROR_INVALID_SIGNATURE"));
    assert_eq!(drive.car().await["locked"], true);
    assert!(drive.messages() <= 4);
}

#[tokio::test]
async fn a_reboot_of_the_car_and_a_clock_that_was_set_are_healed() {
    let drive = Drive::begin().await;
    drive.tell(Command::Lock).await.unwrap();
    drive.world.post(&format!("/api/tesla/cars/{MODEL_3}/reboot"), json!({})).await;
    assert!(drive.tell(Command::Unlock).await.unwrap().healed.is_some());
    drive.play("car-clock", "3600").await;
    assert_eq!(drive.tell(Command::Lock).await.unwrap(), obeyed(Some("MESSAGEFAULT_ERROR_TIME_EXPIRED")));
}

/// The car did it, and how it said so is lost or spoilt.
#[rstest::rstest]
#[case("lost", UpstreamFault::NoResponse)]
#[case("empty", UpstreamFault::InvalidData)]
#[case("other-domain", UpstreamFault::InvalidData)]
#[case("response-mtu-exceeded", UpstreamFault::InvalidData)]
#[tokio::test]
async fn what_may_have_taken_effect_is_never_sent_again(#[case] wrong: &str, #[case] fault: UpstreamFault) {
    let drive = Drive::begin().await;
    drive.tell(Command::Lock).await.unwrap();
    drive.messages();
    drive.play("signed-fault", wrong).await;
    let error = drive.tell(Command::Unlock).await.unwrap_err();
    assert_eq!((error.kind, error.effect), (AdapterErrorKind::Upstream(fault), Effect::MayHaveApplied));
    assert_eq!(drive.messages(), 1);
    assert_eq!(drive.tell(Command::Lock).await.unwrap(), obeyed(None));
}

#[tokio::test]
async fn a_handshake_that_cannot_be_trusted_gives_no_session_and_nothing_is_signed() {
    let drive = Drive::begin().await;
    drive.play("session-fault", "unknown-key-id").await;
    let answer = drive.tell(Command::Unlock).await.unwrap();
    assert_eq!(answer.key, Some(KeyClaim::Absent));
    drive.play("session-fault", "not-on-whitelist").await;
    assert_eq!(drive.tell(Command::Unlock).await.unwrap().key, Some(KeyClaim::Absent));
    assert_eq!(drive.messages(), 2, "the requests for a session");
    assert_eq!(drive.car().await["locked"], true);
}
