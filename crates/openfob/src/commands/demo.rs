//! `openfob demo`: a gateway, simulated cars and a small application, ready to try.

use std::net::SocketAddr;

use jiff::SignedDuration;
use openfob_domain::Mode;
use openfob_gateway::{
    Clock, CostCaps, Gateway, KeyTimings, Network, RateLimits, Retention, Settings, WebhookSettings,
};
use openfob_simulator::{DemoAccount, Simulator};

use super::serve::PATIENCE;
use crate::admin::{Admin, AdminSocket};
use crate::args;
use crate::config::{Log, OPERATOR, Origin, default_key_domain};
use crate::data_dir::DataDir;
use crate::demo::{self, Facts, Screen, SignIn, Voltwise};
use crate::failure::Failure;
use crate::lock::Lock;
use crate::printer::Printer;
use crate::serve::{Listener, Servers, Stopping, address_of, bind, bind_next_free};
use crate::{logging, registry};

/// Runs until a signal ends it.
pub(super) async fn run(demo: args::Demo, printer: &mut Printer) -> Result<(), Failure> {
    logging::start(&Log::quiet());
    let data = DataDir::create(&demo.data.data)?;
    let lock = Lock::take(&data, "demo", PATIENCE).await?;

    let listener = bind(demo.listen).await?;
    let local = Origin::local(address_of(&listener)?);
    let origin = demo.public_url.unwrap_or_else(|| local.clone());
    let redirect_uri = origin.join("/demo/callback");

    let sim_listener = match demo.sim_listen {
        Some(address) => bind(address).await?,
        None => bind_next_free(demo.listen).await?,
    };
    let sim_local = Origin::local(address_of(&sim_listener)?);
    let sim_origin = demo.sim_public_url.unwrap_or_else(|| sim_local.clone());
    let simulator = Simulator::open(openfob_simulator::Settings {
        public_url: sim_origin.url().clone(),
        state_file: data.file("simulator.json"),
        seed: demo.seed,
        clock: openfob_simulator::Clock::real(),
    })
    .map_err(|error| Failure::caused("cannot set up the simulated cars", error))?;

    let car_clock = simulator.clock().clone();
    let clock = Clock::from_fn(move || car_clock.now());
    let store = registry::store(&data).await?;
    let costs = registry::costs(&store, &clock, CostCaps::default()).await?;
    let adapters = registry::simulated(&sim_local, &sim_origin, &store, costs.ledger(Mode::Simulated), &clock)?;
    let gateway = Gateway::new(
        Settings {
            origin: origin.url().clone(),
            key_domain: default_key_domain(),
            key_base_domain: default_key_domain(),
            // What is done on the simulated phone shows at once.
            key_timings: KeyTimings { max_age: Some(SignedDuration::ZERO), ..KeyTimings::default() },
            http_redirect_uri: Some(redirect_uri.clone()),
            docs_base: None,
            mail: None,
            rate_limits: RateLimits::default(),
            // Receivers that are being written run on this machine, without TLS.
            webhooks: WebhookSettings { allow: Network::loopback(), allow_http: true, ..WebhookSettings::default() },
            retention: Retention::default(),
            operator_name: OPERATOR.to_owned(),
        },
        store,
        adapters,
        costs,
        clock.clone(),
    )
    .map_err(|error| Failure::caused("cannot set up the gateway", error))?;

    let admin = Admin::own(gateway.admin_router());
    let registration = demo::register(&admin, Facts::load(&data)?.as_ref(), &redirect_uri).await?;
    let accounts = simulator.accounts();
    let facts = Facts {
        connect_url: registration.connect_url(&origin, &redirect_uri),
        origin: origin.to_string(),
        client_id: registration.client_id,
        client_secret: registration.client_secret,
        redirect_uri,
        management_token: registration.management_token,
        simulator: sim_origin.to_string(),
        owner: sign_in(accounts.owner),
        driver: sign_in(accounts.driver),
        legacy: sign_in(accounts.legacy),
        ready: sign_in(accounts.ready),
    };
    facts.save(&data)?;

    let car_key = demo::car_key(&simulator, &sim_local, &facts, &gateway, clock).await?;
    let voltwise = Voltwise::new(&facts, origin, local)?;
    let jobs = tokio::spawn(gateway.jobs().run());
    let mut servers = Servers::new()?;
    servers.add(AdminSocket::bind(&data, &lock)?.serve(gateway.admin_router(), servers.stop()));
    servers.http(Listener::new(sim_listener, simulator.router()));
    let links = bind(SocketAddr::new(demo.listen.ip(), 0)).await?;
    let links = simulator.car_links(links).map_err(|error| Failure::caused("cannot serve the car link", error))?;
    let stop = servers.stop();
    servers.add(async move {
        tokio::select! {
            ended = links => ended,
            () = stop.asked() => Ok(()),
        }
    });
    servers.http(Listener::new(listener, gateway.router_with(car_key.router()).merge(demo::router(voltwise))));
    if printer.wants_json() {
        printer.json(&facts)?;
    } else {
        printer.line(Screen::new(&facts, data.given()))?;
    }
    // The lock goes last: until here requests under way may still write.
    let ended = servers.run(Stopping::PROMPT, || gateway.drain()).await;
    jobs.abort();
    drop(lock);
    ended
}

fn sign_in(account: DemoAccount) -> SignIn {
    SignIn { username: account.username.to_owned(), password: account.password.to_owned() }
}
