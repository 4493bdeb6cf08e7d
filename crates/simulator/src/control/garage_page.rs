//! The control page: a garage with a card for each car.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::card::Card;
use super::time;
use crate::account::{Account, Role};
use crate::car::Car;
use crate::event_log::Entry;
use crate::page::{Forms, Refusal, render};
use crate::population::{LEGACY, OWNER, READY};
use crate::simulator::Simulator;
use crate::switch::Switch;
use crate::world::World;

/// How many cards a page shows; an owner's own page shows theirs alone.
const MOST_CARDS: usize = 30;
const LOG_LINES: usize = 60;

#[derive(Template)]
#[template(path = "garage.html")]
struct GaragePage {
    now: String,
    ahead: Option<String>,
    /// The owner whose cars are shown; `None`: everybody's.
    chosen: Option<String>,
    owners: Vec<String>,
    garages: Vec<OwnersGarage>,
    left_out: usize,
    log: Vec<LogLine>,
}

/// The cars of one owner.
struct OwnersGarage {
    owner: String,
    cards: Vec<Card>,
}

struct LogLine {
    number: u64,
    time: String,
    text: String,
    command: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Chosen {
    owner: Option<String>,
}

pub(crate) async fn show(State(simulator): State<Simulator>, Query(chosen): Query<Chosen>) -> Response {
    let ahead = simulator.clock().offset();
    let page = simulator.look(|world, now| {
        let by_owner = cars_by_owner(world);
        let owners: Vec<String> = by_owner.keys().map(|(_, owner)| owner.clone()).collect();
        let mut room = MOST_CARDS;
        let mut left_out = 0;
        let mut garages = Vec::new();
        for ((_, owner), cars) in by_owner {
            if chosen.owner.as_ref().is_some_and(|chosen| *chosen != owner) {
                continue;
            }
            let shown = cars.len().min(room);
            room -= shown;
            left_out += cars.len() - shown;
            let cards: Vec<Card> = cars.into_iter().take(shown).map(|car| Card::of(world, car, now)).collect();
            if !cards.is_empty() {
                garages.push(OwnersGarage { owner, cards });
            }
        }
        let mut log: Vec<LogLine> = world.log.entries().rev().take(LOG_LINES).map(|entry| line(entry, now)).collect();
        log.reverse();
        GaragePage {
            now: now.strftime("%-d %B %Y, %H:%M:%S").to_string(),
            ahead: (ahead > SignedDuration::ZERO).then(|| format!("{ahead:#}")),
            chosen: chosen.owner,
            owners,
            garages,
            left_out,
            log,
        }
    });
    render(&page, Forms::Here)
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

/// The demo's owners first, in their order, then the others by name; each owner's cars by make.
fn cars_by_owner(world: &World) -> BTreeMap<(usize, String), Vec<&Car>> {
    let mut garages: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut accounts: Vec<&Account> = world.accounts.values().collect();
    accounts.sort_by_key(|account| account.make);
    for account in accounts {
        let rank = [OWNER, READY, LEGACY].iter().position(|email| *email == account.email).unwrap_or(3);
        let owned = account.cars.iter().filter(|share| share.role == Role::Owner);
        let cars = owned.filter_map(|share| world.cars.get(&share.car));
        garages.entry((rank, account.email.clone())).or_default().extend(cars);
    }
    garages.retain(|_, cars| !cars.is_empty());
    garages
}

fn line(entry: &Entry, now: Timestamp) -> LogLine {
    let today = now.strftime("%F").to_string() == entry.at.strftime("%F").to_string();
    let form = if today { "%H:%M:%S" } else { "%-d %b %H:%M" };
    LogLine {
        number: entry.number,
        time: entry.at.strftime(form).to_string(),
        text: entry.text.clone(),
        command: entry.command.clone(),
    }
}
