//! What an application must have been given for a signed message. Tesla reads what it forwards.

use openfob_tesla_command::proto::signatures::signature_data::SigType;
use openfob_tesla_command::proto::universal_message::RoutableMessage;
use openfob_tesla_command::proto::universal_message::destination::SubDestination;
use openfob_tesla_command::proto::universal_message::routable_message::{Payload, SubSigData};
use openfob_tesla_command::{Action, Command, Domain, SecurityCommand};
use prost::Message as _;

use super::spelling::spell;
use crate::tesla::{commands, scope};

/// What a message needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Needs {
    /// One of these scopes.
    pub(crate) any: &'static [&'static str],
    /// The place, too.
    pub(crate) location: bool,
}

/// What is no message that Tesla forwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error("routable_message is no RoutableMessage.")]
    Malformed,
    #[error("routable_message is encrypted; commands are sent with an HMAC here, so that their scopes can be checked.")]
    Encrypted,
}

const ANY: &[&str] = &[scope::COMMANDS, scope::CHARGING, scope::DEVICE_DATA];

impl Needs {
    pub(crate) fn of(message: &[u8]) -> Result<Self, Unreadable> {
        let message = RoutableMessage::decode(message).map_err(|_| Unreadable::Malformed)?;
        if message.to_destination.is_none() && message.payload.is_none() {
            return Err(Unreadable::Malformed);
        }
        if let Some(SubSigData::SignatureData(data)) = &message.sub_sig_data
            && matches!(data.sig_type, Some(SigType::AesGcmPersonalizedData(_)))
        {
            return Err(Unreadable::Encrypted);
        }
        let domain = match message.to_destination.and_then(|to| to.sub_destination) {
            Some(SubDestination::Domain(number)) => Domain::from_number(number),
            Some(SubDestination::RoutingAddress(_)) | None => None,
        };
        let Some(Payload::ProtobufMessageAsBytes(payload)) = message.payload else { return Ok(Self::any(ANY)) };
        // What the car will not understand either is its own matter.
        let command = domain.and_then(|domain| Command::from_payload(domain, &payload).ok());
        Ok(command.map_or(Self::any(&[scope::COMMANDS]), |command| Self::of_command(&command)))
    }

    fn of_command(command: &Command) -> Self {
        match command {
            Command::Security(
                SecurityCommand::ReadStatus | SecurityCommand::ListKeys | SecurityCommand::ReadKey { .. },
            )
            | Command::Infotainment(Action::Ping(_)) => Self::any(ANY),
            Command::Infotainment(Action::GetVehicleData(wanted)) => {
                Self { any: &[scope::DEVICE_DATA], location: wanted.get_location_state.is_some() }
            }
            Command::Infotainment(Action::GetNearbyChargingSites(_)) => Self::any(&[scope::DEVICE_DATA]),
            Command::Infotainment(action) => {
                let charges = spell(action).first().is_some_and(|(name, _)| commands::is_of_charging(name));
                Self::any(if charges { &[scope::COMMANDS, scope::CHARGING] } else { &[scope::COMMANDS] })
            }
            Command::Security(_) => Self::any(&[scope::COMMANDS]),
        }
    }

    fn any(any: &'static [&'static str]) -> Self {
        Self { any, location: false }
    }
}
