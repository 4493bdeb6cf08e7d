//! `openfob doctor`: each link of the chain broken once, and what it then says. What only an automaker, an owner or a
//! receiver can break is beside the words for it, in the program, and with the gateway's tests.

use std::fs::{File, Permissions};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use openfob_store::KeyPair;
use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::sandbox::{Outcome, Sandbox};
use crate::serving::made;

const APP: &[&str] = &["app", "create", "Voltwise", "--redirect-uri", "https://app.example.com/callback"];

/// A sandbox with a data directory that an application was made in, and a configuration that names it.
fn begun(configuration: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.json(&[APP, &["--data", "data"]].concat());
    // The default partner is there from the first time that anybody asks.
    sandbox.json(&["tesla", "partner", "show", "--data", "data"]);
    sandbox.write("openfob.toml", &format!("{configuration}\n[data]\ndir = \"data\"\n"));
    sandbox
}

fn doctor(sandbox: &Sandbox) -> Outcome {
    sandbox.run(&["doctor", "--config", "openfob.toml"])
}

/// Asserts that the doctor fails with these words, in this order.
#[track_caller]
fn assert_told(outcome: &Outcome, words: &[&str]) {
    assert_eq!(outcome.status, 1, "{outcome}");
    assert_eq!(outcome.stderr, "", "{outcome}");
    let mut rest = outcome.stdout.as_str();
    for word in words {
        let Some((_, after)) = rest.split_once(word) else { panic!("expected `{word}` in its place: {outcome}") };
        rest = after;
    }
}

async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

/// A server with a certificate that says what it is told to.
async fn serve_tls(certificate: &rcgen::Certificate, key: &str) -> SocketAddr {
    use rustls::pki_types::PrivateKeyDer;
    use rustls::pki_types::pem::PemObject as _;

    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let config = rustls::ServerConfig::builder().with_no_client_auth();
    let config = config.with_single_cert(vec![certificate.der().clone()], key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let _ = stream.read(&mut [0; 4096]).await;
                let _ =
                    stream.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
                let _ = stream.shutdown().await;
            });
        }
    });
    address
}

/// Runs the doctor beside what the test serves itself.
async fn doctor_beside(sandbox: Sandbox, variables: &'static [(&'static str, &'static str)]) -> Outcome {
    let run = move || sandbox.run_with(&["doctor", "--config", "openfob.toml"], variables);
    tokio::task::spawn_blocking(run).await.unwrap()
}

#[test]
fn a_configuration_that_cannot_be_read_is_told_and_nothing_else_is_looked_at() {
    let sandbox = begun("[server]\nlisten = \"nowhere\"");
    assert_told(
        &doctor(&sandbox),
        &[
            "✗ config",
            "server.listen is `nowhere`",
            "mend: `openfob config reference`",
            "– store        skipped, as config failed",
            "– mail         skipped, as config failed",
            "1 of 1 checks failed, 15 skipped.",
        ],
    );
}

#[test]
fn a_data_directory_that_is_not_there_or_open_to_others_is_told() {
    let sandbox = Sandbox::new();
    sandbox.write("openfob.toml", "[data]\ndir = \"data\"\n");
    let words = [
        "✗ data",
        "there is no data directory at data",
        "mend:",
        "openfob serve",
        "– store        skipped, as data failed",
    ];
    assert_told(&doctor(&sandbox), &words);
    assert!(!sandbox.path().join("data").exists(), "looking makes none");

    let sandbox = begun("");
    std::fs::set_permissions(sandbox.path().join("data"), Permissions::from_mode(0o755)).unwrap();
    assert_told(
        &doctor(&sandbox),
        &["✗ data         data may be read by others (mode 0755)", "mend: chmod 700 data", "✓ store"],
    );
}

#[tokio::test]
async fn a_store_that_cannot_be_used_is_told_with_what_is_wrong_with_it() {
    let write = async |sandbox: &Sandbox, sql: &'static str| {
        let options = SqliteConnectOptions::new().filename(sandbox.path().join("data/openfob.db"));
        let mut database = options.connect().await.unwrap();
        sqlx::query(sql).execute(&mut database).await.unwrap();
        database.close().await.unwrap();
    };
    let earlier = begun("");
    write(&earlier, "DELETE FROM _sqlx_migrations WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)").await;
    let words =
        ["✗ store", "the form of an earlier version", "mend: take a backup", "– partner      skipped, as store failed"];
    assert_told(&doctor(&earlier), &words);
    assert_eq!(doctor(&earlier).stdout, doctor(&earlier).stdout, "looking brings nothing up to date");

    let later = begun("");
    write(&later, "UPDATE _sqlx_migrations SET version = 99991231235959 WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)").await;
    assert_told(&doctor(&later), &["✗ store", "the form of a later version", "mend: run that version"]);

    let keyless = begun("");
    std::fs::remove_file(keyless.path().join("data/encryption.key")).unwrap();
    assert_told(
        &doctor(&keyless),
        &["✗ store", "encryption.key", "no server starts", "mend: put the right encryption.key back"],
    );
    assert!(!keyless.path().join("data/encryption.key").exists());

    let foreign = begun("");
    let other = begun("");
    std::fs::copy(other.path().join("data/encryption.key"), foreign.path().join("data/encryption.key")).unwrap();
    assert_told(
        &doctor(&foreign),
        &["✗ store", "the encryption key does not open", "mend: put the right encryption.key back"],
    );

    let damaged = begun("");
    let file = damaged.path().join("data/openfob.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let _ = std::fs::remove_file(damaged.path().join("data/openfob.db-wal"));
    let length = bytes.len();
    bytes[4096..length].fill(0xA5);
    std::fs::write(&file, bytes).unwrap();
    assert_told(
        &doctor(&damaged),
        &["✗ store", "the database", "mend: restore a backup: openfob restore FILE --data data --force"],
    );
}

#[test]
fn a_server_that_does_not_answer_is_told_by_its_name() {
    let sandbox = begun("");
    let lock = File::options().write(true).open(sandbox.path().join("data/openfob.lock")).unwrap();
    lock.lock().unwrap();
    std::fs::write(sandbox.path().join("data/openfob.lock"), "4242 openfob serve\n").unwrap();
    let words = [
        "✓ store",
        "✗ server       `openfob serve` (process 4242) is using the data directory data",
        "mend:",
        "restart the server",
        "– tokens       skipped, as server failed",
    ];
    assert_told(&doctor(&sandbox), &words);
}

#[test]
fn all_is_well_with_a_server_and_without_one_and_nothing_is_changed_by_looking() {
    let sandbox = begun("[server]\nlisten = \"127.0.0.1:0\"");
    let (server, origin) = sandbox.serve(&["--config", "openfob.toml"]);
    let outcome =
        sandbox.run_with(&["doctor", "--config", "openfob.toml"], &[("OPENFOB__SERVER__PUBLIC_URL", &origin)]);
    assert!(outcome.stdout.contains("`openfob serve` (process "), "{outcome}");
    assert!(outcome.stdout.contains("✓ key file     http://127.0.0.1:"), "{outcome}");
    assert!(outcome.stdout.contains("as openfob.localhost   200, P-256"), "{outcome}");
    assert!(outcome.stdout.contains("✗ partner      default has no developer credentials"), "{outcome}");
    assert!(outcome.stdout.contains("mend: openfob tesla partner add default --client-id ID"), "{outcome}");
    assert!(!outcome.stdout.contains('\u{1b}'), "no colour where no terminal is");
    assert_eq!(outcome.status, 1);

    let told = sandbox.run(&["doctor", "--json", "--config", "openfob.toml"]);
    assert_eq!(told.status, 1);
    let told: Value = serde_json::from_str(&told.stdout).unwrap();
    let check =
        |step: &str| told["checks"].as_array().unwrap().iter().find(|check| check["step"] == step).unwrap().clone();
    assert_eq!(check("store")["state"], "passed");
    assert_eq!(check("partner")["state"], "failed");
    assert!(check("partner")["mend"].as_str().unwrap().starts_with("openfob tesla partner add"));
    assert_eq!(check("mail")["state"], "not_used");
    assert_eq!(
        told["failed"],
        told["checks"].as_array().unwrap().iter().filter(|check| check["state"] == "failed").count()
    );
    drop(server);

    let before = sandbox.json(&["tesla", "partner", "show", "--data", "data"]);
    let outcome = doctor(&sandbox);
    assert!(outcome.stdout.contains("✓ server       none runs on this data directory"), "{outcome}");
    assert_eq!(sandbox.json(&["tesla", "partner", "show", "--data", "data"]), before);
}

#[tokio::test]
async fn a_clock_that_is_off_and_a_peer_that_is_not_there_are_told() {
    let late = async || [(header::DATE, "Fri, 31 Dec 2100 23:59:59 GMT")];
    let peer = serve(Router::new().fallback(late)).await;
    let sandbox = begun(&format!("[simulator]\nurl = \"http://{peer}\""));
    let words = [
        "✗ clock",
        "s behind 127.0.0.1's",
        "signed commands and attestations are refused",
        "mend: set the clock by NTP",
    ];
    assert_told(&doctor_beside(sandbox, &[]).await, &words);

    let sandbox = begun("[simulator]\nurl = \"http://127.0.0.1:9\"");
    assert_told(
        &doctor(&sandbox),
        &["✗ clock", "127.0.0.1 could not be asked for the time", "mend: let this machine reach http://127.0.0.1:9/"],
    );
}

#[test]
fn a_name_that_leads_nowhere_is_told_and_what_needs_it_is_skipped() {
    let sandbox = begun("[server]\npublic_url = \"https://nowhere.invalid\"");
    let words = [
        "✗ dns          nowhere.invalid leads nowhere",
        "mend: add an A or AAAA record for nowhere.invalid",
        "– tls          skipped, as dns failed",
        "– key file     skipped, as dns failed",
    ];
    assert_told(&doctor(&sandbox), &words);
}

#[tokio::test]
async fn a_certificate_that_is_not_good_is_told_with_what_is_wrong_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let authority = folder.path().join("authority.pem");
    // The doctor trusts this certificate as an authority; the others are made under it.
    let root_key = rcgen::KeyPair::generate().unwrap();
    let mut root = rcgen::CertificateParams::new(Vec::<String>::new()).unwrap();
    root.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let issuer = rcgen::Issuer::from_params(&root, &root_key);
    let root_certificate = root.self_signed(&root_key).unwrap();
    std::fs::write(&authority, root_certificate.pem()).unwrap();
    let under_it = |host: &str, from: (i32, u8, u8), until: (i32, u8, u8)| {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::new([host.to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(from.0, from.1, from.2);
        params.not_after = rcgen::date_time_ymd(until.0, until.1, until.2);
        (params.signed_by(&key, &issuer).unwrap(), key.serialize_pem())
    };
    let variables: &'static [(&str, &str)] =
        Box::leak(Box::new([("SSL_CERT_FILE", &*authority.display().to_string().leak())]));
    for ((certificate, key), words) in [
        (under_it("localhost", (2020, 1, 1), (2020, 2, 1)), ["the certificate is expired", "mend: renew it"]),
        (under_it("localhost", (2990, 1, 1), (2999, 1, 1)), ["the certificate is not good yet", "mend: set the clock"]),
        (
            under_it("other.example", (2020, 1, 1), (2999, 1, 1)),
            ["is for another name", "mend: get a certificate that covers localhost"],
        ),
        (
            made("localhost", |params| params.distinguished_name.push(rcgen::DnType::CommonName, "nobody.example")),
            ["leads to no authority that is known here", "mend: send the whole chain"],
        ),
    ] {
        let address = serve_tls(&certificate, &key).await;
        let sandbox = begun(&format!("[server]\npublic_url = \"https://localhost:{}\"", address.port()));
        let outcome = doctor_beside(sandbox, variables).await;
        assert_told(
            &outcome,
            &["✗ tls          localhost:", words[0], words[1], "– key file     skipped, as tls failed"],
        );
    }
    let (certificate, key) = under_it("localhost", (2020, 1, 1), (2999, 1, 1));
    let address = serve_tls(&certificate, &key).await;
    let sandbox = begun(&format!("[server]\npublic_url = \"https://localhost:{}\"", address.port()));
    let outcome = doctor_beside(sandbox, variables).await;
    assert!(outcome.stdout.contains("✓ tls          localhost, valid until 2999-01-01"), "{outcome}");
    assert!(outcome.stdout.contains("✗ key file"), "{outcome}");

    let sandbox = begun("[server]\npublic_url = \"https://localhost:9\"");
    assert_told(&doctor(&sandbox), &["✗ tls          localhost:9: no TLS connection", "mend: start the server"]);
}

#[tokio::test]
async fn a_key_file_that_tesla_could_not_use_is_told_with_what_came_instead() {
    let other = KeyPair::generate().unwrap().public().pem();
    let redirect = [(header::LOCATION, "https://www.example.com/")];
    for (answer, words) in [
        (StatusCode::NOT_FOUND.into_response(), ["404", "mend: have the proxy pass this path and the Host header on"]),
        (
            (StatusCode::FOUND, redirect).into_response(),
            ["302, a redirect to https://www.example.com/", "follows no redirect"],
        ),
        ("<html>".into_response(), ["200, and no P-256 public key", "mend: something else answers there"]),
        (
            other.into_response(),
            ["200, another key than that of partner default", "mend: a copy from before a rotation"],
        ),
    ] {
        let (parts, body) = answer.into_parts();
        let body = axum::body::to_bytes(body, 4096).await.unwrap();
        let answer = move || async move { (parts.status, parts.headers, body) };
        let address = serve(Router::new().fallback(answer)).await;
        let sandbox = begun(&format!("[server]\npublic_url = \"http://{address}\""));
        let mut told = vec![
            "✗ key file     http://127.0.0.1:",
            "/.well-known/appspecific/com.tesla.3p.public-key.pem as openfob.localhost",
        ];
        told.extend(words);
        told.insert(3, "Tesla's app reads it at each pairing");
        assert_told(&doctor_beside(sandbox, &[]).await, &told);
    }
    let sandbox = begun("[server]\npublic_url = \"http://127.0.0.1:9\"");
    assert_told(&doctor(&sandbox), &["✗ key file", "no answer:", "mend: start the server"]);
}

#[test]
fn anchors_that_cannot_be_used_are_told() {
    let sandbox = begun("[carkey]\nanchors = [\"anchor.pem\"]");
    assert_told(&doctor(&sandbox), &["✗ carkey", "the anchor anchor.pem cannot be used", "mend: [carkey] anchors"]);
}

#[test]
fn a_mail_server_that_is_not_there_is_told() {
    let sandbox = begun("[mail]\nsmtp = \"smtp://127.0.0.1:9\"\nfrom = \"cars@example.com\"");
    assert_told(
        &doctor(&sandbox),
        &[
            "✗ mail         the mail server does not take messages",
            "mend: look at smtp, username and password of [mail]",
        ],
    );
}
