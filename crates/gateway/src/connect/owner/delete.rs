//! `/owner/delete`: everything of an account goes, and its owner is told what went.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::super::access::failed;
use super::super::pages::{OwnerDelete, OwnerDeleted, RemovedKind};
use super::super::{language, respond, views};
use super::overview::date;
use super::session::{RECEIPT, SESSION, Session, carried, carry, drop_cookie, forged};
use crate::Gateway;
use crate::http::timestamp;
use crate::service::{ServiceError, session};

/// What was deleted: kinds and counts, of which nobody can tell whose it was.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Receipt {
    deleted_at: String,
    maker: String,
    /// Whether the automaker confirmed that the permission is withdrawn there.
    withdrawn_at_maker: bool,
    removed: BTreeMap<RemovedKind, u64>,
    /// The same by table of the database.
    rows: BTreeMap<String, u64>,
}

/// Asks whether it is meant.
pub(super) async fn ask(State(gateway): State<Gateway>, headers: HeaderMap) -> Response {
    let texts = language::texts(&headers);
    let Some((session, owner)) = Session::of(&gateway, &headers).and_then(|it| Some((it.clone(), it.owner?))) else {
        return respond::redirect("/owner");
    };
    let maker = views::brand_name(&gateway, session.mode, &owner.make);
    let page = OwnerDelete { frame: session.frame(&gateway), maker, email: owner.email };
    respond::owner_page(&gateway, session.mode, page.render(texts))
}

/// Does it.
pub(super) async fn delete(State(gateway): State<Gateway>, headers: HeaderMap, body: axum::body::Bytes) -> Response {
    let texts = language::texts(&headers);
    let Some(visit) = Session::of_form(&gateway, &headers, &body) else { return forged(&gateway, texts) };
    match deleted_now(&gateway, &visit).await {
        Ok(Some(receipt)) => carry(&gateway, respond::redirect("/owner/deleted"), &RECEIPT, &receipt)
            .map(|response| drop_cookie(&gateway, response, &SESSION)),
        Ok(None) => Ok(respond::redirect("/owner")),
        Err(error) => Err(error),
    }
    .unwrap_or_else(|error| failed(&gateway, texts, &error))
}

async fn deleted_now(gateway: &Gateway, visit: &Session) -> Result<Option<Receipt>, ServiceError> {
    let accounts = visit.accounts(gateway).await?;
    let Some(owner) = visit.owner.as_ref().filter(|_| !accounts.is_empty()) else { return Ok(None) };
    let mut withdrawn = true;
    for account in &accounts {
        // Their tokens are needed for it, so it comes first; what the maker answers holds up nothing here.
        if let Err(error) = session::give_up(gateway, *account).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "an account link could not be given up at its maker"
            );
            withdrawn = false;
        }
    }
    let rows = gateway.store.forget_accounts(&accounts).await?;
    let mut removed = BTreeMap::new();
    for (table, count) in &rows {
        *removed.entry(RemovedKind::of_table(table)).or_default() += count;
    }
    Ok(Some(Receipt {
        deleted_at: timestamp(gateway.clock.now()),
        maker: views::brand_name(gateway, visit.mode, &owner.make),
        withdrawn_at_maker: withdrawn,
        removed,
        rows,
    }))
}

/// Says what went.
pub(super) async fn deleted(State(gateway): State<Gateway>, headers: HeaderMap) -> Response {
    let texts = language::texts(&headers);
    let Some(receipt) = carried::<Receipt>(&gateway, &headers, &RECEIPT) else { return respond::redirect("/owner") };
    let page = OwnerDeleted {
        frame: Session::anonymous(openfob_domain::Mode::Live).frame(&gateway),
        maker: receipt.maker,
        date: receipt.deleted_at.parse().map(date).unwrap_or(receipt.deleted_at),
        removed: receipt.removed.into_iter().collect(),
        withdrawn: receipt.withdrawn_at_maker,
    };
    respond::plain_page(page.render(texts))
}

/// The same as a file.
pub(super) async fn receipt(State(gateway): State<Gateway>, headers: HeaderMap) -> Response {
    match carried::<Receipt>(&gateway, &headers, &RECEIPT) {
        Some(receipt) => {
            let headers = [
                (header::CONTENT_DISPOSITION, "attachment; filename=\"deleted.json\""),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, Json(receipt)).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
