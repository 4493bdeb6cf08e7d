use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::Value;

use crate::sandbox::{Sandbox, assert_outcome, http};

#[tokio::test]
async fn a_backup_of_a_running_server_is_restored_elsewhere_and_served() {
    let sandbox = Sandbox::new();
    let (server, _) = sandbox.serve(&[]);
    let created = create(&sandbox);
    assert_outcome!(sandbox, sandbox.run(&["backup", "one.backup"]), @"
    status 0
    --- stdout
    backup          one.backup
    written         [TIME]
    by              openfob 0.1.0, database form [FORM]
    size            [SIZE]
    encryption key  not protected
    --- stderr
    The file holds the encryption key: whoever has it can read everything. Keep it as a secret.
    ");
    assert_eq!(fs::metadata(sandbox.path().join("one.backup")).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(files_with(&sandbox, "snapshot-"), 0, "the copy is taken away");
    create(&sandbox);
    assert!(server.end_by("TERM").success());

    assert_outcome!(sandbox, sandbox.run(&["restore", "one.backup", "--data", "elsewhere"]), @"
    status 0
    --- stdout
    backup          one.backup
    written         [TIME]
    by              openfob 0.1.0, database form [FORM]
    size            [SIZE]
    encryption key  not protected
    --- stderr
    Restored to elsewhere.
    ");
    let (_restored, origin) = sandbox.serve(&["--data", "elsewhere"]);
    let listed = sandbox.json(&["app", "list", "--data", "elsewhere"]);
    assert_eq!(listed.as_array().unwrap().len(), 1, "as it was when the backup was taken: {listed}");
    assert_eq!(listed[0]["id"], created["id"]);
    let management = created["management_token"].as_str().unwrap();
    let connections =
        http().get(format!("{origin}/v2.0/management/connections")).basic_auth("default", Some(management));
    assert_eq!(connections.send().await.unwrap().status(), 200, "its sealed token is the one that was handed out");
}

#[test]
fn a_backup_needs_no_server_and_replaces_nothing_unasked() {
    let sandbox = Sandbox::new();
    let created = create(&sandbox);
    sandbox.json(&["backup", "one.backup"]);
    assert_outcome!(sandbox, sandbox.run(&["backup", "one.backup"]), @"
    status 1
    --- stdout
    --- stderr
    error: one.backup is there already
    hint: name another file, or replace it with --force
    ");
    sandbox.json(&["backup", "one.backup", "--force"]);
    assert_eq!(files_with(&sandbox, ".openfob-backup-"), 0);

    create(&sandbox);
    assert_outcome!(sandbox, sandbox.run(&["restore", "one.backup"]), @"
    status 1
    --- stdout
    --- stderr
    error: the data directory openfob-data holds data already
    hint: name an empty one with --data DIR, or replace what is there with --force
    ");
    sandbox.json(&["restore", "one.backup", "--force"]);
    let listed = sandbox.json(&["app", "list"]);
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["id"]), (1, &created["id"]));
}

#[test]
fn nothing_is_restored_under_a_running_server() {
    let sandbox = Sandbox::new();
    let (_server, _) = sandbox.serve(&[]);
    sandbox.json(&["backup", "one.backup"]);
    assert_outcome!(sandbox, sandbox.run(&["restore", "one.backup", "--force"]), @"
    status 1
    --- stdout
    --- stderr
    error: `openfob serve` (process [PID]) is using the data directory openfob-data
    hint: stop it first, or name another directory with --data DIR: a data directory has one writer at a time
    ");
}

#[test]
fn a_passphrase_protects_the_key_alone_and_is_asked_for() {
    let sandbox = Sandbox::new();
    let created = create(&sandbox);
    let key = fs::read_to_string(sandbox.path().join("openfob-data/encryption.key")).unwrap();
    let key = key.trim().split_once(' ').unwrap().1.to_owned();
    sandbox.write("passphrase", "correct horse battery staple\n");
    sandbox.write("wrong", "incorrect horse");
    sandbox.json(&["backup", "plain.backup"]);
    sandbox.json(&["backup", "sealed.backup", "--passphrase-file", "passphrase"]);
    assert!(holds(&sandbox.path().join("plain.backup"), &key));
    assert!(!holds(&sandbox.path().join("sealed.backup"), &key));

    let restore = ["restore", "sealed.backup", "--data", "elsewhere"];
    assert_outcome!(sandbox, sandbox.run(&restore), @"
    status 1
    --- stdout
    --- stderr
    error: the encryption key of this backup is protected by a passphrase
    hint: name the file that holds it with --passphrase-file FILE
    ");
    assert_outcome!(sandbox, sandbox.run(&[&restore[..], &["--passphrase-file", "wrong"]].concat()), @"
    status 1
    --- stdout
    --- stderr
    error: the passphrase does not open the encryption key of this backup
    hint: it is the text of the file that was named with --passphrase-file when the backup was written
    ");
    assert!(!sandbox.path().join("elsewhere").exists(), "nothing was touched");
    sandbox.json(&[&restore[..], &["--passphrase-file", "passphrase"]].concat());
    assert_eq!(sandbox.json(&["app", "list", "--data", "elsewhere"])[0]["id"], created["id"]);
    assert_eq!(
        fs::read(sandbox.path().join("elsewhere/encryption.key")).unwrap(),
        fs::read(sandbox.path().join("openfob-data/encryption.key")).unwrap()
    );
}

#[test]
fn a_backup_with_a_flipped_or_a_missing_byte_is_refused_and_touches_nothing() {
    let sandbox = Sandbox::new();
    create(&sandbox);
    sandbox.json(&["backup", "good.backup"]);
    assert_outcome!(sandbox, sandbox.run(&["backup", "verify", "good.backup"]), @"
    status 0
    --- stdout
    backup          good.backup
    written         [TIME]
    by              openfob 0.1.0, database form [FORM]
    size            [SIZE]
    encryption key  not protected
    --- stderr
    ");
    let good = fs::read(sandbox.path().join("good.backup")).unwrap();
    let mut places: Vec<usize> = (0..good.len()).step_by(good.len() / 40).collect();
    // The manifest and the sums stand at the end.
    places.extend((good.len() - 4096..good.len()).step_by(61));
    for place in places {
        let mut bad = good.clone();
        bad[place] ^= 4;
        fs::write(sandbox.path().join("bad.backup"), &bad).unwrap();
        let outcome = sandbox.run(&["backup", "verify", "bad.backup"]);
        assert_eq!(outcome.status, 1, "byte {place}: {outcome}");
    }
    for length in [0, 1, 511, 512, good.len() / 2, good.len() - 1] {
        fs::write(sandbox.path().join("bad.backup"), &good[..length]).unwrap();
        assert_eq!(sandbox.run(&["restore", "bad.backup", "--data", "elsewhere"]).status, 1, "{length} bytes");
    }
    assert!(!sandbox.path().join("elsewhere").exists());
    assert_outcome!(sandbox, sandbox.run(&["restore", "bad.backup", "--data", "elsewhere"]), @"
    status 1
    --- stdout
    --- stderr
    error: bad.backup is no whole backup of openfob: its end is damaged
    hint: nothing was changed; take another backup
    ");
}

#[test]
fn the_encryption_key_is_exchanged_under_a_running_server() {
    let sandbox = Sandbox::new();
    let (_server, _) = sandbox.serve(&[]);
    create(&sandbox);
    sandbox.json(&["backup", "before.backup"]);
    let before = fs::read_to_string(sandbox.path().join("openfob-data/encryption.key")).unwrap();
    let outcome = sandbox.json(&["data", "rotate-key"]);
    assert_eq!(outcome["resealed"], 1, "{outcome}");
    let after = fs::read_to_string(sandbox.path().join("openfob-data/encryption.key")).unwrap();
    assert!(after.starts_with(outcome["key"].as_str().unwrap()), "{outcome}");
    assert!(!after.contains(before.trim()), "the earlier key is gone");
    sandbox.json(&["backup", "after.backup"]);
    for backup in ["before.backup", "after.backup"] {
        sandbox.json(&["restore", backup, "--data", backup.trim_end_matches(".backup")]);
    }
    let restored = |data: &str| fs::read_to_string(sandbox.path().join(data).join("encryption.key")).unwrap();
    assert_eq!((restored("before"), restored("after")), (before, after));
}

#[test]
fn a_backup_of_a_later_version_is_refused_by_name() {
    let sandbox = Sandbox::new();
    create(&sandbox);
    sandbox.json(&["backup", "good.backup"]);
    let repacked = "tar -xf good.backup && sed -i 's/\"schema\": [0-9]*/\"schema\": 99990101000000/; \
        s/\"openfob\": \"[^\"]*\"/\"openfob\": \"9.0.0\"/' manifest.json && sha256sum manifest.json > manifest.json.sha256 && \
        tar --format=ustar -cf later.backup openfob.db encryption.key manifest.json manifest.json.sha256";
    let shell = std::process::Command::new("sh").args(["-c", repacked]).current_dir(sandbox.path()).status().unwrap();
    assert!(shell.success());
    assert_outcome!(sandbox, sandbox.run(&["restore", "later.backup", "--data", "elsewhere"]), @"
    status 1
    --- stdout
    --- stderr
    error: the backup is of a later version: openfob 9.0.0 wrote it, with a database of form [FORM]; this is openfob 0.1.0, which knows forms up to [FORMS]
    hint: restore it with the version that wrote it, or with a later one
    ");
    assert!(!sandbox.path().join("elsewhere").exists());
}

fn create(sandbox: &Sandbox) -> Value {
    sandbox.json(&["app", "create", "Acme", "--redirect-uri", "https://acme.example/callback"])
}

fn files_with(sandbox: &Sandbox, prefix: &str) -> usize {
    let folders = [sandbox.path().to_owned(), sandbox.path().join("openfob-data")];
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    files.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with(prefix)).count()
}

fn holds(path: &Path, text: &str) -> bool {
    fs::read(path).unwrap().windows(text.len()).any(|part| part == text.as_bytes())
}
