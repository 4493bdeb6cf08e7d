//! Partners: who automakers know us as. An application has the one of its key domain, or the server's default.

use std::time::Duration;

use openfob_automaker::{
    self as automaker, Adapter, AdapterErrorKind, Client, PartnerIssue, Registration, RegistrationError,
};
use openfob_domain::{KeyDomain, Mode};
use openfob_store::{Partner, PartnerError, PartnerRegistration, PublicKey};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

use crate::service::{ServiceError, linking};
use crate::{Gateway, PortalEntry, key_file};

/// What the operator finds the default partner under.
pub(crate) const DEFAULT: &str = "default";
/// How long an automaker may take to say how a partner stands.
const POSITION_PATIENCE: Duration = Duration::from_secs(10);
/// The region that has a developer account of its own; it is served only where it is named.
const APART: &str = "cn";

/// How a partner stands in a region, and what mends it.
pub(crate) struct Standing {
    pub(crate) registration: PartnerRegistration,
    pub(crate) matches: bool,
    /// Whether anybody has looked yet.
    pub(crate) is_seen: bool,
    pub(crate) mend: Option<String>,
}

/// How a partner stands in a region, as its automaker says when it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// Registered with the key that is published.
    Complete,
    /// Registered with another key.
    OtherKey,
    /// Not registered.
    Missing,
    /// There are no developer credentials.
    NoCredentials,
    /// The developer credentials are refused.
    CredentialsRefused,
    /// The application is unpaid, or over its own limit.
    Suspended,
    /// No good answer came.
    NoAnswer,
}

/// The partner of applications that name none. It is there from the first time that anybody asks.
pub(crate) async fn default_partner(gateway: &Gateway) -> Result<Partner, PartnerError> {
    of_domain(gateway, &gateway.settings.key_domain).await
}

/// The partner of a key domain that an application has chosen, with a key made for it where it is new.
pub(crate) async fn of_domain(gateway: &Gateway, domain: &KeyDomain) -> Result<Partner, PartnerError> {
    let name = if *domain == gateway.settings.key_domain { DEFAULT } else { domain.as_str() };
    gateway.store.partner_or_new(domain, name, gateway.clock.now()).await
}

/// A partner as the automakers of a mode know it. Real credentials go to no simulator: there a partner has its own,
/// and is entered and registered by itself.
pub(crate) async fn known_as(
    gateway: &Gateway,
    mode: Mode,
    key_domain: &KeyDomain,
) -> Result<automaker::Partner, ServiceError> {
    let client = match mode {
        Mode::Live => gateway.store.partner_client(key_domain).await?.map(|(id, secret)| Client { id, secret }),
        Mode::Simulated => {
            let partner = of_domain(gateway, key_domain).await?;
            let known = simulated(&partner);
            enter(gateway, &partner, &known).await;
            return Ok(known);
        }
    };
    Ok(automaker::Partner { key_domain: key_domain.clone(), client })
}

/// The key that is published on a host. This server's own address stands for the default key domain, so that a key can
/// be fetched where only an IP address leads here.
pub(crate) async fn published_key(
    gateway: &Gateway,
    host: Option<&KeyDomain>,
) -> Result<Option<PublicKey>, PartnerError> {
    if let Some(host) = host
        && let Some(partner) = gateway.store.partner_of_domain(host).await?
    {
        return Ok(Some(partner.key.public));
    }
    let own = gateway.settings.origin.host_str().unwrap_or_default();
    match host {
        Some(host) if *host == gateway.settings.key_domain || host.as_str() == own => {
            Ok(Some(default_partner(gateway).await?.key.public))
        }
        _ => Ok(None),
    }
}

/// Registers a partner in its regions, or in one of them, and notes what the automakers then have.
pub(crate) async fn register(
    gateway: &Gateway,
    partner: &Partner,
    region: Option<&str>,
) -> Result<Vec<Standing>, ServiceError> {
    for mode in [Mode::Live, Mode::Simulated] {
        if !gateway.adapters.of(mode).iter().any(|adapter| adapter.partner_accounts().is_some()) {
            continue;
        }
        let known = known_as(gateway, mode, &partner.key_domain).await?;
        for adapter in gateway.adapters.of(mode) {
            register_at(gateway, partner, &known, mode, adapter.as_ref(), region).await?;
        }
    }
    standings(gateway, partner).await
}

/// How a partner was last seen to stand, region by region.
pub(crate) async fn standings(gateway: &Gateway, partner: &Partner) -> Result<Vec<Standing>, ServiceError> {
    let mut standings = Vec::new();
    let seen = gateway.store.partner_registrations(partner.id).await?;
    for mode in [Mode::Live, Mode::Simulated] {
        for adapter in gateway.adapters.of(mode) {
            for region in regions(partner, adapter.as_ref()) {
                let never = || PartnerRegistration {
                    mode,
                    region: region.clone(),
                    registered_key: None,
                    problem: None,
                    checked_at: partner.created_at,
                };
                let registration = seen.iter().find(|seen| seen.mode == mode && seen.region == region);
                let is_seen = registration.is_some();
                let registration = registration.cloned().unwrap_or_else(never);
                let registered = registration.registered_key.as_deref().and_then(PublicKey::parse);
                let matches = registered.as_ref() == Some(&partner.key.public);
                let mend = (!matches).then(|| mend(partner, mode, &registration));
                standings.push(Standing { registration, matches, is_seen, mend });
            }
        }
    }
    Ok(standings)
}

/// The short name of the key that automakers compare cars with: the one that they have registered.
pub(crate) async fn registered_key_id(
    gateway: &Gateway,
    mode: Mode,
    domain: &KeyDomain,
) -> Result<String, ServiceError> {
    let partner = of_domain(gateway, domain).await?;
    let seen = gateway.store.partner_registrations(partner.id).await?;
    let other = seen
        .iter()
        .filter(|seen| seen.mode == mode)
        .filter_map(|seen| PublicKey::parse(seen.registered_key.as_deref()?))
        .find(|key| *key != partner.key.public);
    Ok(other.unwrap_or(partner.key.public).id())
}

/// Where a partner is to be registered.
pub(crate) fn places<'a>(gateway: &'a Gateway, partner: &Partner) -> Vec<(Mode, &'a dyn Adapter, String)> {
    let of_mode = |mode| gateway.adapters.of(mode).iter().map(move |adapter| (mode, adapter.as_ref()));
    [Mode::Live, Mode::Simulated]
        .into_iter()
        .flat_map(of_mode)
        .flat_map(|(mode, adapter)| regions(partner, adapter).into_iter().map(move |region| (mode, adapter, region)))
        .collect()
}

/// Asks how a partner stands in a region. Nothing is changed by it, neither here nor there.
pub(crate) async fn position(
    gateway: &Gateway,
    partner: &Partner,
    mode: Mode,
    adapter: &dyn Adapter,
    region: &str,
) -> Result<Position, ServiceError> {
    let known = match mode {
        Mode::Live => {
            let client = gateway.store.partner_client(&partner.key_domain).await?;
            let client = client.map(|(id, secret)| Client { id, secret });
            automaker::Partner { key_domain: partner.key_domain.clone(), client }
        }
        Mode::Simulated => simulated(partner),
    };
    let Some(accounts) = adapter.partner_accounts() else { return Ok(Position::Complete) };
    let asked = accounts.registration(&known, region, partner.key.public.as_str());
    let issue = match timeout(POSITION_PATIENCE, asked).await {
        Ok(Registration::Complete) => return Ok(Position::Complete),
        Ok(Registration::Missing) => return Ok(Position::Missing),
        Ok(Registration::OtherKey { .. }) => return Ok(Position::OtherKey),
        Ok(Registration::Unknown(RegistrationError::Automaker(error))) => {
            tracing::warn!(region, error = &error as &dyn std::error::Error, "a partner's registration is not known");
            error.kind
        }
        Err(_) | Ok(Registration::Unknown(_)) => return Ok(Position::NoAnswer),
    };
    Ok(match issue {
        AdapterErrorKind::Partner(PartnerIssue::NoCredentials) => Position::NoCredentials,
        AdapterErrorKind::Partner(PartnerIssue::CredentialsRefused) => Position::CredentialsRefused,
        AdapterErrorKind::Partner(PartnerIssue::Suspended) => Position::Suspended,
        AdapterErrorKind::Partner(PartnerIssue::NotRegistered) => Position::Missing,
        _ => Position::NoAnswer,
    })
}

async fn register_at(
    gateway: &Gateway,
    partner: &Partner,
    known: &automaker::Partner,
    mode: Mode,
    adapter: &dyn Adapter,
    only: Option<&str>,
) -> Result<(), ServiceError> {
    let Some(accounts) = adapter.partner_accounts() else { return Ok(()) };
    let regions = regions(partner, adapter);
    for region in regions.iter().filter(|region| only.is_none_or(|only| only == *region)) {
        let registered = match accounts.register(known, region).await {
            Ok(_) => accounts.registered_key(known, region).await,
            Err(error) => Err(error),
        };
        let (registered_key, problem) = match registered {
            Ok(key) => (key, None),
            Err(error) => {
                tracing::warn!(region, error = &error as &dyn std::error::Error, "a partner could not be registered");
                (None, Some(problem(partner, &error)))
            }
        };
        let checked_at = gateway.clock.now();
        let seen = PartnerRegistration { mode, region: region.clone(), registered_key, problem, checked_at };
        gateway.store.save_partner_registration(partner.id, &seen).await?;
    }
    Ok(())
}

fn regions(partner: &Partner, adapter: &dyn Adapter) -> Vec<String> {
    let all = adapter.partner_accounts().map_or(&[][..], |accounts| accounts.regions());
    let is_served = |region: &&&str| {
        if partner.regions.is_empty() {
            **region != APART
        } else {
            partner.regions.iter().any(|served| served == *region)
        }
    };
    all.iter().filter(is_served).map(|region| (*region).to_owned()).collect()
}

/// Has the default partner entered before anybody signs in.
pub(crate) async fn enter_default(gateway: &Gateway) {
    if let Err(error) = known_as(gateway, Mode::Simulated, &gateway.settings.key_domain).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "the default partner could not be entered");
    }
}

/// Enters a partner at the simulator and registers it there, once in the life of this process.
async fn enter(gateway: &Gateway, partner: &Partner, known: &automaker::Partner) {
    let (Some(portal), Some(client)) = (&gateway.adapters.simulated_portal, &known.client) else { return };
    let mut entered = gateway.entered.lock().await;
    if entered.get(&partner.key_domain) == Some(&partner.key.public) {
        return;
    }
    let entry = PortalEntry {
        client_id: &client.id,
        client_secret: client.secret.expose_secret(),
        // Owners read it on the sign-in page.
        name: if partner.name == DEFAULT { &gateway.settings.operator_name } else { &partner.name },
        key_domain: &partner.key_domain,
        key_file: &partner.key.public.pem(),
        redirect_uri: &linking::callback_uri(gateway),
    };
    if let Err(error) = portal.enter(entry).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "a partner could not be entered at the simulator");
        return;
    }
    for adapter in &gateway.adapters.simulated {
        if let Err(error) = register_at(gateway, partner, known, Mode::Simulated, adapter.as_ref(), None).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "a registration could not be noted");
            return;
        }
    }
    entered.insert(partner.key_domain.clone(), partner.key.public.clone());
}

fn simulated(partner: &Partner) -> automaker::Partner {
    let client = Client { id: partner.id.to_string(), secret: format!("ta-secret.{}", partner.id.simple()).into() };
    automaker::Partner { key_domain: partner.key_domain.clone(), client: Some(client) }
}

/// What stands in the way, and what to do about it.
fn problem(partner: &Partner, error: &RegistrationError) -> String {
    let (name, domain, path) = (&partner.name, &partner.key_domain, key_file::PATH);
    match error {
        RegistrationError::OriginNotAllowed => format!(
            "{error}; add https://{domain} to the allowed origins of the application at developer.tesla.com and register again"
        ),
        RegistrationError::InvalidDomain => {
            format!("{error}: it wants a bare host in lower case, without www; add a partner with another --key-domain")
        }
        RegistrationError::KeyUnreachable => format!(
            "{error}; https://{domain}{path} has to answer 200 from the internet, without a redirect: look at DNS, TLS and \
             the proxy before this server"
        ),
        RegistrationError::KeyTaken => {
            format!("{error}; make another one: openfob tesla partner rotate {name} --yes")
        }
        RegistrationError::DomainTaken => {
            format!("{error}; use that application's credentials, or add a partner with another --key-domain")
        }
        RegistrationError::Automaker(error) => match error.kind {
            AdapterErrorKind::Partner(PartnerIssue::NoCredentials) => format!(
                "there are no developer credentials; give them: openfob tesla partner add {name} --client-id ID"
            ),
            AdapterErrorKind::Partner(PartnerIssue::CredentialsRefused) => format!(
                "the client id or the client secret is refused; give them anew: openfob tesla partner add {name} \
                 --client-id ID"
            ),
            AdapterErrorKind::Partner(PartnerIssue::Suspended) => {
                "the application is suspended at the automaker: unpaid, or over its own limit".to_owned()
            }
            _ => format!("the automaker gave no good answer ({error}); try again in a while"),
        },
    }
}

fn mend(partner: &Partner, mode: Mode, seen: &PartnerRegistration) -> String {
    let name = &partner.name;
    let command = format!("openfob tesla partner register {name} --region {}", seen.region);
    match (&seen.problem, &seen.registered_key) {
        (Some(problem), _) => problem.clone(),
        (None, Some(_)) => format!("registered with an earlier key; run {command}"),
        (None, None) if mode == Mode::Live && partner.client_id.is_none() => {
            format!("there are no developer credentials; give them: openfob tesla partner add {name} --client-id ID")
        }
        (None, None) => format!("not registered yet; run {command}"),
    }
}
