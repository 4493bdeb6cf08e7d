//! A certificate with its chain and its key, as two PEM files hold them.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::{self, PemObject, SectionKind};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};

/// Where certificate and key lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TlsFiles {
    /// The certificate and those that lead to its root, in this order.
    pub(crate) certificate: PathBuf,
    /// Its private key.
    pub(crate) key: PathBuf,
}

/// Why two files are no certificate with its key.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PairError {
    #[error("{path} cannot be read: {reason}")]
    Unreadable { path: PathBuf, reason: String },
    #[error("{path} holds no certificate{found}; expected PEM that begins with -----BEGIN CERTIFICATE-----")]
    NoCertificate { path: PathBuf, found: Found },
    #[error("{path} holds no private key{found}; expected PEM that begins with -----BEGIN PRIVATE KEY-----")]
    NoKey { path: PathBuf, found: Found },
    #[error(
        "the private key in {path} has a password; write it without one, with mode 0600: openssl pkey -in OLD -out NEW"
    )]
    Encrypted { path: PathBuf },
    #[error(
        "the private key in {path} cannot be used: {reason}; expected P-256, P-384, RSA (2048 bits and more) or Ed25519"
    )]
    Key { path: PathBuf, reason: String },
    #[error("certificate {number} of {path} cannot be read: {reason}")]
    Certificate { path: PathBuf, number: usize, reason: String },
    #[error("the key in {key} is not the one of the certificate in {certificate}")]
    Mismatch { certificate: PathBuf, key: PathBuf },
    #[error("the certificates in {path} are in the wrong order: the key's own is number {number}; it comes first")]
    LeafNotFirst { path: PathBuf, number: usize },
    #[error(
        "the certificates in {path} are in the wrong order: number {issuer} did not issue number {number}; \
         after the server's own come its issuer, that one's issuer and so on"
    )]
    Order { path: PathBuf, number: usize, issuer: usize },
    #[error("certificate {number} of {path} expired on {at}")]
    Expired { path: PathBuf, number: usize, at: Timestamp },
    #[error("certificate {number} of {path} is good only from {at} on; is this machine's clock right?")]
    NotYet { path: PathBuf, number: usize, at: Timestamp },
}

/// What was found in a file in place of what was looked for.
#[derive(Debug)]
pub(crate) enum Found {
    /// No PEM at all.
    Nothing,
    /// The other file's content.
    Other(&'static str),
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => Ok(()),
            Self::Other(what) => write!(f, " but {what} (are the two files swapped?)"),
        }
    }
}

/// What both files hold.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Contents(Result<[Vec<u8>; 2], String>);

impl Contents {
    /// That they could not be read.
    pub(super) fn missing(error: &PairError) -> Self {
        Self(Err(error.to_string()))
    }
}

impl TlsFiles {
    /// Reads both.
    pub(super) fn read(&self) -> Result<Contents, PairError> {
        let read = |path: &Path| {
            std::fs::read(path)
                .map_err(|error| PairError::Unreadable { path: path.to_owned(), reason: error.to_string() })
        };
        Ok(Contents(Ok([read(&self.certificate)?, read(&self.key)?])))
    }

    /// Makes a pair of what they hold, if it is good at `now`.
    pub(super) fn parse(&self, contents: &Contents, now: Timestamp) -> Result<Pair, PairError> {
        let [certificate, key] = match &contents.0 {
            Ok(contents) => contents,
            Err(reason) => {
                let path = self.certificate.clone();
                return Err(PairError::Unreadable { path, reason: reason.clone() });
            }
        };
        let chain = self.chain(certificate)?;
        let key = self.private_key(key)?;
        let mut parsed = Vec::with_capacity(chain.len());
        for (at, der) in chain.iter().enumerate() {
            let (_, certificate) = X509Certificate::from_der(der).map_err(|error| PairError::Certificate {
                path: self.certificate.clone(),
                number: at + 1,
                reason: error.to_string(),
            })?;
            parsed.push(certificate);
        }
        self.check(&parsed, key.as_ref(), now)?;
        let Some(leaf) = parsed.first() else {
            return Err(PairError::NoCertificate { path: self.certificate.clone(), found: Found::Nothing });
        };
        let (not_after, names) = (moment(leaf.validity().not_after.timestamp()), names(leaf));
        Ok(Pair { key: Arc::new(CertifiedKey::new(chain, key)), not_after, names })
    }

    fn chain(&self, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, PairError> {
        let path = self.certificate.clone();
        let chain: Result<Vec<_>, pem::Error> = CertificateDer::pem_slice_iter(pem).collect();
        match chain {
            Ok(chain) if chain.is_empty() => {
                let found =
                    if kinds(pem).into_iter().any(is_key) { Found::Other("a private key") } else { Found::Nothing };
                Err(PairError::NoCertificate { path, found })
            }
            Ok(chain) => Ok(chain),
            Err(error) => Err(PairError::Certificate { path, number: 1, reason: error.to_string() }),
        }
    }

    fn private_key(&self, pem: &[u8]) -> Result<Arc<dyn rustls::sign::SigningKey>, PairError> {
        let path = self.key.clone();
        // The PEM reader knows no encrypted keys; their two headings are those of PKCS#8 and of OpenSSL's own form.
        let text = String::from_utf8_lossy(pem);
        if text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED") {
            return Err(PairError::Encrypted { path });
        }
        let key = PrivateKeyDer::from_pem_slice(pem).map_err(|error| match error {
            pem::Error::NoItemsFound => {
                let found = if kinds(pem).contains(&SectionKind::Certificate) {
                    Found::Other("a certificate")
                } else {
                    Found::Nothing
                };
                PairError::NoKey { path: path.clone(), found }
            }
            error => PairError::Key { path: path.clone(), reason: error.to_string() },
        })?;
        let provider = CryptoProvider::get_default()
            .ok_or_else(|| PairError::Key { path: path.clone(), reason: "no TLS library is set up".to_owned() })?;
        provider.key_provider.load_private_key(key).map_err(|error| PairError::Key { path, reason: error.to_string() })
    }

    /// Whether key and chain belong together and are good at `now`.
    fn check(
        &self,
        chain: &[X509Certificate<'_>],
        key: &dyn rustls::sign::SigningKey,
        now: Timestamp,
    ) -> Result<(), PairError> {
        let path = || self.certificate.clone();
        if let Some(public) = key.public_key() {
            match chain.iter().position(|certificate| certificate.public_key().raw == public.as_ref()) {
                Some(0) => {}
                Some(at) => return Err(PairError::LeafNotFirst { path: path(), number: at + 1 }),
                None => return Err(PairError::Mismatch { certificate: path(), key: self.key.clone() }),
            }
        }
        for (at, pair) in chain.windows(2).enumerate() {
            if let [certificate, issuer] = pair
                && certificate.issuer().as_raw() != issuer.subject().as_raw()
            {
                return Err(PairError::Order { path: path(), number: at + 1, issuer: at + 2 });
            }
        }
        for (at, certificate) in chain.iter().enumerate() {
            let from = moment(certificate.validity().not_before.timestamp());
            let until = moment(certificate.validity().not_after.timestamp());
            if now > until {
                return Err(PairError::Expired { path: path(), number: at + 1, at: until });
            }
            if now < from {
                return Err(PairError::NotYet { path: path(), number: at + 1, at: from });
            }
        }
        Ok(())
    }
}

/// A certificate with its key, checked.
#[derive(Debug)]
pub(super) struct Pair {
    key: Arc<CertifiedKey>,
    not_after: Timestamp,
    names: Vec<String>,
}

impl Pair {
    /// As TLS takes it.
    pub(super) fn key(&self) -> &Arc<CertifiedKey> {
        &self.key
    }

    /// The last moment at which it is good.
    pub(super) fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// Whether it is good for a host; `*.example.com` is for one label (RFC 6125, 6.4.3).
    pub(super) fn covers(&self, host: &str) -> bool {
        let same = |name: &str| name.eq_ignore_ascii_case(host);
        self.names.iter().any(|name| match name.strip_prefix("*.") {
            Some(parent) => host.split_once('.').is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(parent)),
            None => same(name),
        })
    }
}

/// The hosts that a certificate is for.
fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(extension)) = certificate.subject_alternative_name() else { return Vec::new() };
    let name = |name: &GeneralName<'_>| match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => <[u8; 4]>::try_from(*bytes)
            .map(std::net::IpAddr::from)
            .or_else(|_| <[u8; 16]>::try_from(*bytes).map(std::net::IpAddr::from))
            .ok()
            .map(|address| address.to_string()),
        _ => None,
    };
    extension.value.general_names.iter().filter_map(name).collect()
}

/// The kinds of all sections of a PEM file that can be read.
fn kinds(pem: &[u8]) -> Vec<SectionKind> {
    <(SectionKind, Vec<u8>)>::pem_slice_iter(pem).map_while(Result::ok).map(|(kind, _)| kind).collect()
}

fn is_key(kind: SectionKind) -> bool {
    matches!(kind, SectionKind::PrivateKey | SectionKind::RsaPrivateKey | SectionKind::EcPrivateKey)
}

fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or(if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX })
}
