//! The demo application's registration: made once, kept over restarts.

use serde_json::{Value, json};

use super::facts::Facts;
use crate::admin::{Admin, Application, Created, NewApplication};
use crate::config::Origin;
use crate::failure::Failure;
use crate::secret::Secret;

/// What the demo application cannot do without.
pub(super) const REQUIRED: &str = "required:read_vehicle_info required:read_battery required:read_charge";

/// What it would like as well.
const OPTIONAL: &str = "read_odometer read_location read_vin control_charge";

/// The demo application as it is registered.
#[derive(Clone, Debug)]
pub(crate) struct Registration {
    /// Its client id.
    pub(crate) client_id: String,
    /// Its client secret.
    pub(crate) client_secret: Secret,
    /// Its management token.
    pub(crate) management_token: Secret,
}

impl Registration {
    /// A link that begins Connect and asks for all that the application would like.
    pub(crate) fn connect_url(&self, origin: &Origin, redirect_uri: &str) -> String {
        connect_url(origin, &self.client_id, redirect_uri, &scope())
    }
}

/// A link that begins Connect with simulated cars.
pub(super) fn connect_url(origin: &Origin, client_id: &str, redirect_uri: &str, scope: &str) -> String {
    let mut url = origin.url().clone();
    url.set_path("/oauth/authorize");
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", client_id)
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("scope", scope)
        .append_pair("mode", "simulated");
    url.into()
}

/// The registration that an earlier demo left, with the redirect URI of today, or a new one.
pub(crate) async fn register(
    admin: &Admin,
    earlier: Option<&Facts>,
    redirect_uri: &str,
) -> Result<Registration, Failure> {
    match earlier {
        Some(facts) if still_there(admin, facts).await? => {
            if facts.redirect_uri != redirect_uri {
                let path = format!("/applications/{}/redirect_uris", facts.client_id);
                let _: Value = admin.put(&path, &json!({"redirect_uris": [redirect_uri]})).await?;
            }
            Ok(Registration {
                client_id: facts.client_id.clone(),
                client_secret: facts.client_secret.clone(),
                management_token: facts.management_token.clone(),
            })
        }
        _ => create(admin, redirect_uri).await,
    }
}

fn scope() -> String {
    format!("{REQUIRED} {OPTIONAL}")
}

async fn still_there(admin: &Admin, facts: &Facts) -> Result<bool, Failure> {
    let applications: Vec<Application> = admin.get("/applications").await?;
    Ok(applications.iter().any(|application| application.id == facts.client_id))
}

async fn create(admin: &Admin, redirect_uri: &str) -> Result<Registration, Failure> {
    let new = NewApplication {
        name: "Voltwise".to_owned(),
        description: Some("It plans charging for the hours when power is cheap and clean.".to_owned()),
        logo: None,
        accent: None,
        redirect_uris: vec![redirect_uri.to_owned()],
        permissions: Some(scope()),
        partner: None,
        key_domain: None,
        key_subdomain: None,
        without_key: "limit",
        serve_stored: true,
    };
    let created: Created = admin.post("/applications", &new).await?;
    Ok(Registration {
        client_id: created.application.id,
        client_secret: created.client_secret,
        management_token: created.management_token,
    })
}
