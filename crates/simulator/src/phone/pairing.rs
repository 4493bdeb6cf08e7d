//! `/_ak/{key domain}`: the maker's app on the owner's phone, opened by a partner's link.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::{ECL, QRBuilder};
use jiff::Timestamp;
use serde::Deserialize;

use crate::account::{Account, Platform, Role};
use crate::car::Car;
use crate::catalogue::Make;
use crate::garage::is_key_domain;
use crate::page::{Forms, Refusal, render};
use crate::simulator::Simulator;
use crate::switch::Switch;
use crate::tesla::{PairingRefused, fetch_key};
use crate::world::World;

/// Remembers which account the phone's app is signed in with. Ports share cookies, hence the prefix.
const ACCOUNT_COOKIE: &str = "openfob_sim_phone";
/// The make whose app this is.
const MAKE: Make = Make::Tesla;

#[derive(Template)]
#[template(path = "phone.html")]
struct PhonePage {
    domain: String,
    make: &'static str,
    email: String,
    view: View,
    /// The one car that the link is for.
    vin: Option<String>,
    /// This address as a code, for a phone to scan from a computer's screen.
    code: Option<String>,
}

/// What the app shows.
enum View {
    /// Nobody is signed in to the app.
    SignedOut,
    /// A key cannot be added for this account at all.
    Refused {
        title: &'static str,
        text: String,
    },
    Cars(Vec<CarLine>),
}

struct CarLine {
    id: String,
    model: String,
    year: i32,
    ending: String,
    key: KeyLine,
}

#[derive(PartialEq, Eq)]
enum KeyLine {
    Missing,
    Present,
    NotNeeded,
    DriverOnly,
}

/// The one car that the link is for.
#[derive(Deserialize)]
pub(crate) struct Picked {
    vin: Option<String>,
}

pub(crate) async fn show(
    State(simulator): State<Simulator>,
    Path(domain): Path<String>,
    Query(picked): Query<Picked>,
    cookies: CookieJar,
) -> Result<Response, Refusal> {
    let domain = checked(&domain)?;
    let email = account_of(&cookies);
    let mut view =
        if email.is_empty() { View::SignedOut } else { simulator.look(|world, now| view(world, &email, &domain, now)) };
    let vin = picked.vin.filter(|vin| is_vin(vin));
    if let Some(vin) = &vin
        && let Ok(car) = simulator.look(|world, _| world.find_car(vin))
    {
        view.pick(car.as_str());
    }
    let address = format!("{}{}", simulator.origin(), path(&domain, vin.as_deref()));
    let code = QRBuilder::new(address).ecl(ECL::M).build().ok().map(|code| SvgBuilder::default().to_str(&code));
    Ok(render(&PhonePage { domain, make: MAKE.name(), email, view, vin, code }, Forms::Here))
}

#[derive(Deserialize)]
pub(crate) struct ChosenAccount {
    #[serde(default)]
    email: String,
    vin: Option<String>,
}

/// Signs the phone's app in, or out where no e-mail address is given.
pub(crate) async fn choose_account(
    Path(domain): Path<String>,
    cookies: CookieJar,
    Form(chosen): Form<ChosenAccount>,
) -> Result<(CookieJar, Redirect), Refusal> {
    let domain = checked(&domain)?;
    let email: String = chosen.email.trim().to_lowercase().chars().take(254).collect();
    let cookie = Cookie::build((ACCOUNT_COOKIE, email)).path("/_ak").http_only(true).same_site(SameSite::Lax).build();
    let vin = chosen.vin.filter(|vin| is_vin(vin));
    Ok((cookies.add(cookie), Redirect::to(&path(&domain, vin.as_deref()))))
}

#[derive(Deserialize)]
pub(crate) struct ChosenCar {
    car: String,
}

pub(crate) async fn add(
    State(simulator): State<Simulator>,
    Path(domain): Path<String>,
    cookies: CookieJar,
    Form(chosen): Form<ChosenCar>,
) -> Result<Redirect, Refusal> {
    let domain = checked(&domain)?;
    // The app reads the key file anew each time.
    if simulator.look(|world, _| world.tesla.of_domain(&domain).is_some())
        && let Err(why) = fetch_key(&simulator, &domain).await
    {
        let text = format!("The app cannot read the key at {domain} ({why}). The application has to put that right.");
        return Err(Refusal::new(StatusCode::BAD_GATEWAY, "The key cannot be read", text));
    }
    turn(&simulator, &cookies, &chosen, &domain, &[KeyLine::Missing], Switch::AddKey(domain.clone())).await
}

pub(crate) async fn remove(
    State(simulator): State<Simulator>,
    Path(domain): Path<String>,
    cookies: CookieJar,
    Form(chosen): Form<ChosenCar>,
) -> Result<Redirect, Refusal> {
    let domain = checked(&domain)?;
    turn(&simulator, &cookies, &chosen, &domain, &[KeyLine::Present], Switch::RemoveKey(domain.clone())).await
}

/// Turns a switch of one car, or of `all` that the account may add the key to, if the app would offer it.
async fn turn(
    simulator: &Simulator,
    cookies: &CookieJar,
    chosen: &ChosenCar,
    domain: &str,
    offered_for: &[KeyLine],
    switch: Switch,
) -> Result<Redirect, Refusal> {
    let email = account_of(cookies);
    simulator
        .change(|world, now| {
            let cars = match view(world, &email, domain, now) {
                View::Cars(cars) => cars,
                View::Refused { title, text } => return Err(Refusal::new(StatusCode::FORBIDDEN, title, text)),
                View::SignedOut => return Err(not_offered()),
            };
            let wanted =
                |line: &&CarLine| offered_for.contains(&line.key) && (chosen.car == "all" || line.id == chosen.car);
            let found: Vec<&CarLine> = cars.iter().filter(wanted).collect();
            if found.is_empty() && !cars.iter().any(|line| line.id == chosen.car) {
                return Err(not_offered());
            }
            for line in found {
                let id = world.find_car(&line.id).map_err(|_| not_offered())?;
                switch
                    .turn(world, &id, now)
                    .map_err(|error| Refusal::new(StatusCode::CONFLICT, "That did not work", error.to_string()))?;
            }
            Ok(())
        })
        .await??;
    Ok(back(domain))
}

fn view(world: &World, email: &str, domain: &str, now: Timestamp) -> View {
    let application = format!("the application that uses {domain}");
    let registered = world.tesla.of_domain(domain);
    let gives = |account: &Account| registered.is_some_and(|known| account.tesla.allows_key(&known.client_id));
    let scripted = world.tesla.scripts.pairing_refused;
    let Some(account) = world.account(MAKE, email) else {
        return View::Refused {
            title: "This account is not linked",
            text: format!(
                "No {} account of {email} has been linked with {application}. Sign in from the application first, with \
                 the account that your car belongs to, then open this link again.",
                MAKE.name()
            ),
        };
    };
    let unknown = registered.is_none() && account.tesla.allows_any_key();
    if scripted == Some(PairingRefused::NotRegistered) || unknown {
        return View::Refused {
            title: "This application is not registered",
            text: format!(
                "Tesla does not know {application} in your region, or cannot read its key at {domain}. The application has \
                 to register there first; then open this link again."
            ),
        };
    }
    let others_give = || world.accounts.values().any(|other| other.make == MAKE && gives(other));
    if scripted == Some(PairingRefused::OtherEmail) || !gives(account) && registered.is_some() && others_give() {
        return View::Refused {
            title: "Another account gave access",
            text: format!(
                "This phone\u{2019}s app is signed in as {email}, and access was given to {application} with another e-mail \
                 address. Use that account in the app, or sign in from the application with this one."
            ),
        };
    }
    if scripted == Some(PairingRefused::BeforeGrant) || !gives(account) {
        return View::Refused {
            title: "Sign in from the application first",
            text: format!(
                "{email} has not given {application} access yet, so its key cannot be added. Connect your car in the \
                 application, then open this link again."
            ),
        };
    }
    if account.platform == Platform::Legacy {
        return View::Refused {
            title: "This account is linked in an earlier way",
            text: format!(
                "{email} was linked through an earlier service that knows no keys. The application can link it anew, and \
                 then the key can be added."
            ),
        };
    }
    View::Cars(
        account.shares().filter_map(|share| Some(line(world.cars.get(&share.car)?, share.role, domain, now))).collect(),
    )
}

fn line(car: &Car, role: Role, domain: &str, now: Timestamp) -> CarLine {
    let key = match role {
        _ if !car.access().virtual_key() => KeyLine::NotNeeded,
        Role::Driver => KeyLine::DriverOnly,
        Role::Owner if car.keys.has(domain, now) => KeyLine::Present,
        Role::Owner => KeyLine::Missing,
    };
    CarLine {
        id: car.id.as_str().to_owned(),
        model: car.model.clone(),
        year: car.year,
        ending: car.ending().to_owned(),
        key,
    }
}

impl View {
    /// Shows this car alone, where the account has it.
    fn pick(&mut self, car: &str) {
        if let Self::Cars(cars) = self
            && cars.iter().any(|line| line.id == car)
        {
            cars.retain(|line| line.id == car);
        }
    }

    fn missing(&self) -> usize {
        match self {
            Self::Cars(cars) => cars.iter().filter(|line| line.key == KeyLine::Missing).count(),
            _ => 0,
        }
    }
}

fn not_offered() -> Refusal {
    Refusal::new(
        StatusCode::FORBIDDEN,
        "That car is not offered here",
        "Only the owner of a car that takes this key can add or remove it. Go back and choose one of the cars listed.",
    )
}

fn account_of(cookies: &CookieJar) -> String {
    cookies.get(ACCOUNT_COOKIE).map(|cookie| cookie.value().to_owned()).unwrap_or_default()
}

fn back(domain: &str) -> Redirect {
    Redirect::to(&path(domain, None))
}

fn path(domain: &str, vin: Option<&str>) -> String {
    match vin {
        Some(vin) => format!("/_ak/{domain}?vin={vin}"),
        None => format!("/_ak/{domain}"),
    }
}

fn is_vin(text: &str) -> bool {
    text.len() == 17 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn checked(domain: &str) -> Result<String, Refusal> {
    let domain = domain.to_ascii_lowercase();
    if is_key_domain(&domain) {
        Ok(domain)
    } else {
        Err(Refusal::new(
            StatusCode::NOT_FOUND,
            "This link does not name a key",
            "A key link ends in the domain that names the key, such as /_ak/fob.example.com. Open the link from the \
             application again.",
        ))
    }
}
