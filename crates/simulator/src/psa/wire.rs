//! The phone's end of the car link over TCP.

use std::net::SocketAddr;
use std::time::Duration;

use openfob_carkey::link::{Event, LinkError, PhoneSide};
use openfob_carkey::{Nonce, PhoneId, Relay};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(10);

/// An open session with a car.
pub(crate) struct Link {
    stream: TcpStream,
    side: PhoneSide,
    /// Which car answered.
    pub(crate) vin: String,
}

impl Link {
    /// Opens a session with the car of a VIN.
    pub(crate) async fn open(address: SocketAddr, vin: &str, phone: PhoneId) -> Result<Self, LinkError> {
        let (side, hello) = PhoneSide::open(phone);
        let connected = timeout(PATIENCE, TcpStream::connect(address)).await;
        let Ok(Ok(stream)) = connected else { return Err(LinkError::NOT_DISCOVERED) };
        let mut link = Self { stream, side, vin: vin.to_owned() };
        link.send(format!("{vin}\n").as_bytes()).await?;
        link.send(&hello).await?;
        match link.event().await? {
            Event::Connected { vin, .. } => vin.as_str().clone_into(&mut link.vin),
            _ => return Err(LinkError::BAD_REQUEST),
        }
        Ok(link)
    }

    /// The car's attestation for a challenge.
    pub(crate) async fn attest(&mut self, nonce: Nonce) -> Result<Relay, LinkError> {
        let ask = self.side.attest(nonce).ok_or(LinkError::BAD_REQUEST)?;
        self.send(&ask).await?;
        match self.event().await? {
            Event::Attested(relay) => Ok(relay),
            _ => Err(LinkError::BAD_REQUEST),
        }
    }

    /// Ends the session.
    pub(crate) async fn close(mut self) {
        let bye = self.side.close();
        // Whether the car hears it or not, it is over.
        let _ = self.send(&bye).await;
    }

    async fn send(&mut self, bytes: &[u8]) -> Result<(), LinkError> {
        self.stream.write_all(bytes).await.map_err(|_| LinkError::CONNECTION_LOST)
    }

    async fn event(&mut self) -> Result<Event, LinkError> {
        let mut buffer = [0; 4096];
        loop {
            let read = timeout(PATIENCE, self.stream.read(&mut buffer)).await;
            let Ok(Ok(count @ 1..)) = read else { return Err(LinkError::CONNECTION_LOST) };
            match self.side.receive(&buffer[..count]).into_iter().next() {
                None => {}
                Some(Event::Failed(error)) => return Err(error),
                Some(event) => return Ok(event),
            }
        }
    }
}
