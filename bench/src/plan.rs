//! What is run, in which order.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;

use crate::machine::{LOAD_CORE, load_average};
use crate::process::Server;
use crate::report::{Figures, Run, Settings};
use crate::{data, report, wrk};

/// Memory is looked at so long after the start.
const IDLE: Duration = Duration::from_secs(10);
/// What is known of the keys was asked for just before a run, and Tesla's word holds for 60 s. A run loads a server
/// twice.
const LONGEST: u32 = 20;

/// How much is measured.
#[derive(Args)]
pub(crate) struct Plan {
    /// openfob's program, built for release.
    #[arg(long)]
    program: PathBuf,
    /// How long each load lasts.
    #[arg(long, default_value_t = 10)]
    seconds: u32,
    /// How often each is repeated.
    #[arg(long, default_value_t = 5)]
    runs: u32,
    /// How many connections are stored, one benchmark for each number.
    #[arg(long, value_delimiter = ',', default_value = "1000,100000,1000000")]
    stored: Vec<u32>,
    /// The document that the figures are written into.
    #[arg(long)]
    write: Option<PathBuf>,
}

/// Measures, prints the table, and fails where a target is missed.
pub(crate) async fn run(plan: &Plan) -> Result<()> {
    ensure!((1..=LONGEST).contains(&plan.seconds), "--seconds takes 1 to {LONGEST}");
    ensure!(plan.runs > 0 && plan.stored.iter().all(|stored| *stored > 0), "--runs and --stored take numbers from 1");
    ensure!(std::thread::available_parallelism()?.get() >= 2, "the server and its load need a core each");
    if load_average() > 1.0 {
        eprintln!("bench: other programs are busy on this machine; the figures will be rougher");
    }
    let mut figures = Vec::new();
    for stored in &plan.stored {
        figures.push(measure(plan, *stored).await.with_context(|| format!("with {stored} connections stored"))?);
    }
    let settings = Settings { seconds: plan.seconds, runs: plan.runs };
    let table = report::table(&figures);
    print(&table);
    if let Some(document) = &plan.write {
        report::write(document, &table, settings)?;
    }
    let missed = report::missed(&figures);
    if !missed.is_empty() {
        bail!("missed:\n  {}", missed.join("\n  "));
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the table is what the program is asked for")]
fn print(table: &str) {
    println!("{table}");
}

async fn measure(plan: &Plan, stored: u32) -> Result<Figures> {
    // On the disk that programs are built on: the system's own folder may be memory.
    let folder = tempfile::tempdir_in(plan.program.parent().unwrap_or(Path::new(".")))?;
    let directory = folder.path().join("data");
    eprintln!("bench: storing {stored} connections");
    data::seed(&directory, stored).await?;
    let asked = stored.min(data::ASKED);
    let script = folder.path().join("requests.lua");
    wrk::write_script(&script, asked)?;

    let mut figures = Figures { stored, memory: 0, runs: Vec::new() };
    for number in 1..=plan.runs {
        data::freshen(&directory).await?;
        let server = Server::openfob(&plan.program, &directory)?;
        let started_in = server.started_in;
        if number == 1 {
            std::thread::sleep(IDLE);
            figures.memory = server.memory()?;
        }
        let rate = warm_rate(&server, &script, plan.seconds)?;
        // As many in a second as half of what the server can do.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "far below the bounds")]
        let half = (rate / 2.0) as u32;
        let p99 = p99_at(&server, half, plan.seconds, asked)?;
        server.end()?;

        let server = Server::bare()?;
        let bare_rate = warm_rate(&server, &script, plan.seconds)?;
        let bare_p99 = p99_at(&server, half, plan.seconds, asked)?;
        server.end()?;
        let run = Run { rate, bare_rate, half, p99, bare_p99, started_in };
        eprintln!("bench: run {number} of {}: {run}", plan.runs);
        figures.runs.push(run);
    }
    Ok(figures)
}

fn warm_rate(server: &Server, script: &Path, seconds: u32) -> Result<f64> {
    wrk::rate(server.address, script, 1)?;
    wrk::rate(server.address, script, seconds)
}

/// The 99th percentile of the answers' times under a steady load.
fn p99_at(server: &Server, rate: u32, seconds: u32, asked: u32) -> Result<Duration> {
    let done = Command::new("taskset")
        .args(["--cpu-list", LOAD_CORE])
        .arg(std::env::current_exe()?)
        .arg("open-loop")
        .arg(server.address.to_string())
        .args(["--rate", &rate.to_string(), "--seconds", &seconds.to_string(), "--asked", &asked.to_string()])
        .args(["--connections", &wrk::CONNECTIONS.to_string()])
        .output()?;
    ensure!(done.status.success(), "the steady load failed: {}", String::from_utf8_lossy(&done.stderr));
    Ok(Duration::from_micros(String::from_utf8(done.stdout)?.trim().parse()?))
}
