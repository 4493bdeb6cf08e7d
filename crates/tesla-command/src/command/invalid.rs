//! Why a command was not understood.

use thiserror::Error;

/// What is wrong with a command's name or parameters. Nothing is signed of such a one.
///
/// The texts are those that users of `tesla-http-proxy` know; the kind says in which form that proxy gives them.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum InvalidCommand {
    /// No command has that name. Status 400, as `error`.
    #[error("invalid_command")]
    Unknown,
    /// The command is known, and cannot be signed. Status 400, as `error`.
    #[error("command not implemented")]
    NotImplemented,
    /// The body is neither empty nor a JSON object. Status 400, the bare text.
    #[error("error occurred while parsing request parameters")]
    NotAnObject,
    /// A parameter must be given. Status 400, as `reason`.
    #[error("missing {0} param")]
    Missing(&'static str),
    /// A parameter is of another type, or outside what its field can hold. Status 400, as `reason`.
    #[error("invalid {0} param")]
    Invalid(&'static str),
    /// A text is not one of those allowed. Status 400, as `reason`.
    #[error("{0}")]
    InvalidValue(String),
    /// A value is not one of those allowed. Status 400, as `error`.
    #[error("{0}")]
    Refused(String),
    /// A value that the car's own limits exclude. Status 500, as `error`.
    #[error("{0}")]
    OutOfBounds(&'static str),
}
