//! The API's version in an address.

use axum::extract::{MatchedPath, Request};

use crate::management;

/// Whether it asks for the API in a version that does not exist. The documentation refuses those; the SDK suite for
/// Python asks for 99999999.99 and wants an answer. Any `v{number}.{number}` is served as 2.0, anything else refused.
pub(super) fn is_unknown(request: &Request) -> bool {
    const OF_THE_API: [&str; 2] = ["/{version}/", "/management/{version}/"];
    let is_of_the_api = |route: &MatchedPath| OF_THE_API.iter().any(|start| route.as_str().starts_with(start));
    if !request.extensions().get::<MatchedPath>().is_some_and(is_of_the_api) {
        return false;
    }
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let version = request.uri().path().split('/').find(|part| !part.is_empty() && *part != management::BASE);
    !version
        .and_then(|version| version.strip_prefix('v'))
        .and_then(|version| version.split_once('.'))
        .is_some_and(|(major, minor)| is_number(major) && is_number(minor))
}
