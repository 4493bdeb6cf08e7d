//! The simulator's developer portal, over its levers.

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use openfob_gateway::{Portal, PortalEntry, PortalError};
use serde_json::{Value, json};
use url::Url;

pub(crate) struct SimulatorPortal {
    http: reqwest::Client,
    simulator: Url,
}

impl SimulatorPortal {
    pub(crate) fn new(simulator: &Url) -> Self {
        Self { http: reqwest::Client::builder().build().unwrap(), simulator: simulator.clone() }
    }

    async fn post(&self, path: &str, body: Value) -> Result<(), PortalError> {
        let sent = self.http.post(self.simulator.join(path).unwrap()).json(&body).send().await;
        let answer = sent.map_err(|error| PortalError(error.to_string()))?;
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap());
        Ok(())
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
