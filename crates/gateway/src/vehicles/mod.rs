//! The vehicle API: a file per endpoint.

mod action;
mod attributes;
mod batch;
mod battery;
mod battery_capacity;
mod car_key;
mod charge;
mod charge_limit;
mod charge_schedule;
mod diagnostics;
mod disconnect;
mod endpoint;
mod engine_oil;
mod ford;
mod fuel;
mod key;
mod list;
mod location;
mod navigation;
mod nominal_capacity;
mod number;
mod odometer;
mod period;
mod permissions;
mod readable;
mod routes;
mod security;
mod service_history;
mod tesla;
#[cfg(test)]
mod testing;
mod time_of_day;
mod tire_pressure;
mod vin;

pub(crate) use batch::{check_paths, read_paths};
pub(crate) use disconnect::Done;
pub(crate) use key::{Action, action};
pub(crate) use readable::READABLE;
pub(crate) use routes::router;
