//! The chain from this machine to an owner's car, link by link: what is broken, what that means, what mends it. Nothing is
//! changed by looking, and no look takes long.

mod check;
mod facts;
mod local;
mod network;
mod peers;

use futures_util::future::join_all;
use jiff::Timestamp;
use openfob_gateway::Clock;
use url::Url;

use crate::config::Config;
use crate::failure::Failure;

pub(crate) use check::{Check, State};
use facts::{Facts, Partner};
use network::{KeyPlace, Network};

/// What is looked at from the outside.
const OUTSIDE: [&str; 4] = ["clock", "dns", "tls", "key file"];
/// What the admin router alone can tell.
const INSIDE: [&str; 7] = ["partner", "registration", "scopes", "tokens", "webhooks", "costs", "mail"];

/// Walks along the chain.
///
/// # Errors
/// When the machine lets nobody look.
pub(crate) async fn examine(config: Result<Config, Failure>) -> Result<Vec<Check>, Failure> {
    let config = match config {
        Ok(config) => config,
        Err(failure) => {
            let mend = failure.advice().unwrap_or("openfob config check FILE").to_owned();
            let config = Check::failed("config", failure.message(), "The server does not start with it.", mend);
            let rest = ["carkey", "data", "store", "server"].into_iter().chain(OUTSIDE).chain(INSIDE);
            return Ok([config].into_iter().chain(rest.map(|step| Check::skipped(step, "config"))).collect());
        }
    };
    let clock = Clock::system();
    let now = clock.now();
    let origin = config.server.origin().url().clone();
    let simulator = config.simulator.as_ref().map(|simulator| simulator.url.url().clone());
    let mut checks =
        vec![Check::passed("config", format!("as {}", origin_text(&origin))), local::anchors(&config, now)];
    let facts = inside(config, &mut checks).await;

    let network = Network::new().map_err(|error| Failure::caused("cannot make an HTTP client", error))?;
    let partners = facts.as_ref().map(|facts| &facts.partners[..]).map_err(|needed| *needed);
    checks.extend(outside(&network, partners, &origin, simulator.as_ref(), &clock, now).await);
    match &facts {
        Ok(facts) => checks.extend(peers::checks(facts, simulator.as_ref())),
        Err(needed) => checks.extend(INSIDE.map(|step| Check::skipped(step, needed))),
    }
    Ok(checks)
}

/// Data directory, database and server, and what they tell; or the step without which they tell nothing.
async fn inside(config: Config, checks: &mut Vec<Check>) -> Result<Facts, &'static str> {
    let (found, data) = local::data(&config);
    checks.push(found);
    let Some(data) = data else {
        checks.extend(["store", "server"].map(|step| Check::skipped(step, "data")));
        return Err("data");
    };
    let store = local::store(&data).await;
    let is_failed = store.is_failed();
    checks.push(store);
    if is_failed {
        checks.push(Check::skipped("server", "store"));
        return Err("store");
    }
    let (server, admin) = local::server(config, &data).await;
    checks.push(server);
    let facts = match admin {
        Some(admin) => admin.get("/doctor").await,
        None => return Err("server"),
    };
    facts.map_err(|failure| {
        let mend = "look at the server's log; a server of another version has to be restarted";
        checks.push(Check::failed("server", failure.message(), "What it knows cannot be looked at.", mend));
        "server"
    })
}

/// Clock, names, certificates and key files, from the outside.
async fn outside(
    network: &Network,
    partners: Result<&[Partner], &'static str>,
    origin: &Url,
    simulator: Option<&Url>,
    clock: &Clock,
    now: Timestamp,
) -> Vec<Check> {
    let all = partners.unwrap_or_default();
    let live: Vec<&Partner> = all.iter().filter(|partner| partner.is_live()).collect();
    let tesla = openfob_tesla::Hosts::live();
    let peer = if live.is_empty() { simulator } else { Some(tesla.sign_in_page()) };
    let mut checks = vec![match peer {
        Some(peer) => network.clock(peer, || clock.now()).await,
        None => Check::not_used("clock", "not compared: no automaker is used yet"),
    }];
    // The server's own address, and each key domain that Tesla reads over https.
    let domain = |partner: &&Partner| Url::parse(&format!("https://{}", partner.key_domain)).ok();
    let is_other = |url: &Url| url.host_str() != origin.host_str();
    let mut servers = vec![origin.clone()];
    servers.extend(live.iter().filter_map(domain).filter(is_other));
    let named = join_all(servers.iter().map(|server| network.dns(server))).await;
    let unnamed: Vec<&Url> =
        servers.iter().zip(&named).filter(|(_, dns)| dns.is_failed()).map(|(url, _)| url).collect();
    checks.extend(named.iter().cloned());
    let reached = join_all(servers.iter().map(async |server| {
        if unnamed.contains(&server) {
            return Check::skipped("tls", "dns");
        }
        match server.scheme() {
            "https" => network.tls(server, now).await,
            _ if live.is_empty() => {
                Check::not_used("tls", format!("not used: server.public_url is {}", origin_text(server)))
            }
            _ => Check::failed(
                "tls",
                format!("server.public_url is {}, which is plain http", origin_text(server)),
                "Tesla sends owners back to https alone, and reads keys there.",
                "give [server.tls] or a proxy with TLS, and an https address as server.public_url",
            ),
        }
    }))
    .await;
    let is_refused = |(url, tls): &(&Url, &Check)| tls.is_failed() && url.scheme() == "https";
    let unreached: Vec<&Url> = servers.iter().zip(&reached).filter(is_refused).map(|(url, _)| url).collect();
    checks.extend(reached.iter().cloned());
    let files = join_all(all.iter().map(async |partner| {
        let own = live.iter().find(|live| live.key_domain == partner.key_domain).and_then(domain);
        let place = match own {
            Some(server) if is_other(&server) => KeyPlace { server, host: None },
            Some(_) => KeyPlace { server: origin.clone(), host: None },
            // Of simulated cars alone: the simulator reads it at the server's address.
            None => KeyPlace { server: origin.clone(), host: Some(partner.key_domain.clone()) },
        };
        if unnamed.contains(&&place.server) {
            Check::skipped("key file", "dns")
        } else if unreached.contains(&&place.server) {
            Check::skipped("key file", "tls")
        } else {
            network.key_file(&place, &partner.name, &partner.public_key).await
        }
    }));
    checks.extend(files.await);
    match partners {
        Ok([]) => checks.push(Check::not_used("key file", "no partner has a key yet")),
        Ok(_) => {}
        Err(needed) => checks.push(Check::skipped("key file", needed)),
    }
    checks
}

/// An address without the slash at its end.
fn origin_text(url: &Url) -> &str {
    url.as_str().trim_end_matches('/')
}
