//! Who asks, about which vehicle, with which permission. A handler that did not ask for a vehicle has none to act on.

mod authenticated;
mod credentials;
mod json_body;
mod make;
mod page;
mod parameters;
mod path;
mod units;
mod vehicle;

pub(crate) use authenticated::{Authenticated, bearer_token};
pub(crate) use credentials::{ByClientSecret, ByManagementBearer, ByManagementToken};
pub(crate) use json_body::JsonBody;
pub(crate) use make::{MakeVehicle, Makes, check_make, makes};
pub(crate) use page::{Paging, limit};
pub(crate) use parameters::Parameters;
pub(crate) use path::PathParameters;
pub(crate) use units::Units;
pub(crate) use vehicle::{AnyPermission, Authorized, GrantedVehicle, Needs, needs, vehicle_id};
