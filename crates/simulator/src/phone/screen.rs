//! `/cars/{car}/screen`: the car's own screen, where its keys are listed by name.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use serde::Deserialize;

use crate::page::{Forms, Refusal, render};
use crate::simulator::Simulator;
use crate::switch::Switch;

#[derive(Template)]
#[template(path = "screen.html")]
struct ScreenPage {
    id: String,
    make: &'static str,
    model: String,
    year: i32,
    ending: String,
    takes_keys: bool,
    keys: Vec<KeyOnScreen>,
    streaming: Option<bool>,
}

struct KeyOnScreen {
    name: String,
    added: String,
}

pub(crate) async fn show(State(simulator): State<Simulator>, Path(car): Path<String>) -> Result<Response, Refusal> {
    let page = simulator.look(|world, now| {
        let id = world.find_car(&car).map_err(|error| no_such_car(&error.to_string()))?;
        let car = world.cars.get(&id).ok_or_else(|| no_such_car(""))?;
        let keys = car.keys.by_name(now).into_iter();
        Ok::<_, Refusal>(ScreenPage {
            id: car.id.as_str().to_owned(),
            make: car.make.name(),
            model: car.model.clone(),
            year: car.year,
            ending: car.ending().to_owned(),
            takes_keys: car.access().virtual_key(),
            keys: keys
                .map(|(name, added)| KeyOnScreen {
                    name: name.to_owned(),
                    added: added.strftime("%-d %B %Y, %H:%M").to_string(),
                })
                .collect(),
            streaming: car.streaming,
        })
    })?;
    Ok(render(&page, Forms::Here))
}

#[derive(Deserialize)]
pub(crate) struct ChosenKey {
    key: String,
}

pub(crate) async fn remove(
    State(simulator): State<Simulator>,
    Path(car): Path<String>,
    Form(chosen): Form<ChosenKey>,
) -> Result<Redirect, Refusal> {
    turn(&simulator, &car, Switch::RemoveKey(chosen.key)).await
}

#[derive(Deserialize)]
pub(crate) struct Toggle {
    on: bool,
}

pub(crate) async fn streaming(
    State(simulator): State<Simulator>,
    Path(car): Path<String>,
    Form(toggle): Form<Toggle>,
) -> Result<Redirect, Refusal> {
    turn(&simulator, &car, Switch::Streaming(toggle.on)).await
}

async fn turn(simulator: &Simulator, car: &str, switch: Switch) -> Result<Redirect, Refusal> {
    let id = simulator
        .change(|world, now| {
            let id = world.find_car(car).map_err(|error| no_such_car(&error.to_string()))?;
            switch
                .turn(world, &id, now)
                .map_err(|error| Refusal::new(StatusCode::CONFLICT, "That did not work", error.to_string()))?;
            Ok::<_, Refusal>(id)
        })
        .await??;
    Ok(Redirect::to(&format!("/cars/{}/screen", id.as_str())))
}

fn no_such_car(text: &str) -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "There is no such car", text)
}
