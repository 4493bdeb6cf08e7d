//! Registering applications.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use openfob_domain::{ApplicationId, KeyDomain, Scope, WithoutKeySetting};
use openfob_store::{Application, ApplicationDetails, ApplicationSecrets};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::error::AdminError;
use crate::connect::RedirectUri;
use crate::service::key_link;
use crate::service::linking::key_domain_of;
use crate::{Gateway, secrets};

/// What an application may be registered with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewApplication {
    name: String,
    description: Option<String>,
    logo: Option<String>,
    accent: Option<String>,
    redirect_uris: Vec<String>,
    permissions: Option<String>,
    /// A partner's name; at most one of this and the next two.
    partner: Option<String>,
    key_domain: Option<String>,
    /// A name below the operator's base domain.
    key_subdomain: Option<String>,
    serve_stored: Option<bool>,
    without_key: Option<WithoutKeySetting>,
}

/// An application as it is shown.
#[derive(Serialize)]
pub(super) struct Shown {
    id: ApplicationId,
    name: String,
    description: Option<String>,
    logo: Option<String>,
    accent: Option<String>,
    redirect_uris: Vec<String>,
    permissions: String,
    key_domain: KeyDomain,
    serve_stored: bool,
    without_key: WithoutKeySetting,
    /// The link that adds its key, where cars of a maker with such keys can be connected.
    virtual_key_url: Option<String>,
    /// The page around it, to be sent to owners at any time.
    key_page_url: String,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    management_token: Option<String>,
}

/// Which secret to replace.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rotation {
    what: Rotated,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Rotated {
    ClientSecret,
    ManagementToken,
}

/// The new value, shown once.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Fresh {
    ClientSecret(String),
    ManagementToken(String),
}

/// A new list of redirect URIs.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RedirectUris {
    redirect_uris: Vec<String>,
}

/// Registers an application; its secrets are in this answer alone.
pub(super) async fn create(
    State(gateway): State<Gateway>,
    Json(new): Json<NewApplication>,
) -> Result<(StatusCode, Json<Shown>), AdminError> {
    let id = ApplicationId::from(Uuid::new_v4());
    let key_domain = key_domain(&gateway, &new).await?;
    let details = details(&gateway, new, key_domain)?;
    let secrets = ApplicationSecrets {
        client_secret: secrets::random_credential(),
        management_token: secrets::random_credential(),
    };
    let now = gateway.clock.now();
    gateway.store.add_application(id, &details, &secrets, now).await?;
    let application = find(&gateway, id).await?;
    let shown = Shown {
        client_secret: Some(secrets.client_secret.expose_secret().to_owned()),
        management_token: Some(secrets.management_token.expose_secret().to_owned()),
        ..show_one(&gateway, application)
    };
    Ok((StatusCode::CREATED, Json(shown)))
}

/// Lists the applications in the order of registration.
pub(super) async fn list(State(gateway): State<Gateway>) -> Result<Json<Vec<Shown>>, AdminError> {
    let applications = gateway.store.applications().await?;
    Ok(Json(applications.into_iter().map(|application| show_one(&gateway, application)).collect()))
}

/// Shows one application, without its secrets.
pub(super) async fn show(State(gateway): State<Gateway>, Path(id): Path<String>) -> Result<Json<Shown>, AdminError> {
    let application = find(&gateway, parse_id(&id)?).await?;
    Ok(Json(show_one(&gateway, application)))
}

/// Replaces a secret; the earlier one is refused from now on.
pub(super) async fn rotate(
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
    Json(rotation): Json<Rotation>,
) -> Result<Json<Fresh>, AdminError> {
    let id = parse_id(&id)?;
    let fresh = secrets::random_credential();
    let value = fresh.expose_secret().to_owned();
    let (done, answer) = match rotation.what {
        Rotated::ClientSecret => (gateway.store.rotate_client_secret(id, &fresh).await?, Fresh::ClientSecret(value)),
        Rotated::ManagementToken => {
            (gateway.store.rotate_management_token(id, &fresh).await?, Fresh::ManagementToken(value))
        }
    };
    if done { Ok(Json(answer)) } else { Err(unknown(id)) }
}

/// Replaces the redirect URIs.
pub(super) async fn set_redirect_uris(
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
    Json(new): Json<RedirectUris>,
) -> Result<Json<Shown>, AdminError> {
    let id = parse_id(&id)?;
    check_redirect_uris(&gateway, &new.redirect_uris)?;
    if !gateway.store.set_redirect_uris(id, &new.redirect_uris).await? {
        return Err(unknown(id));
    }
    let application = find(&gateway, id).await?;
    Ok(Json(show_one(&gateway, application)))
}

/// Removes an application and all that hangs on it.
pub(super) async fn delete(
    State(gateway): State<Gateway>,
    Path(id): Path<String>,
) -> Result<Json<serde_json::Value>, AdminError> {
    let id = parse_id(&id)?;
    if gateway.store.delete_application(id).await? {
        Ok(Json(serde_json::json!({"deleted": id})))
    } else {
        Err(unknown(id))
    }
}

/// The key domain that the new application has chosen. Its partner is made with a key where it is new.
async fn key_domain(gateway: &Gateway, new: &NewApplication) -> Result<Option<KeyDomain>, AdminError> {
    let invalid = |error: openfob_domain::InvalidKeyDomain| AdminError::Invalid(format!("key domain: {error}"));
    let domain: KeyDomain = match (&new.partner, &new.key_domain, &new.key_subdomain) {
        (None, None, None) => return Ok(None),
        (Some(name), None, None) => return Ok(Some(super::partners::find(gateway, name).await?.key_domain)),
        (None, Some(domain), None) => domain.parse().map_err(invalid)?,
        (None, None, Some(label)) if !label.contains('.') => {
            format!("{label}.{}", gateway.settings.key_base_domain).parse().map_err(invalid)?
        }
        (None, None, Some(label)) => {
            return Err(AdminError::Invalid(format!(
                "key subdomain `{label}`: expected one name without a dot, such as acme; it becomes acme.{}",
                gateway.settings.key_base_domain
            )));
        }
        _ => {
            return Err(AdminError::Invalid(
                "an application has one partner: give its name, a key domain or a key subdomain, not several"
                    .to_owned(),
            ));
        }
    };
    crate::service::partners::of_domain(gateway, &domain).await?;
    Ok(Some(domain))
}

fn details(
    gateway: &Gateway,
    new: NewApplication,
    key_domain: Option<KeyDomain>,
) -> Result<ApplicationDetails, AdminError> {
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 60 {
        return Err(AdminError::Invalid("the name has 1 to 60 characters; owners see it".to_owned()));
    }
    if new.description.as_ref().is_some_and(|text| text.chars().count() > 200) {
        return Err(AdminError::Invalid("the description has at most 200 characters".to_owned()));
    }
    if new.logo.as_deref().is_some_and(|logo| !is_https(logo)) {
        return Err(AdminError::Invalid("the logo is an https:// address of a picture".to_owned()));
    }
    if new.accent.as_deref().is_some_and(|accent| !is_colour(accent)) {
        return Err(AdminError::Invalid("the accent colour is written #rrggbb, such as #0b5d4e".to_owned()));
    }
    check_redirect_uris(gateway, &new.redirect_uris)?;
    let scope: Scope = new
        .permissions
        .as_deref()
        .unwrap_or_default()
        .parse()
        .map_err(|error| AdminError::Invalid(format!("permissions: {error}")))?;
    Ok(ApplicationDetails {
        name,
        description: new.description.filter(|text| !text.trim().is_empty()),
        logo: new.logo,
        accent: new.accent.map(|accent| accent.to_ascii_lowercase()),
        redirect_uris: new.redirect_uris,
        scope,
        key_domain,
        serve_stored: new.serve_stored.unwrap_or(true),
        without_key: new.without_key.unwrap_or_default(),
    })
}

fn check_redirect_uris(gateway: &Gateway, uris: &[String]) -> Result<(), AdminError> {
    if uris.is_empty() {
        return Err(AdminError::Invalid("at least one redirect URI is needed: where Connect returns to".to_owned()));
    }
    for uri in uris {
        RedirectUri::parse(uri, gateway.settings.http_redirect_uri.as_deref())
            .map_err(|error| AdminError::Invalid(format!("redirect URI `{uri}`: {error}")))?;
    }
    Ok(())
}

pub(super) async fn find(gateway: &Gateway, id: ApplicationId) -> Result<Application, AdminError> {
    gateway.store.application(id).await?.map(Arc::unwrap_or_clone).ok_or_else(|| unknown(id))
}

fn show_one(gateway: &Gateway, application: Application) -> Shown {
    let key_domain = key_domain_of(gateway, &application);
    let virtual_key = key_link::virtual_key(gateway, &application, key_link::usual_mode(gateway));
    let virtual_key_url = virtual_key.map(|(_, link)| link.into());
    let key_page_url = key_link::page(gateway, &application).into();
    let details = application.details;
    Shown {
        id: application.id,
        name: details.name,
        description: details.description,
        logo: details.logo,
        accent: details.accent,
        redirect_uris: details.redirect_uris,
        permissions: details.scope.to_string(),
        key_domain,
        serve_stored: details.serve_stored,
        without_key: details.without_key,
        virtual_key_url,
        key_page_url,
        created_at: application.created_at,
        client_secret: None,
        management_token: None,
    }
}

pub(super) fn parse_id(text: &str) -> Result<ApplicationId, AdminError> {
    text.parse().map_err(|_| AdminError::Invalid(format!("`{text}` is no application id (a UUID of 36 characters)")))
}

fn unknown(id: ApplicationId) -> AdminError {
    AdminError::NotFound(format!("there is no application {id}; `openfob app list` shows them"))
}

fn is_https(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| url.scheme() == "https" && url.host().is_some())
}

fn is_colour(text: &str) -> bool {
    text.len() == 7 && text.starts_with('#') && text[1..].bytes().all(|b| b.is_ascii_hexdigit())
}
