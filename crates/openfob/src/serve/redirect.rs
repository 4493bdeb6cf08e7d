//! The plain listener beside the one with TLS: it sends browsers over.

use axum::Router;
use axum::http::Uri;
use axum::response::Redirect;

use crate::config::Origin;

/// Answers every request with the same address below `origin`.
pub(crate) fn to_https(origin: Origin) -> Router {
    Router::new().fallback(move |uri: Uri| async move {
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        Redirect::permanent(&origin.join(path))
    })
}
