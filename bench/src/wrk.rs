//! wrk, with as many different requests as vehicles are asked about.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::data;
use crate::machine::LOAD_CORE;

/// Kept-alive connections.
pub(crate) const CONNECTIONS: u32 = 32;

/// Writes the script that has wrk ask about each vehicle in turn.
pub(crate) fn write_script(path: &Path, asked: u32) -> Result<()> {
    let mut script = String::from("local requests = {}\nlocal at = 0\nfunction init(args)\n");
    for number in 1..=asked {
        let (path, token) = (data::path(number), data::token(number));
        writeln!(script, "  requests[{number}] = wrk.format('GET', '{path}', {{Authorization = 'Bearer {token}'}})")?;
    }
    writeln!(script, "end\nfunction request()\n  at = at % {asked} + 1\n  return requests[at]\nend")?;
    Ok(std::fs::write(path, script)?)
}

/// Requests in each second that a server answers to as many connections as ask at once.
pub(crate) fn rate(server: SocketAddr, script: &Path, seconds: u32) -> Result<f64> {
    let done = Command::new("taskset")
        .args(["--cpu-list", LOAD_CORE, "wrk", "--threads", "1"])
        .args(["--connections", &CONNECTIONS.to_string(), "--duration", &format!("{seconds}s"), "--script"])
        .arg(script)
        .arg(format!("http://{server}"))
        .output()
        .context("cannot start wrk")?;
    let told = String::from_utf8_lossy(&done.stdout);
    ensure!(done.status.success(), "wrk failed: {told}{}", String::from_utf8_lossy(&done.stderr));
    ensure!(!told.contains("Non-2xx") && !told.contains("Socket errors"), "requests failed:\n{told}");
    let rate = told.lines().find_map(|line| line.strip_prefix("Requests/sec:")).context("wrk told no rate")?;
    Ok(rate.trim().parse()?)
}
