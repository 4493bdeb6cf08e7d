//! What the owner's buttons do: each moves the run on and leads back to its address, or ends it.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jiff::SignedDuration;
use openfob_automaker::SignIn;
use openfob_domain::{AccountId, Make, Permission, RequestedPermission, Scope, VehicleId};
use openfob_store::{Consent, Vehicle};

use super::access::{self, Opened, failed};
use super::cars;
use super::outcome::{self, Ending};
use super::pages::Fault;
use super::request::{Purpose, Request};
use super::run::{Granted, Refused, Stage};
use super::{respond, streaming_mail};
use crate::service::{ServiceError, linking, partners};
use crate::{Gateway, secrets};

/// A form that one of the run's pages sent.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    fn parse(body: &[u8]) -> Self {
        let pairs = url::form_urlencoded::parse(body);
        Self(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

/// A button was pressed.
pub(super) async fn step(
    State(gateway): State<Gateway>,
    Path((run, step)): Path<(String, String)>,
    headers: HeaderMap,
    body: axum::body::Bytes,
) -> Response {
    let mut opened = match access::open(&gateway, &headers, &run).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    let form = Form::parse(&body);
    if !secrets::equal(form.get("csrf").unwrap_or_default(), &opened.run.csrf) {
        return respond::error_page(&gateway, opened.texts, StatusCode::FORBIDDEN, Fault::ForgedForm);
    }
    let texts = opened.texts;
    match take(&gateway, &mut opened, &step, &form).await {
        Ok(response) => response,
        Err(error) => failed(&gateway, texts, &error),
    }
}

/// A button that does not belong to the page the run stands at (an old tab, a double click) changes nothing.
async fn take(gateway: &Gateway, opened: &mut Opened, step: &str, form: &Form) -> Result<Response, ServiceError> {
    match (opened.run.stage.clone(), step) {
        (Stage::Preamble, "continue") => match bypass(gateway, opened) {
            Some(make) => sign_in(gateway, opened, make).await,
            None => opened.go(gateway, Stage::Brands).await,
        },
        (Stage::Brands | Stage::SignIn { .. }, "brand") => {
            let make = form.get("make").and_then(|make| make.parse::<Make>().ok());
            let mode = opened.run.request.mode;
            match make.filter(|make| gateway.adapters.for_make(mode, make).is_some()) {
                Some(make) => sign_in(gateway, opened, make).await,
                None => Ok(respond::redirect(&opened.base())),
            }
        }
        (Stage::Refused { make, .. } | Stage::SignIn { make, .. }, "retry") => sign_in(gateway, opened, make).await,
        (Stage::Refused { .. } | Stage::SignIn { .. } | Stage::Consent { .. }, "brands") => {
            opened.go(gateway, Stage::Brands).await
        }
        (Stage::Consent { make, account, .. }, "allow") => allow(gateway, opened, make, account, form).await,
        (Stage::Consent { .. }, "deny" | "leave") => end(gateway, opened, &Ending::AccessDenied).await,
        (Stage::Refused { reason, .. }, "leave") => end(gateway, opened, &Ending::Refused(reason)).await,
        (Stage::SignIn { .. }, "leave") => end(gateway, opened, &Ending::Refused(Refused::Cancelled)).await,
        (Stage::Preamble | Stage::Brands, "leave") => end(gateway, opened, &Ending::Returned).await,
        (Stage::Key { granted, .. }, "later" | "finish" | "leave") => finish(gateway, opened, &granted).await,
        // Once it was sent it is not sent again.
        (Stage::Key { make, account, granted, waited, mailed: None | Some(false) }, "mail") => {
            let told = |sent| {
                let (make, granted) = (make.clone(), granted.clone());
                Stage::Key { make, account, granted, waited, mailed: Some(sent) }
            };
            // Of two presses at once one sends.
            if !opened.save(gateway, told(true)).await? {
                return Ok(respond::redirect(&opened.base()));
            }
            let sent = streaming_mail::send(gateway, opened, account, &granted).await?;
            opened.go(gateway, told(sent)).await
        }
        _ => Ok(respond::redirect(&opened.base())),
    }
}

/// The brand that the link names; the VIN of the one car that may be chosen tells it better than `make`.
fn bypass(gateway: &Gateway, opened: &Opened) -> Option<Make> {
    let request = &opened.run.request;
    let of_vin = request.single_select_vin.as_ref().and_then(|vin| gateway.adapters.make_of(request.mode, vin));
    of_vin.or(request.make.as_ref()).cloned()
}

async fn sign_in(gateway: &Gateway, opened: &mut Opened, make: Make) -> Result<Response, ServiceError> {
    let request = &opened.run.request;
    let Some(adapter) = gateway.adapters.for_make(request.mode, &make) else {
        let reason = Refused::MakerSilent;
        return opened.go(gateway, Stage::Refused { make, reason }).await;
    };
    let nonce = secrets::random_secret();
    let verifier = secrets::random_secret();
    // Signed in already, but to an account that has no such car: another one has to be offered.
    let fresh_login =
        matches!(opened.run.stage, Stage::Refused { reason: Refused::NoVehicles | Refused::VehicleMissing, .. });
    let key_domain = linking::key_domain_of(gateway, &opened.application);
    let partner = partners::known_as(gateway, request.mode, &key_domain).await?;
    let scope = linking::scope_at_maker(gateway, request.mode, adapter.as_ref(), &key_domain, &request.scope).await?;
    let url = adapter.link().begin(SignIn {
        partner: &partner,
        make: &make,
        application: &opened.application.details.name,
        scope: &scope,
        redirect_uri: &linking::callback_uri(gateway),
        state: &format!("{}.{nonce}", opened.id),
        challenge: &secrets::s256(&verifier),
        language: opened.texts.language(),
        fresh_login,
    });
    let url = match url {
        Ok(url) => url,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "owners cannot be sent to sign in");
            let message = format!("This server has no credentials at {make} yet; its operator adds them.");
            return end(gateway, opened, &Ending::Configuration(message)).await;
        }
    };
    // Of two presses at once one signs in; the other's nonce would be known to nobody.
    if !opened.save(gateway, Stage::SignIn { make, nonce, verifier }).await? {
        return Ok(respond::redirect(&opened.base()));
    }
    Ok(respond::redirect(url.as_str()))
}

async fn allow(
    gateway: &Gateway,
    opened: &mut Opened,
    make: Make,
    account: AccountId,
    form: &Form,
) -> Result<Response, ServiceError> {
    let request = opened.run.request.clone();
    if let Purpose::Reauthenticate { connection } = request.purpose {
        let scope = allowed(&request, form);
        let all = gateway.store.user_connections(opened.application.id, account).await?;
        let widened: Vec<_> = connection.map_or(all, |connection| vec![connection]);
        gateway.store.widen_grants(&widened, &scope).await?;
        return signed_in(gateway, opened).await;
    }
    let chosen: Vec<VehicleId> = form.all("vehicle").filter_map(|id| id.parse().ok()).collect();
    let mut cars: Vec<Vehicle> = gateway
        .store
        .account_vehicles(account)
        .await?
        .into_iter()
        .map(|car| car.vehicle)
        .filter(|car| request.single_select_vin.as_ref().is_none_or(|vin| car.vin == *vin))
        .filter(|car| chosen.contains(&car.id))
        .collect();
    if request.single_select {
        cars.truncate(1);
    }
    let Some(first) = cars.first().cloned() else {
        return opened.go(gateway, Stage::Consent { make, account, no_car_chosen: true }).await;
    };
    // A car that lacks what the application cannot do without is not connected; the others are.
    let required = request.scope.required();
    cars.retain(|car| car.capabilities.is_empty() || required.is_subset(&car.capabilities));
    if cars.is_empty() {
        return opened.go(gateway, Stage::Refused { make, reason: incompatible(&first) }).await;
    }
    let vehicles: Vec<VehicleId> = cars.iter().map(|car| car.id).collect();
    let scope = allowed(&request, form);
    let consent = Consent {
        application: opened.application.id,
        account,
        vehicles: &vehicles,
        scope: &scope,
        external_id: request.external_id.as_deref(),
    };
    // Of two presses at once one grants.
    let claimed = Stage::Consent { make: make.clone(), account, no_car_chosen: false };
    if !opened.save(gateway, claimed).await? {
        return Ok(respond::redirect(&opened.base()));
    }
    let granted = gateway.store.record_consent(&consent, gateway.clock.now()).await?;
    let granted = Granted { user: granted.user, grant: granted.grant, connections: granted.connections };
    let lines = cars::lines(gateway, &opened.application, &granted.connections, SignedDuration::ZERO).await?;
    if cars::settled(&lines) {
        finish(gateway, opened, &granted).await
    } else {
        let waited = cars::waits_for_key(&lines);
        opened.go(gateway, Stage::Key { make, account, granted, waited, mailed: None }).await
    }
}

fn incompatible(car: &Vehicle) -> Refused {
    Refused::Incompatible {
        vin: Some(car.vin.to_string()),
        make: Some(car.model.make.to_string()),
        model: Some(car.model.model.clone()),
        year: Some(car.model.year.to_string()),
    }
}

/// What the owner left ticked, and what they could not untick.
fn allowed(request: &Request, form: &Form) -> Scope {
    let ticked: Vec<Permission> = form.all("permission").filter_map(|name| name.parse().ok()).collect();
    let entries = request.scope.entries().iter();
    let kept = entries.filter(|entry| entry.required || ticked.contains(&entry.permission)).copied();
    kept.collect::<Vec<RequestedPermission>>().into()
}

/// Ends a run that signed in again.
pub(super) async fn signed_in(gateway: &Gateway, opened: &mut Opened) -> Result<Response, ServiceError> {
    if !opened.save(gateway, Stage::Done { connected: true }).await? {
        return Ok(respond::redirect(&opened.base()));
    }
    Ok(outcome::signed_in(gateway, &opened.application, &opened.run, opened.texts))
}

async fn finish(gateway: &Gateway, opened: &mut Opened, granted: &Granted) -> Result<Response, ServiceError> {
    // Of two presses at once one gets the code; the other finds the run done.
    if !opened.save(gateway, Stage::Done { connected: true }).await? {
        return Ok(respond::redirect(&opened.base()));
    }
    outcome::succeed(gateway, &opened.application, &opened.run, granted, opened.texts).await
}

async fn end(gateway: &Gateway, opened: &mut Opened, ending: &Ending) -> Result<Response, ServiceError> {
    if !opened.save(gateway, Stage::Done { connected: false }).await? {
        return Ok(respond::redirect(&opened.base()));
    }
    Ok(outcome::end(gateway, &opened.application, &opened.run, ending, opened.texts))
}
