//! Readings for the tests of projections.

use jiff::Timestamp;
use openfob_domain::{
    AccessRules, AccountId, ApplicationId, ConnectionId, Mode, Model, Platform, Reading, Readings, Role, Signal,
    SignalValue, UserId, VehicleId,
};
use openfob_store::Connection;
use serde_json::Value;
use uuid::Uuid;

use super::endpoint::{Asked, Read};
use crate::http::extract::{Parameters, Units};

pub(crate) const NOW: &str = "2026-11-21T10:00:00Z";

/// The body that comes of readings, as its text.
pub(crate) fn projected<R: Read>(readings: &[(Signal, &str)], units: Units) -> String {
    asking::<R>(readings, units, "").unwrap()
}

/// The body or the refusal that comes of readings and a query.
pub(crate) fn asking<R: Read>(
    readings: &[(Signal, &str)],
    units: Units,
    query: &str,
) -> Result<String, (&'static str, Option<&'static str>)> {
    let connection = connection();
    let parameters = Parameters::of(query).unwrap();
    let asked = Asked::alone(&connection, units, &parameters, NOW.parse().unwrap());
    let body = R::check(&asked).and_then(|()| R::project(&read(readings), &asked));
    body.map(|body| serde_json::to_value(body).unwrap().to_string())
        .map_err(|refusal| (refusal.family(), refusal.code()))
}

/// The family and code of the refusal that comes of readings.
pub(crate) fn refused<R: Read>(readings: &[(Signal, &str)]) -> (&'static str, Option<&'static str>) {
    asking::<R>(readings, Units::Metric, "").unwrap_err()
}

/// Readings from their JSON.
pub(crate) fn read(readings: &[(Signal, &str)]) -> Readings {
    let at: Timestamp = NOW.parse().unwrap();
    let reading = |(signal, text): &(Signal, &str)| {
        let value = match serde_json::from_str::<Value>(text).unwrap() {
            Value::Number(number) => SignalValue::Number(number.as_f64().unwrap()),
            Value::Bool(flag) => SignalValue::Flag(flag),
            Value::String(text) => SignalValue::Text(text),
            parts => SignalValue::Parts(parts),
        };
        assert!(signal.takes(&value), "{signal} has no value of this shape");
        Reading { signal: *signal, value, recorded_at: at, fetched_at: at }
    };
    readings.iter().map(reading).collect()
}

fn connection() -> Connection {
    Connection {
        id: ConnectionId::from(Uuid::nil()),
        application: ApplicationId::from(Uuid::nil()),
        user: UserId::from(Uuid::nil()),
        account: AccountId::from(Uuid::nil()),
        key_account: AccountId::from(Uuid::nil()),
        mode: Mode::Simulated,
        adapter: "garage".to_owned(),
        partner: "fob.example.com".parse().unwrap(),
        platform: Platform::Current,
        vehicle: openfob_store::Vehicle {
            id: VehicleId::from(Uuid::nil()),
            vin: "5YJ3E1EA7MF004821".parse().unwrap(),
            model: Model { make: "TESLA".parse().unwrap(), model: "Model 3".to_owned(), year: 2021 },
            access: AccessRules::default(),
            streaming: None,
            capabilities: [].into(),
        },
        role: Some(Role::Owner),
        connected_at: NOW.parse().unwrap(),
        chosen_capacity: None,
    }
}
