//! Every address that one reads from, in one list: routes and batch are made from it.

use super::attributes::Attributes;
use super::battery::Battery;
use super::battery_capacity::BatteryCapacity;
use super::car_key::CarKey;
use super::charge::Charge;
use super::charge_limit::ChargeLimit;
use super::charge_schedule::ChargeSchedule;
use super::diagnostics::{FaultCodes, SystemStatus};
use super::endpoint::Endpoint;
use super::engine_oil::EngineOil;
use super::ford::ChargingLocations;
use super::fuel::Fuel;
use super::key::Key;
use super::location::Location;
use super::nominal_capacity::NominalCapacity;
use super::odometer::Odometer;
use super::permissions::Permissions;
use super::security::Security;
use super::service_history::ServiceHistory;
use super::tesla::{
    Alerts, Ammeter, BillingRecords, Cabin, ChargeCompletion, ChargeRecords, Compass, Defroster, ExtendedCharge,
    Exterior, Interior, Migration, Speedometer, Status, SteeringWheel, TeslaAttributes, TeslaBattery, UserAccess,
    UserInfo, VirtualKey, Voltmeter, Wattmeter,
};
use super::tire_pressure::TirePressure;
use super::vin::VinBody;
use crate::http::extract::makes;

/// The addresses.
pub(crate) static READABLE: &[Endpoint] = &[
    Endpoint::fact::<Attributes>(""),
    Endpoint::fact::<VinBody>("vin"),
    Endpoint::fact::<Permissions>("permissions"),
    Endpoint::fact::<Key>("key"),
    Endpoint::read::<Odometer>("odometer"),
    Endpoint::read::<Location>("location"),
    Endpoint::read::<Battery>("battery"),
    Endpoint::read::<BatteryCapacity>("battery/capacity"),
    Endpoint::read::<NominalCapacity>("battery/nominal_capacity"),
    Endpoint::read::<Charge>("charge"),
    Endpoint::read::<ChargeLimit>("charge/limit"),
    Endpoint::read::<Fuel>("fuel"),
    Endpoint::read::<TirePressure>("tires/pressure"),
    Endpoint::read::<EngineOil>("engine/oil"),
    Endpoint::read::<Security>("security"),
    Endpoint::read::<SystemStatus>("diagnostics/system_status"),
    Endpoint::read::<FaultCodes>("diagnostics/dtcs"),
    Endpoint::read::<ServiceHistory>("service/history"),
    Endpoint::make_fact::<VirtualKey, makes::Tesla>("virtual_key"),
    Endpoint::make_fact::<Migration, makes::Tesla>("migration"),
    Endpoint::make_fact::<UserAccess, makes::Tesla>("user/access"),
    Endpoint::make_fact::<UserInfo, makes::Tesla>("user/info"),
    Endpoint::make_fact::<Status, makes::Tesla>("status"),
    Endpoint::make_read::<TeslaAttributes, makes::Tesla>("attributes"),
    Endpoint::make_read::<TeslaBattery, makes::Tesla>("battery"),
    Endpoint::make_read::<ExtendedCharge, makes::TeslaAudi>("charge"),
    Endpoint::make_read::<Ammeter, makes::Tesla>("charge/ammeter"),
    Endpoint::make_read::<Voltmeter, makes::TeslaGm>("charge/voltmeter"),
    Endpoint::make_read::<Wattmeter, makes::Tesla>("charge/wattmeter"),
    Endpoint::make_read::<ChargeCompletion, makes::TeslaGm>("charge/completion"),
    Endpoint::make_read::<ChargeSchedule, makes::TeslaNissan>("charge/schedule"),
    Endpoint::make_read::<ChargeRecords, makes::TeslaBmw>("charge/records"),
    Endpoint::make_read::<BillingRecords, makes::Tesla>("charge/records/billing"),
    Endpoint::make_read::<ChargingLocations, makes::Ford>("charge/schedule_by_location"),
    Endpoint::make_read::<Compass, makes::Tesla>("compass"),
    Endpoint::make_read::<Speedometer, makes::Tesla>("speedometer"),
    Endpoint::make_read::<Interior, makes::Tesla>("thermometer/interior"),
    Endpoint::make_read::<Exterior, makes::Tesla>("thermometer/exterior"),
    Endpoint::make_read::<Cabin, makes::Tesla>("climate/cabin"),
    Endpoint::make_read::<Defroster, makes::Tesla>("climate/defroster"),
    Endpoint::make_read::<SteeringWheel, makes::Tesla>("climate/steering_wheel"),
    // An older page has it here.
    Endpoint::make_read::<SteeringWheel, makes::Tesla>("cabin/steering_wheel"),
    Endpoint::make_read::<Alerts, makes::Tesla>("alerts"),
    Endpoint::make_fact::<CarKey, makes::Psa>("car_key"),
];
