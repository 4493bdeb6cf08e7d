//! Configuration of `openfob serve`: a file, environment variables above it, flags above both.
//!
//! Each section is a file here: its keys, as data, and the typed values that they become.

mod carkey;
mod costs;
mod data;
mod keys;
mod layers;
mod limits;
mod log;
mod mail;
mod metrics;
mod period;
mod reference;
mod retention;
mod server;
mod simulator;
mod tls;
mod webhooks;

use std::net::SocketAddr;
use std::path::Path;

use openfob_gateway::{MailSettings, WebhookSettings};

pub(crate) use carkey::CarKey;
pub(crate) use data::Data;
pub(crate) use keys::{Keys, default_key_domain};
pub(crate) use layers::{Flag, Problem};
pub(crate) use log::{Filter, Log, LogFormat};
pub(crate) use reference::reference;
pub(crate) use server::{OPERATOR, Origin, Server};
pub(crate) use simulator::Simulator;

use layers::Layers;
use openfob_gateway::{CostCaps, RateLimits, Retention};
use period::Period;

/// One key of a section, as the reference page and the error messages tell it.
#[derive(Debug)]
pub(crate) struct Key {
    /// The section's name.
    pub(crate) section: &'static str,
    /// The key's name within the section.
    pub(crate) name: &'static str,
    /// What a value looks like, as the end of "expected …".
    pub(crate) expected: &'static str,
    /// What holds where no value is given.
    pub(crate) default: &'static str,
    /// What it decides.
    pub(crate) about: &'static str,
}

/// Every key of every section, in the order of the reference page.
const KEYS: &[&[Key]] = &[
    server::KEYS,
    tls::KEYS,
    data::KEYS,
    keys::KEYS,
    simulator::KEYS,
    mail::KEYS,
    limits::KEYS,
    costs::KEYS,
    metrics::KEYS,
    carkey::KEYS,
    webhooks::KEYS,
    retention::KEYS,
    log::KEYS,
];

/// The whole configuration.
#[derive(Debug)]
pub(crate) struct Config {
    /// `[server]`
    pub(crate) server: Server,
    /// `[data]`
    pub(crate) data: Data,
    /// `[keys]`
    pub(crate) keys: Keys,
    /// `[simulator]`, if there is one.
    pub(crate) simulator: Option<Simulator>,
    /// `[mail]`, if there is one.
    pub(crate) mail: Option<MailSettings>,
    /// `[carkey]`, if there is one.
    pub(crate) carkey: Option<CarKey>,
    /// `[limits]`
    pub(crate) limits: RateLimits,
    /// `[costs]`
    pub(crate) costs: CostCaps,
    /// Where `[metrics]` are told, if anywhere.
    pub(crate) metrics: Option<SocketAddr>,
    /// `[webhooks]`
    pub(crate) webhooks: WebhookSettings,
    /// `[retention]`
    pub(crate) retention: Retention,
    /// `[log]`
    pub(crate) log: Log,
}

impl Config {
    /// Reads the file, if any, then the environment, then the flags.
    ///
    /// # Errors
    /// Everything that is wrong, not only the first.
    pub(crate) fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
        flags: Vec<Flag>,
    ) -> Result<Self, Vec<Problem>> {
        let mut layers = Layers::default();
        if let Some(file) = file {
            layers.read_file(file);
        }
        layers.read_environment(environment);
        layers.read_flags(flags);

        let server = Server::read(&mut layers);
        let config = Self {
            keys: Keys::read(&mut layers, &server),
            server,
            data: Data::read(&mut layers),
            simulator: Simulator::read(&mut layers),
            mail: mail::read(&mut layers),
            carkey: carkey::read(&mut layers),
            limits: limits::read(&mut layers),
            costs: costs::read(&mut layers),
            metrics: metrics::read(&mut layers),
            webhooks: webhooks::read(&mut layers),
            retention: retention::read(&mut layers),
            log: Log::read(&mut layers),
        };
        layers.finish().map(|()| config)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn load(text: &str, environment: &[(&str, &str)], flags: Vec<Flag>) -> Result<Config, Vec<String>> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::load(Some(file.path()), environment, flags).map_err(|problems| {
            let path = file.path().display().to_string();
            problems.iter().map(|problem| problem.to_string().replace(&path, "openfob.toml")).collect()
        })
    }

    #[test]
    fn an_empty_file_gives_the_defaults() {
        let config = load("", &[], vec![]).unwrap();
        assert_eq!(config.server.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.server.origin().as_str(), "http://127.0.0.1:8080");
        assert_eq!(config.keys.domain.as_str(), "openfob.localhost");
        assert_eq!(config.data.dir, Path::new("openfob-data"));
        assert!(config.simulator.is_none());
    }

    #[test]
    fn the_environment_outranks_the_file_and_a_flag_outranks_both() {
        let file = "[server]\nlisten = \"127.0.0.1:1\"\npublic_url = \"https://one.example\"\n[data]\ndir = \"one\"";
        let environment = [("OPENFOB__SERVER__LISTEN", "127.0.0.1:2"), ("OPENFOB__DATA__DIR", "two"), ("HOME", "/")];
        let flags = vec![Flag { name: "--data", section: "data", key: "dir", value: Some("three".to_owned()) }];
        let config = load(file, &environment, flags).unwrap();
        assert_eq!(config.server.origin().as_str(), "https://one.example");
        assert_eq!(config.server.listen.port(), 2);
        assert_eq!(config.data.dir, Path::new("three"));
    }

    #[test]
    fn the_key_domain_is_the_public_host_unless_named() {
        let config = load("[server]\npublic_url = \"https://fob.example.com\"", &[], vec![]).unwrap();
        assert_eq!(config.keys.domain.as_str(), "fob.example.com");
        let config = load("[keys]\ndomain = \"keys.example.com\"", &[], vec![]).unwrap();
        assert_eq!(config.keys.domain.as_str(), "keys.example.com");
    }

    #[test]
    fn simulated_cars_need_an_address() {
        let problems = load("[simulator]\npublic_url = \"https://cars.example.com\"", &[], vec![]).unwrap_err();
        assert_eq!(problems, ["openfob.toml:2: simulator.public_url means nothing without simulator.url"]);
    }

    #[test]
    fn everything_wrong_is_told_at_once_with_its_place() {
        let file =
            "\n[server]\nlisten = \"nowhere\"\npublic-url = \"https://a.example\"\n[dat]\ndir = 1\n[data]\ndir = 1";
        let environment = [("OPENFOB__KEYS__DOMAIN", "https://a.example"), ("OPENFOB__KEYS__DOMIAN", "a.example")];
        insta::assert_snapshot!(load(file, &environment, vec![]).unwrap_err().join("\n"), @"
        openfob.toml:5: unknown section [dat]; did you mean `data`?
        openfob.toml:4: unknown key `server.public-url`; did you mean `public_url`?
        OPENFOB__KEYS__DOMIAN: unknown key `keys.domian`; did you mean `domain`?
        openfob.toml:3: server.listen is `nowhere`: invalid socket address syntax; expected an address with a port, such as 127.0.0.1:8080
        OPENFOB__KEYS__DOMAIN: keys.domain is `https://a.example`: `https://a.example` is no domain name: give a host such as fob.example.com, without scheme, port or path; expected a domain name, such as fob.example.com
        ");
    }

    #[test]
    fn a_file_that_is_no_toml_is_told_with_its_line() {
        insta::assert_snapshot!(load("[server]\nlisten 1", &[], vec![]).unwrap_err().join("\n"), @"openfob.toml:2: is no TOML: key with no value, expected `=`");
    }
}
