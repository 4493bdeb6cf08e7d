//! The simulator's developer portal, over its levers.

use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use openfob_gateway::{Portal, PortalEntry, PortalError};
use serde_json::{Value, json};
use url::Url;

use crate::config::Origin;

const PATIENCE: Duration = Duration::from_secs(15);

/// The portal of the simulator at an address.
pub(crate) struct SimulatorPortal {
    client: reqwest::Client,
    simulator: Url,
}

impl SimulatorPortal {
    /// The portal of the simulator that this process reaches at `simulator`.
    pub(crate) fn new(simulator: &Origin) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder().timeout(PATIENCE).build()?;
        Ok(Self { client, simulator: simulator.url().clone() })
    }

    async fn post(&self, path: &str, body: Value) -> Result<(), PortalError> {
        let mut url = self.simulator.clone();
        url.set_path(path);
        let sent = self.client.post(url).json(&body).send().await;
        let answer = sent.map_err(|error| PortalError(error.without_url().to_string()))?;
        let status = answer.status();
        if status.is_success() { Ok(()) } else { Err(PortalError(format!("{path} answers {status}"))) }
    }
}

impl Portal for SimulatorPortal {
    fn enter<'a>(&'a self, entry: PortalEntry<'a>) -> BoxFuture<'a, Result<(), PortalError>> {
        async move {
            let application = json!({
                "client_id": entry.client_id,
                "client_secret": entry.client_secret,
                "name": entry.name,
                "allowed_origins": [format!("https://{}", entry.key_domain)],
                "redirect_uris": [entry.redirect_uri],
            });
            self.post("/api/tesla/applications", application).await?;
            let key = json!({"domain": entry.key_domain.as_str(), "key_file": entry.key_file});
            self.post("/api/tesla/key-domains", key).await
        }
        .boxed()
    }
}
