//! What a car does with an authorised command, and what it says of it.

use crate::command::Command;
use crate::fault::Fault;
use crate::proto::car_server;
use crate::proto::errors::GenericErrorE;
use crate::proto::vcsec::VehicleStatus;

use super::keychain::KeyEntry;

/// A command that the protocol lets through.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// What to do.
    pub command: &'a Command,
    /// Whose key authorised it; none for what is asked without a signature.
    pub by: Option<&'a KeyEntry>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Done.
    Done,
    /// Infotainment would not, with its reason, as `already_set`. Empty for none.
    Refused(String),
    /// Vehicle security would not.
    SecurityRefused(GenericErrorE),
    /// Ask again in a second.
    Busy,
    /// A fault of the protocol.
    Fault(Fault),
    /// What was asked of infotainment.
    Data(Box<car_server::response::ResponseMsg>),
    /// What was asked of vehicle security.
    Status(VehicleStatus),
}
