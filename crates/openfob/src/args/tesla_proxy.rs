//! `openfob tesla-proxy`: the flags of Tesla's `tesla-http-proxy`, and ours.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args};
use jiff::SignedDuration;
use url::Url;

/// `openfob tesla-proxy`
///
/// Flags may have one dash. A variable is used where its flag is not given.
#[derive(Debug, Args)]
pub(crate) struct TeslaProxy {
    /// The TLS certificate, then those that lead to its root (PEM) [env: TESLA_HTTP_PROXY_TLS_CERT]
    #[arg(long, value_name = "FILE", conflicts_with = "no_tls")]
    pub(crate) cert: Option<PathBuf>,

    /// The certificate's private key (PEM) [env: TESLA_HTTP_PROXY_TLS_KEY]
    #[arg(long, value_name = "FILE", conflicts_with = "no_tls")]
    pub(crate) tls_key: Option<PathBuf>,

    /// Listen without TLS, for clients on this machine or behind a proxy that has it
    #[arg(long)]
    pub(crate) no_tls: bool,

    /// Where to listen [env: TESLA_HTTP_PROXY_HOST] [default: localhost]
    #[arg(long, value_name = "HOST")]
    pub(crate) host: Option<String>,

    /// At which port; 0 takes a free one [env: TESLA_HTTP_PROXY_PORT] [default: 443]
    #[arg(long, value_name = "PORT")]
    pub(crate) port: Option<String>,

    /// How long a request may take, such as 10s or 1m30s [env: TESLA_HTTP_PROXY_TIMEOUT] [default: 10s]
    #[arg(long, value_name = "TIME")]
    pub(crate) timeout: Option<String>,

    /// Tell of every request [env: TESLA_VERBOSE]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true",
        action = ArgAction::Set, value_parser = go_bool)]
    pub(crate) verbose: Option<bool>,

    /// The private key that commands are signed with (PEM) [env: TESLA_KEY_FILE]
    #[arg(long, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,

    /// Sessions are kept in this file and outlive the proxy [env: TESLA_CACHE_FILE]
    #[arg(long, value_name = "FILE")]
    pub(crate) session_cache: Option<PathBuf>,

    /// Sessions are kept in memory alone
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true",
        action = ArgAction::Set, value_parser = go_bool)]
    pub(crate) disable_session_cache: Option<bool>,

    /// Append a line of JSON for each command to this file
    #[arg(long, value_name = "FILE")]
    pub(crate) audit: Option<PathBuf>,

    /// Ask this address in place of Tesla's, such as a simulator's
    #[arg(long, value_name = "URL")]
    pub(crate) fleet_api: Option<Url>,

    /// What Tesla's proxy takes and this one has no use for
    #[command(flatten)]
    pub(crate) ignored: Ignored,
}

/// Flags of Tesla's proxy for keyrings and the like.
#[derive(Debug, Args)]
pub(crate) struct Ignored {
    #[arg(long, hide = true)]
    pub(crate) key_name: Option<String>,
    #[arg(long, hide = true)]
    keyring_type: Option<String>,
    #[arg(long, hide = true)]
    keyring_file_dir: Option<PathBuf>,
    #[arg(long, hide = true, num_args = 0..=1, require_equals = true, default_missing_value = "true",
        action = ArgAction::Set, value_parser = go_bool)]
    keyring_debug: Option<bool>,
    #[arg(long, hide = true)]
    domain: Vec<String>,
}

/// Reads a time as Go writes it, such as `10s`, `1m30s` or `300ms`.
pub(crate) fn go_duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let duration: SignedDuration = text.parse().ok()?;
    // ISO 8601 is not meant here.
    let is_go = text.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    Duration::try_from(duration).ok().filter(|duration| is_go && !duration.is_zero())
}

fn go_bool(text: &str) -> Result<bool, String> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        _ => Err("expected true or false".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_in_go() {
        assert_eq!(go_duration("10s"), Some(Duration::from_secs(10)));
        assert_eq!(go_duration("1m30s"), Some(Duration::from_secs(90)));
        assert_eq!(go_duration("1.5s"), Some(Duration::from_millis(1500)));
        assert_eq!(go_duration("300ms"), Some(Duration::from_millis(300)));
        assert_eq!(go_duration("1h2m3.5s"), Some(Duration::from_millis(3_723_500)));
        assert_eq!(go_duration("1.5h"), Some(Duration::from_mins(90)));
        assert_eq!(go_duration("250us"), Some(Duration::from_micros(250)));
        assert_eq!(go_duration("250µs"), Some(Duration::from_micros(250)));
        for wrong in ["10", "", "0s", "-1s", "PT10S", "soon"] {
            assert_eq!(go_duration(wrong), None, "{wrong}");
        }
    }
}
