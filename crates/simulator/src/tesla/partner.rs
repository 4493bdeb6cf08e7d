//! `/api/1/partner_accounts`: applications register in a region, and their public key is fetched from their domain.

use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use super::answer::{parameters, response};
use super::application::{Application, root};
use super::caller::Caller;
use super::cloud::Behind;
use super::error::FleetError;
use super::public_key::from_pem;
use super::region::Region;
use crate::garage::is_key_domain;
use crate::simulator::Simulator;

const KEY_PATH: &str = "/.well-known/appspecific/com.tesla.3p.public-key.pem";
const LONGEST_KEY_FILE: usize = 10_000;
const PATIENCE: Duration = Duration::from_secs(10);

/// An application's registration in one region.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Registration {
    pub(crate) client_id: String,
    pub(crate) region: Region,
    pub(crate) domain: String,
    /// The uncompressed point, in hexadecimal.
    pub(crate) public_key: String,
    created_at: Timestamp,
    updated_at: Timestamp,
}

pub(crate) async fn register(
    State(simulator): State<Simulator>,
    caller: Caller,
    body: Bytes,
) -> Result<Json<Value>, FleetError> {
    caller.partner()?;
    let sent = parameters(&body)?;
    let domain = sent.get("domain").and_then(Value::as_str).unwrap_or_default().to_owned();
    if !is_key_domain(&domain) || !domain.contains('.') || domain.starts_with("www.") {
        let text = format!("Invalid domain: {}", domain.chars().take(100).collect::<String>());
        return Err(FleetError::new(StatusCode::BAD_REQUEST, text));
    }
    simulator.look(|world, _| {
        let application = world.tesla.applications.get(&caller.client_id).ok_or_else(FleetError::invalid_token)?;
        if application.allows_domain(&domain) {
            return Ok(());
        }
        let text = format!(
            "Root domain {} must match registered allowed origin on https://developer.tesla.com/dashboard/app-details/{}",
            root(&domain),
            application.client_id
        );
        Err(FleetError::new(StatusCode::PRECONDITION_FAILED, text))
    })?;
    let public_key = fetch_key(&simulator, &domain)
        .await
        .map_err(|why| FleetError::new(StatusCode::FAILED_DEPENDENCY, format!("Public key download failed: {why}")))?;
    let regions = caller.regions(&simulator);
    simulator
        .change(|world, now| {
            let cloud = &mut world.tesla;
            let others = || cloud.registrations.iter().filter(|known| known.client_id != caller.client_id);
            let taken = |what: &str| {
                let text = format!("Validation failed: {what} has already been taken");
                Err(FleetError::new(StatusCode::UNPROCESSABLE_ENTITY, text))
            };
            if others().any(|known| known.public_key == public_key) {
                return taken("Public key hash");
            }
            if others().any(|known| known.domain == domain) {
                return taken("Domain");
            }
            for region in &regions {
                let mine = |known: &&mut Registration| known.client_id == caller.client_id && known.region == *region;
                let (domain, public_key) = (domain.clone(), public_key.clone());
                if let Some(known) = cloud.registrations.iter_mut().find(mine) {
                    known.domain = domain;
                    known.public_key = public_key;
                    known.updated_at = now;
                } else {
                    let client_id = caller.client_id.clone();
                    let (region, created_at, updated_at) = (*region, now, now);
                    let registration = Registration { client_id, region, domain, public_key, created_at, updated_at };
                    cloud.registrations.push(registration);
                }
            }
            for car in world.cars.values_mut() {
                car.keys.learn(&domain, &public_key);
            }
            let application = cloud.applications.get(&caller.client_id).ok_or_else(FleetError::invalid_token)?;
            let known = cloud.registrations.iter().find(|known| known.client_id == caller.client_id);
            let answer = known.map(|known| told(application, known)).ok_or_else(FleetError::not_found)?;
            let text = format!("{} registers with Tesla under {domain}.", application.name);
            world.log.note(now, None, text);
            Ok(response(answer))
        })
        .await?
}

#[derive(Deserialize)]
pub(crate) struct OfDomain {
    domain: Option<String>,
}

pub(crate) async fn public_key(
    State(simulator): State<Simulator>,
    caller: Caller,
    Query(asked): Query<OfDomain>,
) -> Result<Json<Value>, FleetError> {
    caller.partner()?;
    let domain = asked.domain.ok_or_else(|| FleetError::invalid_request("domain is required."))?;
    let regions = caller.regions(&simulator);
    simulator.look(|world, _| {
        let of_domain = || {
            world.tesla.registrations.iter().filter(|known| known.domain == domain && regions.contains(&known.region))
        };
        if let Some(own) = of_domain().find(|known| known.client_id == caller.client_id) {
            return Ok(response(json!({"public_key": own.public_key})));
        }
        Err(if of_domain().next().is_some() {
            FleetError::new(StatusCode::FORBIDDEN, format!("This account does not have access to {domain}"))
        } else {
            FleetError::not_found()
        })
    })
}

/// No car here has had trouble with its stream yet.
pub(crate) async fn telemetry_errors(caller: Caller) -> Result<Json<Value>, FleetError> {
    caller.partner()?;
    Ok(response(json!({"fleet_telemetry_errors": []})))
}

/// See [`telemetry_errors`].
pub(crate) async fn telemetry_error_vins(caller: Caller) -> Result<Json<Value>, FleetError> {
    caller.partner()?;
    Ok(response(json!({"fleet_telemetry_error_vins": []})))
}

/// The key that a domain publishes now, or why there is none.
pub(crate) async fn fetch_key(simulator: &Simulator, domain: &str) -> Result<String, String> {
    let known = simulator.look(|world, _| world.tesla.key_domains.get(domain).cloned());
    let origin = match known {
        Some(Behind::KeyFile(file)) => return from_pem(&file).map_err(|error| error.to_string()),
        Some(Behind::Origin(origin)) => origin,
        None => Url::parse(&format!("https://{domain}")).map_err(|_| "not an address".to_owned())?,
    };
    let url = origin.join(KEY_PATH).map_err(|_| "not an address".to_owned())?;
    let client = simulator.http().ok_or("no HTTP client")?;
    let request = client.get(url).header("host", domain).timeout(PATIENCE);
    let answer = request.send().await.map_err(|error| {
        if error.is_timeout() { "no answer in time".to_owned() } else { "the server cannot be reached".to_owned() }
    })?;
    if answer.status() != StatusCode::OK.as_u16() {
        return Err(format!("the server answers {}", answer.status().as_u16()));
    }
    let file = answer.text().await.map_err(|_| "the answer breaks off".to_owned())?;
    if file.len() > LONGEST_KEY_FILE {
        return Err("the file is too long".to_owned());
    }
    from_pem(&file).map_err(|error| error.to_string())
}

fn told(application: &Application, registration: &Registration) -> Value {
    json!({
        "account_id": application.account_id,
        "domain": registration.domain,
        "name": application.name,
        "description": null,
        "client_id": application.client_id,
        "ca": null,
        "created_at": format!("{:.3}", registration.created_at),
        "updated_at": format!("{:.3}", registration.updated_at),
        "enterprise_tier": "pay_as_you_go",
        "issuer": null,
        "csr": null,
        "csr_updated_at": null,
        "public_key": registration.public_key,
    })
}
