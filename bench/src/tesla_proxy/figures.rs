//! What was measured, the table of it, and whether it reaches the targets.

use std::fmt::Write as _;

use anyhow::Result;

use super::load::Took;
use super::subject::Subject;
use crate::report::median;

/// One run of both proxies.
#[derive(Debug)]
pub(super) struct Round {
    pub(super) direct: Direct,
    pub(super) openfob: Run,
    pub(super) teslas: Run,
}

/// Commands without a proxy, at the rates of the steady loads.
#[derive(Debug)]
pub(super) struct Direct {
    pub(super) quiet: Took,
    pub(super) lively: Took,
}

/// One run of one proxy.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) few: Effort,
    pub(super) many: Effort,
    /// The most memory in use with many, in bytes.
    pub(super) memory: u64,
    /// Commands at steady rates, one after the other.
    pub(super) quiet: Took,
    pub(super) lively: Took,
    /// A command for each car, none of which was met before.
    pub(super) cold: Effort,
    pub(super) cold_memory: u64,
}

/// What commands took, and what they cost the proxy.
#[derive(Debug)]
pub(super) struct Effort {
    took: Took,
    /// Seconds of a core.
    used: f64,
}

impl Effort {
    /// Measures what a proxy uses during a load.
    pub(super) fn of(proxy: &Subject, load: impl FnOnce() -> Result<Took>) -> Result<Self> {
        let before = proxy.used()?;
        let took = load()?;
        Ok(Self { took, used: proxy.used()? - before })
    }

    /// Commands in a second.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    fn rate(&self) -> f64 {
        self.took.commands as f64 / self.took.seconds
    }

    /// Seconds of a core for 1 000 commands.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    fn cost(&self) -> f64 {
        self.used / self.took.commands as f64 * 1e3
    }

    /// The part of its core that the proxy used, in percent. Where it is far from 100, the load was the bound.
    fn busy(&self) -> f64 {
        self.used / self.took.seconds * 100.0
    }
}

/// One line of the table.
struct Line {
    what: &'static str,
    /// Digits after the point.
    digits: usize,
    target: Target,
    value: fn(&Run, &Direct) -> f64,
}

/// What openfob's value is to be, as a multiple of Tesla's.
#[derive(Clone, Copy)]
enum Target {
    None,
    AtMost(f64),
    AtLeast(f64),
}

const MEBIBYTE: f64 = 1024.0 * 1024.0;

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
const LINES: [Line; 16] = [
    line("CPU s per 1 000 commands, 16 cars", 3, Target::AtMost(0.5), |run, _| run.few.cost()),
    line("CPU s per 1 000 commands, 256 cars", 3, Target::AtMost(0.5), |run, _| run.many.cost()),
    line("commands/s, 16 cars", 0, Target::AtLeast(2.0), |run, _| run.few.rate()),
    line("its core in use meanwhile, %", 0, Target::None, |run, _| run.few.busy()),
    line("commands/s, 256 cars", 0, Target::AtLeast(2.0), |run, _| run.many.rate()),
    line("its core in use meanwhile, %", 0, Target::None, |run, _| run.many.busy()),
    line("added latency at 200/s, median, ms", 3, Target::AtMost(0.5), |run, direct| {
        run.quiet.median - direct.quiet.median
    }),
    line("added latency at 200/s, p99, ms", 3, Target::AtMost(0.5), |run, direct| run.quiet.p99 - direct.quiet.p99),
    line("added latency at 1 000/s, median, ms", 3, Target::AtMost(0.5), |run, direct| {
        run.lively.median - direct.lively.median
    }),
    line("added latency at 1 000/s, p99, ms", 3, Target::AtMost(0.5), |run, direct| run.lively.p99 - direct.lively.p99),
    line("peak memory, 256 cars, MiB", 1, Target::AtMost(0.5), |run, _| run.memory as f64 / MEBIBYTE),
    line("cold sessions: commands/s", 0, Target::None, |run, _| run.cold.rate()),
    line("cold sessions: CPU s per 1 000 commands", 3, Target::None, |run, _| run.cold.cost()),
    line("cold sessions: median, ms", 1, Target::None, |run, _| run.cold.took.median),
    line("cold sessions: p99, ms", 1, Target::None, |run, _| run.cold.took.p99),
    line("cold sessions: peak memory, MiB", 1, Target::None, |run, _| run.cold_memory as f64 / MEBIBYTE),
];

const fn line(what: &'static str, digits: usize, target: Target, value: fn(&Run, &Direct) -> f64) -> Line {
    Line { what, digits, target, value }
}

impl Line {
    fn openfobs(&self, rounds: &[Round]) -> f64 {
        median(rounds.iter().map(|round| (self.value)(&round.openfob, &round.direct)))
    }

    fn teslas(&self, rounds: &[Round]) -> f64 {
        median(rounds.iter().map(|round| (self.value)(&round.teslas, &round.direct)))
    }

    /// openfob's value as a multiple of Tesla's, in each run.
    fn ratios(&self, rounds: &[Round]) -> Vec<f64> {
        let ratio =
            |round: &Round| (self.value)(&round.openfob, &round.direct) / (self.value)(&round.teslas, &round.direct);
        rounds.iter().map(ratio).collect()
    }

    fn is_missed(&self, rounds: &[Round]) -> bool {
        let ratio = median(self.ratios(rounds).into_iter());
        match self.target {
            Target::None => false,
            // What cannot be compared is no success.
            Target::AtMost(most) => ratio.is_nan() || ratio > most,
            Target::AtLeast(least) => ratio.is_nan() || ratio < least,
        }
    }
}

impl Target {
    fn told(self) -> String {
        match self {
            Self::None => String::new(),
            Self::AtMost(most) => format!("at most {most}"),
            Self::AtLeast(least) => format!("at least {least:.0}"),
        }
    }
}

/// Medians of all runs, in Markdown; of the ratios also the least and the most.
pub(super) fn table(rounds: &[Round], cold: u32) -> String {
    let mut table = format!(
        "{cold} cold sessions.\n\n| | openfob | Tesla's proxy | ratio (least to most) | target |\n|---|---|---|---|---|\n"
    );
    for line in &LINES {
        let ratios = line.ratios(rounds);
        let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
        let most = ratios.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let _ = writeln!(
            table,
            "| {} | {:.digits$} | {:.digits$} | {:.2} ({least:.2} to {most:.2}) | {} |",
            line.what,
            line.openfobs(rounds),
            line.teslas(rounds),
            median(ratios.iter().copied()),
            line.target.told(),
            digits = line.digits,
        );
    }
    let of = |value: fn(&Direct) -> f64| median(rounds.iter().map(|round| value(&round.direct)));
    let _ = writeln!(
        table,
        "\nWithout a proxy the same client's commands took {:.3} ms (median) and {:.3} ms (p99) at 200/s, {:.3} ms and \
         {:.3} ms at 1 000/s.",
        of(|direct| direct.quiet.median),
        of(|direct| direct.quiet.p99),
        of(|direct| direct.lively.median),
        of(|direct| direct.lively.p99),
    );
    table
}

/// The targets that were missed, in words.
pub(super) fn missed(rounds: &[Round]) -> Vec<String> {
    let missed = LINES.iter().filter(|line| line.is_missed(rounds));
    missed
        .map(|line| {
            let ratio = median(line.ratios(rounds).into_iter());
            format!("{}: {ratio:.2} times Tesla's ({})", line.what, line.target.told())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a positive number far below 2^52")]
    fn run(factor: f64, rate: u64) -> Run {
        let took = |milliseconds: f64| Took { commands: rate, seconds: 1.0, median: milliseconds, p99: milliseconds };
        let effort = || Effort { took: took(1.0), used: factor };
        let memory = (factor * 100.0 * MEBIBYTE) as u64;
        // A millisecond is what they take without a proxy.
        let (quiet, lively) = (took(1.0 + factor), took(1.0 + factor));
        Run { few: effort(), many: effort(), memory, quiet, lively, cold: effort(), cold_memory: memory }
    }

    fn round(openfob: Run) -> Round {
        let took = Took { commands: 1, seconds: 1.0, median: 1.0, p99: 1.0 };
        let direct = Direct { quiet: took, lively: took };
        Round { direct, openfob, teslas: run(1.0, 100) }
    }

    #[test]
    fn figures_at_the_targets_miss_none() {
        assert_eq!(missed(&[round(run(0.5, 200)), round(run(0.5, 200))]), Vec::<String>::new());
    }

    #[test]
    fn each_missed_target_is_told() {
        let missed = missed(&[round(run(1.0, 100))]);
        assert_eq!(missed.len(), 9, "{missed:?}");
        assert!(missed.contains(&"commands/s, 16 cars: 1.00 times Tesla's (at least 2)".to_owned()), "{missed:?}");
        assert!(
            missed.contains(&"added latency at 200/s, p99, ms: 1.00 times Tesla's (at most 0.5)".to_owned()),
            "{missed:?}"
        );
    }
}
