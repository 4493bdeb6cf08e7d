//! The program, run as its users run it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

mod applications;
mod command_line;
mod configuration;
mod demo;
mod demo_application;
mod environment;
mod one_writer;
mod sandbox;
mod simulated_cars;
