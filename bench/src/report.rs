//! Medians, the table of them, and whether they reach the targets.

use std::fmt;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::machine;

/// At least so much of the bare handler's requests per second.
const LEAST_RATE: f64 = 0.6;
/// At most so many times the bare handler's 99th percentile.
const MOST_P99: f64 = 2.0;
/// At most so much memory in use when idle.
const MOST_MEMORY: u64 = 60 * 1024 * 1024;
/// At most so long from the start to the first answer.
const LONGEST_START: Duration = Duration::from_secs(1);

const BEGIN: &str = "<!-- figures: written by `cargo xtask bench --write` -->";
const END: &str = "<!-- end of figures -->";

/// What was measured with so many connections stored.
pub(crate) struct Figures {
    pub(crate) stored: u32,
    /// In use when idle, in bytes.
    pub(crate) memory: u64,
    pub(crate) runs: Vec<Run>,
}

/// One run of both servers.
pub(crate) struct Run {
    /// Requests answered in a second, by openfob and by the bare handler.
    pub(crate) rate: f64,
    pub(crate) bare_rate: f64,
    /// Requests sent in a second under the steady load.
    pub(crate) half: u32,
    /// The 99th percentile under it.
    pub(crate) p99: Duration,
    pub(crate) bare_p99: Duration,
    /// From openfob's start to its first answer.
    pub(crate) started_in: Duration,
}

/// How long was measured.
#[derive(Clone, Copy)]
pub(crate) struct Settings {
    pub(crate) seconds: u32,
    pub(crate) runs: u32,
}

impl Run {
    fn rate_ratio(&self) -> f64 {
        self.rate / self.bare_rate
    }

    fn p99_ratio(&self) -> f64 {
        self.p99.as_secs_f64() / self.bare_p99.as_secs_f64()
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:.0}/s to {:.0}/s, ratio {:.2}; at {}/s p99 {:.0?} to {:.0?}, ratio {:.2}; started in {:.0?}",
            self.rate,
            self.bare_rate,
            self.rate_ratio(),
            self.half,
            self.p99,
            self.bare_p99,
            self.p99_ratio(),
            self.started_in,
        )
    }
}

impl Figures {
    fn rate_ratio(&self) -> f64 {
        median(self.runs.iter().map(Run::rate_ratio))
    }

    fn p99_ratio(&self) -> f64 {
        median(self.runs.iter().map(Run::p99_ratio))
    }

    /// In seconds.
    fn started_in(&self) -> f64 {
        median(self.runs.iter().map(|run| run.started_in.as_secs_f64()))
    }
}

/// The medians of each number of stored connections, a row each, in Markdown.
pub(crate) fn table(figures: &[Figures]) -> String {
    let mut table = String::from(
        "| connections stored | requests/s | bare handler | ratio | steady load | p99 | bare handler | ratio | \
         idle memory | start to first answer |\n|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for figures in figures {
        let of = |what: fn(&Run) -> f64| median(figures.runs.iter().map(what));
        let _ = writeln!(
            table,
            "| {} | {:.0} | {:.0} | {:.2} | {:.0}/s | {:.2} ms | {:.2} ms | {:.2} | {} MiB | {:.0} ms |",
            figures.stored,
            of(|run| run.rate),
            of(|run| run.bare_rate),
            figures.rate_ratio(),
            of(|run| f64::from(run.half)),
            of(|run| run.p99.as_secs_f64()) * 1e3,
            of(|run| run.bare_p99.as_secs_f64()) * 1e3,
            figures.p99_ratio(),
            figures.memory / (1024 * 1024),
            figures.started_in() * 1e3,
        );
    }
    let _ = writeln!(
        table,
        "| *target* | | | at least {LEAST_RATE} | | | | at most {MOST_P99:.0} | under {} MiB | under {} ms |",
        MOST_MEMORY / (1024 * 1024),
        LONGEST_START.as_millis(),
    );
    table
}

/// The targets that were missed, in words.
pub(crate) fn missed(figures: &[Figures]) -> Vec<String> {
    let mut missed = Vec::new();
    for figures in figures {
        let with = format!("with {} connections stored", figures.stored);
        if figures.rate_ratio() < LEAST_RATE {
            missed.push(format!("{:.2} of the bare handler's requests {with}", figures.rate_ratio()));
        }
        if figures.p99_ratio() > MOST_P99 {
            missed.push(format!("{:.2} times the bare handler's p99 {with}", figures.p99_ratio()));
        }
        if figures.memory >= MOST_MEMORY {
            missed.push(format!("{} MiB when idle {with}", figures.memory / (1024 * 1024)));
        }
        if figures.started_in() >= LONGEST_START.as_secs_f64() {
            missed.push(format!("{:.2} s to the first answer {with}", figures.started_in()));
        }
    }
    missed
}

/// Replaces the figures in a document.
pub(crate) fn write(document: &Path, table: &str, settings: Settings) -> Result<()> {
    let Settings { seconds, runs } = settings;
    replace(document, BEGIN, &format!("Medians of {runs} runs of {seconds} s.\n\n{table}"))
}

/// Replaces the figures that stand in a document from a line on, and says which machine they are of.
pub(crate) fn replace(document: &Path, begin: &str, figures: &str) -> Result<()> {
    let text = std::fs::read_to_string(document)?;
    let (before, rest) = text.split_once(begin).context("the document has no place for these figures")?;
    let (_, after) = rest.split_once(END).context("the document's place for figures has no end")?;
    let machine = machine::describe();
    let figures = format!("Machine: {machine}.\n\n{figures}");
    Ok(std::fs::write(document, format!("{before}{begin}\n\n{figures}\n{END}{after}"))?)
}

pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        length if length % 2 == 1 => values[length / 2],
        length => f64::midpoint(values[length / 2 - 1], values[length / 2]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(rate: f64, p99: u64, memory: u64, started_in: u64) -> Figures {
        let run = || Run {
            rate,
            bare_rate: 100.0,
            half: 50,
            p99: Duration::from_millis(p99),
            bare_p99: Duration::from_millis(10),
            started_in: Duration::from_millis(started_in),
        };
        Figures { stored: 1, memory: memory * 1024 * 1024, runs: vec![run(), run()] }
    }

    #[test]
    fn figures_at_the_targets_miss_none() {
        assert_eq!(missed(&[figures(60.0, 20, 59, 999)]), Vec::<String>::new());
    }

    #[test]
    fn each_missed_target_is_told() {
        assert_eq!(
            missed(&[figures(59.0, 21, 60, 1000)]),
            [
                "0.59 of the bare handler's requests with 1 connections stored",
                "2.10 times the bare handler's p99 with 1 connections stored",
                "60 MiB when idle with 1 connections stored",
                "1.00 s to the first answer with 1 connections stored",
            ]
        );
    }

    #[test]
    fn a_median_is_what_stands_in_the_middle() {
        assert!((median([3.0, 1.0, 9.0].into_iter()) - 3.0).abs() < f64::EPSILON);
        assert!((median([3.0, 1.0, 9.0, 5.0].into_iter()) - 4.0).abs() < f64::EPSILON);
    }
}
