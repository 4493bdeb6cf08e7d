//! A run's stage as a page.

use axum::http::{HeaderMap, header};
use axum::response::Response;
use openfob_automaker::Brand;
use openfob_domain::{KeyKind, Make, Mode};
use openfob_store::Application;

use super::access::Opened;
use super::cars;
use super::pages::{
    self, Brands, CarChoice, CarKeyAsk, CarLine, CarSelection, CarState, Consent, Frame, KeyDone, KeyStep, MailOutcome,
    PermissionChoice, Preamble, RefusalPage, RefusalReason, RenderError, Step, StepsByMail, View, VirtualKeyAsk,
};
use super::request::Purpose;
use super::respond;
use super::run::{Refused, Run, Stage};
use crate::Gateway;
use crate::service::{ServiceError, linking};
use crate::text::Texts;

const STEPS: u8 = 4;
/// How long "Your key is in place" stands before the browser goes back by itself, seconds.
const RETURN_AFTER: u8 = 3;

/// What a page shows, rendered.
pub(super) type Html = Result<String, RenderError>;

/// What surrounds a run's pages.
pub(super) fn frame(gateway: &Gateway, application: &Application, run: &Run, base: &str, step: Option<u8>) -> Frame {
    Frame {
        application: self::application(application),
        step: step.map(|number| Step { number, of: STEPS }),
        base: base.to_owned(),
        csrf: run.csrf.clone(),
        simulated: run.request.mode == Mode::Simulated,
        operator: gateway.settings.operator_name.clone(),
    }
}

/// The page that says how a run ended.
pub(super) fn done(gateway: &Gateway, application: &Application, run: &Run, texts: &Texts) -> Response {
    let frame = frame(gateway, application, run, "", None);
    let connected = matches!(run.stage, Stage::Done { connected: true });
    respond::page(gateway, run, pages::Done { frame, connected }.render(texts))
}

/// The first page.
pub(super) fn preamble(gateway: &Gateway, opened: &Opened) -> Html {
    Preamble { frame: frame_of(gateway, opened, 1) }.render(opened.texts)
}

/// The list of brands, filtered where a browser without JavaScript searches.
pub(super) fn brands(gateway: &Gateway, opened: &Opened, query: &str) -> Html {
    let wanted = plain(query);
    let mut brands: Vec<pages::Brand> = gateway
        .adapters
        .brands(opened.run.request.mode)
        .filter(|brand| sold_in(brand, opened.run.request.country.as_deref()))
        .filter(|brand| plain(&brand.name).contains(&wanted) || plain(brand.make.as_str()).contains(&wanted))
        .map(|brand| pages::Brand { make: brand.make.clone(), name: brand.name.clone(), key: brand.key })
        .collect();
    // Those that need a key first, as owners of these look for them most; then by name.
    brands.sort_by(|a, b| (rank(a.key), &a.name).cmp(&(rank(b.key), &b.name)));
    Brands { frame: frame_of(gateway, opened, 2), brands, query: query.to_owned() }.render(opened.texts)
}

/// Why the sign-in came to nothing.
pub(super) fn refused(gateway: &Gateway, opened: &Opened, make: &Make, reason: &Refused) -> Html {
    let (page_reason, error) = match reason {
        Refused::Cancelled => (RefusalReason::Cancelled, "oem_cancelled_login"),
        Refused::SignInFailed => (RefusalReason::SignInFailed, "sign_in_failed"),
        Refused::NoVehicles => (RefusalReason::NoVehicles, "no_vehicles"),
        Refused::VehicleMissing => (RefusalReason::VehicleMissing, "no_vehicles"),
        Refused::Subscription => (RefusalReason::Subscription, "invalid_subscription"),
        Refused::Incompatible { model, year, .. } => {
            let car = model.as_ref().map(|model| match year {
                Some(year) => format!("{model} ({year})"),
                None => model.clone(),
            });
            (RefusalReason::Incompatible { car }, "vehicle_incompatible")
        }
        Refused::MissingPermissions { permissions } => {
            (RefusalReason::MissingPermissions { permissions: permissions.clone() }, "access_denied")
        }
        Refused::NotReady => (RefusalReason::NotReady, "server_error"),
        Refused::MakerSilent => (RefusalReason::MakerSilent, "server_error"),
    };
    RefusalPage {
        frame: frame_of(gateway, opened, 2),
        maker: maker_name(gateway, opened, make),
        reason: page_reason,
        details: vec![("error".to_owned(), error.to_owned()), ("run".to_owned(), opened.id.to_string())],
    }
    .render(opened.texts)
}

/// Cars and permissions.
pub(super) async fn consent(
    gateway: &Gateway,
    opened: &Opened,
    make: &Make,
    account: openfob_domain::AccountId,
    no_car_chosen: bool,
) -> Result<Html, ServiceError> {
    let request = &opened.run.request;
    let email = gateway.store.account(account).await?.and_then(|account| account.email);
    let mut cars = gateway.store.account_vehicles(account).await?;
    if let Purpose::Reauthenticate { connection: Some(id) } = request.purpose {
        let meant = gateway.store.application_connection(opened.application.id, id).await?;
        cars.retain(|car| meant.as_ref().is_some_and(|connection| connection.vehicle.id == car.vehicle.id));
    }
    let is_again = matches!(request.purpose, Purpose::Reauthenticate { .. });
    let selection = match (&request.single_select_vin, request.single_select) {
        _ if is_again => CarSelection::Fixed,
        (Some(vin), _) => {
            cars.retain(|car| car.vehicle.vin == *vin);
            CarSelection::Fixed
        }
        (None, true) => CarSelection::One,
        (None, false) => CarSelection::Many,
    };
    let cars = cars.into_iter().enumerate().map(|(index, car)| CarChoice {
        id: car.vehicle.id.to_string(),
        name: car.vehicle.model.model,
        year: Some(car.vehicle.model.year),
        ends_in: Some(car.vehicle.vin.ending().to_owned()),
        role: car.role,
        chosen: selection != CarSelection::One || index == 0,
    });
    let permissions = request.scope.entries().iter().map(|entry| PermissionChoice {
        permission: entry.permission,
        required: entry.required,
        chosen: true,
    });
    Ok(Consent {
        frame: frame_of(gateway, opened, 3),
        maker: maker_name(gateway, opened, make),
        email,
        selection,
        cars: cars.collect(),
        permissions: permissions.collect(),
        no_car_chosen,
    }
    .render(opened.texts))
}

/// That all is in place; it goes back by itself where no line offers anything more.
pub(super) fn key_done(gateway: &Gateway, opened: &Opened, lines: Vec<CarLine>) -> Html {
    let return_after = cars::settled(&lines).then_some(RETURN_AFTER);
    KeyDone { frame: frame_of(gateway, opened, STEPS), cars: lines, return_after }.render(opened.texts)
}

/// What the granted cars still ask for.
pub(super) async fn key_step(
    gateway: &Gateway,
    opened: &Opened,
    make: &Make,
    account: openfob_domain::AccountId,
    lines: Vec<CarLine>,
    view: View,
    mailed: Option<bool>,
) -> Result<Html, ServiceError> {
    let frame = frame_of(gateway, opened, STEPS);
    let maker = maker_name(gateway, opened, make);
    let email = gateway.store.account(account).await?.and_then(|account| account.email);
    let asks = |kind| lines.iter().any(|line| line.key == Some(kind) && is_open(line));
    let mode = opened.run.request.mode;
    let mut virtual_key = None;
    if let Some(adapter) = gateway.adapters.for_make(mode, make).filter(|_| asks(KeyKind::VirtualKey)) {
        let key_domain = linking::key_domain_of(gateway, &opened.application);
        let obstacle = cars::obstacle(gateway, &opened.application, mode, adapter, Some(account)).await?;
        // The one car that waits is named, so that the app does not take another one.
        let any_car = || adapter.key_link(make, &key_domain, None).map(String::from);
        let link = cars::only_waiting(&lines).and_then(|line| line.link.clone()).or_else(any_car);
        virtual_key = link.map(|link| VirtualKeyAsk { maker: maker.clone(), link, email: email.clone(), obstacle });
    }
    let could_stream = lines.iter().any(|line| line.state == CarState::StreamingOff);
    let steps_by_mail = email.filter(|_| could_stream && gateway.mailer.is_some()).map(|email| StepsByMail {
        email,
        outcome: mailed.map(|sent| if sent { MailOutcome::Sent } else { MailOutcome::Failed }),
    });
    let car_key = asks(KeyKind::CarKey).then_some(CarKeyAsk { maker, app_link: None });
    Ok(KeyStep { frame, view, cars: lines, virtual_key, car_key, steps_by_mail }.render(opened.texts))
}

/// The device that a browser runs on, unless its owner said otherwise.
pub(super) fn view(headers: &HeaderMap, wanted: Option<&str>) -> View {
    match wanted {
        Some("phone") => View::Phone,
        Some("desktop") => View::Desktop,
        _ => {
            let says = |name: &str, what: &str| {
                headers.get(name).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains(what))
            };
            let phone = says("sec-ch-ua-mobile", "?1")
                || ["iPhone", "Android", "Mobile"].iter().any(|word| says(header::USER_AGENT.as_str(), word));
            if phone { View::Phone } else { View::Desktop }
        }
    }
}

/// An application as its pages name it.
pub(super) fn application(application: &Application) -> pages::Application {
    let details = &application.details;
    pages::Application {
        name: details.name.clone(),
        description: details.description.clone(),
        logo: details.logo.clone(),
        accent: details.accent.as_deref().and_then(|accent| accent.parse().ok()),
    }
}

/// A brand as its maker writes it.
pub(super) fn brand_name(gateway: &Gateway, mode: Mode, make: &Make) -> String {
    let known = gateway.adapters.brands(mode).find(|brand| brand.make == *make);
    known.map_or_else(|| make.to_string(), |brand| brand.name.clone())
}

fn frame_of(gateway: &Gateway, opened: &Opened, step: u8) -> Frame {
    frame(gateway, &opened.application, &opened.run, &opened.base(), Some(step))
}

fn is_open(line: &CarLine) -> bool {
    matches!(line.state, CarState::Waiting | CarState::Suspended { .. } | CarState::Failed)
}

fn maker_name(gateway: &Gateway, opened: &Opened, make: &Make) -> String {
    brand_name(gateway, opened.run.request.mode, make)
}

/// Without a country every brand is offered: better one too many than the owner's own missing.
fn sold_in(brand: &Brand, country: Option<&str>) -> bool {
    country.is_none_or(|country| brand.countries.is_empty() || brand.countries.contains(&country))
}

fn rank(key: Option<KeyKind>) -> u8 {
    match key {
        Some(KeyKind::VirtualKey) => 0,
        Some(KeyKind::CarKey) => 1,
        None => 2,
    }
}

/// A name as people type it: without case, accents of the brands we list, signs and spaces.
fn plain(text: &str) -> String {
    let letters = text.to_lowercase();
    letters
        .chars()
        .map(|c| match c {
            'ë' | 'é' | 'è' => 'e',
            'š' => 's',
            other => other,
        })
        .filter(|c| c.is_alphanumeric())
        .collect()
}
