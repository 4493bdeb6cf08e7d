//! The record: who did what, and what came of it.

use openfob_domain::VehicleId;
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
    let entry = CarKeyAudit {
        at: service.now(),
        account: who.account(),
        vehicle,
        phone: who.phone().to_owned(),
        action: action.to_owned(),
        outcome: outcome.as_ref().err().map_or_else(|| "done".to_owned(), Fault::outcome),
    };
    service.store.audit_car_key(&entry).await?;
    outcome
}
