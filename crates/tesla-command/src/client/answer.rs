//! What a car answers, once the envelope is off.

use prost::Message;

use super::error::CommandError;
use crate::command::{Action, Command, SecurityCommand};
use crate::proto::car_server;
use crate::proto::errors::GenericErrorE;
use crate::proto::vcsec::command_status::SubMessage as Status;
use crate::proto::vcsec::from_vcsec_message::SubMessage;
use crate::proto::vcsec::{
    CommandStatus, FromVcsecMessage, OperationStatusE, VehicleStatus, WhitelistEntryInfo, WhitelistInfo,
    WhitelistOperationInformationE, WhitelistOperationStatus,
};

/// What a car answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The session is ready.
    Session,
    /// Done.
    Done,
    /// Doors, locks, sleep and presence.
    Status(VehicleStatus),
    /// The list of keys.
    Keys(WhitelistInfo),
    /// One key of the list.
    Key(WhitelistEntryInfo),
    /// Infotainment's whole answer, where it holds data.
    Data(Box<car_server::Response>),
}

/// What an answer is to be read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    Session,
    Infotainment,
    /// As `Infotainment`; a car that says "already off" has done what was asked.
    ValetModeOff,
    /// Locks and closures.
    Security,
    KeyOperation,
    Information,
}

impl Expected {
    pub(super) fn of(command: &Command) -> Self {
        match command {
            Command::Infotainment(Action::VehicleControlSetValetModeAction(valet)) if !valet.on => Self::ValetModeOff,
            Command::Infotainment(_) => Self::Infotainment,
            Command::Security(SecurityCommand::AddKey { .. } | SecurityCommand::RemoveKey(_)) => Self::KeyOperation,
            Command::Security(
                SecurityCommand::ReadStatus | SecurityCommand::ListKeys | SecurityCommand::ReadKey { .. },
            ) => Self::Information,
            Command::Security(_) => Self::Security,
        }
    }

    /// Reads a payload. None where the answer is still to come.
    pub(super) fn read(self, payload: &[u8]) -> Result<Option<Answer>, CommandError> {
        match self {
            Self::Session => Ok(None),
            Self::Infotainment | Self::ValetModeOff => self.read_infotainment(payload).map(Some),
            Self::Security | Self::KeyOperation | Self::Information => self.read_security(payload),
        }
    }

    fn read_infotainment(self, payload: &[u8]) -> Result<Answer, CommandError> {
        let response = car_server::Response::decode(payload).map_err(|_| CommandError::BadResponse)?;
        let refused = response.action_status.as_ref().filter(|status| {
            car_server::OperationStatusE::try_from(status.result) != Ok(car_server::OperationStatusE::OperationstatusOk)
        });
        if let Some(status) = refused {
            let reason = status.result_reason.as_ref().and_then(|reason| reason.reason.as_ref());
            let reason = match reason {
                Some(car_server::result_reason::Reason::PlainText(text)) if !text.is_empty() => text.clone(),
                _ => "unspecified error".to_owned(),
            };
            if self == Self::ValetModeOff && reason.ends_with("already off") {
                return Ok(Answer::Done);
            }
            return Err(CommandError::Refused(reason));
        }
        match &response.response_msg {
            None => Ok(Answer::Done),
            Some(_) => Ok(Answer::Data(Box::new(response))),
        }
    }

    fn read_security(self, payload: &[u8]) -> Result<Option<Answer>, CommandError> {
        let message = FromVcsecMessage::decode(payload).map_err(|_| CommandError::BadResponse)?;
        match message.sub_message {
            None => Ok(match self {
                Self::Security => Some(Answer::Done),
                _ => None,
            }),
            Some(SubMessage::NominalError(error)) => Err(CommandError::SecurityRefused(
                GenericErrorE::try_from(error.generic_error).unwrap_or(GenericErrorE::GenericerrorUnknown),
            )),
            Some(SubMessage::CommandStatus(status)) => self.read_status(&status),
            Some(SubMessage::VehicleStatus(status)) => Ok(self.information(Answer::Status(status))),
            Some(SubMessage::WhitelistInfo(keys)) => Ok(self.information(Answer::Keys(keys))),
            Some(SubMessage::WhitelistEntryInfo(key)) => Ok(self.information(Answer::Key(key))),
        }
    }

    /// Locks take any message without a status as their end; key operations wait for theirs.
    fn information(self, answer: Answer) -> Option<Answer> {
        match self {
            Self::Information => Some(answer),
            Self::Security => Some(Answer::Done),
            _ => None,
        }
    }

    fn read_status(self, status: &CommandStatus) -> Result<Option<Answer>, CommandError> {
        match (OperationStatusE::try_from(status.operation_status), &status.sub_message) {
            (Ok(OperationStatusE::OperationstatusWait), _) => Err(CommandError::Busy),
            (Ok(_), Some(Status::WhitelistOperationStatus(operation))) => self.read_key_operation(operation),
            // A notice that the message arrived, or of a fault of an older protocol: the answer follows.
            (Ok(OperationStatusE::OperationstatusOk), _) | (Ok(_), Some(Status::SignedMessageStatus(_))) => Ok(None),
            (Ok(OperationStatusE::OperationstatusError), None) | (Err(_), _) => Err(CommandError::UnknownStatus),
        }
    }

    fn read_key_operation(self, operation: &WhitelistOperationStatus) -> Result<Option<Answer>, CommandError> {
        let code = operation.whitelist_operation_information;
        match WhitelistOperationInformationE::try_from(code) {
            Ok(WhitelistOperationInformationE::WhitelistoperationInformationNone) => Ok(match self {
                Self::KeyOperation => Some(Answer::Done),
                _ => None,
            }),
            Ok(problem) => Err(CommandError::Keychain(problem)),
            Err(_) => Err(CommandError::UnknownStatus),
        }
    }
}
