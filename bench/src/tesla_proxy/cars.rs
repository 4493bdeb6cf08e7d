//! Simulated Teslas that take signed commands, and Tesla's `signed_command` before them.
//!
//! They check each message as the cars of `openfob sim tesla` do. Unlike those they are nothing but their computers, and
//! keep nothing in a file: what is measured is to wait for the proxies alone.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use openfob_simulator::Proxy;
use openfob_tesla_command::proto::keys::Role;
use openfob_tesla_command::proto::vcsec::KeyFormFactor;
use openfob_tesla_command::{Car, CarKeys, KeyEntry, Keychain, Outcome, PrivateKey, PublicKey, SystemRandomness, Vin};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

use crate::data::now;

/// Which cars, and where.
#[derive(Args)]
pub(crate) struct Cars {
    /// Where clients come who were told of a proxy for HTTPS.
    listen: SocketAddr,
    /// How many cars.
    #[arg(long)]
    count: u32,
    /// A public key that is on every car.
    #[arg(long = "key")]
    keys: Vec<PublicKey>,
    /// The folder of the authority that certifies Tesla's host names.
    #[arg(long)]
    folder: PathBuf,
}

type Fleet = Arc<HashMap<String, Mutex<Car>>>;

/// Serves until it is killed.
pub(crate) async fn serve(cars: &Cars) -> Result<()> {
    let fleet = (1..=cars.count)
        .map(|number| Ok((vin(number)?.as_str().to_owned(), Mutex::new(car(number, &cars.keys)?))))
        .collect::<Result<HashMap<_, _>>>()?;
    let router =
        Router::new().route("/api/1/vehicles/{vin}/signed_command", post(signed_command)).with_state(Arc::new(fleet));
    let proxy = Proxy::new(router, &cars.folder)?;
    Ok(proxy.serve(TcpListener::bind(cars.listen).await?).await?)
}

/// The VIN of a car, by its number from 1.
pub(super) fn vin(number: u32) -> Result<Vin> {
    Ok(Vin::new(&format!("5YJ3E1EA7KF{number:06}"))?)
}

fn car(number: u32, keys: &[PublicKey]) -> Result<Car> {
    let own = CarKeys {
        vehicle_security: PrivateKey::generate(&mut SystemRandomness)?,
        infotainment: PrivateKey::generate(&mut SystemRandomness)?,
    };
    let mut keychain = Keychain::default();
    for key in keys {
        let entry = KeyEntry { key: *key, role: Role::Owner, form_factor: KeyFormFactor::CloudKey };
        keychain.add(entry).map_err(|problem| anyhow::anyhow!("a car takes no key: {}", problem.as_str_name()))?;
    }
    Ok(Car::new(vin(number)?, own, keychain))
}

#[derive(Deserialize)]
struct Sent {
    routable_message: String,
}

#[derive(Serialize)]
struct Said {
    response: String,
}

async fn signed_command(
    State(fleet): State<Fleet>,
    Path(vin): Path<String>,
    Json(sent): Json<Sent>,
) -> Result<Json<Said>, StatusCode> {
    let car = fleet.get(&vin).ok_or(StatusCode::NOT_FOUND)?;
    let message = STANDARD.decode(sent.routable_message).map_err(|_| StatusCode::BAD_REQUEST)?;
    let now = now().map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    let mut car = car.lock().unwrap_or_else(PoisonError::into_inner);
    let answer = car.receive(&message, now, &mut SystemRandomness, &mut |_| Outcome::Done);
    let answer = answer.ok_or(StatusCode::BAD_REQUEST)?;
    Ok(Json(Said { response: STANDARD.encode(answer) }))
}
