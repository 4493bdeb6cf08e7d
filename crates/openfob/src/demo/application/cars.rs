//! The result page: the cars, their key states and readings, and the calls that brought them.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use futures_util::future::join_all;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::Voltwise;
use super::api::{Api, Problem};
use super::page::{page, refused};
use super::visits::Visit;
use crate::secret::Secret;

#[derive(Template)]
#[template(path = "demo/cars.html")]
struct Overview<'a> {
    cars: Vec<Car>,
    visit: &'a Visit,
    origin: &'a str,
    simulator: &'a str,
}

struct Car {
    id: String,
    title: String,
    subtitle: Option<String>,
    key: Result<Key, Problem>,
    /// What the make's own endpoint says, where the make has one.
    virtual_key: Option<Result<bool, Problem>>,
    readings: Vec<Reading>,
}

struct Key {
    pill: Pill,
    state: String,
    /// Kind and state, for the row of the table.
    told: String,
    checked_at: Option<Timestamp>,
    action: Option<Action>,
}

/// A state as owners see it: colour, shape and word.
struct Pill {
    class: &'static str,
    word: &'static str,
}

/// What the owner can do about a key.
struct Action {
    text: String,
    verb: &'static str,
    url: Option<String>,
}

struct Reading {
    name: &'static str,
    value: Result<String, Problem>,
}

/// Which car to let go.
#[derive(Debug, Deserialize)]
pub(super) struct LetGo {
    vehicle: String,
}

/// `GET /demo/cars`
pub(super) async fn show(State(voltwise): State<Voltwise>, jar: CookieJar) -> Response {
    let Some(mut visit) = voltwise.0.visits.of(&jar) else {
        return Redirect::to("/demo").into_response();
    };
    let vehicles = match vehicles(&voltwise, &jar, &mut visit).await {
        Ok(vehicles) => vehicles,
        Err(problem) => return refused(StatusCode::BAD_GATEWAY, "The cars could not be read", &problem),
    };
    let api = &voltwise.0.api;
    let cars = join_all(vehicles.into_iter().map(|id| car(api, &visit.tokens.access, id))).await;
    let (origin, simulator) = (voltwise.0.origin.as_str(), voltwise.0.simulator.as_str());
    page(StatusCode::OK, &Overview { cars, visit: &visit, origin, simulator })
}

/// `POST /demo/disconnect`
pub(super) async fn disconnect(State(voltwise): State<Voltwise>, jar: CookieJar, Form(car): Form<LetGo>) -> Response {
    let Some(mut visit) = voltwise.0.visits.of(&jar) else {
        return Redirect::to("/demo").into_response();
    };
    // Only a car of this browser: the id becomes part of an address.
    let done = match vehicles(&voltwise, &jar, &mut visit).await {
        Ok(ids) if ids.contains(&car.vehicle) => voltwise.0.api.disconnect(&visit.tokens.access, &car.vehicle).await,
        Ok(_) => Err(Problem::told("The car is not connected, so there is nothing to end.")),
        Err(problem) => Err(problem),
    };
    match done {
        Ok(()) => Redirect::to("/demo/cars").into_response(),
        Err(problem) => refused(StatusCode::BAD_GATEWAY, "The car was not disconnected", &problem),
    }
}

/// The cars of a visit, with a new access token if the earlier one has expired.
async fn vehicles(voltwise: &Voltwise, jar: &CookieJar, visit: &mut Visit) -> Result<Vec<String>, Problem> {
    let api = &voltwise.0.api;
    match api.vehicles(&visit.tokens.access).await {
        Err(problem) if problem.is_expired_token() => {
            visit.tokens = api.refresh(&visit.tokens.refresh).await?;
            voltwise.0.visits.renew(jar, visit.tokens.clone());
            api.vehicles(&visit.tokens.access).await
        }
        other => other,
    }
}

async fn car(api: &Api, access: &Secret, id: String) -> Car {
    let read = |what| api.read(access, &id, what);
    let (attributes, key, odometer, battery, charge, location) =
        tokio::join!(read(""), read("key"), read("odometer"), read("battery"), read("charge"), read("location"));

    let part = |name: &str| attributes.as_ref().ok().and_then(|car| car.get(name));
    let make = part("make").and_then(Value::as_str).map(ToOwned::to_owned);
    let model = part("model").and_then(Value::as_str).map(ToOwned::to_owned);
    let year = part("year").map(Value::to_string);
    let virtual_key = match make.as_deref() {
        Some("TESLA") => Some(read("tesla/virtual_key").await.map(|answer| answer["isPaired"] == true)),
        _ => None,
    };
    let reading = |name, answer: Result<Value, Problem>, tell: fn(&Value) -> Option<String>| Reading {
        name,
        value: answer.map(|value| tell(&value).unwrap_or_else(|| value.to_string())),
    };
    Car {
        title: model.or_else(|| make.clone()).unwrap_or_else(|| "A car".to_owned()),
        subtitle: make.zip(year).map(|(make, year)| format!("{make}, {year}")),
        key: key.map(|answer| key_of(&answer)),
        virtual_key,
        readings: vec![
            reading("Battery", battery, battery_text),
            reading("Charging", charge, charge_text),
            reading("Odometer", odometer, |value| Some(format!("{:.0} km", value["distance"].as_f64()?))),
            reading("Place", location, location_text),
        ],
        id,
    }
}

fn battery_text(value: &Value) -> Option<String> {
    let percent = value["percentRemaining"].as_f64()? * 100.0;
    Some(match value["range"].as_f64() {
        Some(range) => format!("{percent:.0} %, good for {range:.0} km"),
        None => format!("{percent:.0} %"),
    })
}

fn charge_text(value: &Value) -> Option<String> {
    let plug = if value["isPluggedIn"].as_bool()? { "plugged in" } else { "not plugged in" };
    let state = match value["state"].as_str()? {
        "CHARGING" => "charging",
        "FULLY_CHARGED" => "fully charged",
        "NOT_CHARGING" => "not charging",
        other => other,
    };
    Some(format!("{plug}, {state}"))
}

fn location_text(value: &Value) -> Option<String> {
    Some(format!("{:.4}, {:.4}", value["latitude"].as_f64()?, value["longitude"].as_f64()?))
}

fn key_of(answer: &Value) -> Key {
    let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
    let state = text(&answer["state"]).unwrap_or_else(|| "unknown".to_owned());
    let kind = match answer["kind"].as_str() {
        Some("virtual_key") => Some("virtual key"),
        Some("car_key") => Some("CarKey"),
        other => other,
    };
    Key {
        pill: pill(&state),
        told: kind.map_or_else(|| state.clone(), |kind| format!("{kind}, {state}")),
        checked_at: answer["checkedAt"].as_str().and_then(|at| at.parse().ok()),
        action: action_of(&answer["action"]),
        state,
    }
}

fn action_of(action: &Value) -> Option<Action> {
    let verb = match action["type"].as_str()? {
        "ADD_KEY" => "Add the key",
        "REAUTHENTICATE" => "Sign in again",
        _ => "Open the link",
    };
    // The address goes into a link, so it must be one that a browser opens as a page.
    let url = action["url"].as_str().filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    Some(Action { text: action["text"].as_str()?.to_owned(), verb, url: url.map(ToOwned::to_owned) })
}

fn pill(state: &str) -> Pill {
    let (class, word) = match state {
        "paired" => ("ok", "ready"),
        "not_required" => ("none", "no key needed"),
        "unpaired" => ("wait", "key missing"),
        "suspended" => ("stop", "suspended"),
        "disabled" => ("stop", "disabled"),
        _ => ("wait", "not known yet"),
    };
    Pill { class, word }
}
