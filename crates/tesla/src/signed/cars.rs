//! The sessions in memory: one for each part of each car, used by one command at a time.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use openfob_tesla_command::{Domain, Session, Vin};

/// A bounded number of cars. Those that were used last stay.
pub(super) struct Cars {
    most: usize,
    uses: AtomicU64,
    known: Mutex<HashMap<Vin, Arc<Car>>>,
}

/// A car's two parts.
#[derive(Default)]
pub(super) struct Car {
    last_use: AtomicU64,
    vehicle_security: Part,
    infotainment: Part,
}

/// A part of a car, and the session with it once there is one.
#[derive(Default)]
pub(super) struct Part {
    pub(super) session: tokio::sync::Mutex<Option<Session>>,
    /// Commands that have or wait for the session.
    pub(super) commands: AtomicUsize,
}

impl Cars {
    pub(super) fn new(most: usize) -> Self {
        Self { most: most.max(1), uses: AtomicU64::new(0), known: Mutex::default() }
    }

    /// A car, which is forgotten when too many others are used after it.
    pub(super) fn car(&self, vin: &Vin) -> Arc<Car> {
        let mut cars = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let use_ = self.uses.fetch_add(1, Ordering::Relaxed);
        if let Some(car) = cars.get(vin) {
            car.last_use.store(use_, Ordering::Relaxed);
            return car.clone();
        }
        if cars.len() >= self.most {
            forget_some(&mut cars);
        }
        let car = Arc::new(Car { last_use: AtomicU64::new(use_), ..Car::default() });
        cars.insert(vin.clone(), car.clone());
        car
    }
}

impl Car {
    pub(super) fn part(&self, domain: Domain) -> &Part {
        match domain {
            Domain::VehicleSecurity => &self.vehicle_security,
            Domain::Infotainment => &self.infotainment,
        }
    }
}

/// Forgets a tenth of the cars, those whose last use is longest ago, except where a command is under way. A tenth, as
/// finding them takes a look at all.
fn forget_some(cars: &mut HashMap<Vin, Arc<Car>>) {
    let mut uses: Vec<u64> = cars.values().map(|car| car.last_use.load(Ordering::Relaxed)).collect();
    let tenth = uses.len() / 10;
    let (_, last, _) = uses.select_nth_unstable(tenth);
    let last = *last;
    cars.retain(|_, car| Arc::strong_count(car) > 1 || car.last_use.load(Ordering::Relaxed) > last);
}
