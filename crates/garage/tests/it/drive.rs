//! One car of a brand, linked with every permission.

use openfob_automaker::{Adapter, AdapterErrorKind, Commands, Fetched, Session};
use openfob_domain::{Command, Signal, SignalValue, Vin};
use secrecy::SecretString;
use serde_json::Value;

use crate::harness::{EVERYTHING, World, commanded, only_car, partner, session};

/// Somebody who signed in with every permission, and the only car of their account.
pub(crate) struct Drive {
    pub(crate) world: World,
    pub(crate) session: Session,
    pub(crate) car: Vin,
    pub(crate) refresh: SecretString,
}

impl Drive {
    pub(crate) async fn of(make: &str, email: &str) -> Self {
        let world = World::start().await;
        let ours = partner("fob.example.com");
        let account = world.sign_in_for(&ours, make, email, EVERYTHING).await;
        let session = session(&ours, &account.tokens);
        let car = only_car(&world.garage, &session).await;
        Self { world, session, car, refresh: account.tokens.refresh }
    }

    pub(crate) async fn everything(&self) -> Fetched {
        self.world.garage.read(&self.session, &self.car, Signal::ALL).await.unwrap()
    }

    pub(crate) async fn command(&self, command: Command) -> Result<(), AdapterErrorKind> {
        let told = self.world.garage.run(&self.session, commanded(&self.car), &command).await;
        told.map(|_| ()).map_err(|error| error.kind)
    }

    pub(crate) async fn turn(&self, switch: &str, body: &str) {
        self.world.turn(self.car.as_str(), switch, body).await;
    }
}

pub(crate) fn value(fetched: &Fetched, signal: Signal) -> &SignalValue {
    &fetched.readings.get(signal).unwrap_or_else(|| panic!("{signal} is missing")).value
}

pub(crate) fn number(fetched: &Fetched, signal: Signal) -> f64 {
    value(fetched, signal).number().unwrap()
}

pub(crate) fn parts(fetched: &Fetched, signal: Signal) -> &Value {
    match value(fetched, signal) {
        SignalValue::Parts(parts) => parts,
        other => panic!("{signal} is {other:?}"),
    }
}
