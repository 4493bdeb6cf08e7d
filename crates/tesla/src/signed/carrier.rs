//! What takes messages to cars.

use std::fmt;
use std::future::Future;

use openfob_tesla_command::Vin;

/// A way to cars: it takes a message there, once, and brings back what the car said.
pub trait Carrier: Sync {
    /// Why a message did not come through.
    type Fault: CarrierFault;

    /// Takes a message to a car and brings the car's answer.
    fn carry(&self, vin: &Vin, message: &[u8]) -> impl Future<Output = Result<Vec<u8>, Self::Fault>> + Send;
}

/// What a fault on the way means for the message.
pub trait CarrierFault: fmt::Debug + Send {
    /// Whether the same message may come through after a pause, and has certainly not reached the car.
    fn is_temporary(&self) -> bool;

    /// Whether the car may have got the message all the same. Such a one is never sent again.
    fn may_have_succeeded(&self) -> bool;
}
