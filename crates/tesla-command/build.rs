//! Compiles the message definitions in `proto/`, with no compiler but Rust's.

use std::error::Error;
use std::fs;
use std::io;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=proto");
    let mut files: Vec<PathBuf> =
        fs::read_dir("proto")?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
    files.sort();
    let definitions = protox::compile(&files, ["proto"])?;
    prost_build::Config::new().include_file("messages.rs").compile_fds(definitions)?;
    Ok(())
}
