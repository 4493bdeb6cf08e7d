//! `openfob tesla-proxy`: commands for Teslas, signed for whoever holds a token.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use openfob_gateway::Clock;
use openfob_tesla::{NotKept, SessionFile, SessionStorage, SignedCommands};
use openfob_tesla_command::{PrivateKey, PublicKey};
use serde_json::json;
use tokio::net::lookup_host;
use url::Url;
use zeroize::Zeroizing;

use crate::args::{TeslaProxy, go_duration};
use crate::config::{Filter, Log};
use crate::failure::Failure;
use crate::logging;
use crate::printer::Printer;
use crate::serve::{Listener, Servers, Stopping, Tls, TlsFiles, address_of, bind};
use crate::tesla_proxy::{Audit, Hosts, Proxy, Settings};

const DEFAULT_HOST: &str = "localhost";
const DEFAULT_PORT: u16 = 443;
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);
/// Cars whose sessions are in memory.
const MOST_CARS: usize = 10_000;

/// Runs until a signal ends it.
pub(super) async fn run(arguments: TeslaProxy, printer: &mut Printer) -> Result<(), Failure> {
    logging::start(&log(&arguments));
    let clock = Clock::system();
    let key = command_key(&arguments)?;
    let tls = tls(&arguments, &key, &clock)?;
    let timeout = timeout(&arguments)?;
    let settings = Settings {
        commands: SignedCommands::new(key.clone(), storage(&arguments, &clock)?, now(&clock), MOST_CARS),
        hosts: Hosts::new(arguments.fleet_api.clone().map(checked_origin).transpose()?),
        timeout,
        audit: arguments.audit.as_deref().map(audit).transpose()?,
        clock,
    };
    let proxy = Proxy::new(settings)?;
    let host = arguments.host.clone().or_else(|| variable("TESLA_HTTP_PROXY_HOST"));
    let host = host.unwrap_or_else(|| DEFAULT_HOST.to_owned());
    if host != DEFAULT_HOST {
        printer.note(format!(
            "Listening on {host}: whoever reaches it with a token may have commands signed. Keep it from others."
        ));
    }
    let listener = bind(address(&host, port(&arguments)?).await?).await?;
    let bound = address_of(&listener)?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let origin = if host == DEFAULT_HOST {
        format!("{scheme}://{host}:{}", bound.port())
    } else {
        format!("{scheme}://{bound}")
    };

    let mut servers = Servers::new()?;
    servers.http(Listener::new(listener, proxy.router()).tls(tls.as_ref().map(Tls::acceptor)));
    let renewal = tls.map(|tls| tokio::spawn(tls.watch()));
    if printer.wants_json() {
        printer.json(&json!({"tesla_proxy": origin, "public_key": key.public_key().to_hex()}))?;
    } else {
        printer.line(format!("Signing commands for Teslas at {origin}. Press Ctrl-C to stop."))?;
    }
    let ended = servers.run(Stopping { delay: Duration::ZERO, grace: timeout }, || ()).await;
    if let Some(renewal) = renewal {
        renewal.abort();
    }
    ended
}

fn log(arguments: &TeslaProxy) -> Log {
    let by_variable = || variable("TESLA_VERBOSE").is_some_and(|value| value != "false" && value != "0");
    let mut log = Log::quiet();
    if arguments.verbose.unwrap_or_else(by_variable) {
        log.filter = Filter::verbose();
    }
    log
}

fn command_key(arguments: &TeslaProxy) -> Result<Arc<PrivateKey>, Failure> {
    const HINT: &str = "name the file of the private key whose public half is on the cars: -key-file FILE";
    let Some(path) = file(arguments.key_file.as_ref(), "TESLA_KEY_FILE") else {
        let name = arguments.ignored.key_name.clone().or_else(|| variable("TESLA_KEY_NAME"));
        return Err(match name {
            Some(_) => Failure::user("keys in a keyring cannot be read")
                .hint("write the key to a file with `tesla-keygen export`, and name it with -key-file FILE"),
            None => Failure::user("no key to sign commands with").hint(HINT),
        });
    };
    let pem = std::fs::read_to_string(&path).map(Zeroizing::new);
    let pem = pem.map_err(|error| Failure::user(format!("{} cannot be read: {error}", path.display())).hint(HINT))?;
    let key = PrivateKey::from_pem(&pem);
    key.map(Arc::new).map_err(|error| Failure::user(format!("{}: {error}", path.display())))
}

fn tls(arguments: &TeslaProxy, key: &PrivateKey, clock: &Clock) -> Result<Option<Tls>, Failure> {
    if arguments.no_tls {
        return Ok(None);
    }
    let certificate = file(arguments.cert.as_ref(), "TESLA_HTTP_PROXY_TLS_CERT");
    let tls_key = file(arguments.tls_key.as_ref(), "TESLA_HTTP_PROXY_TLS_KEY");
    let (Some(certificate), Some(tls_key)) = (certificate, tls_key) else {
        return Err(Failure::user("TLS needs a certificate and its key")
            .hint("name both with -cert FILE and -tls-key FILE, or listen without TLS with --no-tls"));
    };
    // Whoever serves with a key shows its public half to everyone, and has it lie where a web server reads it.
    let same = std::fs::read_to_string(&tls_key).ok().and_then(|pem| PublicKey::from_text(&pem).ok());
    if same.as_ref() == Some(key.public_key()) {
        return Err(Failure::user("the TLS key is the command key").hint("make another key for TLS"));
    }
    let files = TlsFiles { certificate, key: tls_key };
    Tls::load(files, clock.clone()).map(Some).map_err(|error| Failure::user(error.to_string()))
}

fn storage(arguments: &TeslaProxy, clock: &Clock) -> Result<Arc<dyn SessionStorage>, Failure> {
    let path = file(arguments.session_cache.as_ref(), "TESLA_CACHE_FILE");
    let Some(path) = path.filter(|_| !arguments.disable_session_cache.unwrap_or_default()) else {
        return Ok(Arc::new(NotKept));
    };
    let file = SessionFile::open(path, now(clock)).map_err(|error| {
        Failure::user(error.to_string()).hint("delete the file, and cars are asked for new sessions")
    })?;
    Ok(file)
}

fn now(clock: &Clock) -> openfob_tesla::Clock {
    let clock = clock.clone();
    Arc::new(move || clock.now())
}

fn audit(path: &Path) -> Result<Audit, Failure> {
    Audit::open(path).map_err(|error| Failure::user(format!("{} cannot be written: {error}", path.display())))
}

fn timeout(arguments: &TeslaProxy) -> Result<Duration, Failure> {
    let Some(text) = arguments.timeout.clone().or_else(|| variable("TESLA_HTTP_PROXY_TIMEOUT")) else {
        return Ok(DEFAULT_TIMEOUT);
    };
    go_duration(&text).ok_or_else(|| {
        Failure::user(format!("invalid timeout: {text}")).hint("write it with a unit, as in -timeout 10s or 1m30s")
    })
}

fn port(arguments: &TeslaProxy) -> Result<u16, Failure> {
    let Some(text) = arguments.port.clone().or_else(|| variable("TESLA_HTTP_PROXY_PORT")) else {
        return Ok(DEFAULT_PORT);
    };
    text.parse().map_err(|_| Failure::user(format!("invalid port: {text}")).hint("a port is a number up to 65535"))
}

/// Of a name with several addresses, the first of IPv4, as most clients try it.
async fn address(host: &str, port: u16) -> Result<SocketAddr, Failure> {
    let unknown = || Failure::user(format!("no address of {host} is known")).hint("name another with -host");
    let addresses: Vec<SocketAddr> = lookup_host((host, port)).await.map_err(|_| unknown())?.collect();
    addresses.iter().find(|address| address.is_ipv4()).or(addresses.first()).copied().ok_or_else(unknown)
}

fn checked_origin(url: Url) -> Result<Url, Failure> {
    if matches!(url.scheme(), "http" | "https") && url.has_host() && url.query().is_none() {
        return Ok(url);
    }
    Err(Failure::user(format!("{url} is no address of a server")).hint("as in --fleet-api http://127.0.0.1:8081"))
}

fn file(given: Option<&PathBuf>, name: &str) -> Option<PathBuf> {
    given.cloned().or_else(|| variable(name).map(PathBuf::from))
}

/// An empty variable is none.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
