//! What `packaging/` names is there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn the_containerfile_copies_what_is_there_and_builds_this_program() {
    let text = fs::read_to_string(root().join("packaging/Containerfile")).unwrap();
    let lines = text.lines().filter_map(|line| line.strip_prefix("COPY ")).filter(|line| !line.starts_with("--from"));
    let copied: Vec<&str> = lines.flat_map(|line| line.split_whitespace().rev().skip(1)).collect();
    for source in &copied {
        assert!(root().join(source).exists(), "{source}");
    }
    for package in packages() {
        assert!(copied.iter().any(|source| package.starts_with(source)), "{} is not copied", package.display());
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

/// The folders of all packages of the workspace: cargo wants each of them to build any.
fn packages() -> Vec<PathBuf> {
    let said = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
    let workspace = metadata["workspace_root"].as_str().unwrap();
    let packages = metadata["packages"].as_array().unwrap().iter();
    let folder = |manifest: &str| Path::new(manifest).parent().unwrap().strip_prefix(workspace).unwrap().to_owned();
    packages.map(|package| folder(package["manifest_path"].as_str().unwrap())).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
