//! The machine that figures are of.

use std::fs;

/// The core on which servers run.
pub(crate) const SERVER_CORE: &str = "0";
/// The core on which the load is made.
pub(crate) const LOAD_CORE: &str = "1";

/// Processor, memory and system, as far as they tell.
pub(crate) fn describe() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let value = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once([':', '='])?.1.trim().trim_matches('"').to_owned())
    };
    let processor = value(&read("/proc/cpuinfo"), "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory: u64 = value(&read("/proc/meminfo"), "MemTotal")
        .and_then(|text| text.split_whitespace().next()?.parse().ok())
        .unwrap_or_default();
    let system = value(&read("/etc/os-release"), "PRETTY_NAME").unwrap_or_else(|| "unknown system".to_owned());
    let kernel = read("/proc/sys/kernel/osrelease");
    format!("{processor}, {cores} cores, {} GiB, {system}, Linux {}", memory / (1024 * 1024), kernel.trim())
}

/// How many processes want a core, on average over the last minute.
pub(crate) fn load_average() -> f64 {
    let told = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    told.split_whitespace().next().and_then(|text| text.parse().ok()).unwrap_or_default()
}
