//! The demo: the facts that it tells, and the small application that it shows.

mod application;
mod facts;
mod registration;
mod screen;

pub(crate) use application::{Voltwise, router};
pub(crate) use facts::{Facts, SignIn};
pub(crate) use registration::register;
pub(crate) use screen::{Screen, invocation};
