//! The simulator's own certificate authority, which vouches for Tesla's host names to clients that are told to trust it.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;

use super::region::host_names;

const CERTIFICATE: &str = "authority.pem";
const KEY: &str = "authority-key.pem";

/// Why there is no authority.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// A file could not be read or written.
    #[error("the test authority's files in {} cannot be used", folder.display())]
    Files {
        /// Where they lie.
        folder: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// A certificate could not be made.
    #[error("the test authority cannot make a certificate")]
    Certificate(#[from] rcgen::Error),
    /// The certificate cannot be served.
    #[error("the test authority's certificate cannot be served")]
    Tls(#[from] rustls::Error),
}

/// Where clients find the authority's certificate, in a folder that keeps it over restarts.
pub(crate) fn certificate_file(folder: &Path) -> PathBuf {
    folder.join(CERTIFICATE)
}

/// What answers under Tesla's host names, certified by the authority in a folder, which is made where there is none.
pub(crate) fn server(folder: &Path) -> Result<ServerConfig, AuthorityError> {
    let failed = |source| AuthorityError::Files { folder: folder.to_owned(), source };
    let key = match std::fs::read_to_string(folder.join(KEY)) {
        Ok(pem) => KeyPair::from_pem(&pem)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let key = KeyPair::generate()?;
            let certificate = authority().self_signed(&key)?.pem();
            std::fs::write(certificate_file(folder), certificate).map_err(failed)?;
            write_private(&folder.join(KEY), &key.serialize_pem()).map_err(failed)?;
            key
        }
        Err(error) => return Err(failed(error)),
    };
    let issuer = Issuer::new(authority(), key);
    let own_key = KeyPair::generate()?;
    let mut own = CertificateParams::new(host_names().map(str::to_owned).collect::<Vec<_>>())?;
    own.distinguished_name.push(DnType::CommonName, "Simulated Tesla");
    own.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    own.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    own.use_authority_key_identifier_extension = true;
    let certificate = own.signed_by(&own_key, &issuer)?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::Pkcs8(own_key.serialize_der().into()))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// The authority itself; made anew it is the same, as its name and key are.
fn authority() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "openfob simulator, for tests alone");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign, KeyUsagePurpose::DigitalSignature];
    params
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())
}
