//! The program, run as its users run it.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it must be, in its helpers as well")]

mod applications;
mod backups;
mod command_line;
mod configuration;
mod demo;
mod demo_application;
mod environment;
mod one_writer;
mod partners;
mod sandbox;
mod serving;
mod simulated_cars;
