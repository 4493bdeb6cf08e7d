//! What `packaging/` names is there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn the_containerfile_copies_what_is_there_and_builds_this_program() {
    let text = fs::read_to_string(root().join("packaging/Containerfile")).unwrap();
    let copied: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("COPY ")).collect();
    for line in copied.iter().filter(|line| !line.starts_with("--from")) {
        let mut words: Vec<&str> = line.split_whitespace().collect();
        words.pop();
        for source in words {
            assert!(root().join(source).exists(), "{source}");
        }
    }
    let workspace = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let toolchain = workspace.lines().find_map(|line| line.strip_prefix("rust-version = ")).unwrap().trim_matches('"');
    assert!(text.contains(&format!("library/rust:{toolchain}-")), "the image builds with the Rust that we ask for");
    assert!(text.lines().any(|line| line.starts_with("USER ") && !line.contains("root")));
}

#[test]
fn systemd_understands_the_unit() {
    let text = fs::read_to_string(root().join("packaging/openfob.service")).unwrap();
    let unit = text.replace("/usr/local/bin/openfob", env!("CARGO_BIN_EXE_openfob"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("openfob.service");
    fs::write(&path, unit).unwrap();
    // Where there is no systemd, nobody could run the unit either.
    let Ok(said) = Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&path).output() else { return };
    assert!(said.status.success() && said.stderr.is_empty(), "{}", String::from_utf8_lossy(&said.stderr));
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
