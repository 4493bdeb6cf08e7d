//! The service's "no", in the SDK's numbers.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use openfob_carkey::{Code, Rejection, SubError};
use openfob_store::StoreError;
use serde_json::json;

/// A refusal: the SDK's number, a word of ours that tells causes apart, and what to do, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    code: Code,
    sub_error: Option<SubError>,
    advice: String,
    retry_after: Option<i64>,
}

impl Fault {
    pub(crate) fn new(code: Code, advice: impl Into<String>) -> Self {
        Self { code, sub_error: None, advice: advice.into(), retry_after: None }
    }

    pub(crate) fn because(mut self, word: &'static str) -> Self {
        self.sub_error = Some(SubError(word));
        self
    }

    pub(crate) fn retry_after(mut self, seconds: i64) -> Self {
        self.retry_after = Some(seconds.max(1));
        self
    }

    /// The number and the word, for the record.
    pub(crate) fn outcome(&self) -> String {
        match self.sub_error {
            Some(word) => format!("{} {word}", self.code.number()),
            None => self.code.number().to_string(),
        }
    }

    fn status(&self) -> StatusCode {
        if self.retry_after.is_some() {
            return StatusCode::TOO_MANY_REQUESTS;
        }
        match self.code {
            Code::SignInNeeded => StatusCode::UNAUTHORIZED,
            Code::ParameterMissing | Code::ParameterInvalid => StatusCode::BAD_REQUEST,
            Code::StrongAuthenticationNeeded
            | Code::NoPhoneNumber
            | Code::AccountBlocked
            | Code::DeviceUnknown
            | Code::ForbiddenInThisState => StatusCode::FORBIDDEN,
            Code::NoSuchSteps | Code::VinNotValid => StatusCode::NOT_FOUND,
            Code::Unknown | Code::BadlyConfigured => StatusCode::INTERNAL_SERVER_ERROR,
            Code::Timeout | Code::NoInternet => StatusCode::SERVICE_UNAVAILABLE,
            Code::Server | Code::PhoneNumberTaken => StatusCode::CONFLICT,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let sub_errors: Vec<String> = self.sub_error.iter().map(ToString::to_string).collect();
        let body = json!({"error": {
            "code": self.code.number(),
            "label": self.code.meaning(),
            "subErrors": sub_errors,
            "advice": self.advice,
        }});
        let retry = self.retry_after.map(|seconds| [(RETRY_AFTER, seconds.to_string())]);
        match retry {
            Some(header) => (self.status(), header, Json(body)).into_response(),
            None => (self.status(), Json(body)).into_response(),
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "the store failed");
        Self::new(Code::Unknown, "This is a fault of the server. Try again in a while.")
    }
}

impl From<Rejection> for Fault {
    fn from(rejection: Rejection) -> Self {
        let advice = match rejection {
            Rejection::NotPaired | Rejection::OtherPhone => {
                "Pair this phone with the car in the phone's Bluetooth settings, then try again."
            }
            Rejection::NotConnected => "Let the phone connect to the car by Bluetooth, then try again.",
            Rejection::KeyAbsent => "Take the car's key with you into the car, then try again.",
            Rejection::KeyPosition => "Switch the ignition on, then try again.",
            Rejection::NotInside => "Sit in the car with the phone and the key, then try again.",
            Rejection::OtherVehicle => "Connect the phone to the car that you chose, then try again.",
            Rejection::TooOld | Rejection::InTheFuture => {
                "The car's clock is wrong. Let it set its time, then try again."
            }
            Rejection::Replayed | Rejection::ChallengeExpired | Rejection::OtherChallenge => {
                "Begin the activation again."
            }
            Rejection::Car(_) | Rejection::Signature | Rejection::CertificateOfAnother | Rejection::Malformed => {
                "The car's proof cannot be believed. Begin again; if it stays so, ask a dealer to check the car's connection module."
            }
        };
        let mut fault = Self::new(rejection.code(), advice);
        fault.sub_error = Some(rejection.sub_error());
        fault
    }
}

pub(crate) fn missing(name: &str) -> Fault {
    Fault::new(Code::ParameterMissing, format!("Send `{name}`."))
}

pub(crate) fn invalid(name: &str, expected: &str) -> Fault {
    Fault::new(Code::ParameterInvalid, format!("`{name}`: expected {expected}."))
}

pub(crate) async fn no_such_route() -> Response {
    let body = json!({"error": {
        "code": Code::ParameterInvalid.number(),
        "label": Code::ParameterInvalid.meaning(),
        "subErrors": ["carkey.no_such_route"],
        "advice": "See docs/carkey.md for the calls.",
    }});
    (StatusCode::NOT_FOUND, Json(body)).into_response()
}
