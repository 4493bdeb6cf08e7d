//! What a car's computers are told to do wrong with the messages that come.

use std::str::FromStr;

use openfob_tesla_command::Fault;
use openfob_tesla_command::proto::signatures::signature_data::SigType;
use openfob_tesla_command::proto::signatures::{SessionInfo, SessionInfoStatus};
use openfob_tesla_command::proto::universal_message::destination::SubDestination;
use openfob_tesla_command::proto::universal_message::routable_message::{Payload, SubSigData};
use openfob_tesla_command::proto::universal_message::{Destination, MessageStatus, OperationStatusE, RoutableMessage};
use openfob_tesla_command::proto::vcsec::from_vcsec_message::SubMessage;
use openfob_tesla_command::proto::vcsec::{CommandStatus, FromVcsecMessage, OperationStatusE as SecurityStatus};
use prost::Message as _;
use serde::{Deserialize, Serialize};

/// What is still to go wrong, first things first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Faults(Vec<Told>);

/// One thing, and how often.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    of: Message,
    wrong: Wrong,
    /// `None`: until it is taken back.
    times: Option<u32>,
}

/// What is asked of a car.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Message {
    /// A session.
    Session,
    /// Anything else.
    Command,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Wrong {
    /// The car answers with this fault, by its number, and does nothing.
    Fault(i32),
    /// The car does what it is told, and its answer does not come back.
    Lost,
    /// The message does not get to the car.
    Dropped,
    /// The car does what it is told, and the answer is empty.
    Empty,
    /// The answer names the other part of the car as its sender.
    OtherDomain,
    /// The answer does not say what it answers.
    NoRequestId,
    /// One bit of the answer's content is another.
    Garbled,
    /// One bit of the answer's signature is another.
    BadTag,
    /// The answer's signature is missing.
    Unsigned,
    /// Session info that says that the key is not on the car.
    NotOnWhitelist,
    /// The car asks to wait, in the envelope.
    Wait,
    /// The car asks to wait, as vehicle security does in its own answers.
    CommandWait,
}

const ANSWERS: [(&str, Wrong); 11] = [
    ("lost", Wrong::Lost),
    ("dropped", Wrong::Dropped),
    ("empty", Wrong::Empty),
    ("other-domain", Wrong::OtherDomain),
    ("no-request-id", Wrong::NoRequestId),
    ("garbled", Wrong::Garbled),
    ("bad-tag", Wrong::BadTag),
    ("unsigned", Wrong::Unsigned),
    ("not-on-whitelist", Wrong::NotOnWhitelist),
    ("wait", Wrong::Wait),
    ("command-wait", Wrong::CommandWait),
];

impl Faults {
    /// Tells what goes wrong from now on: a fault or an answer by its name, with `:3` for three times and `:always`,
    /// else once. `off` takes everything back.
    pub(super) fn tell(&mut self, of: Message, wish: &str) -> Result<(), String> {
        if wish == "off" {
            self.0.retain(|told| told.of != of);
            return Ok(());
        }
        let (name, times) = match wish.split_once(':') {
            None => (wish, Some(1)),
            Some((name, "always")) => (name, None),
            Some((name, times)) => {
                let times = times.parse().ok().filter(|times| *times > 0);
                (name, Some(times.ok_or("After the colon comes how often, such as 3, or always.")?))
            }
        };
        self.0.push(Told { of, wrong: name.parse()?, times });
        Ok(())
    }

    /// What goes wrong with a message.
    pub(super) fn next(&mut self, of: Message) -> Option<Wrong> {
        let place = self.0.iter().position(|told| told.of == of)?;
        let told = self.0.get_mut(place)?;
        let wrong = told.wrong;
        if let Some(times) = &mut told.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                self.0.remove(place);
            }
        }
        Some(wrong)
    }
}

impl FromStr for Wrong {
    type Err = String;

    /// The name of an answer, or of a fault: `busy`, `MESSAGEFAULT_ERROR_BUSY` or its number.
    fn from_str(name: &str) -> Result<Self, String> {
        if let Some((_, wrong)) = ANSWERS.iter().find(|(known, _)| *known == name) {
            return Ok(*wrong);
        }
        if let Some(fault) = name.parse().ok().and_then(Fault::from_code) {
            return Ok(Self::Fault(fault.code()));
        }
        let spelled = name.to_ascii_uppercase().replace('-', "_");
        let spelled = spelled.strip_prefix("MESSAGEFAULT_ERROR_").unwrap_or(&spelled);
        let named = |fault: &&Fault| fault.to_string().strip_prefix("MESSAGEFAULT_ERROR_") == Some(spelled);
        if let Some(fault) = Fault::ALL.iter().find(named) {
            return Ok(Self::Fault(fault.code()));
        }
        let answers = ANSWERS.map(|(name, _)| name).join(", ");
        let faults: Vec<String> = Fault::ALL
            .iter()
            .map(|fault| fault.to_string().trim_start_matches("MESSAGEFAULT_ERROR_").to_ascii_lowercase())
            .map(|name| name.replace('_', "-"))
            .collect();
        let name: String = name.chars().take(40).collect();
        Err(format!("\u{201c}{name}\u{201d} is no fault. Faults: {}. Answers: {answers}.", faults.join(", ")))
    }
}

impl Wrong {
    /// Whether the car does nothing, as it never heard of it or asks to wait.
    pub(super) fn prevents(self) -> bool {
        matches!(self, Self::Dropped | Self::Wait | Self::CommandWait | Self::Fault(_))
    }

    /// Spoils an answer.
    pub(super) fn spoil(self, answer: &[u8]) -> Vec<u8> {
        let Ok(mut message) = RoutableMessage::decode(answer) else { return answer.to_vec() };
        match self {
            Self::OtherDomain => {
                let number = match message.from_destination.as_ref().and_then(|from| from.sub_destination.as_ref()) {
                    Some(SubDestination::Domain(2)) => 3,
                    _ => 2,
                };
                message.from_destination = Some(Destination { sub_destination: Some(SubDestination::Domain(number)) });
            }
            Self::NoRequestId => message.request_uuid.clear(),
            Self::Garbled => {
                if let Some(Payload::ProtobufMessageAsBytes(bytes) | Payload::SessionInfo(bytes)) = &mut message.payload
                {
                    flip(bytes);
                }
            }
            Self::BadTag => match signature(&mut message) {
                Some(SigType::SessionInfoTag(data)) => flip(&mut data.tag),
                Some(SigType::AesGcmResponseData(data)) => flip(&mut data.tag),
                _ => {}
            },
            Self::Unsigned => message.sub_sig_data = None,
            Self::NotOnWhitelist => {
                let info =
                    SessionInfo { status: SessionInfoStatus::KeyNotOnWhitelist.into(), ..SessionInfo::default() };
                message.payload = Some(Payload::SessionInfo(info.encode_to_vec()));
                message.sub_sig_data = None;
            }
            Self::Wait => {
                message.signed_message_status = Some(MessageStatus {
                    operation_status: OperationStatusE::OperationstatusWait.into(),
                    ..MessageStatus::default()
                });
            }
            Self::CommandWait => {
                let status =
                    CommandStatus { operation_status: SecurityStatus::OperationstatusWait.into(), sub_message: None };
                let waiting = FromVcsecMessage { sub_message: Some(SubMessage::CommandStatus(status)) };
                message.payload = Some(Payload::ProtobufMessageAsBytes(waiting.encode_to_vec()));
                message.signed_message_status = None;
            }
            Self::Fault(_) | Self::Lost | Self::Dropped | Self::Empty => {}
        }
        message.encode_to_vec()
    }
}

fn signature(message: &mut RoutableMessage) -> Option<&mut SigType> {
    match message.sub_sig_data.as_mut()? {
        SubSigData::SignatureData(data) => data.sig_type.as_mut(),
    }
}

fn flip(bytes: &mut [u8]) {
    if let Some(last) = bytes.last_mut() {
        *last ^= 1;
    }
}
