//! What a car can be told: the commands, how they are written in JSON, and how on the wire.

#[expect(clippy::module_inception, reason = "the one subject, beside its table")]
mod command;
mod days;
mod invalid;
mod parameters;
mod table;

pub use command::{Action, Command, InvalidPayload, SecurityCommand};
pub use invalid::InvalidCommand;
pub use parameters::{Parameter, ParameterKind};
pub use table::{COMMANDS, CommandSpecification, Parsed, Route, parse, specification};
