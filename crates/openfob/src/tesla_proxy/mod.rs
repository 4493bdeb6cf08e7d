//! What stands in for Tesla's `tesla-http-proxy`: it signs commands, and passes everything else on.

mod account;
mod answer;
mod audit;
mod command;
mod forward;
mod hosts;
mod openings;
mod proxy;
mod telemetry_config;
mod upstream;

pub(crate) use audit::Audit;
pub(crate) use hosts::Hosts;
pub(crate) use proxy::{Proxy, Settings};
