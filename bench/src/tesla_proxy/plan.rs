//! What is measured, in which order.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use openfob_tesla_command::{PrivateKey, SystemRandomness};

use super::figures::{self, Direct, Effort, Round, Run};
use super::load::{PROXY, Took};
use super::subject::{Files, Subject};
use crate::machine::load_average;
use crate::report;

/// Where the figures stand.
const PLACE: &str = "<!-- figures: written by `cargo xtask bench tesla-proxy --write` -->";
/// Cars that are commanded at once.
const FEW: u32 = 16;
const MANY: u32 = 256;
/// Clients that command all cars once.
const CLIENTS: u32 = 64;
/// Commands in a second under the steady loads: so few that the processor sleeps between them, and so many that it does
/// not, which is a third of what Tesla's proxy can do.
const QUIET: u32 = 200;
const LIVELY: u32 = 1000;
/// A load warms up for one second more, and must end before Tesla's proxy has lost too much time.
const LONGEST: u32 = 8;

/// How much is measured.
#[derive(Args)]
pub(crate) struct Plan {
    /// openfob's program, built for release.
    #[arg(long)]
    program: PathBuf,
    /// Tesla's `tesla-http-proxy`.
    #[arg(long)]
    teslas: PathBuf,
    /// How long each load lasts.
    #[arg(long, default_value_t = 5)]
    seconds: u32,
    /// How often each is repeated.
    #[arg(long, default_value_t = 5)]
    runs: u32,
    /// How many cars are met anew.
    #[arg(long, default_value_t = 10_000)]
    cold: u32,
    /// The document that the figures are written into.
    #[arg(long)]
    write: Option<PathBuf>,
}

/// Measures, prints the table, and fails where a target is missed.
pub(crate) fn run(plan: &Plan) -> Result<()> {
    ensure!((1..=LONGEST).contains(&plan.seconds), "--seconds takes 1 to {LONGEST}");
    ensure!(plan.runs > 0, "--runs takes numbers from 1");
    ensure!(plan.cold >= MANY, "--cold takes numbers from {MANY}");
    ensure!(std::thread::available_parallelism()?.get() >= 2, "a proxy and its load need a core each");
    if load_average() > 1.0 {
        eprintln!("bench: other programs are busy on this machine; the figures will be rougher");
    }
    let folder = tempfile::tempdir()?;
    let files = Files { folder: folder.path() };
    let certificate = rcgen::generate_simple_self_signed([PROXY.to_owned()])?;
    std::fs::write(files.certificate(), certificate.cert.pem())?;
    std::fs::write(files.tls_key(), certificate.signing_key.serialize_pem())?;
    let mut keys = Vec::new();
    for file in [files.command_key(), files.direct_key()] {
        let key = PrivateKey::generate(&mut SystemRandomness)?;
        std::fs::write(file, key.to_pem()?.as_bytes())?;
        keys.push(*key.public_key());
    }
    let cars = Subject::cars(&files, plan.cold, &keys)?;
    let stand = Stand { plan, files, cars };

    let mut rounds = Vec::new();
    for number in 1..=plan.runs {
        let direct = Direct { quiet: stand.direct(QUIET)?, lively: stand.direct(LIVELY)? };
        // By turns: what grows or tires over time is nobody's advantage.
        let (openfob, teslas) = if number % 2 == 1 {
            let openfob = stand.measure(Whose::Openfobs)?;
            (openfob, stand.measure(Whose::Teslas)?)
        } else {
            let teslas = stand.measure(Whose::Teslas)?;
            (stand.measure(Whose::Openfobs)?, teslas)
        };
        let round = Round { direct, openfob, teslas };
        eprintln!("bench: run {number} of {}: {round:?}", plan.runs);
        rounds.push(round);
    }
    let table = figures::table(&rounds, plan.cold);
    print(&table);
    if let Some(document) = &plan.write {
        let text = format!("Medians of {} runs of {} s.\n\n{table}", plan.runs, plan.seconds);
        report::replace(document, PLACE, &text)?;
    }
    let missed = figures::missed(&rounds);
    if !missed.is_empty() {
        bail!("missed:\n  {}", missed.join("\n  "));
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the table is what the program is asked for")]
fn print(table: &str) {
    println!("{table}");
}

/// Where proxies are measured.
struct Stand<'a> {
    plan: &'a Plan,
    files: Files<'a>,
    cars: Subject,
}

#[derive(Clone, Copy, Debug)]
enum Whose {
    Openfobs,
    Teslas,
}

impl Stand<'_> {
    /// Commands that the client signs itself.
    fn direct(&self, rate: u32) -> Result<Took> {
        let key = self.files.direct_key();
        let key = key.to_str().context("a folder with an odd name")?;
        self.steady(&self.cars, &self.files.authority(), rate, &["--direct", key])
    }

    /// All loads for one proxy.
    fn measure(&self, whose: Whose) -> Result<Run> {
        self.run(whose).with_context(|| format!("{whose:?} proxy"))
    }

    /// A proxy for each load: Tesla's loses time with each command of a session, and a session that had 10 s of them is
    /// refused, at a second for each.
    fn run(&self, whose: Whose) -> Result<Run> {
        let trust = self.files.certificate();
        let few = self.full(&self.start(whose)?, FEW)?;
        let proxy = self.start(whose)?;
        let many = self.full(&proxy, MANY)?;
        let memory = proxy.peak_memory()?;
        drop(proxy);
        let quiet = self.steady(&self.start(whose)?, &trust, QUIET, &[])?;
        let lively = self.steady(&self.start(whose)?, &trust, LIVELY, &[])?;

        let proxy = self.start(whose)?;
        let (all, clients) = (self.plan.cold.to_string(), CLIENTS.to_string());
        let cold = Effort::of(&proxy, || proxy.load(&trust, &["once", "--cars", &all, "--connections", &clients]))?;
        Ok(Run { few, many, memory, quiet, lively, cold, cold_memory: proxy.peak_memory()? })
    }

    /// One command after the other, over sessions that are there.
    fn steady(&self, to: &Subject, trust: &Path, rate: u32, more: &[&str]) -> Result<Took> {
        let (cars, rate, seconds) = (FEW.to_string(), rate.to_string(), self.plan.seconds.to_string());
        let load = |seconds| {
            let way = ["steady", "--cars", &cars, "--rate", &rate, "--seconds", seconds];
            to.load(trust, &[&way, more].concat())
        };
        load("1")?;
        load(&seconds)
    }

    fn start(&self, whose: Whose) -> Result<Subject> {
        match whose {
            Whose::Openfobs => Subject::openfob(&self.plan.program, &self.files, &self.cars),
            Whose::Teslas => Subject::teslas(&self.plan.teslas, &self.files, &self.cars),
        }
    }

    /// As many commands as it can, over sessions that are there.
    fn full(&self, proxy: &Subject, cars: u32) -> Result<Effort> {
        let (trust, cars, seconds) = (self.files.certificate(), cars.to_string(), self.plan.seconds.to_string());
        let load = |seconds| proxy.load(&trust, &["full", "--cars", &cars, "--seconds", seconds]);
        load("1")?;
        Effort::of(proxy, || load(&seconds))
    }
}
