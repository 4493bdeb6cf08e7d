//! The cars over Bluetooth, with a socket in the radio's place.
//!
//! Everything on it is in chunks: two bytes of length, big-endian, and so many bytes. The first chunk of a client is JSON
//! and names the car by its local name, as in a scan, and the longest packet that the client can take; the car's first
//! chunk is what a client learns of the service. From then on each chunk of the client is one write, and each of the
//! car's one indication. An empty one is a read that keeps the link.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use openfob_tesla_command::Vin;
use openfob_tesla_command::ble::{BlockReader, FROM_VEHICLE, Mtu, SERVICE, TO_VEHICLE, blocks, local_name};
use serde::Deserialize;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::signed::{self, Answer, Link};
use crate::car::{Car, CarId};
use crate::catalogue::Make;
use crate::simulator::Simulator;
use crate::world::World;

/// How many connections there are at all.
const MOST_LINKS: usize = 256;
/// How long a link stays on which the client does nothing.
const IDLE: Duration = Duration::from_secs(42);
/// The longest chunk, in bytes.
const LONGEST_CHUNK: usize = 1024;

/// Whom a client looks for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sought {
    local_name: String,
    /// The longest packet that it can take, in bytes.
    #[serde(default = "without_agreement")]
    mtu: u16,
}

fn without_agreement() -> u16 {
    Mtu::LEAST.bytes()
}

/// Serves the links of all cars.
pub(crate) async fn serve(simulator: Simulator, listener: TcpListener) -> io::Result<()> {
    let room = Arc::new(Semaphore::new(MOST_LINKS));
    loop {
        let (stream, _) = listener.accept().await?;
        let Ok(permit) = Arc::clone(&room).try_acquire_owned() else { continue };
        let simulator = simulator.clone();
        tokio::spawn(async move {
            let _permit = permit;
            // Whatever breaks the connection is a lost link to the client, and nothing more to the car.
            let _ = meet(&simulator, stream).await;
        });
    }
}

/// Answers a client that looks for a car. One that names none near is left alone.
async fn meet(simulator: &Simulator, stream: TcpStream) -> io::Result<()> {
    let (mut reading, writing) = stream.into_split();
    let sought: Sought = serde_json::from_slice(&next_chunk(&mut reading).await?)?;
    let mtu = Mtu::new(sought.mtu);
    let found = simulator.jot(|world, now| {
        let id = find(world, &sought.local_name)?;
        let car = world.cars.get(&id)?;
        Some((id.clone(), world.tesla.air.approach(car, now)))
    });
    let Some((car, air)) = found else { return Ok(()) };
    let mut said = Said { writing, mtu };
    let advertised = json!({
        "local_name": sought.local_name,
        "connectable": air.is_some(),
        "service": SERVICE,
        "to_vehicle": TO_VEHICLE,
        "from_vehicle": FROM_VEHICLE,
        "mtu": mtu.bytes(),
    });
    said.chunks(&[advertised.to_string().into_bytes()]).await?;
    match air {
        Some(air) => Session { simulator, car, air, said, messages: BlockReader::new() }.hold(reading).await,
        None => Ok(()),
    }
}

/// The car that goes by a name. Those without keys are not on the air.
fn find(world: &World, name: &str) -> Option<CarId> {
    let is_it = |car: &&Car| {
        let vin = Vin::new(&car.vin).ok().filter(|_| car.make == Make::Tesla && car.access().virtual_key());
        vin.is_some_and(|vin| local_name(&vin) == name)
    };
    world.cars.values().find(is_it).map(|car| car.id.clone())
}

/// One client that is connected to a car.
struct Session<'a> {
    simulator: &'a Simulator,
    car: CarId,
    air: Receiver<Vec<u8>>,
    said: Said,
    messages: BlockReader,
}

impl Session<'_> {
    async fn hold(mut self, reading: OwnedReadHalf) -> io::Result<()> {
        let (sender, mut chunks) = mpsc::channel(1);
        let mut listening = pin!(listen(reading, sender));
        let mut has_left = false;
        loop {
            tokio::select! {
                // What was heard is answered, even of a client that has left.
                biased;
                chunk = chunks.recv() => match chunk {
                    Some(chunk) => self.hear(&chunk).await?,
                    None => return Ok(()),
                },
                () = &mut listening, if !has_left => has_left = true,
                news = self.air.recv() => match news {
                    Ok(message) => self.said.message(&message).await?,
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return Ok(()),
                },
            }
        }
    }

    async fn hear(&mut self, block: &[u8]) -> io::Result<()> {
        if block.is_empty() {
            return Ok(());
        }
        if block.len() > self.said.mtu.block() {
            return Err(io::Error::other("a write is longer than the packets that were agreed on"));
        }
        for message in self.messages.receive(block, self.simulator.now()) {
            for answer in self.answers(&message).await? {
                self.said.message(&answer).await?;
            }
        }
        Ok(())
    }

    /// What the car says to a message, first things first.
    async fn answers(&self, message: &[u8]) -> io::Result<Vec<Vec<u8>>> {
        let answer = self.simulator.change(|world, now| {
            world.settled(&self.car, now);
            signed::receive(world, &self.car, Link::Ble, message, now)
        });
        Ok(match answer.await.map_err(io::Error::other)? {
            Answer::Envelopes { mut before, last } => {
                before.push(last);
                before
            }
            Answer::None | Answer::NotUnderstood | Answer::NotSupported => Vec::new(),
        })
    }
}

/// Hands on what a client does, until it goes. A chunk is read to its end, whatever the car says meanwhile.
async fn listen(mut reading: OwnedReadHalf, chunks: mpsc::Sender<Vec<u8>>) {
    while let Ok(chunk) = next_chunk(&mut reading).await {
        if chunks.send(chunk).await.is_err() {
            return;
        }
    }
}

async fn next_chunk(reading: &mut OwnedReadHalf) -> io::Result<Vec<u8>> {
    let chunk = async {
        let length = usize::from(reading.read_u16().await?);
        if length > LONGEST_CHUNK {
            return Err(io::Error::other("a chunk is longer than any write"));
        }
        let mut chunk = vec![0; length];
        reading.read_exact(&mut chunk).await?;
        Ok(chunk)
    };
    timeout(IDLE, chunk).await?
}

/// The car's side of the link.
struct Said {
    writing: OwnedWriteHalf,
    mtu: Mtu,
}

impl Said {
    async fn message(&mut self, message: &[u8]) -> io::Result<()> {
        // An answer that does not fit is none: a car has no way to send it.
        let Ok(blocks) = blocks(message, self.mtu) else { return Ok(()) };
        self.chunks(&blocks).await
    }

    async fn chunks(&mut self, chunks: &[Vec<u8>]) -> io::Result<()> {
        let mut bytes = Vec::new();
        for chunk in chunks {
            bytes.extend(u16::try_from(chunk.len()).map_err(io::Error::other)?.to_be_bytes());
            bytes.extend_from_slice(chunk);
        }
        timeout(IDLE, self.writing.write_all(&bytes)).await?
    }
}
