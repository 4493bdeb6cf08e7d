//! The form that messages have in the Fleet API's `signed_command`, and what its statuses mean.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::carrier::CarrierFault;

/// The largest answer that is read, in bytes.
const LARGEST_ANSWER: usize = 100_000;

/// Why `signed_command` brought no answer of the car.
///
/// The texts are those of Tesla's own client, so that users of its tools find what they know.
#[derive(Debug, thiserror::Error)]
pub enum FleetFault {
    /// The car is asleep or out of reach.
    #[error("vehicle unavailable: vehicle is offline or asleep")]
    NotAwake,
    /// The car takes no signed commands.
    #[error("vehicle does not support protocol -- use REST API")]
    NotSupported,
    /// Any other status of an error.
    #[error("the Fleet API answered {status}")]
    Status {
        /// The status.
        status: StatusCode,
        /// What came with it.
        headers: Box<HeaderMap>,
        /// What it says.
        body: Vec<u8>,
    },
    /// No connection: nothing was sent.
    #[error("cannot reach the Fleet API: {0}")]
    Unreachable(String),
    /// The request was sent, and its answer did not come whole.
    #[error("no answer from the Fleet API: {0}")]
    NoAnswer(String),
    /// The answer is too long.
    #[error("response exceeds maximum length")]
    TooLong,
    /// The answer is not of the form that the Fleet API documents.
    #[error("unable to parse server response: {0}")]
    Unreadable(String),
}

impl CarrierFault for FleetFault {
    fn is_temporary(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Status { status, .. } => {
                matches!(*status, StatusCode::REQUEST_TIMEOUT | StatusCode::MISDIRECTED_REQUEST)
            }
            _ => false,
        }
    }

    fn may_have_succeeded(&self) -> bool {
        match self {
            Self::NoAnswer(_) | Self::TooLong | Self::Unreadable(_) => true,
            Self::Status { status, .. } => status.is_server_error(),
            Self::NotAwake | Self::NotSupported | Self::Unreachable(_) => false,
        }
    }
}

/// The body of a request that takes a message to a car.
#[must_use]
pub fn body_of_message(message: &[u8]) -> Vec<u8> {
    const BEFORE: &str = r#"{"routable_message":""#;
    const AFTER: &str = r#""}"#;
    let mut body = String::with_capacity(BEFORE.len() + message.len().div_ceil(3) * 4 + AFTER.len());
    body.push_str(BEFORE);
    STANDARD.encode_string(message, &mut body);
    body.push_str(AFTER);
    body.into_bytes()
}

/// The body of an answer for a car.
///
/// # Errors
/// What the status means, where it is not 200.
pub fn body_of_answer(status: StatusCode, headers: HeaderMap, body: Vec<u8>) -> Result<Vec<u8>, FleetFault> {
    match status {
        StatusCode::OK if body.len() > LARGEST_ANSWER => Err(FleetFault::TooLong),
        StatusCode::OK => Ok(body),
        StatusCode::SERVICE_UNAVAILABLE => Err(FleetFault::NotAwake),
        StatusCode::REQUEST_TIMEOUT if says_offline(&body) => Err(FleetFault::NotAwake),
        StatusCode::UNPROCESSABLE_ENTITY => Err(FleetFault::NotSupported),
        status => Err(FleetFault::Status { status, headers: Box::new(headers), body }),
    }
}

/// The car's message in an answer of `signed_command`.
///
/// # Errors
/// What the status means, or that the body is none of `signed_command`.
pub fn message_of_answer(status: StatusCode, headers: HeaderMap, body: Vec<u8>) -> Result<Vec<u8>, FleetFault> {
    #[derive(Deserialize)]
    struct Answer {
        #[serde(default)]
        response: Option<String>,
    }

    let body = body_of_answer(status, headers, body)?;
    let answer: Answer = serde_json::from_slice(&body).map_err(|error| FleetFault::Unreadable(error.to_string()))?;
    let message = answer.response.unwrap_or_default();
    STANDARD.decode(message).map_err(|error| FleetFault::Unreadable(error.to_string()))
}

fn says_offline(body: &[u8]) -> bool {
    const OFFLINE: &[u8] = b"vehicle is offline";
    body.windows(OFFLINE.len()).any(|part| part == OFFLINE)
}
