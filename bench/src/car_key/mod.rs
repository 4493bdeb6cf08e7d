//! CarKey: what it takes to verify an activation, beside the bare signature checks of the same library, and how many
//! activations a service keeps in a second.

mod cars;
mod data;
mod keep;
mod verify;

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Result, bail, ensure};
use clap::Args;

use crate::machine::load_average;
use crate::report;

/// At least so much of the bare signature checks' speed.
const LEAST_RATIO: f64 = 0.8;

const BEGIN: &str = "<!-- figures of CarKey: written by `cargo xtask bench carkey --write` -->";

/// How much is measured.
#[derive(Args)]
pub(crate) struct Plan {
    /// How often verifying and bare checks take turns.
    #[arg(long, default_value_t = 200)]
    pairs: u32,
    /// How often activations are kept.
    #[arg(long, default_value_t = 5)]
    runs: u32,
    /// Activations in one of these runs.
    #[arg(long, default_value_t = 1000)]
    activations: u32,
    /// How many accounts are stored, one benchmark for each number.
    #[arg(long, value_delimiter = ',', default_value = "10000,100000")]
    stored: Vec<u32>,
    /// The document that the figures are written into.
    #[arg(long)]
    write: Option<PathBuf>,
}

/// Measures, prints the tables, and fails where a target is missed.
pub(crate) async fn run(plan: &Plan) -> Result<()> {
    let Plan { pairs, runs, activations, .. } = *plan;
    ensure!(pairs > 0 && runs > 0 && activations > 0, "--pairs, --runs and --activations take numbers from 1");
    let asked = runs.saturating_mul(activations);
    ensure!(plan.stored.iter().all(|stored| *stored >= asked), "--stored takes {asked} or more: each run has its own");
    if load_average() > 1.0 {
        eprintln!("bench: other programs are busy on this machine; the figures will be rougher");
    }
    let verified = verify::measure(pairs)?;
    for verify::Figures { what, ratio, .. } in &verified {
        eprintln!("bench: {ratio:.2} of the bare signature checks' speed: verifying an activation {what}");
    }
    let mut kept = Vec::new();
    for stored in &plan.stored {
        kept.push(keep::measure(*stored, runs, activations).await?);
    }
    let figures = format!(
        "Medians of {pairs} pairs.\n\n{}\nMedians of {runs} runs of {activations} activations.\n\n{}",
        verify_table(&verified),
        keep_table(&kept)
    );
    print(&figures);
    if let Some(document) = &plan.write {
        report::replace(document, BEGIN, &figures)?;
    }
    let missed: Vec<String> = verified
        .iter()
        .filter(|figures| figures.ratio < LEAST_RATIO)
        .map(|figures| format!("{:.2} of the bare signature checks' speed: {}", figures.ratio, figures.what))
        .collect();
    if !missed.is_empty() {
        bail!("missed:\n  {}", missed.join("\n  "));
    }
    Ok(())
}

fn verify_table(figures: &[verify::Figures]) -> String {
    let mut table = String::from(
        "| verifying an activation | signatures | it takes | bare checks | ratio |\n|---|---|---|---|---|\n",
    );
    for figures in figures {
        let verify::Figures { what, signatures, whole, bare, ratio } = figures;
        let _ = writeln!(
            table,
            "| {what} | {signatures} | {:.1} µs | {:.1} µs | {ratio:.2} |",
            whole.as_secs_f64() * 1e6,
            bare.as_secs_f64() * 1e6
        );
    }
    let _ = writeln!(table, "| *target* | | | | at least {LEAST_RATIO} |");
    table
}

fn keep_table(figures: &[keep::Figures]) -> String {
    let mut table = String::from("| accounts stored | challenges/s | activations/s | database |\n|---|---|---|---|\n");
    for keep::Figures { stored, challenges, activations, bytes } in figures {
        let _ = writeln!(table, "| {stored} | {challenges:.0} | {activations:.0} | {} MiB |", bytes / (1024 * 1024));
    }
    table
}

#[expect(clippy::print_stdout, reason = "the tables are what the program is asked for")]
fn print(figures: &str) {
    println!("{figures}");
}
