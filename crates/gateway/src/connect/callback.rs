//! `GET /connect/callback`: the browser comes back from the automaker's sign-in.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use openfob_automaker::{AdapterErrorKind, Returned, SignInRefused};
use openfob_domain::{AccountId, AccountIssue, Make, Permission};
use openfob_store::StoreError;

use super::access::{self, Opened, failed};
use super::pages::Fault;
use super::request::Purpose;
use super::run::{Refused, Stage};
use super::steps;
use super::{owner, respond};
use crate::service::{ServiceError, linking, partners};
use crate::{Gateway, secrets};

/// Reads what the automaker says, links the account and goes on to the consent page.
pub(super) async fn callback(
    State(gateway): State<Gateway>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let (run, nonce) = query.get("state").and_then(|state| state.split_once('.')).unwrap_or_default();
    if run == owner::STATE {
        return owner::returned(&gateway, &headers, nonce, &query).await;
    }
    let mut opened = match access::open(&gateway, &headers, run).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    let texts = opened.texts;
    let Stage::SignIn { make, nonce: expected, verifier } = opened.run.stage.clone() else {
        // Reloaded, or come back twice: the run has gone on.
        return respond::redirect(&opened.base());
    };
    if !secrets::equal(nonce, &expected) {
        return respond::error_page(&gateway, texts, StatusCode::FORBIDDEN, Fault::ForgedForm);
    }
    let stage = match link(&gateway, &opened, &make, &verifier, &query).await {
        Ok(stage) => stage,
        Err(error) => return failed(&gateway, texts, &error),
    };
    let moved = match stage {
        Some(stage) => opened.go(&gateway, stage).await,
        None => steps::signed_in(&gateway, &mut opened).await,
    };
    match moved {
        Ok(response) => response,
        Err(error) => failed(&gateway, texts, &error),
    }
}

async fn link(
    gateway: &Gateway,
    opened: &Opened,
    make: &Make,
    verifier: &str,
    query: &BTreeMap<String, String>,
) -> Result<Option<Stage>, ServiceError> {
    let mode = opened.run.request.mode;
    let refused = |reason| Ok(Some(Stage::Refused { make: make.clone(), reason }));
    let Some(adapter) = gateway.adapters.for_make(mode, make) else { return refused(Refused::MakerSilent) };
    let code = match adapter.link().returned(query) {
        Ok(code) => code,
        Err(reason) => return refused(said(reason)),
    };
    let key_domain = linking::key_domain_of(gateway, &opened.application);
    let partner = partners::known_as(gateway, mode, &key_domain).await?;
    let application = opened.application.id;
    let redirect_uri = linking::callback_uri(gateway);
    let returned = Returned { code: &code, verifier, redirect_uri: &redirect_uri };
    match linking::complete(gateway, adapter.as_ref(), mode, application, &partner, returned).await {
        Ok(account) => match objection(gateway, opened, account).await? {
            Some(reason) => refused(reason),
            // Signed in again, and nothing more was asked for.
            None if opened.run.request.scope.is_empty() => Ok(None),
            None => Ok(Some(Stage::Consent { make: make.clone(), account, no_car_chosen: false })),
        },
        Err(ServiceError::Adapter(error)) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "a sign-in could not be completed");
            refused(match error.kind {
                AdapterErrorKind::Account(AccountIssue::NoVehicles) => Refused::NoVehicles,
                AdapterErrorKind::Account(AccountIssue::Subscription) => Refused::Subscription,
                AdapterErrorKind::Account(_) | AdapterErrorKind::TokenRejected | AdapterErrorKind::Forbidden => {
                    Refused::SignInFailed
                }
                AdapterErrorKind::Partner(_) => Refused::NotReady,
                _ => Refused::MakerSilent,
            })
        }
        Err(error) => Err(error),
    }
}

/// What stands against going on with this account.
async fn objection(gateway: &Gateway, opened: &Opened, account: AccountId) -> Result<Option<Refused>, StoreError> {
    let request = &opened.run.request;
    let cars = gateway.store.account_vehicles(account).await?;
    if cars.is_empty() {
        return Ok(Some(Refused::NoVehicles));
    }
    if let Purpose::Reauthenticate { connection } = request.purpose {
        let known = gateway.store.user_connections(opened.application.id, account).await?;
        if !known.iter().any(|id| connection.is_none_or(|wanted| wanted == *id)) {
            return Ok(Some(Refused::VehicleMissing));
        }
    }
    if let Some(vin) = &request.single_select_vin
        && !cars.iter().any(|car| car.vehicle.vin == *vin)
    {
        return Ok(Some(Refused::VehicleMissing));
    }
    let given = gateway.store.account(account).await?.map(|account| account.permissions).unwrap_or_default();
    let missing: Vec<Permission> = request.scope.required().difference(&given).copied().collect();
    Ok((!missing.is_empty()).then_some(Refused::MissingPermissions { permissions: missing }))
}

fn said(refused: SignInRefused) -> Refused {
    match refused {
        SignInRefused::Cancelled => Refused::Cancelled,
        SignInRefused::NoVehicles => Refused::NoVehicles,
        SignInRefused::Subscription => Refused::Subscription,
        SignInRefused::Incompatible { vin, make, model, year } => {
            Refused::Incompatible { vin: vin.map(String::from), make, model, year }
        }
        SignInRefused::Other(_) => Refused::SignInFailed,
    }
}
