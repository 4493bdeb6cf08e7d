//! `openfob serve` as the network sees it.

use std::os::unix::net::UnixDatagram;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::sandbox::{Sandbox, http};

#[tokio::test]
async fn a_server_tells_whether_it_is_alive_and_ready() {
    let sandbox = Sandbox::new();
    let (_server, origin) = sandbox.serve(&[]);
    let answer = http().get(format!("{origin}/healthz")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let answer = http().get(format!("{origin}/readyz")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let body: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(body, json!({"status": "ready", "checks": {"store": "ok", "migrations": "ok", "draining": "ok"}}));
}

#[tokio::test]
async fn tls_is_taken_from_files_and_taken_up_anew_when_they_are_swapped() {
    let sandbox = Sandbox::new();
    let (first, key) = certificate("localhost");
    link(&sandbox, "first", &first.pem(), &key);
    let (mut server, origin) = sandbox.serve(&["--config", &configured(&sandbox, TLS)]);
    assert!(origin.starts_with("https://127.0.0.1:"), "{origin}");
    let origin = origin.replace("127.0.0.1", "localhost");

    let answer = trusting(&first).get(format!("{origin}/healthz")).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.version()), (200, reqwest::Version::HTTP_2));

    link(&sandbox, "broken", &first.pem(), "no key");
    server.until_line_with("the new TLS certificate is not used");
    assert!(trusting(&first).get(format!("{origin}/healthz")).send().await.is_ok(), "the one before stays");

    let (second, key) = certificate("localhost");
    link(&sandbox, "second", &second.pem(), &key);
    server.until_line_with("the TLS certificate was read anew");
    assert!(trusting(&second).get(format!("{origin}/healthz")).send().await.is_ok());
    assert!(trusting(&first).get(format!("{origin}/healthz")).send().await.is_err(), "the first one is gone");
    assert!(server.end_by("TERM").success());
}

#[test]
fn a_pair_that_cannot_be_used_is_told_at_the_start() {
    let sandbox = Sandbox::new();
    let (own, key) = certificate("localhost");
    let (other, other_key) = certificate("other.example.com");
    let expired = made("localhost", |params| params.not_after = rcgen::date_time_ymd(2020, 1, 1));
    let chain = format!("{}{}", other.pem(), own.pem());
    let unrelated = format!("{}{}", own.pem(), other.pem());
    for (certificate, key, words) in [
        (own.pem(), other_key, "is not the one of the certificate"),
        (key.clone(), own.pem(), "holds no certificate but a private key"),
        (own.pem(), own.pem(), "holds no private key but a certificate"),
        (own.pem(), key.replace("BEGIN PRIVATE", "BEGIN ENCRYPTED PRIVATE"), "has a password"),
        (chain, key.clone(), "wrong order: the key's own is number 2"),
        (unrelated, key.clone(), "number 2 did not issue number 1"),
        (expired.0.pem(), expired.1, "expired on 2020-01-01T00:00:00Z"),
        ("junk".to_owned(), key, "holds no certificate; expected PEM"),
    ] {
        link(&sandbox, "pair", &certificate, &key);
        let outcome = sandbox.run(&["serve", "--listen", "127.0.0.1:0", "--config", &configured(&sandbox, TLS)]);
        assert_eq!(outcome.status, 1, "{outcome}");
        assert!(outcome.stderr.contains(words), "expected `{words}`: {outcome}");
    }
    let config = configured(&sandbox, "[server.tls]\ncertificate = \"nowhere.pem\"\nkey = \"nowhere.pem\"\n");
    let outcome = sandbox.run(&["serve", "--listen", "127.0.0.1:0", "--config", &config]);
    assert!(outcome.stderr.contains("nowhere.pem cannot be read: No such file"), "{outcome}");
}

#[tokio::test]
async fn a_server_that_drains_says_so_first_and_a_second_signal_ends_it() {
    let sandbox = Sandbox::new();
    let (server, origin) = sandbox.serve(&["--config", &configured(&sandbox, "[server]\ndrain_delay = \"10m\"\n")]);
    server.signal("TERM");
    let deadline = Instant::now() + PATIENCE;
    loop {
        let answer = http().get(format!("{origin}/readyz")).send().await.unwrap();
        if answer.status() == 503 {
            let body: serde_json::Value = answer.json().await.unwrap();
            assert_eq!((&body["status"], &body["checks"]["draining"]), (&json!("not ready"), &json!("draining")));
            break;
        }
        assert!(Instant::now() < deadline, "still ready");
    }
    assert_eq!(http().get(format!("{origin}/v2.0/vehicles")).send().await.unwrap().status(), 401, "it still serves");
    assert!(server.end_by("TERM").success());
}

#[test]
fn the_service_manager_is_told_of_start_and_stop() {
    let sandbox = Sandbox::new();
    let path = sandbox.path().join("notify");
    let manager = UnixDatagram::bind(&path).unwrap();
    manager.set_read_timeout(Some(PATIENCE)).unwrap();
    let heard = || {
        let mut buffer = [0; 64];
        let length = manager.recv(&mut buffer).unwrap();
        String::from_utf8(buffer[..length].to_vec()).unwrap()
    };
    let (server, _) = sandbox.serve_with(&[], &[("NOTIFY_SOCKET", path.to_str().unwrap())]);
    assert_eq!(heard(), "READY=1");
    server.signal("TERM");
    assert_eq!(heard(), "STOPPING=1");
}

#[tokio::test]
async fn only_a_trusted_proxy_is_believed_about_who_asks() {
    for (config, client) in [("[server]\ntrusted_proxies = [\"127.0.0.0/8\"]\n", "192.0.2.60"), ("", "127.0.0.1")] {
        let sandbox = Sandbox::new();
        let (server, origin) = sandbox.serve(&["--config", &configured(&sandbox, config)]);
        let request = http().get(format!("{origin}/v2.0/vehicles")).header("x-forwarded-for", "1.2.3.4, 192.0.2.60");
        request.header("x-forwarded-host", "evil.example").send().await.unwrap();
        let log = server.rest_of_the_log();
        let line = log.lines().find(|line| line.contains("answered")).unwrap();
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["fields"]["client"], client);
        assert!(!log.contains("evil.example"));
    }
}

/// Where certificate and key lie: behind a symbolic link, as Kubernetes keeps them.
const TLS: &str = "[server.tls]\ncertificate = \"tls/tls.crt\"\nkey = \"tls/tls.key\"\n";
const PATIENCE: Duration = Duration::from_secs(30);

fn configured(sandbox: &Sandbox, text: &str) -> String {
    sandbox.write("openfob.toml", text).display().to_string()
}

/// Writes a pair into a directory of its own and swaps the link to it in one step.
fn link(sandbox: &Sandbox, name: &str, certificate: &str, key: &str) {
    let directory = sandbox.path().join(name);
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(directory.join("tls.crt"), certificate).unwrap();
    std::fs::write(directory.join("tls.key"), key).unwrap();
    let next = sandbox.path().join("next");
    std::os::unix::fs::symlink(&directory, &next).unwrap();
    std::fs::rename(&next, sandbox.path().join("tls")).unwrap();
}

pub(crate) fn certificate(host: &str) -> (rcgen::Certificate, String) {
    made(host, |_| ())
}

pub(crate) fn made(host: &str, change: impl FnOnce(&mut rcgen::CertificateParams)) -> (rcgen::Certificate, String) {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new([host.to_owned()]).unwrap();
    params.distinguished_name.push(rcgen::DnType::CommonName, host);
    change(&mut params);
    (params.self_signed(&key).unwrap(), key.serialize_pem())
}

/// A client that trusts this certificate and no other.
pub(crate) fn trusting(certificate: &rcgen::Certificate) -> reqwest::Client {
    let _ = http();
    let root = reqwest::Certificate::from_der(certificate.der()).unwrap();
    reqwest::Client::builder().tls_certs_only([root]).redirect(reqwest::redirect::Policy::none()).build().unwrap()
}
