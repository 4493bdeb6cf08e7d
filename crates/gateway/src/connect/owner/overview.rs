//! `GET /owner`: which applications see whose cars, what they may do, and which key is where.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use openfob_domain::{AccountId, KeyHolder, KeyKind, Mode, Permission};
use openfob_store::{Account, Application, Connection};
use serde::Deserialize;

use super::super::access::failed;
use super::super::pages::{Brand, MakerPage, OwnerKey, OwnerOverview, OwnerSignIn, OwnersApplication, OwnersCar};
use super::super::{cars, language, respond, views};
use super::session::{SESSION, Session, carry};
use crate::Gateway;
use crate::service::{ServiceError, key_link, key_state, partners};
use crate::text::Texts;

/// What the address may carry.
#[derive(Deserialize)]
pub(super) struct Shown {
    mode: Option<String>,
    failed: Option<String>,
    done: Option<String>,
}

/// The overview for whoever is signed in, else the brands to sign in with.
pub(super) async fn show(State(gateway): State<Gateway>, Query(shown): Query<Shown>, headers: HeaderMap) -> Response {
    let texts = language::texts(&headers);
    page(&gateway, &shown, &headers, texts).await.unwrap_or_else(|error| failed(&gateway, texts, &error))
}

async fn page(gateway: &Gateway, shown: &Shown, headers: &HeaderMap, texts: &Texts) -> Result<Response, ServiceError> {
    let wanted = shown.mode.as_deref().and_then(Mode::parse);
    let session = Session::of(gateway, headers).filter(|session| wanted.is_none_or(|mode| mode == session.mode));
    if let Some(session) = &session {
        let accounts = session.accounts(gateway).await?;
        if !accounts.is_empty() {
            return overview(gateway, session, &accounts, shown.done.is_some(), texts).await;
        }
    }
    let mode = wanted.unwrap_or_else(|| key_link::usual_mode(gateway));
    let session = Session::anonymous(mode);
    let mut brands: Vec<Brand> = gateway
        .adapters
        .brands(mode)
        .map(|brand| Brand { make: brand.make.clone(), name: brand.name.clone(), key: None })
        .collect();
    brands.sort_by(|one, other| one.name.cmp(&other.name));
    let other = match mode {
        Mode::Live => Mode::Simulated,
        Mode::Simulated => Mode::Live,
    };
    let page = OwnerSignIn {
        frame: session.frame(gateway),
        brands,
        failed: shown.failed.is_some(),
        other_mode: (!gateway.adapters.of(other).is_empty()).then(|| other.as_str()),
    };
    carry(gateway, respond::owner_page(gateway, mode, page.render(texts)), &SESSION, &session)
}

async fn overview(
    gateway: &Gateway,
    session: &Session,
    accounts: &[AccountId],
    done: bool,
    texts: &Texts,
) -> Result<Response, ServiceError> {
    let mut applications: BTreeMap<_, (Arc<Application>, Vec<OwnersCar>)> = BTreeMap::new();
    let mut at_maker = Vec::new();
    for account in accounts {
        let Some(account) = gateway.store.account(*account).await? else { continue };
        at_maker.extend(maker_page(gateway, &account).await?);
        for connection in gateway.store.account_connections(account.id).await? {
            let Some(application) = gateway.store.application(connection.application).await? else { continue };
            let car = car(gateway, &application, &connection, &account.permissions).await?;
            applications.entry(application.id.to_string()).or_insert_with(|| (application, Vec::new())).1.extend(car);
        }
    }
    let mut applications: Vec<OwnersApplication> = applications
        .into_iter()
        .map(|(id, (application, cars))| OwnersApplication { id, application: views::application(&application), cars })
        .collect();
    applications.sort_by(|one, other| one.application.name.cmp(&other.application.name));
    let (maker, email) = session.owner.as_ref().map_or_else(Default::default, |owner| {
        (views::brand_name(gateway, session.mode, &owner.make), owner.email.clone())
    });
    let page = OwnerOverview { frame: session.frame(gateway), maker, email, applications, at_maker, done };
    Ok(respond::owner_page(gateway, session.mode, page.render(texts)))
}

/// Where the owner of an account takes back at its maker what they gave the partner there, if the maker has such a page.
async fn maker_page(gateway: &Gateway, account: &Account) -> Result<Option<MakerPage>, ServiceError> {
    let Some(adapter) = gateway.adapters.named(account.mode, &account.adapter) else { return Ok(None) };
    let partner = partners::known_as(gateway, account.mode, &account.partner).await?;
    let address = adapter.link().revocation_page(&partner, &gateway.settings.url("/owner"));
    Ok(address.map(|address| MakerPage { address, domain: account.partner.to_string() }))
}

async fn car(
    gateway: &Gateway,
    application: &Application,
    connection: &Connection,
    given: &BTreeSet<Permission>,
) -> Result<Option<OwnersCar>, ServiceError> {
    let Some(line) = cars::lines(gateway, application, &[connection.id], SignedDuration::ZERO).await?.pop() else {
        return Ok(None);
    };
    let granted = gateway.store.connection_permissions(connection.id).await?;
    let holder = key_state::holder(connection);
    let record = gateway.store.key_record(connection.vehicle.id, &holder).await?;
    let key = connection.vehicle.access.key.map(|rule| OwnerKey {
        domain: match (&holder, rule.kind) {
            (KeyHolder::Partner(domain), KeyKind::VirtualKey) => Some(domain.to_string()),
            _ => None,
        },
        since: record.map(|record| date(record.since)),
    });
    Ok(Some(OwnersCar {
        line,
        maker: views::brand_name(gateway, connection.mode, &connection.vehicle.model.make),
        since: date(connection.connected_at),
        // As far as the maker lets it, whatever was ticked here.
        permissions: granted.intersection(given).copied().collect(),
        key,
    }))
}

/// The day, as everybody reads it, and on one line.
pub(super) fn date(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string().replace('-', "\u{2060}-\u{2060}")
}
