//! The program, run as its users run it.

mod applications;
mod command_line;
mod configuration;
mod demo;
mod demo_application;
mod environment;
mod one_writer;
mod sandbox;
mod simulated_cars;
