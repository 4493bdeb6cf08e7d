//! `openfob serve`: the gateway.

use std::time::Duration;

use openfob_gateway::Clock;

use super::config;
use crate::admin::AdminSocket;
use crate::args::Serve;
use crate::config::Flag;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::lock::Lock;
use crate::serve::{Servers, address_of, bind};
use crate::{logging, registry};

/// How long the process before may take to let the data directory go.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

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
    let listener = bind(config.server.listen).await?;
    config.server.listen = address_of(&listener)?;
    let gateway = registry::gateway(&config, &data, Clock::system()).await?;

    let jobs = tokio::spawn(gateway.jobs().run());
    let mut servers = Servers::new()?;
    let admin = AdminSocket::bind(&data, &lock)?;
    servers.add(admin.serve(gateway.admin_router(), servers.stop()));
    tracing::info!(listen = %config.server.listen, public_url = %config.server.origin(), "serving");
    servers.http(listener, gateway.router());
    // The lock goes last: until here requests under way may still write.
    let ended = servers.run().await;
    jobs.abort();
    drop(lock);
    ended
}
