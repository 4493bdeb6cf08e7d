//! Connect: the owner's way through a browser, from the application's link to the redirect back.
//!
//! One run is one address, `/connect/{run}`; which page it shows is the run's stage, kept in the store. Forms post to
//! addresses below it and lead back to it, so that reloading and going back never repeat anything.

mod access;
mod authorize;
mod battery_capacity;
mod callback;
mod car_key;
mod cars;
mod events;
mod key_page;
mod language;
mod opening;
mod outcome;
mod owner;
mod pages;
mod reauthenticate;
mod redirect;
mod request;
mod respond;
mod routes;
mod run;
mod steps;
mod streaming_mail;
mod views;

pub(crate) use pages::{RenderError, favicon, stylesheet};
pub(crate) use redirect::RedirectUri;
pub(crate) use respond::plain_page;
pub(crate) use routes::router;
