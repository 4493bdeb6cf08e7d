//! `GET /connect/{run}/events`: the key page's lines as they change, by server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use jiff::SignedDuration;
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
    looks: usize,
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
    let until = Instant::now() + gateway.settings.key_timings.watch_for;
    let watch = Watch { gateway, opened, granted, waited, changes, draining, until, looks: 0, last: None, over: false };
    Sse::new(stream::unfold(watch, next)).keep_alive(KeepAlive::default()).into_response()
}

async fn next(mut watch: Watch) -> Option<(Result<Event, Infallible>, Watch)> {
    while !watch.over && Instant::now() < watch.until {
        // What was learnt elsewhere shows at once, without asking the automaker; else it is asked again after a while.
        let mut max_age = SignedDuration::ZERO;
        if watch.last.is_some() {
            let pause = pause(&watch);
            tokio::select! {
                () = sleep(pause) => watch.looks += 1,
                _ = watch.changes.recv() => max_age = SignedDuration::MAX,
                // The page's script asks again, and is answered by whoever serves then.
                _ = watch.draining.wait_for(|draining| *draining) => return None,
            }
        }
        match lines(&watch, max_age).await {
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

/// How long to wait for the next look at the automaker's word (never the car's). A watch that goes on looks less often.
fn pause(watch: &Watch) -> Duration {
    let pauses = &watch.gateway.settings.key_timings.watch;
    pauses.get(watch.looks).or(pauses.last()).copied().unwrap_or(Duration::from_secs(8))
}

async fn lines(watch: &Watch, max_age: SignedDuration) -> Result<Lines, ServiceError> {
    let lines = cars::lines(&watch.gateway, &watch.opened.application, &watch.granted.connections, max_age).await?;
    let html = KeyStep::render_live(&lines, watch.opened.texts).unwrap_or_default();
    Ok(Lines { html, done: cars::done(&lines, watch.waited) })
}
