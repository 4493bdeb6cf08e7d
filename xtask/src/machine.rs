//! What the chores need on the machine besides Rust and a C compiler. Installed when missing.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::shell::{cargo, command, root, starts, step};

/// Pinned, so that a new release changes nothing by surprise.
const CARGO_DENY: &str = "0.20.2";

/// What is fetched where there is no Go, or one that is too old to read `interop/tesla-go/go.mod`.
const GO: &str = "go1.24.13";

/// A program of the system and the Debian package that brings it.
const PROGRAMS: &[(&str, &[&str], &str)] = &[
    ("chromium", &["--version"], "chromium"),
    ("chromedriver", &["--version"], "chromium-driver"),
    ("curl", &["--version"], "curl"),
    ("javac", &["-version"], "default-jdk-headless"),
    ("mvn", &["--version"], "maven"),
    ("node", &["--version"], "nodejs"),
    ("npm", &["--version"], "npm"),
    ("python3", &["-c", "import ensurepip, venv"], "python3-venv"),
];

/// Where cargo-deny is; built when missing. It lies under `target/`, beside nobody's own tools.
///
/// # Errors
/// When it cannot be built.
pub(crate) fn cargo_deny() -> Result<PathBuf> {
    let tools = root().join("target/tools");
    let program = tools.join("bin/cargo-deny");
    let version = format!("={CARGO_DENY}");
    if !starts(&program, &["--version"]) {
        // Unoptimised: built in a third of the time, and quick enough.
        let mut install = cargo();
        install.args(["install", "--locked", "--debug", "cargo-deny", "--version", &version, "--root"]).arg(&tools);
        step("installing cargo-deny (about a minute, once)", &mut install)?;
    }
    Ok(program)
}

/// Makes sure that a browser, its driver and the languages of other people's clients are there.
///
/// # Errors
/// Names what to install where it may not install itself.
pub(crate) fn install_programs() -> Result<()> {
    install(PROGRAMS, "the browser walk and other people's clients")
}

/// Makes sure that the benchmark's load generator is there.
///
/// # Errors
/// Says to install it where it may not install itself.
pub(crate) fn install_load_generator() -> Result<()> {
    install(&[("sh", &["-c", "command -v wrk"], "wrk"), ("taskset", &["--version"], "util-linux")], "the benchmark")
}

fn install(programs: &[(&str, &[&str], &str)], who: &str) -> Result<()> {
    let missing: Vec<&str> = programs
        .iter()
        .filter(|(program, arguments, _)| !starts(program, arguments))
        .map(|(.., package)| *package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    install_packages(&missing.join(" "), who)
}

/// Installs packages of Debian's, named with blanks between them.
fn install_packages(packages: &str, who: &str) -> Result<()> {
    if !is_root() || !starts("apt-get", &["--version"]) {
        bail!("to be installed for {who}: {packages}\nmend: sudo apt-get install {packages}");
    }
    let apt = || {
        let mut apt = command("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        apt
    };
    step("asking Debian for its packages", apt().args(["update", "--quiet"]))?;
    step(
        &format!("installing {packages}"),
        apt().args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(packages.split(' ')),
    )
}

fn is_root() -> bool {
    command("id").arg("-u").output().is_ok_and(|answer| answer.stdout.trim_ascii() == b"0")
}

/// A Python of our own with exactly what `interop/requirements.txt` names.
///
/// # Errors
/// When it cannot be made or filled.
pub(crate) fn python() -> Result<PathBuf> {
    let folder = root().join("target/interop-python");
    let python = folder.join("bin/python");
    if !starts(&python, &["--version"]) {
        step("making a Python environment", command("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    }
    let mut install = command(&python);
    install.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
        "interop/requirements.txt",
    ]);
    step("installing the clients for Python", &mut install)?;
    Ok(python)
}

/// Exactly what `interop/node/package-lock.json` names, beside the tests that use it.
///
/// # Errors
/// When it cannot be fetched.
pub(crate) fn node_packages() -> Result<()> {
    let mut install = command("npm");
    install.args(["ci", "--prefix", "interop/node", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    step("installing the client for Node.js", &mut install)
}

/// What `interop/java/pom.xml` names, and the tests compiled.
///
/// # Errors
/// When it cannot be fetched or does not compile.
pub(crate) fn java_packages() -> Result<()> {
    let mut install = command("mvn");
    install.args([
        "--quiet",
        "--batch-mode",
        "--no-transfer-progress",
        "--file",
        "interop/java",
        "-DskipTests",
        "test",
    ]);
    step("installing the client for Java", &mut install)
}

/// A Go that is new enough, and with it what `interop/tesla-go/go.mod` names, fetched and compiled.
///
/// # Errors
/// When it cannot be fetched or does not compile.
pub(crate) fn go_modules() -> Result<PathBuf> {
    let go = go()?;
    let mut build = command(&go);
    build.args(["-C", "interop/tesla-go", "build", "tool"]);
    step("installing the clients for Go", &mut build)?;
    Ok(go)
}

/// The Go of the machine where it is new enough, else one under `target/`.
fn go() -> Result<PathBuf> {
    let reads_module = ["-C", "interop/tesla-go", "list", "-m"];
    let known = ["go", "/usr/local/go/bin/go"].map(PathBuf::from);
    if let Some(go) = known.iter().find(|go| starts(go, &reads_module)) {
        return Ok(go.clone());
    }
    let tools = root().join("target/tools");
    let go = tools.join(GO).join("bin/go");
    if starts(&go, &reads_module) {
        return Ok(go);
    }
    if !starts("go", &["version"]) {
        install_packages("golang-go", "Tesla's own tools")?;
    }
    let mut fetch = command("go");
    fetch.args(["install", &format!("golang.org/dl/{GO}@latest")]).env("GOBIN", tools.join("bin"));
    step("fetching Go's own installer", &mut fetch)?;
    // The installer puts Go into `sdk` in the home directory.
    let mut install = command(tools.join("bin").join(GO));
    step("installing Go", install.arg("download").env("HOME", &tools))?;
    std::fs::rename(tools.join("sdk").join(GO), tools.join(GO))?;
    Ok(go)
}
