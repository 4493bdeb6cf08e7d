//! Everything that the simulator remembers: cars, accounts, tokens, the log.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::account::{Account, Role, Share, Tokens, subject};
use crate::car::{Car, CarId};
use crate::catalogue::Make;
use crate::event_log::EventLog;
use crate::psa;
use crate::tesla::Cloud;

/// How many cars and accounts there can be; sign-ins beyond are turned away.
pub(crate) const MOST_CARS: usize = 5_000;
pub(crate) const MOST_ACCOUNTS: usize = 2_000;

/// The simulated world.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct World {
    pub(crate) cars: BTreeMap<CarId, Car>,
    pub(crate) accounts: BTreeMap<Uuid, Account>,
    pub(crate) tokens: Tokens,
    pub(crate) log: EventLog,
    #[serde(default)]
    pub(crate) tesla: Cloud,
    #[serde(default)]
    pub(crate) psa: psa::Cloud,
}

/// Why a name leads to no car.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoSuchCar {
    #[error("No car is called \u{201c}{0}\u{201d}: give its VIN, the VIN's last characters or its id. Known: {1}.")]
    Unknown(String, String),
    #[error("\u{201c}{0}\u{201d} fits several cars: {1}. Give one of these ids.")]
    Ambiguous(String, String),
}

impl World {
    /// The account of an e-mail address at a make.
    pub(crate) fn account(&self, make: Make, email: &str) -> Option<&Account> {
        self.accounts.get(&subject(make, email))
    }

    /// The accounts that see a car, with how they stand to it.
    pub(crate) fn people(&self, car: &CarId) -> impl Iterator<Item = (&Account, Role)> {
        self.accounts
            .values()
            .filter_map(move |account| Some((account, account.cars.iter().find(|share| &share.car == car)?.role)))
    }

    /// Ends what accounts at Tesla gave through the garage protocol, which no longer speaks for them.
    pub(crate) fn end_teslas_in_garage(&mut self) {
        for account in self.accounts.values_mut().filter(|account| account.make == Make::Tesla) {
            if !account.links.is_empty() {
                account.links.clear();
                self.tokens.forget_account(account.subject);
            }
        }
    }

    /// The car of a share, where it is a Tesla.
    pub(crate) fn tesla_car(&self, share: &Share) -> Option<&Car> {
        self.cars.get(&share.car).filter(|car| car.make == Make::Tesla)
    }

    /// The car with this id, this VIN, or this ending of it.
    pub(crate) fn find_car(&self, name: &str) -> Result<CarId, NoSuchCar> {
        let name = name.trim();
        if let Some(id) = self.cars.keys().find(|id| id.as_str().eq_ignore_ascii_case(name)) {
            return Ok(id.clone());
        }
        let upper = name.to_ascii_uppercase();
        let found: Vec<&Car> =
            self.cars.values().filter(|car| upper.len() >= 3 && car.vin.ends_with(upper.as_str())).collect();
        let list = |cars: &mut dyn Iterator<Item = &Car>, by: fn(&Car) -> &str| {
            cars.take(8).map(by).collect::<Vec<_>>().join(", ")
        };
        let name: String = name.chars().take(60).collect();
        match found.as_slice() {
            [car] => Ok(car.id.clone()),
            [] => Err(NoSuchCar::Unknown(name, list(&mut self.cars.values(), Car::ending))),
            several => Err(NoSuchCar::Ambiguous(name, list(&mut several.iter().copied(), |car| car.id.as_str()))),
        }
    }

    /// Lets whoever is near a car know what is other there.
    pub(crate) fn tell_the_air(&mut self, now: Timestamp) {
        let Self { cars, tesla, .. } = self;
        tesla.air.tell_changes(cars, now);
    }

    /// Changes a car at `now`, its anchor moved there first.
    pub(crate) fn settled(&mut self, id: &CarId, now: Timestamp) -> Option<&mut Car> {
        let car = self.cars.get_mut(id)?;
        car.settle(now);
        Some(car)
    }
}
