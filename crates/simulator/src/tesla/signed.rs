//! The car's own side of Tesla's signed commands: an envelope comes in, and an envelope goes out.

mod computer;
mod conversation;
mod faults;
mod needs;
mod obey;
mod reading;
mod script;
mod spelling;

pub(crate) use computer::Computers;
pub(crate) use conversation::{Answer, Link, receive};
pub(crate) use needs::{Needs, Unreadable};
pub(crate) use reading::status;
pub(crate) use script::{NAMES, appoint, play, tap_card};
