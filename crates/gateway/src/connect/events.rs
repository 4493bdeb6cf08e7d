//! `GET /connect/{run}/events`: the key page's lines as they change, by server-sent events.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use jiff::SignedDuration;
use openfob_domain::ConnectionId;
use openfob_store::Application;
use serde::Serialize;
use tokio::sync::{broadcast, watch};
use tokio::time::{Instant, sleep};

use super::access::{self, Opened};
use super::pages::KeyStep;
use super::respond;
use super::run::{Granted, Stage};
use super::{cars, key_page};
use crate::Gateway;
use crate::service::ServiceError;
use crate::text::Texts;

#[derive(Serialize)]
struct Lines {
    html: String,
    done: bool,
}

struct Watch {
    gateway: Gateway,
    watched: Watched,
    texts: &'static Texts,
    changes: broadcast::Receiver<openfob_store::KeyChange>,
    draining: watch::Receiver<bool>,
    until: Instant,
    looks: usize,
    last: Option<String>,
    over: bool,
}

/// Whose lines a page shows.
enum Watched {
    /// The cars that a run granted.
    Run { opened: Box<Opened>, granted: Granted, waited: bool },
    /// One car, for whoever has its address.
    Car { application: Arc<Application>, car: ConnectionId },
}

/// Sends the event `key` with the lines anew whenever they look different, and ends when all are settled.
pub(super) async fn events(State(gateway): State<Gateway>, Path(run): Path<String>, headers: HeaderMap) -> Response {
    let opened = match access::open(&gateway, &headers, &run).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    let Stage::Key { granted, waited, .. } = opened.run.stage.clone() else { return respond::redirect(&opened.base()) };
    let texts = opened.texts;
    stream_of(gateway, Watched::Run { opened: Box::new(opened), granted, waited }, texts)
}

/// The same for one car's key page.
pub(super) fn watch_car(
    gateway: Gateway,
    application: Arc<Application>,
    car: ConnectionId,
    texts: &'static Texts,
) -> Response {
    stream_of(gateway, Watched::Car { application, car }, texts)
}

fn stream_of(gateway: Gateway, watched: Watched, texts: &'static Texts) -> Response {
    let changes = gateway.key_changes.subscribe();
    let draining = gateway.draining.subscribe();
    let until = Instant::now() + gateway.settings.key_timings.watch_for;
    let watch = Watch { gateway, watched, texts, changes, draining, until, looks: 0, last: None, over: false };
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
    let (lines, waited) = match &watch.watched {
        Watched::Run { opened, granted, waited } => {
            (cars::lines(&watch.gateway, &opened.application, &granted.connections, max_age).await?, *waited)
        }
        Watched::Car { application, car } => {
            (key_page::anonymous_lines(&watch.gateway, application, *car, max_age).await?, false)
        }
    };
    let html = KeyStep::render_live(&lines, watch.texts).unwrap_or_default();
    Ok(Lines { html, done: cars::done(&lines, waited) })
}
