//! The Teslas over Bluetooth, with a socket in the radio's place.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use openfob_tesla_command::ble::{BlockReader, Mtu, blocks, local_name};
use openfob_tesla_command::proto::keys::Role;
use openfob_tesla_command::proto::universal_message::destination::SubDestination;
use openfob_tesla_command::proto::universal_message::routable_message::Payload;
use openfob_tesla_command::proto::universal_message::{Destination, RoutableMessage};
use openfob_tesla_command::proto::vcsec::command_status::SubMessage as Status;
use openfob_tesla_command::proto::vcsec::from_vcsec_message::SubMessage;
use openfob_tesla_command::proto::vcsec::{
    FromVcsecMessage, KeyFormFactor, OperationStatusE, RkeActionE, VehicleLockStateE,
};
use openfob_tesla_command::{
    Answer, Command, CommandError, Domain, Fault, Received, Request, SecurityCommand, Session, Signature,
    SystemRandomness, Vin,
};
use prost::Message as _;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::client::{Client, MODEL_3, MODEL_S};
use super::driver::{Driver, command};

/// A company's Model 3 with software of early 2023.
const OUTDATED: &str = "5YJ3E1EB7MF902716";
/// Longer than anything takes here.
const PATIENCE: Duration = Duration::from_secs(20);

/// Someone near the owner's Model 3, with a key.
struct Visitor {
    driver: Driver,
    link: Link,
}

/// A connection to a car.
struct Link {
    stream: TcpStream,
    advertised: Value,
    mtu: Mtu,
    reader: BlockReader,
    heard: VecDeque<Vec<u8>>,
}

/// Puts the cars of a simulator on the air.
async fn air(client: &Client) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(client.garage.simulator.tesla_ble(listener).unwrap());
    address
}

fn name(vin: &str) -> String {
    local_name(&Vin::new(vin).unwrap())
}

impl Link {
    /// None where nobody goes by that name.
    async fn connect(address: SocketAddr, sought: &Value) -> Option<Self> {
        let stream = TcpStream::connect(address).await.unwrap();
        let (reader, heard) = (BlockReader::new(), VecDeque::new());
        let mut link = Self { stream, advertised: Value::Null, mtu: Mtu::LEAST, reader, heard };
        link.write(sought.to_string().as_bytes()).await;
        link.advertised = serde_json::from_slice(&link.chunk().await?).unwrap();
        link.mtu = Mtu::new(link.advertised["mtu"].as_u64().unwrap().try_into().unwrap());
        Some(link)
    }

    /// One write.
    async fn write(&mut self, block: &[u8]) {
        let length = u16::try_from(block.len()).unwrap().to_be_bytes();
        self.stream.write_all(&[&length, block].concat()).await.unwrap();
    }

    /// One indication; none where the link is lost.
    async fn chunk(&mut self) -> Option<Vec<u8>> {
        let reading = async {
            let mut chunk = vec![0; self.stream.read_u16().await.ok()?.into()];
            self.stream.read_exact(&mut chunk).await.ok()?;
            Some(chunk)
        };
        tokio::time::timeout(PATIENCE, reading).await.unwrap()
    }

    async fn say(&mut self, message: &[u8]) {
        for block in blocks(message, self.mtu).unwrap() {
            self.write(&block).await;
        }
    }

    async fn hear(&mut self) -> Vec<u8> {
        loop {
            if let Some(message) = self.heard.pop_front() {
                return message;
            }
            let block = self.chunk().await.unwrap();
            assert!((1..=self.mtu.block()).contains(&block.len()));
            self.heard.extend(self.reader.receive(&block, Timestamp::UNIX_EPOCH));
        }
    }
}

impl Visitor {
    async fn with(role: &str) -> Self {
        Self::at(MODEL_3, role).await
    }

    async fn at(vin: &'static str, role: &str) -> Self {
        let client = Client::open().await;
        let address = air(&client).await;
        let driver = Driver::of(client, 3, vin);
        driver.enrol(Some(role)).await;
        let link = Link::connect(address, &json!({"local_name": name(vin), "mtu": 247})).await.unwrap();
        Self { driver, link }
    }

    fn session(&mut self, domain: Domain) -> &mut Session {
        match domain {
            Domain::VehicleSecurity => &mut self.driver.security,
            Domain::Infotainment => &mut self.driver.infotainment,
        }
    }

    fn sign(&mut self, command: &Command) -> Request {
        let (now, lifetime) = (self.driver.now(), SignedDuration::from_secs(5));
        let session = self.session(command.domain());
        session.authorize(command, Signature::AesGcm, lifetime, now, &mut SystemRandomness).unwrap()
    }

    fn session_request(&mut self, domain: Domain) -> Request {
        let now = self.driver.now();
        self.session(domain).request_session(now, &mut SystemRandomness).unwrap()
    }

    /// What the next message that is not for everyone says to a request.
    async fn read(&mut self, domain: Domain, request: &mut Request) -> Result<Received, CommandError> {
        let mut answer = self.link.hear().await;
        while is_for_everyone(&answer) {
            answer = self.link.hear().await;
        }
        let now = self.driver.now();
        self.session(domain).receive(request, &answer, now)
    }

    async fn start(&mut self, domain: Domain) {
        let mut request = self.session_request(domain);
        self.link.say(request.bytes()).await;
        assert_eq!(self.read(domain, &mut request).await, Ok(Received::Answer(Answer::Session)));
    }

    /// Everything that the car says to a command, to the answer.
    async fn give(&mut self, command: &Command) -> Vec<Result<Received, CommandError>> {
        let mut request = self.sign(command);
        self.link.say(request.bytes()).await;
        let mut told = Vec::new();
        loop {
            told.push(self.read(command.domain(), &mut request).await);
            if !matches!(told.last(), Some(Ok(Received::Notice))) {
                return told;
            }
        }
    }

    /// Asks for the keys in the clear, which every car answers that hears it: nothing else was said before that answer.
    async fn is_heard(&mut self) {
        let mut request = self.sign(&Command::Security(SecurityCommand::ListKeys));
        self.link.say(request.bytes()).await;
        let read = self.read(Domain::VehicleSecurity, &mut request).await;
        assert!(matches!(read, Ok(Received::Answer(Answer::Keys(_)))), "{read:?}");
    }
}

fn security(message: &[u8]) -> (RoutableMessage, SubMessage) {
    let envelope = RoutableMessage::decode(message).unwrap();
    let Some(Payload::ProtobufMessageAsBytes(payload)) = &envelope.payload else { panic!("no payload") };
    let said = FromVcsecMessage::decode(payload.as_slice()).unwrap().sub_message.unwrap();
    (envelope, said)
}

fn is_for_everyone(message: &[u8]) -> bool {
    let to = RoutableMessage::decode(message).unwrap().to_destination;
    to == Some(Destination { sub_destination: Some(SubDestination::Domain(0)) })
}

fn wake() -> Command {
    Command::Security(SecurityCommand::RemoteKeyless(RkeActionE::RkeActionWakeVehicle))
}

const DONE: [Result<Received, CommandError>; 2] = [Ok(Received::Notice), Ok(Received::Answer(Answer::Done))];

#[tokio::test]
async fn a_car_tells_what_clients_look_for() {
    let client = Client::open().await;
    assert_eq!(client.garage.get("/api/tesla").await.json()["ble"], Value::Null, "off unless asked for");
    let address = air(&client).await;
    assert_eq!(client.garage.get("/api/tesla").await.json()["ble"], address.to_string());
    let link = Link::connect(address, &json!({"local_name": name(MODEL_3)})).await.unwrap();
    assert_eq!(
        link.advertised,
        json!({
            "local_name": name(MODEL_3),
            "connectable": true,
            "service": "00000211-b2d1-43f0-9b88-960cebf8b91e",
            "to_vehicle": "00000212-b2d1-43f0-9b88-960cebf8b91e",
            "from_vehicle": "00000213-b2d1-43f0-9b88-960cebf8b91e",
            "mtu": 23,
        })
    );
    assert!(Link::connect(address, &json!({"local_name": name("5YJ30123456789ABC")})).await.is_none());
    assert!(Link::connect(address, &json!({"local_name": name(MODEL_S)})).await.is_none(), "it takes no keys");
    assert!(Link::connect(address, &json!({"name": "x"})).await.is_none());
}

#[tokio::test]
async fn a_car_takes_three_clients_and_the_next_once_one_has_left() {
    let client = Client::open().await;
    let address = air(&client).await;
    let sought = json!({"local_name": name(MODEL_3)});
    let mut links = Vec::new();
    for _ in 0..3 {
        links.push(Link::connect(address, &sought).await.unwrap());
    }
    assert!(links.iter().all(|link| link.advertised["connectable"] == true));
    let mut fourth = Link::connect(address, &sought).await.unwrap();
    assert_eq!(fourth.advertised["connectable"], false);
    assert_eq!(fourth.chunk().await, None);
    let mut leaving = links.pop().unwrap();
    leaving.stream.shutdown().await.unwrap();
    assert_eq!(leaving.chunk().await, None);
    assert_eq!(Link::connect(address, &sought).await.unwrap().advertised["connectable"], true);
}

#[tokio::test]
async fn commands_are_obeyed_in_both_domains_and_vehicle_security_notes_them_first() {
    let mut visitor = Visitor::with("owner").await;
    visitor.start(Domain::VehicleSecurity).await;
    visitor.start(Domain::Infotainment).await;
    assert_eq!(visitor.give(&command("door_unlock", &json!({}))).await, DONE);
    assert_eq!(visitor.driver.car().await["locked"], false);
    let told = visitor.give(&command("honk_horn", &json!({}))).await;
    assert_eq!(told, [Ok(Received::Answer(Answer::Done))]);
}

#[tokio::test]
async fn whoever_is_near_hears_of_a_change_that_another_made() {
    let mut visitor = Visitor::with("owner").await;
    visitor.is_heard().await;
    visitor.driver.client.garage.turn("4821", "unlock", "{}").await;
    let (envelope, said) = security(&visitor.link.hear().await);
    assert!(is_for_everyone(&envelope.encode_to_vec()));
    assert_eq!(envelope.sub_sig_data, None);
    let SubMessage::VehicleStatus(status) = said else { panic!("{said:?}") };
    assert_eq!(status.vehicle_lock_state(), VehicleLockStateE::VehiclelockstateUnlocked);
}

#[tokio::test]
async fn infotainment_is_silent_while_it_sleeps_until_vehicle_security_wakes_it() {
    let mut visitor = Visitor::with("owner").await;
    visitor.driver.client.script("wake-delay", "7").await;
    visitor.start(Domain::VehicleSecurity).await;
    visitor.driver.client.garage.turn("4821", "unplug", "{}").await;
    visitor.driver.lever("sleep", &json!({})).await;

    let asked = visitor.session_request(Domain::Infotainment);
    visitor.link.say(asked.bytes()).await;
    visitor.is_heard().await;
    assert_eq!(visitor.give(&command("door_unlock", &json!({}))).await, DONE, "vehicle security is awake");
    assert_eq!(visitor.driver.car().await["state"], "asleep", "and lets the rest sleep");

    assert_eq!(visitor.give(&wake()).await, DONE);
    visitor.link.say(asked.bytes()).await;
    visitor.is_heard().await;
    visitor.driver.client.garage.advance("7s").await;
    visitor.start(Domain::Infotainment).await;
}

#[tokio::test]
async fn fleet_managers_keys_are_refused_nearby() {
    let mut visitor = Visitor::with("fm").await;
    for (domain, name) in [(Domain::VehicleSecurity, "door_unlock"), (Domain::Infotainment, "honk_horn")] {
        visitor.start(domain).await;
        let told = visitor.give(&command(name, &json!({}))).await;
        assert_eq!(told, [Err(CommandError::Fault(Fault::INSUFFICIENT_PRIVILEGES))]);
    }
    assert_eq!(visitor.driver.car().await["locked"], true);
    visitor.driver.does("door_unlock", &json!({})).await;
}

#[tokio::test]
async fn a_car_with_software_of_early_2023_obeys_fleet_managers_nearby() {
    let mut visitor = Visitor::at(OUTDATED, "fm").await;
    visitor.start(Domain::VehicleSecurity).await;
    assert_eq!(visitor.give(&command("door_unlock", &json!({}))).await, DONE);
}

#[tokio::test]
async fn a_key_that_was_asked_for_waits_for_a_card_and_whoever_asked_is_told() {
    let mut visitor = Visitor::with("owner").await;
    let key = *super::driver::key(7).public_key();
    let add = SecurityCommand::AddKey { key, role: Role::Driver, form_factor: KeyFormFactor::AndroidDevice };
    let place = |sub| Some(Destination { sub_destination: Some(sub) });
    let request = RoutableMessage {
        to_destination: place(SubDestination::Domain(2)),
        from_destination: place(SubDestination::RoutingAddress(vec![1; 16])),
        uuid: vec![2; 16],
        payload: Some(Payload::ProtobufMessageAsBytes(Command::Security(add).to_payload())),
        ..RoutableMessage::default()
    };
    let bare = SecurityCommand::key_request(key, Role::Driver, KeyFormFactor::AndroidDevice);
    let asked = [(request.encode_to_vec(), request.from_destination), (bare, place(SubDestination::Domain(0)))];
    for ((message, address), added) in
        asked.into_iter().zip([OperationStatusE::OperationstatusOk, OperationStatusE::OperationstatusError])
    {
        visitor.link.say(&message).await;
        let (envelope, waiting) = security(&visitor.link.hear().await);
        let SubMessage::CommandStatus(status) = waiting else { panic!("{waiting:?}") };
        assert_eq!(status.operation_status(), OperationStatusE::OperationstatusWait);
        assert_eq!(envelope.to_destination, address);
        let path = format!("/api/tesla/cars/{MODEL_3}/tap-card");
        visitor.driver.client.garage.post(&path, "{}").await;
        let (envelope, told) = security(&visitor.link.hear().await);
        assert_eq!(envelope.to_destination, address);
        let SubMessage::CommandStatus(status) = told else { panic!("{told:?}") };
        assert_eq!(status.operation_status(), added, "the second time it is there already");
        assert!(matches!(status.sub_message, Some(Status::WhitelistOperationStatus(_))));
    }
}

#[tokio::test]
async fn a_message_that_pauses_for_more_than_a_second_is_lost() {
    let mut visitor = Visitor::with("owner").await;
    let whole = |request: &Request| blocks(request.bytes(), Mtu::MOST).unwrap().concat();
    let mut first = visitor.session_request(Domain::VehicleSecurity);
    visitor.link.write(&[whole(&first).as_slice(), &[0, 9, 1, 2, 3]].concat()).await;
    let answered = visitor.read(Domain::VehicleSecurity, &mut first).await;
    assert_eq!(answered, Ok(Received::Answer(Answer::Session)), "so the beginning of the next one was heard as well");
    visitor.driver.client.garage.advance("2s").await;
    let mut second = visitor.session_request(Domain::VehicleSecurity);
    visitor.link.write(&whole(&second)).await;
    let answered = visitor.read(Domain::VehicleSecurity, &mut second).await;
    assert_eq!(answered, Ok(Received::Answer(Answer::Session)), "no part of it was taken for the end of the lost one");
}

#[tokio::test]
async fn garbage_and_lengths_that_no_message_has_are_passed_over() {
    let mut visitor = Visitor::with("owner").await;
    visitor.link.write(&[4, 1, 1, 2, 3]).await;
    visitor.is_heard().await;
    visitor.link.write(&[0xff; 200]).await;
    visitor.link.write(&[]).await;
    visitor.is_heard().await;
    visitor.link.say(b"\xff\xff this is no message").await;
    visitor.is_heard().await;
}

#[tokio::test]
async fn a_write_that_is_longer_than_the_packets_ends_the_link() {
    let mut visitor = Visitor::with("owner").await;
    visitor.link.write(&[0; 245]).await;
    assert_eq!(visitor.link.chunk().await, None);
}
