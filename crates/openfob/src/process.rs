//! What the system tells of this process.

use std::fs;

/// How many files it may have open, where the system tells.
pub(crate) fn max_open_files() -> Option<usize> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}
