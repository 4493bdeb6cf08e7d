//! What `openfob doctor` cannot see from outside: partners, account links, webhooks, costs and e-mail. It asks, and changes
//! nothing: no partner is made, entered or registered by it, and nothing is noted.

use axum::Json;
use axum::extract::State;
use futures_util::future::try_join_all;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use openfob_domain::{KeyDomain, Mode, WebhookId};
use openfob_store::Partner;
use serde::Serialize;

use super::costs::{ShownStanding, standings};
use super::error::AdminError;
use crate::Gateway;
use crate::service::partners::{self, Position};

/// How many partners are asked about at once.
const AT_ONCE: usize = 16;

/// What there is to know.
#[derive(Serialize)]
pub(super) struct Facts {
    partners: Vec<PartnerFacts>,
    accounts: Accounts,
    webhooks: Vec<Webhook>,
    standings: Vec<ShownStanding>,
    /// Null where no e-mail is sent.
    mail: Option<Mail>,
}

#[derive(Serialize)]
struct PartnerFacts {
    name: String,
    key_domain: KeyDomain,
    client_id: Option<String>,
    public_key: String,
    regions: Vec<Registered>,
}

#[derive(Serialize)]
struct Registered {
    mode: Mode,
    region: String,
    position: Position,
}

#[derive(Serialize)]
struct Accounts {
    links: u64,
    needs_sign_in: u64,
    lacking: u64,
}

#[derive(Serialize)]
struct Webhook {
    id: WebhookId,
    url: String,
    pending: u64,
    failed: u64,
    last_error: Option<String>,
}

#[derive(Serialize)]
struct Mail {
    error: Option<String>,
}

/// Finds it out.
pub(super) async fn show(State(gateway): State<Gateway>) -> Result<Json<Facts>, AdminError> {
    let partners = gateway.store.partners().await?;
    let asked: Vec<_> = partners.iter().map(|partner| examined(&gateway, partner)).collect();
    let partners = stream::iter(asked).buffered(AT_ONCE).try_collect().await?;
    let accounts = gateway.store.account_health().await?;
    let webhooks = gateway.store.webhook_health().await?.into_iter().map(|webhook| Webhook {
        id: webhook.id,
        url: webhook.url,
        pending: webhook.pending,
        failed: webhook.failed,
        last_error: webhook.last_error,
    });
    let mail = match &gateway.mailer {
        Some(mailer) => Some(Mail { error: mailer.check().await.err().map(|error| reason(&error)) }),
        None => None,
    };
    Ok(Json(Facts {
        partners,
        accounts: Accounts { links: accounts.links, needs_sign_in: accounts.needs_sign_in, lacking: accounts.lacking },
        webhooks: webhooks.collect(),
        standings: standings(&gateway.costs),
        mail,
    }))
}

async fn examined(gateway: &Gateway, partner: &Partner) -> Result<PartnerFacts, AdminError> {
    let ask = |(mode, adapter, region): (Mode, _, String)| async move {
        let position = partners::position(gateway, partner, mode, adapter, &region).await?;
        Ok::<_, AdminError>(Registered { mode, region, position })
    };
    Ok(PartnerFacts {
        name: partner.name.clone(),
        key_domain: partner.key_domain.clone(),
        client_id: partner.client_id.clone(),
        public_key: partner.key.public.as_str().to_owned(),
        regions: try_join_all(partners::places(gateway, partner).into_iter().map(ask)).await?,
    })
}

/// What lies below an error, or the error where nothing does.
fn reason(error: &(dyn std::error::Error + 'static)) -> String {
    error.source().unwrap_or(error).to_string()
}
