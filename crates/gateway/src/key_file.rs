//! `GET /.well-known/appspecific/com.tesla.3p.public-key.pem`: the public key of the partner whose domain was asked.
//!
//! Tesla reads it when a partner is registered, and its app again at each pairing. The private half is in no answer.

use axum::Router;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HOST, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use openfob_domain::{KeyDomain, Refusal, ServerFault};

use crate::Gateway;
use crate::http::Problem;
use crate::service::partners;

/// Where Tesla looks for a partner's public key.
pub(crate) const PATH: &str = "/.well-known/appspecific/com.tesla.3p.public-key.pem";
/// Long enough to spare us, short enough that a rotated key is seen soon.
const FRESH_FOR: &str = "public, max-age=300";

/// Serves the key file.
pub(crate) fn router() -> Router<Gateway> {
    Router::new().route(PATH, get(key_file))
}

async fn key_file(State(gateway): State<Gateway>, uri: Uri, headers: HeaderMap) -> Response {
    let host = host(&uri, &headers);
    let key = match partners::published_key(&gateway, host.as_ref()).await {
        Ok(key) => key,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a key file could not be served");
            return Problem::from(Refusal::Server(ServerFault::Internal)).into_response();
        }
    };
    let Some(key) = key else {
        return no_such_key(&gateway, host.as_ref());
    };
    let tag = format!("\"{}\"", key.id());
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let is_known = known.is_some_and(|known| {
        known.split(',').map(|known| known.trim().trim_start_matches("W/")).any(|known| known == tag || known == "*")
    });
    let caching = [(CACHE_CONTROL, FRESH_FOR.to_owned()), (ETAG, tag), (VARY, "Host".to_owned())];
    if is_known {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    (caching, [(CONTENT_TYPE, "application/x-pem-file")], key.pem()).into_response()
}

/// The host that was asked, without its port.
fn host(uri: &Uri, headers: &HeaderMap) -> Option<KeyDomain> {
    let named = headers.get(HOST).and_then(|value| value.to_str().ok());
    let host = uri.host().or(named)?;
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
    name.map_or(host, |(name, _)| name).trim_end_matches('.').parse().ok()
}

fn no_such_key(gateway: &Gateway, host: Option<&KeyDomain>) -> Response {
    let asked = host.map_or_else(|| "without a domain name".to_owned(), |host| format!("as {host}"));
    let problem = Problem::no_such_path(format!(
        "No key is published here: this server was asked {asked}, and no partner has that key domain. The default key is \
         published on {}; `openfob tesla partner list` shows all of them. Behind a proxy, have it pass on the Host header.",
        gateway.settings.key_domain
    ));
    ([(CACHE_CONTROL, "no-store"), (VARY, "Host")], problem).into_response()
}
