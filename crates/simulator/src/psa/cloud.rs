//! What is remembered of the PSA brands' side.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use super::authority::Authority;
use super::unit::Unit;
use crate::car::{Car, CarId};

const MOST_MESSAGES: usize = 50;

/// Where the owners' app finds a CarKey service, and as which application it signs in there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Scheme, host and port.
    pub url: Url,
    /// The application's client id.
    pub client_id: String,
    /// One of its redirect URIs.
    pub redirect_uri: String,
}

/// The anchor, the cars' units, the SMS inbox.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Cloud {
    authority: Option<Authority>,
    units: BTreeMap<CarId, Unit>,
    messages: VecDeque<Message>,
}

/// An SMS that came.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Message {
    pub(crate) to: String,
    pub(crate) text: String,
    pub(crate) at: Timestamp,
}

impl Cloud {
    /// The anchor, made where there is none.
    pub(crate) fn authority(&mut self) -> Result<&Authority, rcgen::Error> {
        if self.authority.is_none() {
            self.authority = Some(Authority::new()?);
        }
        self.authority.as_ref().ok_or(rcgen::Error::CouldNotParseCertificate)
    }

    /// A car's unit as it is now.
    pub(crate) fn unit(&self, car: &CarId) -> Unit {
        self.units.get(car).cloned().unwrap_or_default()
    }

    /// A car's unit, with a module in it.
    pub(crate) fn unit_mut(&mut self, car: &Car) -> Result<&mut Unit, rcgen::Error> {
        if self.units.get(&car.id).is_none_or(|unit| unit.module.is_none()) {
            self.replace_module(car)?;
        }
        Ok(self.units.entry(car.id.clone()).or_default())
    }

    /// Another module, with another number and key.
    pub(crate) fn replace_module(&mut self, car: &Car) -> Result<(), rcgen::Error> {
        let number = self.unit(&car.id).modules + 1;
        let module = self.authority()?.module(&car.vin, format!("SIM-{}-{number:02}", car.vin))?;
        let unit = self.units.entry(car.id.clone()).or_default();
        (unit.module, unit.modules) = (Some(module), number);
        Ok(())
    }

    pub(crate) fn receive(&mut self, message: Message) {
        self.messages.push_front(message);
        self.messages.truncate(MOST_MESSAGES);
    }

    /// The SMS, the newest first.
    pub(crate) fn messages(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter()
    }
}
