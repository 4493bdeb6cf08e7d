//! `/llms.txt`: the API in plain text, for language models that write against it.

use std::fmt::Write as _;

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;

use super::connect::CONNECT_ERRORS;
use super::families::FAMILIES;
use crate::Gateway;

const ABOUT: &str = "\
# openfob

> A self-hosted server for connected cars, compatible with Smartcar's API v2.0. Official Smartcar SDKs work against it:
> point their origins at this server.

- OAuth: send the owner to `/oauth/authorize`, exchange the code at `/oauth/token` (HTTP Basic with client id and secret).
- Calls: `/v2.0/...` with `Authorization: Bearer {access token}`. Success is 200 with JSON.
- Units: metric; `SC-Unit-System: imperial` asks for the other.
- Errors: JSON with `type`, `code`, `description`, `docURL`, `resolution`. Retry only where `resolution.type` is
  `RETRY_LATER`, after `Retry-After` seconds where that header is there.
- Every answer has `SC-Request-Id`.
";

/// The index.
pub(super) async fn llms(State(gateway): State<Gateway>) -> impl IntoResponse {
    let url = |path: &str| gateway.settings.url(path);
    let mut text = String::from(ABOUT);
    let _ = writeln!(text, "\n## API\n\n- [OpenAPI 3.1]({}): every endpoint with its answers", url("/openapi.json"));
    text.push_str("\n## Errors of the API\n\n");
    for family in FAMILIES {
        let page = url(&format!("/errors/api-errors/{}", family.page));
        let _ = writeln!(text, "- [{}]({page}): {}", family.name, family.about);
    }
    text.push_str("\n## Errors of Connect\n\n");
    for error in CONNECT_ERRORS {
        let page = url(&format!("/errors/connect-errors/{}", error.page));
        let _ = writeln!(text, "- [{}]({page}): {}", error.name, error.when);
    }
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text)
}
