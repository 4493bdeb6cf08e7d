//! Who asks, about which vehicle, with which permission. A handler that did not ask for a vehicle has none to act on.

mod authenticated;
mod make;
mod page;
mod units;
mod vehicle;

pub(crate) use authenticated::Authenticated;
pub(crate) use make::MakeVehicle;
pub(crate) use page::Paging;
pub(crate) use units::Units;
pub(crate) use vehicle::{AnyPermission, Authorized, needs};
