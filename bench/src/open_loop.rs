//! A load at a steady rate. A request's time counts from the moment at which it was to be sent, so a server that stalls
//! makes every request wait that was due meanwhile (no coordinated omission).
//!
//! It spins on a core of its own: timers are too coarse for what is measured. Where the system takes that core away, what
//! was to be sent meanwhile is sent later: such a pause is not the server's.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use hdrhistogram::Histogram;

use crate::data;

/// No round over all connections takes longer by itself.
const ROUND: Duration = Duration::from_micros(500);

/// What is asked, how often and for how long.
#[derive(Args)]
pub(crate) struct Load {
    /// Whom.
    server: SocketAddr,
    /// Requests in each second.
    #[arg(long)]
    rate: u32,
    /// For how long.
    #[arg(long)]
    seconds: u32,
    /// Over how many connections.
    #[arg(long, default_value_t = 32)]
    connections: u32,
    /// About how many vehicles.
    #[arg(long)]
    asked: u32,
}

struct Peer {
    stream: TcpStream,
    /// When each request was to be sent that has no answer yet; the first one was sent.
    waiting: VecDeque<Instant>,
    sent: bool,
    received: Vec<u8>,
}

/// Runs the load and prints the 99th percentile, in microseconds.
pub(crate) fn run(load: &Load) -> Result<()> {
    let requests: Vec<Vec<u8>> = (1..=load.asked).map(|number| request(load.server, number)).collect();
    let mut peers = (0..load.connections).map(|_| Peer::connect(load.server)).collect::<Result<Vec<_>>>()?;
    let mut times = Histogram::<u64>::new(3)?;
    let total = u64::from(load.rate) * u64::from(load.seconds);
    let mut begin = Instant::now() + Duration::from_millis(10);
    let mut round = Instant::now();
    let (mut due, mut answered) = (0_u64, 0_u64);
    let mut next_request = requests.iter().cycle();
    let deadline = begin + Duration::from_secs(u64::from(load.seconds) + 30);
    while answered < total {
        let now = Instant::now();
        let away = now - round;
        if away > ROUND {
            begin += away;
        }
        round = now;
        ensure!(now < deadline, "{} of {total} requests have no answer", total - answered);
        while due < total {
            let at = begin + Duration::from_nanos(due * 1_000_000_000 / u64::from(load.rate));
            if at > now {
                break;
            }
            let peer = usize::try_from(due % u64::from(load.connections))?;
            peers[peer].waiting.push_back(at);
            due += 1;
        }
        for peer in &mut peers {
            if peer.sent
                && peer.take_answer()?
                && let Some(at) = peer.waiting.pop_front()
            {
                peer.sent = false;
                answered += 1;
                times.record(u64::try_from(at.elapsed().as_nanos())?)?;
            }
            if !peer.sent && !peer.waiting.is_empty() {
                peer.stream.write_all(next_request.next().context("nothing to ask")?)?;
                peer.sent = true;
            }
        }
    }
    let microseconds = times.value_at_quantile(0.99) / 1000;
    #[expect(clippy::print_stdout, reason = "this is what the program is asked for")]
    {
        println!("{microseconds}");
    }
    Ok(())
}

impl Peer {
    fn connect(server: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(server)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        Ok(Self { stream, waiting: VecDeque::new(), sent: false, received: Vec::new() })
    }

    /// Takes what has come; whether that ends an answer.
    fn take_answer(&mut self) -> Result<bool> {
        let mut buffer = [0; 4096];
        match self.stream.read(&mut buffer) {
            Ok(0) => bail!("the server closed a connection"),
            Ok(length) => self.received.extend_from_slice(&buffer[..length]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
            Err(error) => return Err(error.into()),
        }
        let Some(head) = self.received.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(false) };
        let text = std::str::from_utf8(&self.received[..head])?;
        ensure!(text.starts_with("HTTP/1.1 200"), "the server answered {}", text.lines().next().unwrap_or_default());
        let length: usize = text
            .lines()
            .find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length:").map(|value| value.trim().parse())
            })
            .context("an answer without a length")??;
        if self.received.len() < head + 4 + length {
            return Ok(false);
        }
        self.received.clear();
        Ok(true)
    }
}

fn request(server: SocketAddr, number: u32) -> Vec<u8> {
    let (path, token) = (data::path(number), data::token(number));
    format!("GET {path} HTTP/1.1\r\nHost: {server}\r\nAuthorization: Bearer {token}\r\n\r\n").into_bytes()
}
