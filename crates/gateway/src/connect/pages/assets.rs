//! Stylesheet, script and icon, compiled in. Their addresses carry a hash of their content, so that browsers may keep
//! them for good.

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};
use axum::Router;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderName, StatusCode};
use axum::routing::get;

use super::Accent;

const FOLDER: &str = "/connect/assets";
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
const CSS: &str = "text/css; charset=utf-8";

static STYLESHEET: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("connect", "css", CSS, include_bytes!("../../../assets/connect.css")));
static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("connect", "js", "text/javascript; charset=utf-8", include_bytes!("../../../assets/connect.js"))
});
static FAVICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("favicon", "svg", "image/svg+xml", include_bytes!("../../../assets/favicon.svg")));

/// Serves what the pages refer to, below `/connect/assets`.
pub(crate) fn assets_router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route(&format!("{FOLDER}/{{name}}"), get(asset))
        .route(&format!("{FOLDER}/accent/{{name}}"), get(accent))
}

/// The stylesheet's address.
pub(crate) fn stylesheet() -> &'static str {
    &STYLESHEET.address
}

/// The script's address.
pub(super) fn script() -> &'static str {
    &SCRIPT.address
}

/// The icon's address.
pub(crate) fn favicon() -> &'static str {
    &FAVICON.address
}

/// The address of a colour's stylesheet.
pub(super) fn accent_stylesheet(accent: Accent) -> String {
    format!("{FOLDER}/accent/{}.css", accent.digits())
}

struct Asset {
    address: String,
    content_type: &'static str,
    content: &'static [u8],
}

impl Asset {
    fn new(name: &str, extension: &str, content_type: &'static str, content: &'static [u8]) -> Self {
        let hash = hex::encode(&digest(&SHA256, content).as_ref()[..8]);
        Self { address: format!("{FOLDER}/{name}-{hash}.{extension}"), content_type, content }
    }
}

type Answer<B> = Result<([(HeaderName, &'static str); 2], B), StatusCode>;

async fn asset(Path(name): Path<String>) -> Answer<&'static [u8]> {
    let address = format!("{FOLDER}/{name}");
    [&*STYLESHEET, &*SCRIPT, &*FAVICON]
        .into_iter()
        .find(|asset| asset.address == address)
        .map(|asset| ([(CONTENT_TYPE, asset.content_type), (CACHE_CONTROL, FOR_GOOD)], asset.content))
        .ok_or(StatusCode::NOT_FOUND)
}

async fn accent(Path(name): Path<String>) -> Answer<String> {
    let digits = name.strip_suffix(".css").ok_or(StatusCode::NOT_FOUND)?;
    let accent: Accent = format!("#{digits}").parse().map_err(|_| StatusCode::NOT_FOUND)?;
    Ok(([(CONTENT_TYPE, CSS), (CACHE_CONTROL, "public, max-age=86400")], accent.stylesheet()))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::{Request, Response};
    use tower::ServiceExt as _;

    use super::*;

    async fn fetch(address: &str) -> Response<Body> {
        assets_router().oneshot(Request::get(address).body(Body::empty()).unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn an_asset_is_kept_for_good_under_the_address_that_pages_use() {
        for (address, content_type) in
            [(stylesheet(), CSS), (script(), "text/javascript; charset=utf-8"), (favicon(), "image/svg+xml")]
        {
            let answer = fetch(address).await;
            assert_eq!(answer.status(), StatusCode::OK, "{address}");
            assert_eq!(answer.headers()[CONTENT_TYPE], content_type);
            assert_eq!(answer.headers()[CACHE_CONTROL], FOR_GOOD);
        }
    }

    #[tokio::test]
    async fn a_colour_has_a_stylesheet_and_anything_else_has_none() {
        let address = accent_stylesheet("#1d3db8".parse().unwrap());
        assert_eq!(fetch(&address).await.status(), StatusCode::OK);
        for address in
            ["/connect/assets/connect.css", "/connect/assets/accent/red.css", "/connect/assets/accent/1d3db8"]
        {
            assert_eq!(fetch(address).await.status(), StatusCode::NOT_FOUND, "{address}");
        }
    }
}
