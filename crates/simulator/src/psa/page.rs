//! `/psa`: the cars with CarKey, each with its switches, the owner's app and the SMS that came.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use serde::Deserialize;
use serde_json::Value;

use super::api::{cars, named, run};
use super::app::{Asked, Deed, Walk};
use super::cloud::Message;
use super::switch::{self, KINDS, Kind};
use crate::control::ApiError;
use crate::page::{Forms, Refusal, render};
use crate::simulator::Simulator;

#[derive(Template)]
#[template(path = "psa/list.html")]
struct ListPage {
    cars: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "psa/car.html")]
struct CarPage {
    id: String,
    name: String,
    ending: String,
    switches: Vec<Line>,
    last: Option<Walk>,
    /// Why the app could go no further.
    refusal: Option<String>,
    answer: String,
    messages: Vec<Message>,
    has_service: bool,
}

struct Line {
    kind: &'static Kind,
    standing: String,
    /// What its button sends, for one that is on or off.
    other: Option<&'static str>,
    is_asked: bool,
}

pub(crate) async fn list(State(simulator): State<Simulator>) -> Response {
    let cars = simulator.look(|world, _| {
        let name = |car: &crate::car::Car| format!("{} {} \u{2026}{}", car.make.name(), car.model, car.ending());
        cars(world).map(|car| (car.id.as_str().to_owned(), name(car))).collect()
    });
    render(&ListPage { cars }, Forms::Here)
}

pub(crate) async fn show(State(simulator): State<Simulator>, Path(car): Path<String>) -> Result<Response, Refusal> {
    let has_service = simulator.car_key_service().is_some();
    let page = simulator.look(|world, now| {
        let id = named(world, &car).map_err(refused)?;
        let car = world.cars.get(&id).ok_or_else(|| refused("There is no such car."))?;
        let unit = world.psa.unit(&id);
        let line = |kind: &'static Kind| {
            let standing = switch::standing(&unit, car, kind.name, now);
            let other = match standing.as_str() {
                "on" => Some("off"),
                "off" => Some("on"),
                _ => None,
            };
            Line { kind, standing, other, is_asked: kind.takes != "nothing" }
        };
        let answer = unit.last.as_ref().and_then(|last| last.error.as_ref().or(last.result.as_ref()));
        let answer = answer.filter(|answer| !answer.is_null());
        Ok::<_, Refusal>(CarPage {
            id: id.as_str().to_owned(),
            name: format!("{} {}, {}", car.make.name(), car.model, car.year),
            ending: car.ending().to_owned(),
            switches: KINDS.iter().map(line).collect(),
            answer: answer.and_then(|answer| serde_json::to_string_pretty(answer).ok()).unwrap_or_default(),
            refusal: unit.last.as_ref().and_then(Walk::refusal),
            last: unit.last,
            messages: world.psa.messages().take(5).cloned().collect(),
            has_service,
        })
    })?;
    Ok(render(&page, Forms::Here))
}

#[derive(Deserialize)]
pub(crate) struct Sent {
    value: Option<String>,
}

pub(crate) async fn turn(
    State(simulator): State<Simulator>,
    Path((car, name)): Path<(String, String)>,
    Form(sent): Form<Sent>,
) -> Result<Redirect, Refusal> {
    let id = simulator.look(|world, _| named(world, &car)).map_err(refused)?;
    if let Some(deed) = Deed::named(&name) {
        run(&simulator, &id, deed, &Asked::default()).await.map_err(refused)?;
    } else {
        let value = sent.value.map_or(Value::Null, Value::from);
        let turned = simulator.change(|world, now| switch::turn(world, &id, &name, &value, now)).await?;
        turned.map_err(|error| refused(error.to_string()))?;
    }
    Ok(Redirect::to(&format!("/psa/cars/{}", id.as_str())))
}

fn refused(why: impl Into<Why>) -> Refusal {
    let Why(status, text) = why.into();
    Refusal::new(status, "That did not work", text)
}

struct Why(StatusCode, String);

impl From<ApiError> for Why {
    fn from(error: ApiError) -> Self {
        let (status, text) = error.parts();
        Self(status, text)
    }
}

impl From<String> for Why {
    fn from(text: String) -> Self {
        Self(StatusCode::CONFLICT, text)
    }
}

impl From<&str> for Why {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}
