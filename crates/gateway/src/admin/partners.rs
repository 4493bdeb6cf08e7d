//! Partners: adding them, showing how they stand, replacing their keys.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use openfob_domain::KeyDomain;
use openfob_store::{KeyPair, NewPartner, Partner, PartnerKey};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::error::AdminError;
use crate::service::linking::key_domain_of;
use crate::service::partners;
use crate::{Gateway, key_file};

/// What the operator says of a partner.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    /// Its name; absent: the default partner's.
    name: Option<String>,
    key_domain: Option<String>,
    client_id: Option<String>,
    client_secret: Option<SecretString>,
    /// A private key in PEM form; absent: one is made.
    private_key: Option<SecretString>,
    regions: Option<Vec<String>>,
}

/// The key that replaces another.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rotation {
    /// A private key in PEM form; absent: one is made.
    private_key: Option<SecretString>,
}

/// A partner as it is shown: nothing secret.
#[derive(Serialize)]
pub(super) struct Shown {
    name: String,
    default: bool,
    key_domain: KeyDomain,
    key_file: String,
    client_id: Option<String>,
    regions: Vec<String>,
    key: ShownKey,
    earlier_keys: Vec<ShownKey>,
    registrations: Vec<ShownRegistration>,
    applications: u64,
    account_links: u64,
    created_at: Timestamp,
}

/// How it stands in a region of an automaker, as it was last seen there.
#[derive(Serialize)]
struct ShownRegistration {
    mode: &'static str,
    region: String,
    registered: bool,
    key_matches: bool,
    /// What is missing, and the next step.
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    checked_at: Option<Timestamp>,
}

/// Where to register.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Registering {
    /// One region; absent: each that the partner serves.
    region: Option<String>,
}

/// The public half of a key pair.
#[derive(Serialize)]
struct ShownKey {
    id: String,
    public_key: String,
    made_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    retired_at: Option<Timestamp>,
    /// How many cars are known to have it.
    cars: u64,
}

/// Every partner, the default one first.
pub(super) async fn list(State(gateway): State<Gateway>) -> Result<Json<Vec<Shown>>, AdminError> {
    partners::default_partner(&gateway).await?;
    let mut shown = Vec::new();
    for partner in gateway.store.partners().await? {
        shown.push(show_one(&gateway, partner).await?);
    }
    shown.sort_by_key(|partner| !partner.default);
    Ok(Json(shown))
}

/// One partner.
pub(super) async fn show(State(gateway): State<Gateway>, Path(name): Path<String>) -> Result<Json<Shown>, AdminError> {
    let partner = find(&gateway, &name).await?;
    Ok(Json(show_one(&gateway, partner).await?))
}

/// Adds a partner, or gives one that is there its credentials and regions.
pub(super) async fn save(
    State(gateway): State<Gateway>,
    Json(said): Json<Said>,
) -> Result<(StatusCode, Json<Shown>), AdminError> {
    let default = partners::default_partner(&gateway).await?;
    let name = said.name.clone().unwrap_or_else(|| default.name.clone());
    check_name(&name)?;
    let domain: Option<KeyDomain> = said
        .key_domain
        .as_deref()
        .map(|domain| domain.parse().map_err(|error| AdminError::Invalid(format!("key domain: {error}"))))
        .transpose()?;
    let client = client(&said)?;
    let regions = said.regions.as_deref().map(|regions| known_regions(&gateway, regions)).transpose()?;
    if let Some(partner) = gateway.store.partner_named(&name).await? {
        if domain.is_some_and(|domain| domain != partner.key_domain) {
            return Err(AdminError::Invalid(format!(
                "the partner `{name}` has the key domain {}, which names its key in cars and cannot change; add a partner \
                 of another name for another domain",
                partner.key_domain
            )));
        }
        if said.private_key.is_some() {
            return Err(AdminError::Invalid(format!(
                "the partner `{name}` has a key pair already; `openfob tesla partner rotate {name} --key FILE` replaces it"
            )));
        }
        if let Some((id, secret)) = &client {
            gateway.store.set_partner_client(partner.id, id, secret).await?;
        }
        if let Some(regions) = &regions {
            gateway.store.set_partner_regions(partner.id, regions).await?;
        }
        let partner = find(&gateway, &name).await?;
        return Ok((StatusCode::OK, Json(show_one(&gateway, partner).await?)));
    }
    let Some(key_domain) = domain else {
        return Err(AdminError::Invalid(format!(
            "the new partner `{name}` needs a key domain: --key-domain DOMAIN, a host that leads to this server"
        )));
    };
    let pair = pair(said.private_key.as_ref())?;
    let new = NewPartner { name, key_domain, client, regions: regions.unwrap_or_default() };
    let partner = gateway.store.add_partner(&new, &pair, gateway.clock.now()).await?;
    Ok((StatusCode::CREATED, Json(show_one(&gateway, partner).await?)))
}

/// Replaces a partner's key pair; cars keep the earlier one until their owners add the new one.
pub(super) async fn rotate(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Json(rotation): Json<Rotation>,
) -> Result<Json<Shown>, AdminError> {
    let partner = find(&gateway, &name).await?;
    let pair = pair(rotation.private_key.as_ref())?;
    gateway.store.rotate_partner_key(partner.id, &pair, gateway.clock.now()).await?;
    let partner = find(&gateway, &name).await?;
    Ok(Json(show_one(&gateway, partner).await?))
}

/// Registers a partner in its regions and tells what the automaker then has.
pub(super) async fn register(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
    Json(registering): Json<Registering>,
) -> Result<Json<Shown>, AdminError> {
    let partner = find(&gateway, &name).await?;
    let standings = partners::standings(&gateway, &partner).await?;
    if let Some(region) = &registering.region
        && !standings.iter().any(|standing| standing.registration.region == *region)
    {
        let regions: Vec<_> = standings.iter().map(|standing| standing.registration.region.as_str()).collect();
        return Err(AdminError::Invalid(format!(
            "the partner `{name}` does not serve the region `{region}`; it serves {}",
            if regions.is_empty() { "none, as no automaker here has regions".to_owned() } else { regions.join(", ") }
        )));
    }
    partners::register(&gateway, &partner, registering.region.as_deref()).await?;
    Ok(Json(show_one(&gateway, partner).await?))
}

/// Removes a partner that nobody uses.
pub(super) async fn remove(
    State(gateway): State<Gateway>,
    Path(name): Path<String>,
) -> Result<Json<serde_json::Value>, AdminError> {
    let partner = find(&gateway, &name).await?;
    if partner.key_domain == gateway.settings.key_domain {
        return Err(AdminError::Invalid(format!(
            "`{name}` is the default partner: applications that name none are served under it"
        )));
    }
    let (applications, links) = gateway.store.partner_uses(&partner.key_domain).await?;
    if applications + links > 0 {
        return Err(AdminError::Invalid(format!(
            "the partner `{name}` is in use: {applications} application(s) and {links} account link(s); without it none \
             of them could be served"
        )));
    }
    gateway.store.remove_partner(partner.id).await?;
    Ok(Json(serde_json::json!({"removed": name})))
}

/// The partner of that name.
pub(super) async fn find(gateway: &Gateway, name: &str) -> Result<Partner, AdminError> {
    let default = partners::default_partner(gateway).await?;
    if default.name == name {
        return Ok(default);
    }
    gateway.store.partner_named(name).await?.ok_or_else(|| {
        AdminError::NotFound(format!("there is no partner `{name}`; `openfob tesla partner list` shows them"))
    })
}

async fn show_one(gateway: &Gateway, partner: Partner) -> Result<Shown, AdminError> {
    let (mut applications, account_links) = gateway.store.partner_uses(&partner.key_domain).await?;
    let default = partner.key_domain == gateway.settings.key_domain;
    if default {
        let all = gateway.store.applications().await?;
        let domain = &partner.key_domain;
        applications = all.iter().filter(|app| key_domain_of(gateway, app) == *domain).count() as u64;
    }
    let registrations = partners::standings(gateway, &partner).await?.into_iter().map(|standing| {
        let (seen, is_seen) = (standing.registration, standing.is_seen);
        ShownRegistration {
            mode: seen.mode.as_str(),
            region: seen.region,
            registered: seen.registered_key.is_some(),
            key_matches: standing.matches,
            missing: standing.mend,
            checked_at: is_seen.then_some(seen.checked_at),
        }
    });
    let registrations = registrations.collect();
    let mut earlier_keys = Vec::new();
    for key in partner.earlier_keys {
        earlier_keys.push(show_key(gateway, &partner.key_domain, key).await?);
    }
    Ok(Shown {
        default,
        key_file: format!("https://{}{}", partner.key_domain, key_file::PATH),
        key: show_key(gateway, &partner.key_domain, partner.key).await?,
        name: partner.name,
        key_domain: partner.key_domain,
        client_id: partner.client_id,
        regions: partner.regions,
        earlier_keys,
        registrations,
        applications,
        account_links,
        created_at: partner.created_at,
    })
}

async fn show_key(gateway: &Gateway, domain: &KeyDomain, key: PartnerKey) -> Result<ShownKey, AdminError> {
    let id = key.public.id();
    Ok(ShownKey {
        cars: gateway.store.cars_with_key(domain, &id).await?,
        id,
        public_key: key.public.as_str().to_owned(),
        made_at: key.made_at,
        retired_at: key.retired_at,
    })
}

fn client(said: &Said) -> Result<Option<(String, SecretString)>, AdminError> {
    let id = said.client_id.as_deref().map(str::trim).filter(|id| !id.is_empty());
    let secret =
        said.client_secret.as_ref().map(|secret| secret.expose_secret().trim()).filter(|text| !text.is_empty());
    match (id, secret) {
        (Some(id), Some(secret)) => Ok(Some((id.to_owned(), SecretString::from(secret)))),
        (None, None) => Ok(None),
        (Some(_), None) => Err(AdminError::Invalid("a client id comes with its client secret".to_owned())),
        (None, Some(_)) => Err(AdminError::Invalid("a client secret comes with its client id".to_owned())),
    }
}

fn pair(private_key: Option<&SecretString>) -> Result<KeyPair, AdminError> {
    let pair = private_key.map_or_else(KeyPair::generate, KeyPair::from_pem);
    pair.map_err(|error| AdminError::Invalid(error.to_string()))
}

fn check_name(name: &str) -> Result<(), AdminError> {
    let is_word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.');
    if (1..=100).contains(&name.len()) && name.bytes().all(is_word) {
        return Ok(());
    }
    Err(AdminError::Invalid(format!(
        "`{name}` is no name for a partner: lower-case letters, digits, hyphens, dots and underscores, at most 100"
    )))
}

/// Regions in the words of the automakers that have any.
fn known_regions(gateway: &Gateway, regions: &[String]) -> Result<Vec<String>, AdminError> {
    let mut known: Vec<&str> = Vec::new();
    for adapter in gateway.adapters.live.iter().chain(&gateway.adapters.simulated) {
        known.extend(adapter.partner_accounts().map_or(&[][..], |accounts| accounts.regions()));
    }
    let mut wanted = Vec::new();
    for region in regions {
        let region = region.trim().to_ascii_lowercase();
        if !known.is_empty() && !known.contains(&region.as_str()) {
            return Err(AdminError::Invalid(format!("`{region}` is no region; expected one of {}", known.join(", "))));
        }
        if !wanted.contains(&region) {
            wanted.push(region);
        }
    }
    Ok(wanted)
}
