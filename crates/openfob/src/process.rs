//! What the system tells of this process. Where it tells nothing (no Linux), nothing is reported.

use std::fs;

use jiff::Timestamp;
use metrics::{counter, gauge};
use openfob_gateway::{Metric, MetricKind};

const MEMORY: &str = "process_resident_memory_bytes";
const OPEN_FILES: &str = "process_open_fds";
const MAX_FILES: &str = "process_max_fds";
const PROCESSOR: &str = "process_cpu_seconds_total";
const STARTED: &str = "process_start_time_seconds";

/// What is measured of the process, by the names that Prometheus' own clients use.
pub(crate) const METRICS: &[Metric] = &[
    Metric { name: MEMORY, kind: MetricKind::Gauge, labels: "", about: "Memory in use, in bytes." },
    Metric { name: OPEN_FILES, kind: MetricKind::Gauge, labels: "", about: "Open files and connections." },
    Metric { name: MAX_FILES, kind: MetricKind::Gauge, labels: "", about: "How many may be open." },
    Metric { name: PROCESSOR, kind: MetricKind::Counter, labels: "", about: "Seconds of processor time used." },
    Metric { name: STARTED, kind: MetricKind::Gauge, labels: "", about: "When the process started, as a Unix time." },
];

/// How many files it may have open, where the system tells.
pub(crate) fn max_open_files() -> Option<usize> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Notes when it started.
pub(crate) fn note_start(at: Timestamp) {
    gauge!(STARTED).set(at.as_duration().as_secs_f64());
}

/// Notes how it stands now.
pub(crate) fn measure() {
    if let Some(bytes) = resident_memory() {
        gauge!(MEMORY).set(bytes);
    }
    if let Some(seconds) = processor_seconds() {
        counter!(PROCESSOR).absolute(seconds);
    }
    if let Ok(files) = fs::read_dir("/proc/self/fd") {
        gauge!(OPEN_FILES).set(count(files.count()));
    }
    if let Some(files) = max_open_files() {
        gauge!(MAX_FILES).set(count(files));
    }
}

fn resident_memory() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u32 = line.split_whitespace().next()?.parse().ok()?;
    Some(f64::from(kibibytes) * 1024.0)
}

/// proc(5): fields 14 and 15 of `stat`, in hundredths of a second; the second field may have spaces in it, and ends with
/// the last bracket.
fn processor_seconds() -> Option<u64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    let ticks: Vec<u64> = rest.split_whitespace().skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    Some(ticks.iter().sum::<u64>() / 100)
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::INFINITY, f64::from)
}
