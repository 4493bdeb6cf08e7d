//! `openfob serve`: the gateway.

use std::num::NonZeroUsize;
use std::time::Duration;

use openfob_gateway::Clock;

use super::config;
use crate::admin::AdminSocket;
use crate::args::Serve;
use crate::config::{Flag, Server};
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::lock::Lock;
use crate::serve::{Limits, Listener, Servers, Tls, address_of, bind, to_https};
use crate::{car_key, logging, metrics, process, registry};

/// How long the process before may take to let the data directory go.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
/// Open files that are no connections: the database, calls to automakers and the like.
const FILES_OF_OUR_OWN: usize = 128;

/// Runs until a signal ends it.
pub(super) async fn run(serve: Serve) -> Result<(), Failure> {
    let flags = vec![
        Flag { name: "--listen", section: "server", key: "listen", value: serve.listen },
        Flag { name: "--public-url", section: "server", key: "public_url", value: serve.public_url },
        Flag { name: "--data", section: "data", key: "dir", value: serve.data },
    ];
    let mut config = config::load(serve.config.as_deref(), flags)?;
    logging::start(&config.log);

    let data = DataDir::create(&config.data.dir)?;
    let lock = Lock::take(&data, "serve", PATIENCE).await?;
    let clock = Clock::system();
    let tls = load_tls(&config.server, &clock)?;
    let listener = bind(config.server.listen).await?;
    config.server.listen = address_of(&listener)?;
    let redirect = match config.server.redirect_listen {
        Some(address) => Some(bind(address).await?),
        None => None,
    };
    let measured = match config.metrics {
        Some(address) => Some((bind(address).await?, metrics::start(&clock)?)),
        None => None,
    };
    let gateway = registry::gateway(&config, &data, clock.clone()).await?;
    let router = match &config.carkey {
        Some(carkey) => {
            let (origin, key_domain) = (&config.server.origin(), &config.keys.domain);
            gateway.router_with(car_key::service(carkey, origin, key_domain, &gateway, clock)?.router())
        }
        None => gateway.router(),
    };

    let jobs = tokio::spawn(gateway.jobs().run());
    let mut servers = Servers::new()?;
    let admin = AdminSocket::bind(&data, &lock)?;
    servers.add(admin.serve(gateway.admin_router(), servers.stop()));
    servers.http(
        Listener::new(listener, router)
            .tls(tls.as_ref().map(Tls::acceptor))
            .behind(config.server.trusted_proxies.clone())
            .limits(limits(&config.server)),
    );
    if let Some(redirect) = redirect {
        servers.http(Listener::new(redirect, to_https(config.server.origin())));
    }
    if let Some((listener, recorder)) = measured {
        tracing::info!(listen = %address_of(&listener)?, "telling metrics");
        tokio::spawn(recorder.clone().sum_up());
        servers.http(Listener::new(listener, recorder.router(gateway.clone())));
    }
    for doubt in config.server.doubts(tls.as_ref()) {
        tracing::warn!("{doubt}");
    }
    let renewal = tls.map(|tls| tokio::spawn(tls.watch()));
    tracing::info!(listen = %config.server.listen, public_url = %config.server.origin(), "serving");
    // The lock goes last: until here requests under way may still write.
    let ended = servers.run(config.server.stopping, || gateway.drain()).await;
    jobs.abort();
    if let Some(renewal) = renewal {
        renewal.abort();
    }
    drop(lock);
    ended
}

/// The certificate that the configuration names.
fn load_tls(server: &Server, clock: &Clock) -> Result<Option<Tls>, Failure> {
    let Some(files) = server.tls.clone() else { return Ok(None) };
    Tls::load(files, clock.clone())
        .map(Some)
        .map_err(|error| Failure::user(error.to_string()).hint("[server.tls] names the files of certificate and key"))
}

/// As many connections as are wanted, and as the files that the system lets this process open leave room for.
fn limits(server: &Server) -> Limits {
    let wanted = server.max_connections.map(NonZeroUsize::get);
    let limits = wanted.map_or_else(Limits::default, Limits::connections);
    match process::max_open_files().map(|files| files.saturating_sub(FILES_OF_OUR_OWN).max(1)) {
        Some(room) if room < limits.connections => {
            if let Some(wanted) = wanted {
                tracing::warn!(wanted, room, "fewer connections are taken: the system allows too few open files");
            }
            Limits::connections(room)
        }
        _ => limits,
    }
}
