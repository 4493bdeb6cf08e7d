//! The processes: a proxy on one core, the simulated cars on the other.

use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use openfob_simulator::Proxy;
use openfob_tesla_command::PublicKey;

use super::load::Took;
use crate::machine::LOAD_CORE;
use crate::process::{free_address, on_core};

const PATIENCE: Duration = Duration::from_mins(1);
/// The kernel counts a process's time in hundredths of a second.
const TICKS: f64 = 100.0;

/// Files that the processes share.
pub(super) struct Files<'a> {
    pub(super) folder: &'a Path,
}

impl Files<'_> {
    /// The certificate of the proxies.
    pub(super) fn certificate(&self) -> std::path::PathBuf {
        self.folder.join("proxy.pem")
    }

    /// Its key.
    pub(super) fn tls_key(&self) -> std::path::PathBuf {
        self.folder.join("proxy-key.pem")
    }

    /// What the proxies sign with.
    pub(super) fn command_key(&self) -> std::path::PathBuf {
        self.folder.join("command-key.pem")
    }

    /// What the client signs with that asks the cars itself.
    pub(super) fn direct_key(&self) -> std::path::PathBuf {
        self.folder.join("direct-key.pem")
    }

    /// The certificate of who vouches for Tesla's hosts.
    pub(super) fn authority(&self) -> std::path::PathBuf {
        Proxy::authority(self.folder)
    }
}

/// A process that listens.
pub(super) struct Subject {
    pub(super) address: SocketAddr,
    child: Child,
}

impl Subject {
    /// The cars, on the core of the load.
    pub(super) fn cars(files: &Files<'_>, count: u32, keys: &[PublicKey]) -> Result<Self> {
        let address = free_address()?;
        let mut command = Command::new("taskset");
        command.args(["--cpu-list", LOAD_CORE]).arg(std::env::current_exe()?);
        command.arg("tesla-cars").arg(address.to_string()).args(["--count", &count.to_string()]);
        command.arg("--folder").arg(files.folder);
        for key in keys {
            command.args(["--key", &key.to_hex()]);
        }
        Self::start(command, address)
    }

    /// `openfob tesla-proxy`, on the core of servers. Both proxies are started with the flags of Tesla's.
    pub(super) fn openfob(program: &Path, files: &Files<'_>, cars: &Self) -> Result<Self> {
        let mut command = on_core(program);
        command.arg("tesla-proxy");
        Self::proxy(command, files, cars)
    }

    /// Tesla's.
    pub(super) fn teslas(program: &Path, files: &Files<'_>, cars: &Self) -> Result<Self> {
        Self::proxy(on_core(program), files, cars)
    }

    fn proxy(mut command: Command, files: &Files<'_>, cars: &Self) -> Result<Self> {
        let address = free_address()?;
        command.arg("-cert").arg(files.certificate()).arg("-tls-key").arg(files.tls_key());
        command.arg("-key-file").arg(files.command_key()).args(["-port", &address.port().to_string()]);
        for name in ["NO_PROXY", "no_proxy", "https_proxy", "SSL_CERT_DIR", "TESLA_CACHE_FILE", "TESLA_VERBOSE"] {
            command.env_remove(name);
        }
        command.env("HTTPS_PROXY", format!("http://{}", cars.address)).env("SSL_CERT_FILE", files.authority());
        Self::start(command, address)
    }

    fn start(mut command: Command, address: SocketAddr) -> Result<Self> {
        let began = Instant::now();
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut subject = Self { address, child: child.context("cannot start a process")? };
        while TcpStream::connect(address).is_err() {
            if let Some(status) = subject.child.try_wait()? {
                bail!("a process ended ({status}) before it listened");
            }
            ensure!(began.elapsed() < PATIENCE, "a process does not listen");
            sleep(Duration::from_millis(5));
        }
        Ok(subject)
    }

    /// Seconds of a core that it has used.
    pub(super) fn used(&self) -> Result<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The second field is a name in brackets, which may hold anything.
        let (_, fields) = stat.rsplit_once(')').context("no time in stat")?;
        let ticks: Vec<f64> = fields.split_whitespace().skip(11).take(2).map(str::parse).collect::<Result<_, _>>()?;
        Ok(ticks.iter().sum::<f64>() / TICKS)
    }

    /// The most memory that it has had in use, in bytes.
    pub(super) fn peak_memory(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
        let kibibytes: u64 = line.split_whitespace().next().context("no VmHWM")?.parse()?;
        Ok(kibibytes * 1024)
    }

    /// Runs a load on the other core.
    pub(super) fn load(&self, trust: &Path, way: &[&str]) -> Result<Took> {
        let done = Command::new("taskset")
            .args(["--cpu-list", LOAD_CORE])
            .arg(std::env::current_exe()?)
            .arg("tesla-load")
            .arg(self.address.to_string())
            .arg("--trust")
            .arg(trust)
            .args(way)
            .output()?;
        ensure!(done.status.success(), "the load failed: {}", String::from_utf8_lossy(&done.stderr));
        Ok(serde_json::from_slice(&done.stdout)?)
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        // One that has ended already is nothing to mend.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
