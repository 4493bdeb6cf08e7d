//! The CarKey service over the gateway: accounts are linked and evidence is kept where all others are.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use openfob_carkey::Anchors;
use openfob_carkey_service::{
    Begin, CarKeyService, Complete, Host, LogSms, Settings, SignInFailed, SmsProvider, WebhookSms,
};
use openfob_domain::{AccountId, Evidence, KeyDomain, KeyRecord};
use openfob_gateway::{Clock, Gateway, MakerSignIn, SignInFailure};
use openfob_store::{StoreError, Vehicle};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use secrecy::SecretString;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::config::{CarKey, Origin};
use crate::failure::Failure;

/// The service that the configuration asks for.
pub(crate) fn service(
    config: &CarKey,
    origin: &Origin,
    key_domain: &KeyDomain,
    gateway: &Gateway,
    clock: Clock,
) -> Result<CarKeyService, Failure> {
    let mut certificates = Vec::new();
    for file in &config.anchors {
        certificates.extend(read_anchors(file)?);
    }
    let sms: Arc<dyn SmsProvider> = match &config.sms {
        Some((url, token)) => {
            let token = token.as_deref().map(read_token).transpose()?;
            let provider = WebhookSms::new(url.clone(), token);
            Arc::new(provider.map_err(|error| Failure::caused("cannot set up the provider of SMS", error))?)
        }
        None => Arc::new(LogSms),
    };
    let settings = Settings {
        origin: origin.url().clone(),
        key_domain: key_domain.clone(),
        anchors: anchors(&certificates)?,
        rules: config.rules.clone(),
        late: config.late,
        steps_in_order: config.steps_in_order,
        sms,
        limits: config.limits,
    };
    Ok(over(settings, gateway, clock))
}

/// A service with these settings.
pub(crate) fn over(settings: Settings, gateway: &Gateway, clock: Clock) -> CarKeyService {
    let host = Arc::new(OverGateway(gateway.clone()));
    CarKeyService::new(settings, gateway.store().clone(), host, Arc::new(move || clock.now()))
}

/// The anchors in PEM texts.
pub(crate) fn anchors(certificates: &[CertificateDer<'_>]) -> Result<Anchors, Failure> {
    Anchors::new(certificates).map_err(|error| Failure::caused("an anchor for CarKey cannot be used", error))
}

fn read_anchors(file: &Path) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let unusable = |why: String| {
        Failure::user(format!("the anchor {} cannot be used: {why}", file.display()))
            .hint("[carkey] anchors names PEM files with certificates")
    };
    let pem = std::fs::read(file).map_err(|error| unusable(error.to_string()))?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    let found = found.map_err(|error| unusable(error.to_string()))?;
    if found.is_empty() { Err(unusable("it holds no certificate".to_owned())) } else { Ok(found) }
}

/// When the anchors in these files end.
pub(crate) fn anchor_ends(files: &[PathBuf]) -> Result<Vec<Timestamp>, Failure> {
    let mut ends = Vec::new();
    for file in files {
        let certificates = read_anchors(file)?;
        anchors(&certificates)?;
        for certificate in &certificates {
            let read = X509Certificate::from_der(certificate).ok();
            let end = read.map(|(_, certificate)| certificate.validity().not_after.timestamp());
            ends.extend(end.and_then(|end| Timestamp::from_second(end).ok()));
        }
    }
    Ok(ends)
}

fn read_token(file: &Path) -> Result<SecretString, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failure::user(format!("the token in {} cannot be read: {error}", file.display()))
            .hint("[carkey] sms_token_file names the file")
    })?;
    Ok(SecretString::from(text.trim()))
}

struct OverGateway(Gateway);

#[async_trait]
impl Host for OverGateway {
    async fn begin(&self, begin: Begin<'_>) -> Option<url::Url> {
        let Begin { mode, make, application, partner, redirect_uri, state, challenge } = begin;
        let sign_in = MakerSignIn { mode, make, partner, redirect_uri };
        self.0.sign_in_page(sign_in, application, state, challenge).await
    }

    async fn complete(&self, complete: Complete<'_>) -> Result<AccountId, SignInFailed> {
        let Complete { mode, make, application, partner, redirect_uri, query, verifier } = complete;
        let sign_in = MakerSignIn { mode, make, partner, redirect_uri };
        self.0.link_signed_in(sign_in, application, query, verifier).await.map_err(|failure| match failure {
            SignInFailure::Cancelled => SignInFailed::Cancelled,
            SignInFailure::Refused => SignInFailed::Refused,
            SignInFailure::Unavailable => SignInFailed::Unavailable,
        })
    }

    async fn known(&self, account: AccountId, vehicle: &Vehicle) -> Result<Option<KeyRecord>, StoreError> {
        self.0.car_key(account, vehicle).await
    }

    async fn record(&self, account: AccountId, vehicle: &Vehicle, evidence: Evidence) -> Result<(), StoreError> {
        self.0.record_car_key(account, vehicle, evidence).await
    }
}
