//! Servers that are measured: started on a core of their own, ended when dropped.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::data;
use crate::machine::SERVER_CORE;

const PATIENCE: Duration = Duration::from_mins(1);

/// A server that answers.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    /// From its start to its first answer.
    pub(crate) started_in: Duration,
    child: Child,
}

impl Server {
    /// `openfob serve` on a data directory, with every setting as it comes; what it logs is thrown away.
    pub(crate) fn openfob(program: &Path, directory: &Path) -> Result<Self> {
        let address = free_address()?;
        let mut command = on_core(program);
        command.arg("serve").arg("--listen").arg(address.to_string()).arg("--data").arg(directory);
        Self::start(command, address)
    }

    /// The bare handler.
    pub(crate) fn bare() -> Result<Self> {
        let address = free_address()?;
        let mut command = on_core(&std::env::current_exe()?);
        command.arg("bare").arg(address.to_string());
        Self::start(command, address)
    }

    fn start(mut command: Command, address: SocketAddr) -> Result<Self> {
        let began = Instant::now();
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut server = Self { address, started_in: Duration::ZERO, child: child.context("cannot start a server")? };
        loop {
            if let Ok(answer) = ask(address) {
                server.started_in = began.elapsed();
                ensure!(answer.starts_with("HTTP/1.1 200"), "the server answered:\n{answer}");
                return Ok(server);
            }
            if let Some(status) = server.child.try_wait()? {
                bail!("the server ended ({status})");
            }
            ensure!(began.elapsed() < PATIENCE, "the server does not answer");
            sleep(Duration::from_millis(2));
        }
    }

    /// Memory that it has in use, in bytes.
    pub(crate) fn memory(&self) -> Result<u64> {
        let id = self.child.id();
        let status = fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kibibytes: u64 = line.split_whitespace().next().context("no VmRSS")?.parse()?;
        Ok(kibibytes * 1024)
    }

    /// Ends it.
    pub(crate) fn end(mut self) -> Result<()> {
        // As an operator ends it, so that the database is left in order.
        Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already is nothing to mend.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The answer to the first request that is measured.
fn ask(address: SocketAddr) -> Result<String> {
    let (path, token) = (data::path(1), data::token(1));
    let mut stream = TcpStream::connect(address)?;
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// A program on the servers' core, ahead of what the system does meanwhile, where that is allowed: a thread of the kernel
/// that takes the core for 5 ms each second would be the 99th percentile.
pub(crate) fn on_core(program: &Path) -> Command {
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", SERVER_CORE]);
    if may_go_ahead() {
        command.args(AHEAD);
    }
    command.arg(program);
    command
}

const AHEAD: [&str; 3] = ["chrt", "--fifo", "1"];

fn may_go_ahead() -> bool {
    Command::new(AHEAD[0])
        .args(&AHEAD[1..])
        .arg("true")
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

pub(crate) fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
