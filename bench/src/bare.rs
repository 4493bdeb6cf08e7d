//! The bare handler: axum and nothing else, with the bytes that openfob answers.

use std::net::SocketAddr;

use anyhow::Result;
use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;

/// Serves until it is killed.
pub(crate) async fn serve(listen: SocketAddr) -> Result<()> {
    let listener = TcpListener::bind(listen).await?.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            eprintln!("bench: a connection keeps its delay: {error}");
        }
    });
    let router = Router::new().route("/{version}/vehicles/{id}/{make}/virtual_key", get(virtual_key));
    Ok(axum::serve(listener, router).await?)
}

async fn virtual_key() -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (HeaderName::from_static("sc-request-id"), HeaderValue::from_static("00000000-0000-4000-8000-000000000000")),
    ];
    (headers, r#"{"isPaired":true}"#).into_response()
}
