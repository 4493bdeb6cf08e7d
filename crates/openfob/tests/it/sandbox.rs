//! A directory of its own for each test, and the program run in it.

use std::fmt;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_openfob");
const PATIENCE: Duration = Duration::from_secs(30);

/// An empty directory in which commands run.
pub(crate) struct Sandbox(TempDir);

/// What a command left: it shows as its exit status and both streams.
pub(crate) struct Outcome {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A running server. It is killed when dropped.
pub(crate) struct Server {
    child: Child,
    lines: Receiver<String>,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file and gives its path.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        self.run_with(arguments, &[])
    }

    /// Runs a command to its end, with variables.
    pub(crate) fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Outcome {
        let output = self.command(arguments).envs(variables.iter().copied()).output().unwrap();
        Outcome {
            status: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs a command that must succeed, and reads its result.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let outcome = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(outcome.status, 0, "{outcome}");
        serde_json::from_str(&outcome.stdout).unwrap()
    }

    /// Starts `demo` on free ports and gives it with the facts that it printed.
    pub(crate) fn demo(&self, arguments: &[&str]) -> (Server, Value) {
        self.facts_of(&[&["demo", "--json", "--listen", "127.0.0.1:0"], arguments].concat())
    }

    /// Starts `demo` at an address.
    pub(crate) fn demo_at(&self, address: &str) -> (Server, Value) {
        self.facts_of(&["demo", "--json", "--listen", address])
    }

    /// Starts `demo` for people and gives it with what it showed.
    pub(crate) fn demo_screen(&self) -> (Server, String) {
        let mut server = self.start(&["demo", "--listen", "127.0.0.1:0"], &[]);
        let screen = server.until_line_with("Press Ctrl-C");
        (server, screen)
    }

    /// Starts simulated cars on their own and gives them with their address.
    pub(crate) fn sim_serve(&self) -> (Server, String) {
        let (server, facts) = self.facts_of(&["sim", "serve", "--json", "--listen", "127.0.0.1:0"]);
        (server, facts["simulator"].as_str().unwrap().to_owned())
    }

    pub(crate) fn facts_of(&self, arguments: &[&str]) -> (Server, Value) {
        self.facts_with(arguments, &[])
    }

    /// The same with variables.
    pub(crate) fn facts_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> (Server, Value) {
        let mut server = self.start(arguments, variables);
        let facts = serde_json::from_str(&server.until_line_with("{")).unwrap();
        (server, facts)
    }

    fn start(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Server {
        let child = self.command(arguments).envs(variables.iter().copied()).stdout(Stdio::piped()).spawn().unwrap();
        Server::reading(child, |child| Box::new(child.stdout.take().unwrap()))
    }

    /// Starts `serve`, on a free port unless `--listen` is given, and gives it with its address.
    pub(crate) fn serve(&self, arguments: &[&str]) -> (Server, String) {
        self.serve_with(arguments, &[])
    }

    /// The same with variables.
    pub(crate) fn serve_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> (Server, String) {
        let mut server = self.start_serve(arguments, variables);
        let origin = server.origin();
        (server, origin)
    }

    /// Starts `serve` on a free port, whose log is still to be read.
    pub(crate) fn start_serve(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Server {
        let place: &[&str] = if arguments.contains(&"--listen") { &[] } else { &["--listen", "127.0.0.1:0"] };
        let mut command = self.command(&[&["serve"], place, arguments].concat());
        command.envs(variables.iter().copied());
        let child = command.env("OPENFOB__LOG__FORMAT", "json").stderr(Stdio::piped()).spawn().unwrap();
        Server::reading(child, |child| Box::new(child.stderr.take().unwrap()))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("OPENFOB")) {
            command.env_remove(name);
        }
        command.args(arguments).current_dir(self.path()).stdin(Stdio::null());
        command
    }
}

impl Server {
    fn reading(mut child: Child, stream: impl FnOnce(&mut Child) -> Box<dyn Read + Send>) -> Self {
        let stream = BufReader::new(stream(&mut child));
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || stream.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { child, lines }
    }

    /// The public address of `serve`, as its log tells it.
    pub(crate) fn origin(&mut self) -> String {
        let lines = self.until_line_with("\"serving\"");
        let line: Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
        line["fields"]["public_url"].as_str().unwrap().to_owned()
    }

    /// All lines up to the first that has `word` in it.
    pub(crate) fn until_line_with(&mut self, word: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = String::new();
        loop {
            match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    seen = seen + &line + "\n";
                    if line.contains(word) {
                        return seen;
                    }
                }
                Err(why) => panic!("no line with `{word}` ({why}); there were: {seen}"),
            }
        }
    }

    /// Asks for the end and gives every line up to it.
    pub(crate) fn rest_of_the_log(self) -> String {
        self.signal("TERM");
        self.lines.iter().fold(String::new(), |seen, line| seen + &line + "\n")
    }

    /// Sends a signal by its name.
    pub(crate) fn signal(&self, signal: &str) {
        let kill = Command::new("kill").args([format!("-{signal}"), self.child.id().to_string()]).status().unwrap();
        assert!(kill.success());
    }

    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal by its name and waits for the end.
    pub(crate) fn end_by(mut self, signal: &str) -> ExitStatus {
        self.signal(signal);
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "still running after {signal}");
            thread::yield_now();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}\n--- stdout\n{}--- stderr\n{}", self.status, self.stdout, self.stderr)
    }
}

/// Compares what a command left, or printed, with what is expected of it.
macro_rules! assert_outcome {
    ($sandbox:expr, $outcome:expr, @$expected:literal) => {{
        let outcome = $outcome.to_string();
        $crate::sandbox::settings(&$sandbox).bind(|| insta::assert_snapshot!(outcome, @$expected));
    }};
}
pub(crate) use assert_outcome;

/// Replaces what differs from run to run.
pub(crate) fn settings(sandbox: &Sandbox) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    let literally = |text: &str| text.replace('.', r"\.");
    settings.add_filter(&literally(PROGRAM), "openfob");
    settings.add_filter(&literally(&sandbox.path().display().to_string()), "[DIR]");
    settings.add_filter(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "[UUID]");
    settings.add_filter(r"[0-9a-f]{4}…", "[ID]…");
    settings.add_filter(r"127\.0\.0\.1(:|%3A)\d{4,5}", "127.0.0.1$1[PORT]");
    settings.add_filter(r"process \d+", "process [PID]");
    settings.add_filter(r"written( +)\S+Z", "written$1[TIME]");
    settings.add_filter(r"form \d{14}", "form [FORM]");
    settings.add_filter(r"forms up to \d{14}", "forms up to [FORMS]");
    settings.add_filter(r"size( +)\d+ kB", "size$1[SIZE]");
    settings
}

/// An HTTP client that follows nothing.
pub(crate) fn http() -> reqwest::Client {
    // An error means that another test of this process was first.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}
