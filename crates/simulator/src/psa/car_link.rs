//! The car link over TCP: a connection begins with the car's VIN and a line feed, as one over Bluetooth begins with the
//! car's address; from then on it is the link of `openfob_carkey`. Without that line it leads to the first car.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use openfob_carkey::link::{CarSide, FrameReader, LinkError, Message, frame};
use openfob_carkey::{PhoneId, Relay};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::unit::{Garbage, Unit};
use crate::car::{Availability, Car, CarId};
use crate::simulator::Simulator;

const MOST_LINKS: usize = 256;
const PATIENCE: Duration = Duration::from_mins(1);
const FAREWELL: Duration = Duration::from_secs(1);
const LONGEST_ADDRESS: usize = 64;
const NONSENSE: &[u8] = b"\xff\xff\xff\xffthis is no frame";

/// Serves the links of all cars.
pub(crate) async fn serve(simulator: Simulator, listener: TcpListener) -> std::io::Result<()> {
    let room = Arc::new(Semaphore::new(MOST_LINKS));
    loop {
        let (stream, _) = listener.accept().await?;
        let Ok(permit) = Arc::clone(&room).try_acquire_owned() else {
            tokio::spawn(turn_away(stream));
            continue;
        };
        let simulator = simulator.clone();
        tokio::spawn(async move {
            let _permit = permit;
            // Whatever breaks the connection is a lost link to the phone, and nothing more to the car.
            let _ = hold(&simulator, stream).await;
        });
    }
}

/// Tells one phone too many that there is no room for it.
async fn turn_away(mut stream: TcpStream) {
    let told = frame(&Message::Refused { error: LinkError::TOO_MANY_SESSIONS });
    // So short an answer goes out at once, or the phone is gone.
    let _ = timeout(FAREWELL, stream.write_all(&told)).await;
}

/// One session.
#[derive(Default)]
struct Session {
    side: CarSide,
    heard: FrameReader,
    phone: Option<PhoneId>,
}

async fn hold(simulator: &Simulator, mut stream: TcpStream) -> std::io::Result<()> {
    let mut buffer = vec![0; 4096];
    let mut bytes = Vec::new();
    let car = loop {
        match address(&mut bytes) {
            Address::Named(name) => break find(simulator, Some(&name)),
            Address::None => break find(simulator, None),
            Address::Incomplete if bytes.len() > LONGEST_ADDRESS => break None,
            Address::Incomplete => {}
        }
        let Ok(read) = timeout(PATIENCE, stream.read(&mut buffer)).await else { return Ok(()) };
        match read? {
            0 => return Ok(()),
            count => bytes.extend_from_slice(&buffer[..count]),
        }
    };
    let Some(car) = car else {
        return stream.write_all(&frame(&Message::Refused { error: LinkError::NOT_DISCOVERED })).await;
    };
    let mut session = Session::default();
    loop {
        if !bytes.is_empty() {
            let Some(answer) = session.answer(simulator, &car, &bytes) else { return Ok(()) };
            stream.write_all(&answer).await?;
            if session.side.is_over() {
                return stream.shutdown().await;
            }
        }
        let Ok(read) = timeout(PATIENCE, stream.read(&mut buffer)).await else { return Ok(()) };
        let count = read?;
        if count == 0 {
            return Ok(());
        }
        bytes = buffer[..count].to_vec();
    }
}

/// Which car a connection asks for.
enum Address {
    Named(String),
    None,
    Incomplete,
}

/// Takes the address off the bytes.
fn address(bytes: &mut Vec<u8>) -> Address {
    // A frame begins with the high byte of a small length.
    if bytes.first() == Some(&0) {
        return Address::None;
    }
    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else { return Address::Incomplete };
    let line: Vec<u8> = bytes.drain(..=end).collect();
    Address::Named(String::from_utf8_lossy(&line).trim().to_owned())
}

fn find(simulator: &Simulator, name: Option<&str>) -> Option<CarId> {
    simulator.look(|world, _| {
        let id = match name {
            Some(name) => world.find_car(name).ok()?,
            None => super::api::first(world)?,
        };
        world.cars.get(&id).filter(|car| car.access().car_key()).map(|car| car.id.clone())
    })
}

impl Session {
    /// What the car says to these bytes; `None`: the link is lost.
    fn answer(&mut self, simulator: &Simulator, car: &CarId, bytes: &[u8]) -> Option<Vec<u8>> {
        self.heard.push(bytes);
        while let Ok(Some(message)) = self.heard.next_message() {
            if let Message::Hello { phone } = message {
                self.phone.get_or_insert(phone);
            }
        }
        simulator.jot(|world, now| {
            let car: Car = world.cars.get(car)?.clone();
            let unit: &Unit = world.psa.unit_mut(&car).ok()?;
            if !unit.link || !unit.bluetooth {
                return None;
            }
            if unit.garbage == Garbage::Link {
                return Some(NONSENSE.to_vec());
            }
            if car.availability(now) == Availability::Asleep {
                return Some(frame(&Message::Refused { error: LinkError::UNAVAILABLE }));
            }
            let identity = unit.module.as_ref()?.identity()?;
            let senses = unit.senses(&car, self.phone.as_ref(), now)?;
            let answer = self.side.receive(bytes, &identity, &SystemRandom::new(), || senses.clone());
            Some(if unit.garbage == Garbage::Signature { damaged(&answer) } else { answer })
        })
    }
}

/// The same answers, with a signature that is none.
fn damaged(answer: &[u8]) -> Vec<u8> {
    let mut reader = FrameReader::new();
    reader.push(answer);
    let mut frames = Vec::new();
    while let Ok(Some(message)) = reader.next_message() {
        frames.extend(frame(&match message {
            Message::Attested { relay } => {
                Message::Attested { relay: Relay { signature: "MAYCAQECAQE=".to_owned(), ..relay } }
            }
            other => other,
        }));
    }
    frames
}
