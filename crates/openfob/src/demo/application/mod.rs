//! Voltwise, the demo application: what an application of one's own would be, small enough to read.
//!
//! It stands beside the gateway on the same listener and talks to it over HTTP alone, as any stranger would.

mod api;
mod assets;
mod callback;
mod cars;
mod page;
mod start;
mod visits;

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::{get, post};

use self::api::Api;
use self::visits::Visits;
use super::facts::Facts;
use crate::config::Origin;
use crate::failure::Failure;
use crate::secret::Secret;

/// What the pages need to know.
#[derive(Clone)]
pub(crate) struct Voltwise(Arc<Registered>);

struct Registered {
    /// Where browsers reach the gateway and these pages.
    origin: Origin,
    /// Where browsers reach the simulated cars.
    simulator: String,
    client_id: String,
    redirect_uri: String,
    api: Api,
    visits: Visits,
}

impl Voltwise {
    /// The application that `facts` tells of; it reaches the gateway at `gateway`.
    pub(crate) fn new(facts: &Facts, origin: Origin, gateway: Origin) -> Result<Self, Failure> {
        let api = Api::new(gateway, facts.client_id.clone(), facts.client_secret.clone(), facts.redirect_uri.clone())
            .map_err(|error| Failure::caused("cannot make an HTTP client", error))?;
        Ok(Self(Arc::new(Registered {
            origin,
            simulator: facts.simulator.clone(),
            client_id: facts.client_id.clone(),
            redirect_uri: facts.redirect_uri.clone(),
            api,
            visits: Visits::default(),
        })))
    }

    /// Whether cookies may be kept to https.
    fn secure(&self) -> bool {
        self.0.origin.url().scheme() == "https"
    }
}

impl std::fmt::Debug for Voltwise {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Voltwise")
    }
}

/// The application's pages, all below `/demo`.
pub(crate) fn router(voltwise: Voltwise) -> Router {
    Router::new()
        .route("/demo", get(start::show))
        .route("/demo/connect", post(start::connect))
        .route("/demo/callback", get(callback::returned))
        .route("/demo/read", post(callback::read))
        .route("/demo/cars", get(cars::show))
        .route("/demo/disconnect", post(cars::disconnect))
        .route("/demo/demo.css", get(assets::style))
        .route("/demo/demo.js", get(assets::script))
        .route("/demo/icon.svg", get(assets::icon))
        .layer(middleware::from_fn_with_state(voltwise.clone(), assets::guard))
        .with_state(voltwise)
}

/// An access token and the token that renews it.
#[derive(Clone, Debug)]
struct Tokens {
    access: Secret,
    refresh: Secret,
}
