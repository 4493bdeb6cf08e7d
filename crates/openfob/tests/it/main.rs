//! The program, run as its users run it.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test ends where something is not as it must be, in its helpers as well"
)]

mod applications;
mod audit;
mod backups;
#[path = "../../../gateway/tests/it/browser.rs"]
#[expect(dead_code, reason = "made for the gateway's own tests, which use all of it")]
mod browser;
mod car_key;
mod command_line;
mod company;
mod configuration;
mod demo;
mod demo_application;
mod doctor;
mod endurance;
mod environment;
mod fleet_api;
#[path = "../../../gateway/tests/it/html.rs"]
mod html;
mod log_secrets;
mod metrics;
mod one_writer;
mod packaging;
mod partners;
#[path = "../../../gateway/tests/it/receiver.rs"]
#[expect(dead_code, reason = "made for the gateway's own tests, which use all of it")]
mod receiver;
mod sandbox;
mod serving;
mod simulated_cars;
mod tesla_proxy;
mod walk;
mod webhooks;
