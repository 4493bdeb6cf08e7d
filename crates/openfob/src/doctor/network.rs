//! What the world sees: names, certificates, key files; and what an automaker's clock says. Each look is bounded in time.

use std::error::Error;
use std::fmt::Write as _;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use openfob_store::PublicKey;
use reqwest::header::{DATE, HOST, LOCATION};
use reqwest::{Method, Response};
use rustls::CertificateError;
use rustls::pki_types::SubjectPublicKeyInfoDer;
use rustls::pki_types::pem::PemObject as _;
use url::{Host, Url};
use x509_parser::prelude::{FromDer, SubjectPublicKeyInfo, X509Certificate};

use super::check::Check;
use super::local::day;

const CLOCK: &str = "clock";
const DNS: &str = "dns";
const TLS: &str = "tls";
const KEY_FILE: &str = "key file";

/// Where Tesla looks for a partner's public key.
const KEY_PATH: &str = "/.well-known/appspecific/com.tesla.3p.public-key.pem";
/// How long one look may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The largest key file that is read, bytes.
const MOST: usize = 16 * 1024;
/// How far the clock may be off: signed commands and attestations are good for some seconds more.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_secs(5);
/// A certificate that ends sooner should have been renewed.
const RENEWED_BEFORE: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Looks from this machine, as others would.
pub(super) struct Network {
    client: reqwest::Client,
}

/// Where a partner's key is read.
pub(super) struct KeyPlace {
    /// The server's address.
    pub(super) server: Url,
    /// The key domain, where the address is another one.
    pub(super) host: Option<String>,
}

impl Network {
    /// A client that follows no redirect, as Tesla follows none.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub(super) fn new() -> reqwest::Result<Self> {
        let client = reqwest::Client::builder()
            .user_agent(concat!("openfob/", env!("CARGO_PKG_VERSION"), " doctor"))
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(PATIENCE / 2)
            .timeout(PATIENCE)
            .tls_info(true)
            .build()?;
        Ok(Self { client })
    }

    /// How far the machine's clock is off, by the answer of an automaker, which tells whole seconds.
    pub(super) async fn clock(&self, peer: &Url, now: impl Fn() -> Timestamp) -> Check {
        let name = peer.host_str().unwrap_or_default().to_owned();
        let asked = now();
        let answer = match self.client.request(Method::HEAD, peer.clone()).send().await {
            Ok(answer) => answer,
            Err(error) => {
                let found = format!("{name} could not be asked for the time: {}", reason(&error));
                let means = "Nothing can be asked of the automaker either.";
                let mend = format!("let this machine reach {peer}, by DNS and through firewalls");
                return Check::failed(CLOCK, found, means, mend);
            }
        };
        let answered = now();
        let date = answer.headers().get(DATE).and_then(|date| date.to_str().ok());
        let Some(told) = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok()) else {
            return Check::not_used(CLOCK, format!("{name} tells no time"));
        };
        let told = told.timestamp();
        // It was that second at some moment between the question and the answer.
        let (behind, ahead) =
            (told.duration_since(answered), asked.duration_since(told) - SignedDuration::from_secs(1));
        let (off, word) = if behind > ahead { (behind, "behind") } else { (ahead, "ahead of") };
        if off <= SignedDuration::ZERO {
            return Check::passed(CLOCK, format!("as {name}'s, to the second"));
        }
        let found = format!("{} s {word} {name}'s", off.as_secs() + i64::from(off.subsec_nanos() > 0));
        if off <= CLOCK_TOLERANCE {
            return Check::passed(CLOCK, found);
        }
        let means = "Tokens end at the wrong time, and signed commands and attestations are refused.";
        Check::failed(CLOCK, found, means, "set the clock by NTP: timedatectl set-ntp true")
    }

    /// Whether a name leads somewhere.
    pub(super) async fn dns(&self, server: &Url) -> Check {
        let name = match server.host() {
            Some(Host::Domain(name)) => name.to_owned(),
            Some(address) => return Check::not_used(DNS, format!("not used: {address} is an address")),
            None => return Check::not_used(DNS, format!("{server} names no host")),
        };
        let port = server.port_or_known_default().unwrap_or(443);
        let means = "Owners' browsers and Tesla find no server there.";
        let mend = format!("add an A or AAAA record for {name} that leads to this server");
        match tokio::time::timeout(PATIENCE, tokio::net::lookup_host((name.as_str(), port))).await {
            Err(_) => Check::failed(DNS, format!("{name}: no answer within {} s", PATIENCE.as_secs()), means, mend),
            Ok(Err(error)) => Check::failed(DNS, format!("{name} leads nowhere: {error}"), means, mend),
            Ok(Ok(addresses)) => {
                let mut addresses: Vec<String> = addresses.map(|address| address.ip().to_string()).collect();
                addresses.sort();
                addresses.dedup();
                if addresses.is_empty() {
                    return Check::failed(DNS, format!("{name} has no address"), means, mend);
                }
                Check::passed(DNS, format!("{name} is {}", addresses.join(", ")))
            }
        }
    }

    /// Whether a server's certificate is good, and for how long.
    pub(super) async fn tls(&self, server: &Url, now: Timestamp) -> Check {
        let name = server.host_str().unwrap_or_default();
        let failed = |found: String, means: &str, mend: &str| Check::failed(TLS, found, means, mend);
        let unseen = "Owners' browsers, applications and Tesla refuse to connect.";
        let answer = match self.client.request(Method::HEAD, server.clone()).send().await {
            Ok(answer) => answer,
            Err(error) => {
                let place = format!("{name}:{}", server.port_or_known_default().unwrap_or(443));
                return match certificate_error(&error) {
                    Some(CertificateError::Expired | CertificateError::ExpiredContext { .. }) => {
                        failed(format!("{place}: the certificate is expired"), unseen, "renew it: certbot renew")
                    }
                    Some(CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. }) => failed(
                        format!("{place}: the certificate is not good yet"),
                        unseen,
                        "set the clock, or wait for its first day",
                    ),
                    Some(CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }) => {
                        failed(
                            format!("{place}: the certificate is for another name"),
                            unseen,
                            &format!("get a certificate that covers {name}"),
                        )
                    }
                    Some(CertificateError::UnknownIssuer) => failed(
                        format!("{place}: the certificate leads to no authority that is known here"),
                        "Either its authority is one of your own, or the certificates between are not sent. Tesla knows \
                         public authorities alone.",
                        "send the whole chain: [server.tls] certificate is fullchain.pem, not cert.pem",
                    ),
                    Some(other) => failed(
                        format!("{place}: the certificate is refused: {other}"),
                        unseen,
                        "get another certificate",
                    ),
                    None => failed(
                        format!("{place}: no TLS connection: {}", reason(&error)),
                        "Nobody reaches this server over https.",
                        "start the server, open the port, and look at the proxy before it",
                    ),
                };
            }
        };
        let Some(end) = certificate_end(&answer) else {
            return Check::passed(TLS, format!("{name} has a certificate that is known here"));
        };
        let found = format!("{name}, valid until {}", day(end));
        if end.duration_since(now) < RENEWED_BEFORE {
            let means = "Who renews certificates does so weeks before; something keeps it from that.";
            return failed(found, means, "look at the log of certbot, or of whatever renews it");
        }
        Check::passed(TLS, found)
    }

    /// Whether a partner's key is where Tesla looks for it.
    pub(super) async fn key_file(&self, place: &KeyPlace, partner: &str, public_key: &str) -> Check {
        let mut url = place.server.clone();
        url.set_path(KEY_PATH);
        let mut request = self.client.get(url.clone());
        let mut address = url.to_string();
        if let Some(host) = place.host.as_ref().filter(|host| url.host_str() != Some(host)) {
            request = request.header(HOST, host);
            let _ = write!(address, " as {host}");
        }
        let means = "Tesla's app reads it at each pairing, and refuses the key without it.";
        let failed = |found: String, mend: &str| Check::failed(KEY_FILE, format!("{address}   {found}"), means, mend);
        let reach = "start the server, and look at DNS, TLS and the proxy before it";
        let answer = match request.send().await {
            Ok(answer) => answer,
            Err(error) => return failed(format!("no answer: {}", reason(&error)), reach),
        };
        let status = answer.status();
        if status.is_redirection() {
            let to = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or("another address");
            return failed(
                format!("{}, a redirect to {to}", status.as_u16()),
                "have the proxy pass this path on to openfob: Tesla follows no redirect",
            );
        }
        if !status.is_success() {
            return failed(
                status.as_u16().to_string(),
                "have the proxy pass this path and the Host header on to openfob",
            );
        }
        let body = match body(answer).await {
            Ok(body) => body,
            Err(error) => return failed(format!("the answer broke off: {error}"), reach),
        };
        match p256_of_pem(&body) {
            None => failed(
                format!("{}, and no P-256 public key in PEM form", status.as_u16()),
                "something else answers there: have the proxy pass this path on to openfob",
            ),
            Some(served) if Some(&served) != PublicKey::parse(public_key).as_ref() => failed(
                format!("{}, another key than that of partner {partner}", status.as_u16()),
                "a copy from before a rotation, or another server: have the proxy pass this path on to this one, uncached",
            ),
            Some(_) => Check::passed(KEY_FILE, format!("{address}   {}, P-256", status.as_u16())),
        }
    }
}

fn p256_of_pem(pem: &[u8]) -> Option<PublicKey> {
    let der = SubjectPublicKeyInfoDer::from_pem_slice(pem).ok()?;
    let (_, key) = SubjectPublicKeyInfo::from_der(&der).ok()?;
    PublicKey::parse(&hex::encode(&key.subject_public_key.data))
}

async fn body(mut answer: Response) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| reason(&error))? {
        if body.len() + chunk.len() > MOST {
            return Err(format!("it is larger than {MOST} bytes"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn certificate_end(answer: &Response) -> Option<Timestamp> {
    let info = answer.extensions().get::<reqwest::tls::TlsInfo>()?;
    let (_, certificate) = X509Certificate::from_der(info.peer_certificate()?).ok()?;
    Timestamp::from_second(certificate.validity().not_after.timestamp()).ok()
}

/// What was wrong with the certificate, if that was it.
fn certificate_error(error: &reqwest::Error) -> Option<&CertificateError> {
    let mut cause = error.source();
    while let Some(error) = cause {
        // An `io::Error` hides what it was made of from the chain.
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        let inner = inner.map(|inner| inner as &(dyn Error + 'static));
        for candidate in [Some(error), inner].into_iter().flatten() {
            if let Some(rustls::Error::InvalidCertificate(wrong)) = candidate.downcast_ref::<rustls::Error>() {
                return Some(wrong);
            }
        }
        cause = inner.or_else(|| error.source());
    }
    None
}

/// Why no answer came, in the words of what lies lowest.
fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return format!("none within {} s", PATIENCE.as_secs());
    }
    let mut lowest: &dyn Error = error;
    while let Some(cause) = lowest.source() {
        lowest = cause;
    }
    lowest.to_string()
}
