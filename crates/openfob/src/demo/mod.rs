//! The demo: the facts that it tells, and the small application that it shows.

mod application;
mod car_key;
mod facts;
mod registration;
mod screen;

pub(crate) use application::{Voltwise, router};
pub(crate) use car_key::car_key;
pub(crate) use facts::{Facts, SignIn};
pub(crate) use registration::register;
pub(crate) use screen::{Screen, invocation};
