//! What a car says, before and after it is addressed.

use prost::Message;

use super::keychain::{KeyEntry, KeyOperation, identifier};
use super::outcome::Outcome;
use crate::domain::Domain;
use crate::fault::Fault;
use crate::proto::car_server::{self, ActionStatus, ResultReason, result_reason};
use crate::proto::errors::{GenericErrorE, NominalError};
use crate::proto::signatures::SignatureData;
use crate::proto::universal_message::destination::SubDestination;
use crate::proto::universal_message::routable_message::{Payload, SubSigData};
use crate::proto::universal_message::{self, Destination, MessageStatus, OperationStatusE, RoutableMessage};
use crate::proto::vcsec::from_vcsec_message::SubMessage;
use crate::proto::vcsec::{
    CommandStatus, FromVcsecMessage, OperationStatusE as SecurityStatus, SignedMessageStatus, VehicleStatus,
    WhitelistOperationStatus, command_status,
};

/// An answer before it is addressed.
pub(super) struct Reply {
    pub(super) domain: Domain,
    pub(super) payload: Option<Payload>,
    pub(super) signature: Option<SignatureData>,
    pub(super) fault: Option<Fault>,
}

impl Reply {
    pub(super) fn plain(domain: Domain, payload: Vec<u8>) -> Self {
        Self { domain, payload: Some(Payload::ProtobufMessageAsBytes(payload)), signature: None, fault: None }
    }

    /// A key card is awaited.
    pub(super) fn waiting() -> Self {
        let status = SecurityStatus::OperationstatusWait.into();
        let waiting = CommandStatus { operation_status: status, sub_message: None };
        Self::plain(Domain::VehicleSecurity, security_payload(SubMessage::CommandStatus(waiting)))
    }

    pub(super) fn fault(fault: Fault) -> Self {
        Self { domain: Domain::VehicleSecurity, payload: None, signature: None, fault: Some(fault) }
    }

    /// To all who listen.
    pub(super) fn for_everyone(self) -> RoutableMessage {
        let of = |number: i32| Some(Destination { sub_destination: Some(SubDestination::Domain(number)) });
        RoutableMessage {
            to_destination: of(universal_message::Domain::Broadcast.into()),
            from_destination: of(self.domain.number().into()),
            payload: self.payload,
            ..RoutableMessage::default()
        }
    }

    /// To whoever asked, from whom they asked.
    pub(super) fn envelope(self, request: &RoutableMessage) -> RoutableMessage {
        let from = match request.to_destination.as_ref().and_then(|to| to.sub_destination.as_ref()) {
            Some(SubDestination::Domain(number)) => SubDestination::Domain(*number),
            _ => SubDestination::Domain(self.domain.number().into()),
        };
        RoutableMessage {
            to_destination: request.from_destination.clone(),
            from_destination: Some(Destination { sub_destination: Some(from) }),
            signed_message_status: self.fault.map(|fault| MessageStatus {
                operation_status: OperationStatusE::OperationstatusError.into(),
                signed_message_fault: fault.code(),
            }),
            request_uuid: request.uuid.clone(),
            uuid: Vec::new(),
            flags: 0,
            payload: self.payload,
            sub_sig_data: self.signature.map(SubSigData::SignatureData),
        }
    }
}

pub(super) fn outcome_payload(domain: Domain, outcome: Outcome) -> Result<Vec<u8>, Fault> {
    match domain {
        Domain::VehicleSecurity => security_outcome(&outcome),
        Domain::Infotainment => infotainment_outcome(outcome),
    }
}

/// What vehicle security tells all who listen, unasked and unsigned: its state.
#[must_use]
pub fn broadcast(status: VehicleStatus) -> Vec<u8> {
    let payload = security_payload(SubMessage::VehicleStatus(status));
    Reply::plain(Domain::VehicleSecurity, payload).for_everyone().encode_to_vec()
}

/// A command with this counter was taken; what came of it follows.
pub(super) fn taken_payload(counter: u32) -> Vec<u8> {
    let taken = SignedMessageStatus { counter, ..SignedMessageStatus::default() };
    security_payload(SubMessage::CommandStatus(CommandStatus {
        operation_status: SecurityStatus::OperationstatusOk.into(),
        sub_message: Some(command_status::SubMessage::SignedMessageStatus(taken)),
    }))
}

/// The final form at once: over the Fleet API no other message follows.
fn security_outcome(outcome: &Outcome) -> Result<Vec<u8>, Fault> {
    match outcome {
        Outcome::Done | Outcome::Data(_) => Ok(FromVcsecMessage::default().encode_to_vec()),
        Outcome::Status(status) => Ok(security_payload(SubMessage::VehicleStatus(*status))),
        Outcome::SecurityRefused(error) => Ok(nominal_error(*error)),
        Outcome::Refused(_) => Ok(nominal_error(GenericErrorE::GenericerrorUnknown)),
        Outcome::Busy => Err(Fault::BUSY),
        Outcome::Fault(fault) => Err(*fault),
    }
}

fn infotainment_outcome(outcome: Outcome) -> Result<Vec<u8>, Fault> {
    let (status, response_msg) = match outcome {
        Outcome::Done | Outcome::Status(_) => (ActionStatus::default(), None),
        Outcome::Data(data) => (ActionStatus::default(), Some(*data)),
        Outcome::Refused(reason) => (refusal(reason), None),
        Outcome::SecurityRefused(error) => (refusal(error.as_str_name().to_owned()), None),
        Outcome::Busy => return Err(Fault::BUSY),
        Outcome::Fault(fault) => return Err(fault),
    };
    Ok(car_server::Response { action_status: Some(status), response_msg }.encode_to_vec())
}

fn refusal(reason: String) -> ActionStatus {
    let reason = Some(reason).filter(|reason| !reason.is_empty()).map(result_reason::Reason::PlainText);
    ActionStatus {
        result: car_server::OperationStatusE::OperationstatusError.into(),
        result_reason: reason.map(|reason| ResultReason { reason: Some(reason) }),
    }
}

fn nominal_error(error: GenericErrorE) -> Vec<u8> {
    security_payload(SubMessage::NominalError(NominalError { generic_error: error.into() }))
}

pub(super) fn key_operation_payload(by: Option<&KeyEntry>, result: Result<(), KeyOperation>) -> Vec<u8> {
    let (information, status) = match result {
        Ok(()) => (KeyOperation::WhitelistoperationInformationNone, SecurityStatus::OperationstatusOk),
        Err(problem) => (problem, SecurityStatus::OperationstatusError),
    };
    security_payload(SubMessage::CommandStatus(CommandStatus {
        operation_status: status.into(),
        sub_message: Some(command_status::SubMessage::WhitelistOperationStatus(WhitelistOperationStatus {
            whitelist_operation_information: information.into(),
            signer_of_operation: by.map(|by| identifier(&by.key)),
            operation_status: status.into(),
        })),
    }))
}

pub(super) fn security_payload(message: SubMessage) -> Vec<u8> {
    FromVcsecMessage { sub_message: Some(message) }.encode_to_vec()
}
