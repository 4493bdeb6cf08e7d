//! The levers of Tesla's side over HTTP: tokens without a browser, keys, sleep, scripts, applications.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::Url;

use super::application::{Application, NewApplication};
use super::cloud::Behind;
use super::public_key::from_pem;
use super::region::Region;
use super::session::Code;
use super::{scope, token, vehicle};
use crate::account::{Account, Role};
use crate::car::{Car, CarId};
use crate::catalogue::Make;
use crate::control::ApiError;
use crate::garage::is_key_domain;
use crate::population::{self, admit};
use crate::simulator::Simulator;
use crate::switch::Switch;
use crate::world::World;

/// Everything that whoever starts it wants to know.
pub(crate) async fn facts(State(simulator): State<Simulator>) -> Json<Value> {
    Json(simulator.tesla_facts())
}

/// See [`facts`].
pub(crate) fn all_facts(simulator: &Simulator) -> Value {
    let url = simulator.origin();
    let proxy = simulator.proxy_place();
    simulator.look(|world, now| {
        let accounts = world.accounts.values().filter(|account| account.make == Make::Tesla);
        let mut accounts: Vec<Value> = accounts
            .map(|account| {
                let vins: Vec<&str> =
                    account.shares().filter_map(|share| Some(world.tesla_car(share)?.vin.as_str())).collect();
                json!({
                    "username": account.email,
                    "password": "password",
                    "region": super::cloud::region_of(world, account).code(),
                    "vins": vins,
                })
            })
            .collect();
        accounts.sort_by_key(|account| account["username"] != population::OWNER);
        let seeded = world.tesla.seeded();
        json!({
            "url": url,
            "accounts": accounts,
            "cars": cars(world).into_iter().map(|car| json!({
                "vin": car.vin,
                "id": vehicle::id(car),
                "name": vehicle::display_name(car),
                "model": car.model,
                "year": car.year,
                "state": vehicle::state(car, now),
                "owners": owners(world, &car.id),
            })).collect::<Vec<_>>(),
            "client_id": seeded.map(|application| &application.client_id),
            "client_secret": seeded.map(|application| &application.client_secret),
            "regions": Region::ALL.into_iter().map(|region| (region.code(), simulator.region_url(region)
                .unwrap_or_else(|| format!("{url}/regions/{}", region.code())))).collect::<std::collections::BTreeMap<_, _>>(),
            "proxy": proxy.as_ref().map(|(url, _)| url.as_str().trim_end_matches('/')),
            "authority": proxy.as_ref().map(|(_, file)| file.display().to_string()),
            "ble": simulator.ble().map(|address| address.to_string()),
            "control": format!("{url}/"),
            "phone": format!("{url}/_ak/{{domain}}"),
        })
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenAsked {
    user: Option<String>,
    scopes: Option<String>,
    client_id: Option<String>,
}

/// An owner's access token without sign-in. What it stands for is given as if the owner had.
pub(crate) async fn token(State(simulator): State<Simulator>, body: Bytes) -> Result<Json<Value>, ApiError> {
    let asked: TokenAsked = read(&body)?;
    let seed = simulator.seed();
    let answer = simulator
        .change(|world, now| {
            let email = asked.user.as_deref().unwrap_or(population::OWNER).trim().to_lowercase();
            let scopes = match &asked.scopes {
                Some(list) => {
                    let list = list.replace(',', " ");
                    if let Some(unknown) = list.split_whitespace().find(|scope| !scope::is_owners(scope)) {
                        return Err(bad(format!(
                            "\u{201c}{unknown}\u{201d} is no scope that an owner can give. Scopes: {}.",
                            scope::everything().into_iter().collect::<Vec<_>>().join(", ")
                        )));
                    }
                    scope::owners(&list)
                }
                None => scope::everything(),
            };
            let client_id = match asked.client_id {
                Some(client_id) => client_id,
                None => world.tesla.seeded().map(|seeded| seeded.client_id.clone()).unwrap_or_default(),
            };
            if !world.tesla.applications.contains_key(&client_id) {
                return Err(bad("There is no application with this client_id.".to_owned()));
            }
            let subject = admit(world, seed, Make::Tesla, &email, now)
                .map_err(|_| bad(format!("There is no account of {email}, and none is made for it.")))?;
            let Some(account) = world.accounts.get_mut(&subject) else { return Err(bad("No account.".to_owned())) };
            account.tesla.widen(&client_id, &scopes);
            let code = Code::new(subject, &client_id, "", scopes.clone());
            let (session, refresh) =
                world.tesla.sessions.begin(&code, Region::Na, scopes.contains(scope::OFFLINE_ACCESS), now);
            token::grant(world, &session, refresh, "https://auth.tesla.com/oauth2/v3/nts", now)
                .map_err(|_| bad("The token cannot be made.".to_owned()))
        })
        .await??;
    Ok(Json(answer))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    public_key: String,
    /// The key's name on the car's screen.
    name: Option<String>,
    /// What it may do and what it is; where nothing is said, what partners' keys are.
    role: Option<String>,
    form_factor: Option<String>,
}

/// `enrol`, `remove`, `sleep`, `wake`, `reboot`, `tap-card` on a car; `first` is the owner's first.
pub(crate) async fn car(
    State(simulator): State<Simulator>,
    Path((car, lever)): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let told = simulator
        .change(|world, now| {
            let id = find(world, &car)?;
            match lever.as_str() {
                "enrol" | "remove" => {
                    let file: KeyFile = read(&body)?;
                    let key =
                        from_pem(&file.public_key).map_err(|error| bad(format!("The key file is no use: {error}.")))?;
                    let name = file.name.or_else(|| world.tesla.domain_of_key(&key)).unwrap_or_else(|| key_name(&key));
                    if lever == "enrol" {
                        if let Some(role) = &file.role {
                            super::signed::appoint(world, &id, &key, role, file.form_factor.as_deref()).map_err(bad)?;
                        }
                        super::pairing::add(world, &id, &name, Some(key), now)?;
                    } else {
                        super::pairing::remove(world, &id, &key, now)?;
                    }
                }
                "sleep" => Switch::Sleep.turn(world, &id, now)?,
                "wake" => Switch::Wake.turn(world, &id, now)?,
                "reboot" => {
                    let Some(car) = world.settled(&id, now) else { return Err(bad("No such car.".to_owned())) };
                    car.reboot(now);
                    world.tesla.computers.restart(&id);
                    let Some(car) = world.cars.get(&id) else { return Err(bad("No such car.".to_owned())) };
                    let text = format!("{} \u{2026}{}: restarts.", car.model, car.ending());
                    world.log.note(now, Some(&id), text);
                }
                "tap-card" => super::signed::tap_card(world, &id, now).map_err(bad)?,
                other => {
                    let other: String = other.chars().take(40).collect();
                    return Err(ApiError::new(
                        StatusCode::NOT_FOUND,
                        format!(
                            "There is no lever \u{201c}{other}\u{201d}. Levers: enrol, remove, sleep, wake, reboot, tap-card."
                        ),
                    ));
                }
            }
            let car = world.cars.get(&id).ok_or_else(|| bad("No such car.".to_owned()))?;
            Ok(json!({
                "vin": car.vin,
                "state": vehicle::state(car, now),
                "keys": car.keys.present(now).map(|key| json!({
                    "name": key.name,
                    "public_key": key.public_key,
                })).collect::<Vec<_>>(),
            }))
        })
        .await??;
    Ok(Json(told))
}

pub(crate) async fn applications(State(simulator): State<Simulator>) -> Json<Value> {
    simulator.look(|world, _| {
        let applications: Vec<Value> = world.tesla.applications.values().map(portal_entry).collect();
        Json(json!({"applications": applications, "registrations": world.tesla.registrations}))
    })
}

pub(crate) async fn add_application(State(simulator): State<Simulator>, body: Bytes) -> Result<Json<Value>, ApiError> {
    let new = Application::new(read::<NewApplication>(&body)?).map_err(|error| bad(error.to_string()))?;
    let entry = simulator
        .change(|world, _| {
            let applications = &mut world.tesla.applications;
            if applications.get(&new.client_id).is_some_and(|known| known.client_secret != new.client_secret) {
                return Err(ApiError::new(
                    StatusCode::CONFLICT,
                    super::application::InvalidApplication::Taken.to_string(),
                ));
            }
            let entry = portal_entry(&new);
            applications.insert(new.client_id.clone(), new);
            Ok(entry)
        })
        .await??;
    Ok(Json(entry))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyDomain {
    domain: String,
    origin: Option<Url>,
    /// The key file (PEM), where no server is to be asked for it.
    key_file: Option<String>,
}

/// Says what stands behind a key domain that the network does not know; where nothing is said: forgets it.
pub(crate) async fn key_domain(State(simulator): State<Simulator>, body: Bytes) -> Result<Json<Value>, ApiError> {
    let sent: KeyDomain = read(&body)?;
    if !is_key_domain(&sent.domain) {
        return Err(bad("domain must be a host name in lower case, such as fob.example.com.".to_owned()));
    }
    let behind = match (sent.origin, sent.key_file) {
        (Some(_), Some(_)) => return Err(bad("Give origin or key_file, not both.".to_owned())),
        (Some(origin), None) => Some(Behind::Origin(origin)),
        (None, Some(file)) => {
            from_pem(&file).map_err(|error| bad(format!("The key file is no use: {error}.")))?;
            Some(Behind::KeyFile(file))
        }
        (None, None) => None,
    };
    simulator.resolve(&sent.domain, behind).await?;
    Ok(Json(simulator.look(|world, _| json!({"key_domains": world.tesla.key_domains}))))
}

pub(crate) async fn scripts(State(simulator): State<Simulator>) -> Json<Value> {
    simulator.look(|world, _| Json(json!({"scripts": world.tesla.scripts})))
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Scripted {
    value: Option<String>,
    user: Option<String>,
    vin: Option<String>,
}

pub(crate) async fn script(
    State(simulator): State<Simulator>,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let sent: Scripted = read(&body)?;
    let scripts = simulator
        .change(|world, now| {
            let email = match (&sent.user, &sent.vin) {
                (Some(user), _) => user.trim().to_lowercase(),
                (None, Some(vin)) => {
                    let id = find(world, vin)?;
                    owners(world, &id).into_iter().next().unwrap_or_default()
                }
                (None, None) => population::OWNER.to_owned(),
            };
            let id = find(world, sent.vin.as_deref().unwrap_or("first"))?;
            if let Some(played) = super::signed::play(world, &id, &name, sent.value.as_deref(), now) {
                played.map_err(bad)?;
                return Ok::<_, ApiError>(json!({"scripts": world.tesla.scripts}));
            }
            super::script::play(world, &name, sent.value.as_deref(), &email, now).map_err(bad)?;
            Ok::<_, ApiError>(json!({"scripts": world.tesla.scripts}))
        })
        .await??;
    Ok(Json(scripts))
}

fn portal_entry(application: &Application) -> Value {
    json!({
        "client_id": application.client_id,
        "client_secret": application.client_secret,
        "name": application.name,
        "allowed_origins": application.allowed_origins,
        "redirect_uris": application.redirect_uris,
        "scopes": application.scopes,
    })
}

/// The cars of Tesla's, the owner's first.
fn cars(world: &World) -> Vec<&Car> {
    let owner = world.account(Make::Tesla, population::OWNER);
    let first = owner.into_iter().flat_map(Account::shares).filter_map(|share| world.tesla_car(share));
    let mut cars: Vec<&Car> = first.collect();
    let rest = world.cars.values().filter(|car| car.make == Make::Tesla);
    let rest: Vec<&Car> = rest.filter(|car| !cars.iter().any(|known| known.id == car.id)).collect();
    cars.extend(rest);
    cars
}

fn find(world: &World, name: &str) -> Result<CarId, ApiError> {
    if name == "first" {
        let first = cars(world).first().map(|car| car.id.clone());
        return first.ok_or_else(|| bad("There is no car.".to_owned()));
    }
    Ok(world.find_car(name)?)
}

fn owners(world: &World, id: &CarId) -> Vec<String> {
    world.people(id).filter(|(_, role)| *role == Role::Owner).map(|(account, _)| account.email.clone()).collect()
}

/// What a key that nobody registered is called on the car's screen.
fn key_name(public_key: &str) -> String {
    format!("key {}", public_key.get(2..10).unwrap_or(public_key))
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    let body = if body.trim_ascii().is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|error| bad(format!("The body is not understood: {error}.")))
}

fn bad(message: String) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, message)
}
