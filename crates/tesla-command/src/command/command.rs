//! A command for a car, as clients authorise it and as cars read it.

use std::fmt;

use prost::Message;
use thiserror::Error;

use crate::domain::Domain;
use crate::key::{InvalidKey, PublicKey};
use crate::proto::keys::Role;
use crate::proto::vcsec::unsigned_message::SubMessage;
use crate::proto::vcsec::whitelist_operation::SubMessage as Operation;
use crate::proto::vcsec::{
    self, ClosureMoveRequest, ClosureMoveTypeE, InformationRequest, InformationRequestType, KeyFormFactor, KeyMetadata,
    PermissionChange, RkeActionE, SignatureType, SignedMessage, ToVcsecMessage, UnsignedMessage, WhitelistOperation,
    information_request,
};
use crate::proto::{car_server, car_server::action::ActionMsg};

/// What infotainment does, with its parameters, as the wire has it.
pub use crate::proto::car_server::vehicle_action::VehicleActionMsg as Action;

/// Something that a car is told to do or to say.
///
/// Its `Debug` form names no parameter: there are PINs and places among them.
#[derive(Clone, PartialEq)]
pub enum Command {
    /// For vehicle security.
    Security(SecurityCommand),
    /// For infotainment.
    Infotainment(Action),
}

/// What vehicle security does.
#[derive(Clone, PartialEq)]
pub enum SecurityCommand {
    /// What a key fob can do: lock, unlock, start, wake.
    RemoteKeyless(RkeActionE),
    /// Open, close or stop a closure.
    MoveClosures(ClosureMoveRequest),
    /// Put a key on the car.
    AddKey {
        /// The key.
        key: PublicKey,
        /// What it may do.
        role: Role,
        /// What it is, for the car's list.
        form_factor: KeyFormFactor,
    },
    /// Take a key off the car.
    RemoveKey(PublicKey),
    /// Doors, locks, sleep and presence. Asked without a signature.
    ReadStatus,
    /// The list of keys. Asked without a signature.
    ListKeys,
    /// The key in a slot of the list. Asked without a signature.
    ReadKey {
        /// From 0.
        slot: u32,
    },
}

/// What a car cannot read as a command.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum InvalidPayload {
    /// No message of this kind.
    #[error("the message cannot be read")]
    Malformed,
    /// A message with nothing in it that this version knows.
    #[error("the message holds no known command")]
    Unknown,
    /// A key operation with something that is no key.
    #[error(transparent)]
    Key(#[from] InvalidKey),
}

impl Command {
    /// Which part of the car it is for.
    #[must_use]
    pub fn domain(&self) -> Domain {
        match self {
            Self::Security(_) => Domain::VehicleSecurity,
            Self::Infotainment(_) => Domain::Infotainment,
        }
    }

    /// Whether the car takes it from authorised keys only.
    #[must_use]
    pub fn needs_signature(&self) -> bool {
        !matches!(
            self,
            Self::Security(SecurityCommand::ReadStatus | SecurityCommand::ListKeys | SecurityCommand::ReadKey { .. })
        )
    }

    /// Close the boot, which the table of the Fleet API cannot say.
    #[must_use]
    pub fn close_trunk() -> Self {
        let rear_trunk = ClosureMoveTypeE::ClosureMoveTypeClose.into();
        Self::Security(SecurityCommand::MoveClosures(ClosureMoveRequest {
            rear_trunk,
            ..ClosureMoveRequest::default()
        }))
    }

    /// The message for the car, before it is signed.
    #[must_use]
    pub fn to_payload(&self) -> Vec<u8> {
        match self {
            Self::Security(command) => UnsignedMessage { sub_message: Some(command.to_message()) }.encode_to_vec(),
            Self::Infotainment(action) => car_server::Action {
                action_msg: Some(ActionMsg::VehicleAction(car_server::VehicleAction {
                    vehicle_action_msg: Some(action.clone()),
                })),
            }
            .encode_to_vec(),
        }
    }

    /// What a message tells a part of the car.
    pub fn from_payload(domain: Domain, payload: &[u8]) -> Result<Self, InvalidPayload> {
        match domain {
            Domain::VehicleSecurity => {
                let message = UnsignedMessage::decode(payload).map_err(|_| InvalidPayload::Malformed)?;
                let message = message.sub_message.ok_or(InvalidPayload::Unknown)?;
                SecurityCommand::from_message(message).map(Self::Security)
            }
            Domain::Infotainment => {
                let action = car_server::Action::decode(payload).map_err(|_| InvalidPayload::Malformed)?;
                let Some(ActionMsg::VehicleAction(action)) = action.action_msg else {
                    return Err(InvalidPayload::Unknown);
                };
                action.vehicle_action_msg.map(Self::Infotainment).ok_or(InvalidPayload::Unknown)
            }
        }
    }
}

impl SecurityCommand {
    /// A message that asks a car, over a direct link, to put a key on it. It takes no session and no signature: the car
    /// waits for a key card that it knows. It is sent as it is, in no envelope.
    #[must_use]
    pub fn key_request(key: PublicKey, role: Role, form_factor: KeyFormFactor) -> Vec<u8> {
        let command = Command::Security(Self::AddKey { key, role, form_factor });
        ToVcsecMessage {
            signed_message: Some(SignedMessage {
                protobuf_message_as_bytes: command.to_payload(),
                signature_type: SignatureType::PresentKey.into(),
            }),
        }
        .encode_to_vec()
    }

    fn to_message(&self) -> SubMessage {
        let information = |kind: InformationRequestType, key| {
            SubMessage::InformationRequest(InformationRequest { information_request_type: kind.into(), key })
        };
        match self {
            Self::RemoteKeyless(action) => SubMessage::RkeAction((*action).into()),
            Self::MoveClosures(request) => SubMessage::ClosureMoveRequest(*request),
            Self::AddKey { key, role, form_factor } => SubMessage::WhitelistOperation(WhitelistOperation {
                sub_message: Some(Operation::AddKeyToWhitelistAndAddPermissions(PermissionChange {
                    key: Some(wire_key(key)),
                    seconds_to_be_active: 0,
                    key_role: (*role).into(),
                })),
                metadata_for_key: Some(KeyMetadata { key_form_factor: (*form_factor).into() }),
            }),
            Self::RemoveKey(key) => SubMessage::WhitelistOperation(WhitelistOperation {
                sub_message: Some(Operation::RemovePublicKeyFromWhitelist(wire_key(key))),
                metadata_for_key: None,
            }),
            Self::ReadStatus => information(InformationRequestType::GetStatus, None),
            Self::ListKeys => information(InformationRequestType::GetWhitelistInfo, None),
            Self::ReadKey { slot } => {
                information(InformationRequestType::GetWhitelistEntryInfo, Some(information_request::Key::Slot(*slot)))
            }
        }
    }

    fn from_message(message: SubMessage) -> Result<Self, InvalidPayload> {
        match message {
            SubMessage::RkeAction(action) => {
                RkeActionE::try_from(action).map(Self::RemoteKeyless).map_err(|_| InvalidPayload::Unknown)
            }
            SubMessage::ClosureMoveRequest(request) => Ok(Self::MoveClosures(request)),
            SubMessage::WhitelistOperation(operation) => Self::from_operation(operation),
            SubMessage::InformationRequest(request) => Self::from_information_request(&request),
        }
    }

    fn from_operation(operation: WhitelistOperation) -> Result<Self, InvalidPayload> {
        match operation.sub_message {
            Some(Operation::AddKeyToWhitelistAndAddPermissions(change)) => Ok(Self::AddKey {
                key: PublicKey::from_bytes(&change.key.unwrap_or_default().public_key_raw)?,
                role: Role::try_from(change.key_role).unwrap_or(Role::None),
                form_factor: operation
                    .metadata_for_key
                    .and_then(|metadata| KeyFormFactor::try_from(metadata.key_form_factor).ok())
                    .unwrap_or(KeyFormFactor::Unknown),
            }),
            Some(Operation::RemovePublicKeyFromWhitelist(key)) => {
                Ok(Self::RemoveKey(PublicKey::from_bytes(&key.public_key_raw)?))
            }
            Some(_) | None => Err(InvalidPayload::Unknown),
        }
    }

    fn from_information_request(request: &InformationRequest) -> Result<Self, InvalidPayload> {
        match (InformationRequestType::try_from(request.information_request_type), &request.key) {
            (Ok(InformationRequestType::GetStatus), _) => Ok(Self::ReadStatus),
            (Ok(InformationRequestType::GetWhitelistInfo), _) => Ok(Self::ListKeys),
            (Ok(InformationRequestType::GetWhitelistEntryInfo), Some(information_request::Key::Slot(slot))) => {
                Ok(Self::ReadKey { slot: *slot })
            }
            _ => Err(InvalidPayload::Unknown),
        }
    }
}

fn wire_key(key: &PublicKey) -> vcsec::PublicKey {
    vcsec::PublicKey { public_key_raw: key.as_bytes().to_vec() }
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Security(command) => write!(f, "{command:?}"),
            Self::Infotainment(_) => f.write_str("Infotainment(..)"),
        }
    }
}

impl fmt::Debug for SecurityCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RemoteKeyless(action) => action.as_str_name(),
            Self::MoveClosures(_) => "MoveClosures",
            Self::AddKey { .. } => "AddKey",
            Self::RemoveKey(_) => "RemoveKey",
            Self::ReadStatus => "ReadStatus",
            Self::ListKeys => "ListKeys",
            Self::ReadKey { .. } => "ReadKey",
        })
    }
}
