//! Smartcar's endpoints for Tesla. Other makes share some of them.

mod alerts;
mod attributes;
mod battery;
mod charge;
mod charge_port;
mod charge_records;
mod charger;
mod climate;
mod compass;
mod migration;
mod pin;
mod speedometer;
mod status;
mod thermometer;
mod trunk;
mod user;
mod virtual_key;

pub(crate) use alerts::Alerts;
pub(crate) use attributes::TeslaAttributes;
pub(crate) use battery::TeslaBattery;
pub(crate) use charge::ExtendedCharge;
pub(crate) use charge_port::control_charge_port;
pub(crate) use charge_records::{BillingRecords, ChargeRecords};
pub(crate) use charger::{Ammeter, ChargeCompletion, Voltmeter, Wattmeter, set_amperage};
pub(crate) use climate::{Cabin, Defroster, SteeringWheel, control_cabin, control_defroster, control_steering_wheel};
pub(crate) use compass::Compass;
pub(crate) use migration::Migration;
pub(crate) use pin::{clear_pin, set_pin};
pub(crate) use speedometer::Speedometer;
pub(crate) use status::Status;
pub(crate) use thermometer::{Exterior, Interior};
pub(crate) use trunk::{control_frunk, control_trunk};
pub(crate) use user::{UserAccess, UserInfo};
pub(crate) use virtual_key::VirtualKey;
