//! The record: who did what, and what came of it.

use openfob_domain::{AccountId, VehicleId};
use openfob_store::CarKeyAudit;

use crate::CarKeyService;
use crate::fault::Fault;
use crate::session::SignedIn;

/// Adds what was done to the record and hands the outcome on.
pub(crate) async fn noted<T>(
    service: &CarKeyService,
    who: &SignedIn,
    vehicle: Option<VehicleId>,
    action: &str,
    outcome: Result<T, Fault>,
) -> Result<T, Fault> {
    noted_of(service, (who.account(), who.phone()), vehicle, action, outcome).await
}

/// The same, of an account on a phone that is not signed in, or not yet.
pub(crate) async fn noted_of<T>(
    service: &CarKeyService,
    (account, phone): (AccountId, &str),
    vehicle: Option<VehicleId>,
    action: &str,
    outcome: Result<T, Fault>,
) -> Result<T, Fault> {
    let entry = CarKeyAudit {
        at: service.now(),
        account,
        vehicle,
        phone: phone.to_owned(),
        action: action.to_owned(),
        outcome: outcome.as_ref().err().map_or_else(|| "done".to_owned(), Fault::outcome),
    };
    service.store.audit_car_key(&entry).await?;
    outcome
}
