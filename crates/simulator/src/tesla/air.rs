//! What cars say by Bluetooth to everyone near them, and who is near.

use std::collections::BTreeMap;

use jiff::Timestamp;
use openfob_tesla_command::broadcast;
use openfob_tesla_command::proto::vcsec::VehicleStatus;
use tokio::sync::broadcast::{Receiver, Sender, channel};

use super::signed::status;
use crate::car::{Car, CarId};

/// How many clients a car takes at a time.
const MOST_NEAR: usize = 3;
/// How much a car says to a client that does not listen before that client misses some of it.
const UNHEARD: usize = 32;

/// The air around all cars.
#[derive(Clone, Debug, Default)]
pub(crate) struct Air(BTreeMap<CarId, Near>);

/// Who is near one car.
#[derive(Clone, Debug)]
struct Near {
    listeners: Sender<Vec<u8>>,
    /// What they know of the car.
    told: VehicleStatus,
}

impl Air {
    /// Comes near a car; none where no more have room there. One goes away by dropping it.
    pub(crate) fn approach(&mut self, car: &Car, now: Timestamp) -> Option<Receiver<Vec<u8>>> {
        let near = self
            .0
            .entry(car.id.clone())
            .or_insert_with(|| Near { listeners: channel(UNHEARD).0, told: status(car, now) });
        (near.listeners.receiver_count() < MOST_NEAR).then(|| near.listeners.subscribe())
    }

    /// Says something to everyone near a car.
    pub(crate) fn say(&self, id: &CarId, message: Vec<u8>) {
        if let Some(near) = self.0.get(id) {
            // An error means that nobody is there any more.
            let _ = near.listeners.send(message);
        }
    }

    /// Tells everyone near a car what is other there than it was.
    pub(crate) fn tell_changes(&mut self, cars: &BTreeMap<CarId, Car>, now: Timestamp) {
        self.0.retain(|_, near| near.listeners.receiver_count() > 0);
        for (id, near) in &mut self.0 {
            let Some(status) = cars.get(id).map(|car| status(car, now)).filter(|status| *status != near.told) else {
                continue;
            };
            let _ = near.listeners.send(broadcast(status));
            near.told = status;
        }
    }
}
