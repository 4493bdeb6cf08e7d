//! `GET /connect/{run}/events`: the key page's lines as they change, by server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Serialize;
use tokio::sync::{broadcast, watch};
use tokio::time::{Instant, sleep};

use super::access::{self, Opened};
use super::cars;
use super::pages::KeyStep;
use super::respond;
use super::run::{Granted, Stage};
use crate::Gateway;
use crate::service::ServiceError;

/// How often a waiting page has the automaker asked (never the car).
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How long a page watches; after that its owner reloads it.
const WATCH_FOR: Duration = Duration::from_mins(10);

#[derive(Serialize)]
struct Lines {
    html: String,
    done: bool,
}

struct Watch {
    gateway: Gateway,
    opened: Opened,
    granted: Granted,
    waited: bool,
    changes: broadcast::Receiver<openfob_store::KeyChange>,
    draining: watch::Receiver<bool>,
    until: Instant,
    last: Option<String>,
    over: bool,
}

/// Sends the event `key` with the lines anew whenever they look different, and ends when all are settled.
pub(super) async fn events(State(gateway): State<Gateway>, Path(run): Path<String>, headers: HeaderMap) -> Response {
    let opened = match access::open(&gateway, &headers, &run).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    let Stage::Key { granted, waited, .. } = opened.run.stage.clone() else { return respond::redirect(&opened.base()) };
    let changes = gateway.key_changes.subscribe();
    let draining = gateway.draining.subscribe();
    let until = Instant::now() + WATCH_FOR;
    let watch = Watch { gateway, opened, granted, waited, changes, draining, until, last: None, over: false };
    Sse::new(stream::unfold(watch, next)).keep_alive(KeepAlive::default()).into_response()
}

async fn next(mut watch: Watch) -> Option<(Result<Event, Infallible>, Watch)> {
    while !watch.over && Instant::now() < watch.until {
        if watch.last.is_some() {
            // A change learnt elsewhere shows at once; else the automaker is asked again after a while.
            tokio::select! {
                () = sleep(LOOK_EVERY) => {}
                _ = watch.changes.recv() => {}
                // The page's script asks again, and is answered by whoever serves then.
                _ = watch.draining.wait_for(|draining| *draining) => return None,
            }
        }
        match lines(&watch).await {
            Ok(lines) if watch.last.as_ref() != Some(&lines.html) => {
                watch.over = lines.done;
                let event = Event::default().event("key").json_data(&lines).ok()?;
                watch.last = Some(lines.html);
                return Some((Ok(event), watch));
            }
            Ok(_) => {}
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a waiting page could not be told");
                return None;
            }
        }
    }
    None
}

async fn lines(watch: &Watch) -> Result<Lines, ServiceError> {
    let lines = cars::lines(&watch.gateway, &watch.opened.application, &watch.granted.connections).await?;
    let html = KeyStep::render_live(&lines, watch.opened.texts).unwrap_or_default();
    Ok(Lines { html, done: cars::done(&lines, watch.waited) })
}
