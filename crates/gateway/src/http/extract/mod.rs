//! Who asks, about which vehicle, with which permission. A handler that did not ask for a vehicle has none to act on.

mod authenticated;
mod credentials;
mod make;
mod page;
mod parameters;
mod path;
mod units;
mod vehicle;

pub(crate) use authenticated::Authenticated;
pub(crate) use credentials::{ByClientSecret, ByManagementBearer, ByManagementToken};
pub(crate) use make::MakeVehicle;
pub(crate) use page::{Paging, limit};
pub(crate) use parameters::Parameters;
pub(crate) use path::id;
pub(crate) use units::Units;
pub(crate) use vehicle::{AnyPermission, Authorized, needs, vehicle_id};
