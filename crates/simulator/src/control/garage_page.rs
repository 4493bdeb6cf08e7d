//! The control page: a garage with a card for each car.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::time;
use crate::page::{Forms, Refusal, render};
use crate::simulator::Simulator;
use crate::switch::Switch;

#[derive(Template)]
#[template(path = "garage.html")]
struct GaragePage {
    now: String,
}

pub(crate) async fn show(State(simulator): State<Simulator>) -> Response {
    render(&GaragePage { now: simulator.now().to_string() }, Forms::Here)
}

pub(crate) async fn turn(
    State(simulator): State<Simulator>,
    Path((car, switch)): Path<(String, String)>,
    Form(sent): Form<Map<String, Value>>,
) -> Result<Redirect, Refusal> {
    let switch = Switch::parse(&switch, &sent)
        .map_err(|error| Refusal::new(StatusCode::BAD_REQUEST, "That switch is not understood", error.to_string()))?;
    let id = simulator
        .change(|world, now| {
            let id = world
                .find_car(&car)
                .map_err(|error| Refusal::new(StatusCode::NOT_FOUND, "There is no such car", error.to_string()))?;
            switch
                .turn(world, &id, now)
                .map_err(|error| Refusal::new(StatusCode::CONFLICT, "That did not work", error.to_string()))?;
            Ok::<_, Refusal>(id)
        })
        .await??;
    Ok(Redirect::to(&format!("/#{}", id.as_str())))
}

#[derive(Deserialize)]
pub(crate) struct Advance {
    advance: String,
}

pub(crate) async fn advance(
    State(simulator): State<Simulator>,
    Form(sent): Form<Advance>,
) -> Result<Redirect, Refusal> {
    let invalid = |message: String| Refusal::new(StatusCode::BAD_REQUEST, "The clock did not move", message);
    let by = time::parse(&sent.advance).map_err(|error| invalid(error.to_string()))?;
    simulator.advance(by).await?.map_err(|error| invalid(error.to_string()))?;
    Ok(Redirect::to("/"))
}
