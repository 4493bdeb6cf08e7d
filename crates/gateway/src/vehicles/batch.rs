//! `POST /vehicles/{id}/batch`: several addresses in one request, and one request to the car.

use axum::Json;
use axum::extract::{Extension, State};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue};
use openfob_domain::{Refusal, Signal};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::endpoint::{Answer, Asked, Endpoint, FromReadings, Source};
use super::readable::READABLE;
use crate::Gateway;
use crate::http::extract::{AnyPermission, Authorized, GrantedVehicle, JsonBody, Parameters, Units, check_make};
use crate::http::{Problem, RequestId};
use crate::service::reading::{self, Report};

const MAX_REQUESTS: usize = 50;

/// What is asked for.
#[derive(Deserialize)]
pub(crate) struct BatchBody {
    requests: Vec<Wanted>,
}

#[derive(Deserialize)]
struct Wanted {
    path: String,
}

/// The answers, in the order of the requests.
#[derive(Serialize)]
pub(crate) struct Responses {
    responses: Vec<Item>,
}

/// One answer. Its path is as it was sent: an SDK looks it up by that.
#[derive(Serialize)]
pub(crate) struct Item {
    path: String,
    code: u16,
    headers: Map<String, Value>,
    body: Value,
}

/// A path that leads somewhere.
struct Resolved<'a> {
    endpoint: &'static Endpoint,
    make: Option<&'a str>,
    parameters: Parameters,
}

/// Answers every address for itself; a path that leads nowhere fails them all.
pub(crate) async fn batch(
    vehicle: Authorized<AnyPermission>,
    units: Units,
    Extension(request_id): Extension<RequestId>,
    State(gateway): State<Gateway>,
    JsonBody(body): JsonBody<BatchBody>,
) -> Result<Json<Responses>, Problem> {
    let resolved = resolve_all(&body.requests)?;
    // Each address that asks for data counts against the vehicle's limit.
    let counted = resolved.iter().map(|item| match item.endpoint.source {
        Source::Readings(_) => vehicle.count(&gateway),
        Source::Fact(_) => Ok(()),
    });
    let counted = counted.collect();
    let responses = answer_all(&gateway, &vehicle, units, request_id, &body.requests, &resolved, counted).await;
    Ok(Json(Responses { responses }))
}

/// Whether a batch could read these addresses.
pub(crate) fn check_paths(paths: &[String]) -> Result<(), Problem> {
    resolve_all(&wanted(paths)).map(|_| ())
}

/// Reads addresses for nobody's request: the answers are a batch's, and count against no limit.
pub(crate) async fn read_paths(
    gateway: &Gateway,
    vehicle: &GrantedVehicle,
    request_id: RequestId,
    paths: &[String],
) -> Result<Vec<Item>, Problem> {
    let requests = wanted(paths);
    let resolved = resolve_all(&requests)?;
    let counted = resolved.iter().map(|_| Ok(())).collect();
    Ok(answer_all(gateway, vehicle, Units::Metric, request_id, &requests, &resolved, counted).await)
}

fn wanted(paths: &[String]) -> Vec<Wanted> {
    paths.iter().map(|path| Wanted { path: path.clone() }).collect()
}

/// Answers every address, with one fetch at most.
async fn answer_all(
    gateway: &Gateway,
    vehicle: &GrantedVehicle,
    units: Units,
    request_id: RequestId,
    requests: &[Wanted],
    resolved: &[Resolved<'_>],
    counted: Vec<Result<(), Problem>>,
) -> Vec<Item> {
    let checked: Vec<_> = resolved
        .iter()
        .zip(counted)
        .map(|(item, counted)| {
            let asked = Asked::now(gateway, vehicle, units, &item.parameters);
            counted.and_then(|()| item.check(gateway, vehicle, &asked))
        })
        .collect();
    let allowed = || resolved.iter().zip(&checked).filter(|(_, checked)| checked.is_ok()).map(|(item, _)| item);
    let want = signals(allowed().map(|item| item.endpoint));
    let mut report = None;

    let mut responses = Vec::new();
    for ((wanted, item), checked) in requests.iter().zip(resolved).zip(&checked) {
        let answer = match (checked, item.endpoint.source) {
            (Err(problem), _) => Err(problem.clone()),
            (Ok(()), Source::Fact(fact)) => {
                fact(gateway, vehicle, &item.parameters).await.map(|body| Answer { headers: HeaderMap::new(), body })
            }
            (Ok(()), Source::Readings(from)) => {
                let report = match &report {
                    Some(report) => report,
                    None => report.insert(read(gateway, vehicle, &want).await),
                };
                match report {
                    Ok(report) => from
                        .answer(report, &Asked::now(gateway, vehicle, units, &item.parameters))
                        .map_err(|refusal| vehicle.refused(gateway, refusal)),
                    Err(problem) => Err(problem.clone()),
                }
            }
        };
        responses.push(Item::of(gateway, request_id, wanted.path.clone(), answer));
    }
    responses
}

fn resolve_all(requests: &[Wanted]) -> Result<Vec<Resolved<'_>>, Problem> {
    if requests.is_empty() || requests.len() > MAX_REQUESTS {
        let message = format!("expected 1 to {MAX_REQUESTS} requests, got {}", requests.len());
        return Err(Problem::field("requests", message));
    }
    requests
        .iter()
        .enumerate()
        .map(|(index, wanted)| {
            let (path, query) = wanted.path.split_once('?').unwrap_or((&wanted.path, ""));
            let (endpoint, make) = find(path).ok_or_else(|| {
                let message = format!("`{}` is no address that one reads from", wanted.path);
                Problem::field(&format!("requests[{index}].path"), message)
            })?;
            Ok(Resolved { endpoint, make, parameters: Parameters::of(query)? })
        })
        .collect()
}

/// The address at a path, with or without slashes around it, and the make that the path names.
fn find(path: &str) -> Option<(&'static Endpoint, Option<&str>)> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    if let Some(endpoint) = READABLE.iter().find(|endpoint| endpoint.makes.is_empty() && endpoint.path == path) {
        return Some((endpoint, None));
    }
    let (make, path) = path.split_once('/')?;
    let has_it = |endpoint: &&Endpoint| {
        endpoint.path == path && endpoint.makes.iter().any(|known| known.eq_ignore_ascii_case(make))
    };
    READABLE.iter().find(has_it).map(|endpoint| (endpoint, Some(make)))
}

impl Resolved<'_> {
    /// What the address's own route would check before it answers, in the same order.
    fn check(&self, gateway: &Gateway, vehicle: &GrantedVehicle, asked: &Asked<'_>) -> Result<(), Problem> {
        if self.endpoint.permission.is_some_and(|permission| !vehicle.permissions.contains(&permission)) {
            return Err(vehicle.refused(gateway, Refusal::Permission));
        }
        if let Some(make) = self.make {
            check_make(gateway, vehicle, make, self.endpoint.makes)?;
        }
        match self.endpoint.source {
            Source::Readings(from) => from.check(asked).map_err(|refusal| vehicle.refused(gateway, refusal)),
            Source::Fact(_) => Ok(()),
        }
    }
}

/// Every signal that the addresses are made of, once.
fn signals<'a>(endpoints: impl Iterator<Item = &'a Endpoint>) -> Vec<Signal> {
    let readings = endpoints.filter_map(|endpoint| match endpoint.source {
        Source::Readings(from) => Some(from),
        Source::Fact(_) => None,
    });
    let mut signals: Vec<Signal> =
        readings.flat_map(|from: FromReadings| from.wanted().copied().collect::<Vec<_>>()).collect();
    signals.sort_unstable();
    signals.dedup();
    signals
}

async fn read(gateway: &Gateway, vehicle: &GrantedVehicle, want: &[Signal]) -> Result<Report, Problem> {
    let report = reading::read(gateway, &vehicle.application, &vehicle.connection, want).await;
    report.map_err(|error| vehicle.problem(gateway, &error))
}

impl Item {
    fn of(gateway: &Gateway, request_id: RequestId, path: String, answer: Result<Answer, Problem>) -> Self {
        let (code, mut headers, body) = match answer {
            Ok(Answer { headers, body }) => (200, headers, body),
            Err(problem) => {
                let body = serde_json::to_value(problem.body(&gateway.settings, request_id.0));
                (problem.refusal().status(), problem.headers(), body.unwrap_or_default())
            }
        };
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let mut headers: Map<String, Value> = headers
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), Value::from(value.to_str().ok()?))))
            .collect();
        // One SDK looks for the one spelling, another for the other.
        if let Some(wait) = headers.get(RETRY_AFTER.as_str()).cloned() {
            headers.insert("Retry-After".to_owned(), wait);
        }
        Self { path, code, headers, body }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_found_with_and_without_its_slashes() {
        for path in ["/odometer", "odometer", "/odometer/"] {
            assert_eq!(find(path).map(|(endpoint, make)| (endpoint.path, make)), Some(("odometer", None)), "{path}");
        }
        for path in ["/", ""] {
            assert_eq!(find(path).map(|(endpoint, _)| endpoint.path), Some(""), "{path:?}");
        }
        assert_eq!(
            find("tesla/compass").map(|(endpoint, make)| (endpoint.path, make)),
            Some(("compass", Some("tesla")))
        );
    }

    #[test]
    fn a_path_that_one_cannot_read_from_is_not_found() {
        for path in ["/LOCATIONNNNNNNN", "navigation/destination", "batch", "compass", "kia/compass", "tesla"] {
            assert!(find(path).is_none(), "{path}");
        }
    }

    #[test]
    fn what_several_addresses_are_made_of_is_asked_for_once() {
        let endpoints = ["charge", "charge/limit", "charge", "/"].map(|path| find(path).unwrap().0);
        let wanted = signals(endpoints.into_iter());
        assert_eq!(wanted, [Signal::PluggedIn, Signal::ChargeState, Signal::ChargeLimit]);
    }

    #[test]
    fn one_request_has_a_bounded_number_of_addresses() {
        let wanted = |count| (0..count).map(|_| Wanted { path: "/".to_owned() }).collect::<Vec<_>>();
        assert!(resolve_all(&wanted(0)).is_err());
        assert!(resolve_all(&wanted(MAX_REQUESTS)).is_ok());
        assert!(resolve_all(&wanted(MAX_REQUESTS + 1)).is_err());
    }
}
