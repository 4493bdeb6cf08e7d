//! Reading a car: what the policy allows, fresh from the automaker or from the store with its true age.

use std::sync::Arc;

use openfob_automaker::{AdapterErrorKind, Fetched};
use openfob_domain::{
    Billing, Capability, Decision, History, KeyView, Readings, Refusal, ServerFault, Signal, VehicleCondition,
    data_decision,
};
use openfob_store::{Application, Connection};

use crate::Gateway;
use crate::service::{ServiceError, key_state, session};

/// What a request for signals brought, and why the others are not there.
#[derive(Debug)]
pub(crate) struct Report {
    /// The values, fresh or stored.
    pub(crate) readings: Readings,
    missing: Missing,
}

#[derive(Debug)]
enum Missing {
    /// The car was asked.
    Fetched { not_capable: Vec<Signal>, forbidden: Vec<Signal> },
    /// It was not, for this reason.
    Stored { otherwise: Refusal },
}

impl Report {
    /// Why none of these signals can ever come, if that is so.
    pub(crate) fn never(&self, signals: &[Signal]) -> Option<Refusal> {
        let Missing::Fetched { not_capable, forbidden } = &self.missing else { return None };
        if !signals.iter().all(|signal| not_capable.contains(signal) || forbidden.contains(signal)) {
            return None;
        }
        let is_forbidden = signals.iter().any(|signal| forbidden.contains(signal));
        Some(if is_forbidden { Refusal::Permission } else { NOT_CAPABLE })
    }

    /// Why none of the signals of an answer came this time.
    pub(crate) fn nothing(&self) -> Refusal {
        match &self.missing {
            Missing::Fetched { .. } => NOT_CAPABLE,
            Missing::Stored { otherwise } => otherwise.clone(),
        }
    }
}

const NOT_CAPABLE: Refusal = Refusal::Compatibility(Capability::VehicleNotCapable);

/// Reads signals of a connection's car for an application: one fetch at most, however many they are.
pub(crate) async fn read(
    gateway: &Gateway,
    application: &Arc<Application>,
    connection: &Connection,
    want: &[Signal],
) -> Result<Report, ServiceError> {
    let decision = decide(gateway, application, connection).await?;
    if !matches!(decision, Decision::Fetch { spends_budget: true }) {
        return follow(gateway, application, connection, want, decision).await;
    }
    let (gateway, application) = (gateway.clone(), Arc::clone(application));
    let (connection, want) = (connection.clone(), want.to_vec());
    // On a task of its own: who gives up waiting must not leave a fetch behind that nobody has noted.
    let fetching = tokio::spawn(async move {
        let turn = gateway.fetches_without_key.of((connection.vehicle.id, key_state::holder(&connection)));
        // Of several requests at once one spends the budget; the others wait, and find it spent.
        let _fetching = turn.lock().await;
        let decision = decide(&gateway, &application, &connection).await?;
        follow(&gateway, &application, &connection, &want, decision).await
    });
    fetching.await.unwrap_or_else(|_| Err(Refusal::Server(ServerFault::Internal).into()))
}

async fn decide(
    gateway: &Gateway,
    application: &Application,
    connection: &Connection,
) -> Result<Decision, ServiceError> {
    let vehicle = &connection.vehicle;
    let key = key_state::current(gateway, connection).await?;
    let view = KeyView { rules: &vehicle.access, state: &key.state };
    let last = gateway.store.last_fetch_without_key(vehicle.id, &key_state::holder(connection)).await?;
    let history = History { last_fetch_without_key: last };
    Ok(data_decision(view, application.details.without_key, history, gateway.clock.now()))
}

async fn follow(
    gateway: &Gateway,
    application: &Application,
    connection: &Connection,
    want: &[Signal],
    decision: Decision,
) -> Result<Report, ServiceError> {
    let spends_budget = match decision {
        Decision::Refuse(refusal) => return Err(refusal.into()),
        Decision::Stored { otherwise } => return stored_or(gateway, application, connection, want, otherwise).await,
        Decision::Fetch { spends_budget } => spends_budget,
    };
    let ask = if spends_budget { readable(gateway, connection).await? } else { want.to_vec() };
    match fetch(gateway, connection, &ask).await {
        Ok(fetched) => {
            let holder = key_state::holder(connection);
            let spent_by = (spends_budget && fetched.asked).then(|| (&holder, gateway.clock.now()));
            gateway.store.save_readings(connection.account, connection.vehicle.id, &fetched.readings, spent_by).await?;
            Ok(picked(fetched, want))
        }
        Err(ServiceError::Adapter(error)) if error.kind == AdapterErrorKind::Vehicle(VehicleCondition::Asleep) => {
            let asleep = Refusal::VehicleState(VehicleCondition::Asleep);
            stored_or(gateway, application, connection, want, asleep).await
        }
        Err(ServiceError::Adapter(error)) if error.kind == AdapterErrorKind::CapReached => {
            let capped = Refusal::Billing(Billing::VehicleRequestLimit);
            stored_or(gateway, application, connection, want, capped).await
        }
        Err(error) => Err(error),
    }
}

/// Fetches and keeps all that the account link may read, for nobody in particular.
pub(crate) async fn refresh(gateway: &Gateway, connection: &Connection) -> Result<(), ServiceError> {
    let ask = readable(gateway, connection).await?;
    let fetched = fetch(gateway, connection, &ask).await?;
    Ok(gateway.store.save_readings(connection.account, connection.vehicle.id, &fetched.readings, None).await?)
}

async fn fetch(gateway: &Gateway, connection: &Connection, ask: &[Signal]) -> Result<Fetched, ServiceError> {
    session::with_session(gateway, connection, |adapter, session| {
        let (vin, ask) = (connection.vehicle.vin.clone(), ask.to_vec());
        Box::pin(async move { adapter.read(session, &vin, &ask).await })
    })
    .await
}

/// What is stored, if the application wants that.
async fn stored_or(
    gateway: &Gateway,
    application: &Application,
    connection: &Connection,
    want: &[Signal],
    otherwise: Refusal,
) -> Result<Report, ServiceError> {
    if !application.details.serve_stored {
        return Err(otherwise.into());
    }
    let readings = gateway.store.readings(connection.account, connection.vehicle.id, want).await?;
    if readings.is_empty() {
        return Err(otherwise.into());
    }
    Ok(Report { readings, missing: Missing::Stored { otherwise } })
}

fn picked(fetched: Fetched, want: &[Signal]) -> Report {
    Report {
        readings: fetched.readings.iter().filter(|reading| want.contains(&reading.signal)).cloned().collect(),
        missing: Missing::Fetched { not_capable: fetched.not_capable, forbidden: fetched.forbidden },
    }
}

/// All that the account link may read: a fetch that spends the budget brings it, as hours pass before the next.
async fn readable(gateway: &Gateway, connection: &Connection) -> Result<Vec<Signal>, ServiceError> {
    let account = gateway.store.account(connection.account).await?.ok_or(Refusal::Permission)?;
    Ok(Signal::ALL.iter().copied().filter(|signal| account.permissions.contains(&signal.permission())).collect())
}
