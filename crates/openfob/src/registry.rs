//! Which adapters exist, and the gateway made of them.

use std::sync::Arc;

use openfob_automaker::{Adapter, Http, HttpSettings, Ledger};
use openfob_domain::Mode;
use openfob_garage::Garage;
use openfob_gateway::{Adapters, Clock, CostCaps, Costs, Gateway, Settings};
use openfob_store::Store;
use openfob_tesla::{Hosts, Tesla};
use url::Url;

use crate::config::{Config, Origin};
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::portal::SimulatorPortal;
use crate::signing::StoredKeys;

/// The gateway of `openfob serve`, on the data directory whose lock is held.
pub(crate) async fn gateway(config: &Config, data: &DataDir, clock: Clock) -> Result<Gateway, Failure> {
    let settings = Settings {
        origin: config.server.origin().url().clone(),
        key_domain: config.keys.domain.clone(),
        key_base_domain: config.keys.base_domain.clone(),
        key_timings: config.keys.timings.clone(),
        http_redirect_uri: None,
        docs_base: config.server.docs_base.clone(),
        mail: config.mail.clone(),
        rate_limits: config.limits,
        webhooks: config.webhooks.clone(),
        retention: config.retention,
        operator_name: config.server.operator_name.clone(),
    };
    let store = store(data).await?;
    let costs = costs(&store, &clock, config.costs).await?;
    let adapters = Adapters {
        live: live(&store, costs.ledger(Mode::Live), &clock)?,
        ..match &config.simulator {
            Some(simulator) => {
                let ledger = costs.ledger(Mode::Simulated);
                simulated(&simulator.url, &simulator.public_url, &store, ledger, &clock)?
            }
            None => Adapters::default(),
        }
    };
    Gateway::new(settings, store, adapters, costs, clock)
        .map_err(|error| Failure::caused("cannot set up the gateway", error))
}

/// The store of a data directory whose lock is held.
pub(crate) async fn store(data: &DataDir) -> Result<Store, Failure> {
    Store::open(data.path())
        .await
        .map_err(|error| Failure::caused(format!("cannot open the database in {}", data.given().display()), error))
}

/// What automakers are asked, at the prices of those that charge for it.
pub(crate) async fn costs(store: &Store, clock: &Clock, caps: CostCaps) -> Result<Costs, Failure> {
    Costs::open(store.clone(), clock.clone(), caps, &[openfob_tesla::PRICES])
        .await
        .map_err(|error| Failure::caused("cannot read what automakers were asked", error))
}

/// The makers' own hosts.
fn live(store: &Store, ledger: Arc<dyn Ledger>, clock: &Clock) -> Result<Vec<Arc<dyn Adapter>>, Failure> {
    Ok(vec![tesla(Hosts::live(), ledger, StoredKeys::new(store.clone(), Mode::Live), clock)?])
}

/// The cars and the developer portal of a simulator, which this process reaches at `url` and owners' browsers at
/// `public_url`.
pub(crate) fn simulated(
    url: &Origin,
    public_url: &Origin,
    store: &Store,
    ledger: Arc<dyn Ledger>,
    clock: &Clock,
) -> Result<Adapters, Failure> {
    let keys = StoredKeys::new(store.clone(), Mode::Simulated);
    let teslas = tesla(Hosts::simulated(url.url(), public_url.url()), ledger, keys, clock)?;
    let others = Garage::new(http(url.url())?, public_url.url().clone());
    let portal = SimulatorPortal::new(url).map_err(|error| Failure::caused("cannot make an HTTP client", error))?;
    Ok(Adapters { live: vec![], simulated: vec![teslas, Arc::new(others)], simulated_portal: Some(Arc::new(portal)) })
}

fn tesla(
    hosts: Hosts,
    ledger: Arc<dyn Ledger>,
    keys: Arc<StoredKeys>,
    clock: &Clock,
) -> Result<Arc<dyn Adapter>, Failure> {
    let clock = clock.clone();
    let http = http(hosts.sign_in_page())?;
    Ok(Arc::new(Tesla::new(http, hosts, ledger, keys, Arc::new(move || clock.now()))))
}

fn http(base: &Url) -> Result<Http, Failure> {
    Http::new(base.clone(), HttpSettings::default())
        .map_err(|error| Failure::caused("cannot make an HTTP client", error))
}
