use std::fs;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};

use crate::sandbox::{Sandbox, assert_outcome};

#[test]
fn a_second_server_is_told_who_holds_the_data_directory() {
    let sandbox = Sandbox::new();
    let (server, _) = sandbox.serve(&[]);
    let second = sandbox.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(second.stderr.contains(&format!("process {}", server.process())), "{second}");
    assert_outcome!(sandbox, second, @"
    status 1
    --- stdout
    --- stderr
    error: `openfob serve` (process [PID]) is using the data directory openfob-data
    hint: stop it first, or name another directory with --data DIR: a data directory has one writer at a time
    ");
}

#[test]
fn a_server_waits_for_the_one_before_it() {
    let sandbox = Sandbox::new();
    let (first, _) = sandbox.serve(&[]);
    let second = std::thread::scope(|scope| {
        let second = scope.spawn(|| sandbox.serve(&[]));
        assert!(first.end_by("TERM").success());
        second.join().unwrap()
    });
    assert_eq!(sandbox.json(&["app", "list"]), serde_json::json!([]));
    assert!(second.0.end_by("TERM").success());
}

#[test]
fn what_a_killed_server_left_is_replaced() {
    let sandbox = Sandbox::new();
    let (killed, _) = sandbox.serve(&[]);
    assert!(!killed.end_by("KILL").success());
    assert!(sandbox.path().join("openfob-data/openfob.sock").exists(), "the dead socket is there");

    assert_eq!(sandbox.json(&["app", "list"]), serde_json::json!([]), "without a server");
    let _server = sandbox.serve(&[]);
    assert_eq!(sandbox.json(&["app", "list"]), serde_json::json!([]), "over the new socket");
}

#[test]
fn either_signal_ends_a_server_cleanly() {
    let sandbox = Sandbox::new();
    for signal in ["TERM", "INT"] {
        let (server, _) = sandbox.serve(&[]);
        assert!(server.end_by(signal).success(), "{signal}");
        assert!(!sandbox.path().join("openfob-data/openfob.sock").exists(), "no socket after {signal}");
    }
}

#[test]
fn nobody_else_can_read_what_is_kept() {
    let sandbox = Sandbox::new();
    let (_demo, _) = sandbox.demo(&[]);
    let data = sandbox.path().join("openfob-data");
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    let socket = data.join("openfob.sock");
    assert!(fs::metadata(&socket).unwrap().file_type().is_socket());
    for path in [socket, data.join("demo.json"), data.join("openfob.lock")] {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}
