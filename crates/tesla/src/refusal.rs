//! Tesla's errors in our words: what went wrong, whether it may have happened all the same, and whether Tesla itself is
//! in trouble.

use std::time::Duration;

use http::{HeaderMap, StatusCode, header};
use openfob_automaker::{AdapterError, AdapterErrorKind, Effect, HttpError, PartnerIssue, RawAnswer};
use openfob_domain::{AccountIssue, Capability, UpstreamFault, VehicleCondition};

use crate::region::Region;
use crate::wire::ErrorAnswer;

/// The adapter's name in the store and in logs.
pub(crate) const NAME: &str = "tesla";

/// How long to wait where Tesla limits us and does not say.
const RETRY_UNKNOWN: Duration = Duration::from_mins(1);
/// Tesla's limits are a day's at most; what asks for more is no answer of Tesla's.
const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// Something that was refused or failed.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) error: AdapterError,
    pub(crate) sort: Sort,
    /// What Tesla answered with, where it did.
    pub(crate) status: Option<StatusCode>,
    /// Tesla's own words, in lower case.
    pub(crate) said: String,
}

/// What a fault says of Tesla.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// It answered as it should; asking again brings the same.
    Said,
    /// It limits us.
    Limited(Duration),
    /// It is in trouble, and so may answer otherwise the next time.
    Trouble(UpstreamFault),
}

/// An answer of status 400 and above.
pub(crate) fn of_answer(answer: &RawAnswer) -> Fault {
    use AdapterErrorKind as Kind;

    let text = text(&answer.body);
    let says = |part: &str| text.contains(part);
    let kind = match answer.status.as_u16() {
        401 if says("mobile_access_disabled") => Kind::Vehicle(VehicleCondition::RemoteAccessDisabled),
        401 if says("login_required") || says("invalid_grant") || says("access_denied") => {
            Kind::Account(AccountIssue::AuthenticationFailed)
        }
        400 | 401 if says("unauthorized_client") || says("invalid_client") => {
            Kind::Partner(PartnerIssue::CredentialsRefused)
        }
        400 if says("invalid_grant") => Kind::Account(AccountIssue::AuthenticationFailed),
        401 => Kind::TokenRejected,
        402 => Kind::Partner(PartnerIssue::Suspended),
        403 if says("command protocol required") => Kind::Capability(Capability::SmartcarNotCapable),
        403 if says("missing scopes") || says("location access not granted") || says("invalid_scope") => {
            Kind::Forbidden
        }
        403 if says("account disabled") || says("exceeded_limit") => Kind::Partner(PartnerIssue::Suspended),
        403 if says("unsupported vehicle") => Kind::Capability(Capability::VehicleNotCapable),
        403 | 404 => Kind::Account(AccountIssue::VehicleMissing),
        405 if says("in service") => Kind::Vehicle(VehicleCondition::VehicleOfflineForService),
        408 if says("offline") || says("asleep") || says("vehicle unavailable") => {
            Kind::Vehicle(VehicleCondition::Asleep)
        }
        412 if says("must be registered") => Kind::Partner(PartnerIssue::NotRegistered),
        421 => region(&text, &answer.headers)
            .map_or(Kind::Upstream(UpstreamFault::InvalidData), |region| Kind::OtherRegion(region.code())),
        422 => Kind::Upstream(UpstreamFault::InvalidData),
        423 => Kind::Account(AccountIssue::AccountIssue),
        429 => {
            let wait = wait(&text, &answer.headers);
            let error = AdapterError::refused(NAME, Kind::RateLimited { retry_after: wait });
            return Fault { error, sort: Sort::Limited(wait), status: Some(answer.status), said: text };
        }
        451 => Kind::Forbidden,
        540 => Kind::Upstream(UpstreamFault::KnownIssue),
        408 | 499 | 500.. => return trouble(answer.status, text),
        _ => Kind::Upstream(UpstreamFault::UnknownIssue),
    };
    Fault { error: AdapterError::refused(NAME, kind), sort: Sort::Said, status: Some(answer.status), said: text }
}

/// No answer, or one that cannot be read.
pub(crate) fn of_failure(error: HttpError) -> Fault {
    let error = AdapterError::failed(NAME, error);
    let fault = match error.kind {
        AdapterErrorKind::Upstream(fault) => fault,
        _ => UpstreamFault::NoResponse,
    };
    Fault { error, sort: Sort::Trouble(fault), status: None, said: String::new() }
}

/// An answer that was fetched and is not what Tesla documents.
pub(crate) fn not_understood(status: StatusCode, reason: String) -> AdapterError {
    AdapterError::failed(NAME, HttpError::Body { status: status.as_u16(), reason })
}

impl From<AdapterError> for Fault {
    /// One of ours: nothing was asked.
    fn from(error: AdapterError) -> Self {
        Self { error, sort: Sort::Said, status: None, said: String::new() }
    }
}

impl From<Fault> for AdapterError {
    fn from(fault: Fault) -> Self {
        fault.error
    }
}

/// A refusal of ours in the adapter's name.
pub(crate) fn refused(kind: AdapterErrorKind) -> AdapterError {
    AdapterError::refused(NAME, kind)
}

fn trouble(status: StatusCode, said: String) -> Fault {
    // Whoever answers 408 or 503 says that the car was not reached; others may have passed the call on.
    let reached = !matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE);
    let fault = match status {
        StatusCode::INTERNAL_SERVER_ERROR | StatusCode::BAD_GATEWAY => UpstreamFault::UnknownIssue,
        _ => UpstreamFault::NoResponse,
    };
    let error = AdapterError {
        automaker: NAME,
        kind: AdapterErrorKind::Upstream(fault),
        effect: if reached { Effect::MayHaveApplied } else { Effect::NotApplied },
        source: None,
    };
    Fault { error, sort: Sort::Trouble(fault), status: Some(status), said }
}

/// What an error says, in lower case: the members of Tesla's shape, or the plain text that some of its edges send.
fn text(body: &[u8]) -> String {
    let text = match serde_json::from_slice::<ErrorAnswer>(body) {
        Ok(answer) => format!("{} {}", answer.error.unwrap_or_default(), answer.error_description.unwrap_or_default()),
        Err(_) => String::from_utf8_lossy(body).into_owned(),
    };
    text.to_lowercase()
}

/// Where an account is, as a 421 says: in its text, or in `Alt-Svc: h2=https://HOST`.
fn region(text: &str, headers: &HeaderMap) -> Option<Region> {
    let alternative = headers.get(header::ALT_SVC).and_then(|value| value.to_str().ok());
    Region::of_sentence(text).or_else(|| Region::of_sentence(alternative?))
}

/// How long Tesla wants to be left alone: a header, or a number of seconds in the text.
fn wait(text: &str, headers: &HeaderMap) -> Duration {
    let header = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    let spoken = || text.split_whitespace().find_map(|word| word.parse::<u64>().ok());
    let seconds = header("retry-after").or_else(|| header("ratelimit-reset")).or_else(spoken);
    seconds.map_or(RETRY_UNKNOWN, |seconds| Duration::from_secs(seconds).min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> RawAnswer {
        let headers = headers.iter().map(|(name, value)| ((*name).parse().unwrap(), value.parse().unwrap())).collect();
        RawAnswer { status: StatusCode::from_u16(status).unwrap(), headers, body: body.as_bytes().to_vec() }
    }

    fn shaped(text: &str) -> String {
        serde_json::json!({"response": null, "error": text, "error_description": ""}).to_string()
    }

    /// Each text as Tesla sends it.
    #[rstest::rstest]
    #[case(401, "", AdapterErrorKind::TokenRejected)]
    #[case(401, &shaped("token expired (401)"), AdapterErrorKind::TokenRejected)]
    #[case(401, &shaped("mobile_access_disabled"), AdapterErrorKind::Vehicle(VehicleCondition::RemoteAccessDisabled))]
    #[case(401, &shaped("login_required"), AdapterErrorKind::Account(AccountIssue::AuthenticationFailed))]
    #[case(402, &shaped("payment required"), AdapterErrorKind::Partner(PartnerIssue::Suspended))]
    #[case(
        403,
        &shaped("Unauthorized missing scopes vehicle_location for vehicle location access"),
        AdapterErrorKind::Forbidden
    )]
    #[case(
        403,
        &shaped("Tesla Vehicle Command Protocol required, please refer to the documentation here: https://developer.tesla.com/docs/fleet-api#2023-10-09-rest-api-vehicle-commands-endpoint-deprecation-warning"),
        AdapterErrorKind::Capability(Capability::SmartcarNotCapable)
    )]
    #[case(403, &shaped("account disabled: EXCEEDED_LIMIT"), AdapterErrorKind::Partner(PartnerIssue::Suspended))]
    #[case(403, &shaped("unsupported vehicle"), AdapterErrorKind::Capability(Capability::VehicleNotCapable))]
    #[case(404, &shaped("not_found"), AdapterErrorKind::Account(AccountIssue::VehicleMissing))]
    #[case(
        405,
        &shaped("vehicle is currently in service"),
        AdapterErrorKind::Vehicle(VehicleCondition::VehicleOfflineForService)
    )]
    #[case(
        408,
        &shaped("vehicle unavailable: vehicle is offline or asleep"),
        AdapterErrorKind::Vehicle(VehicleCondition::Asleep)
    )]
    #[case(408, &shaped("vehicle unavailable: {error: \"vehicle unavailable:\"}"), AdapterErrorKind::Vehicle(VehicleCondition::Asleep))]
    #[case(
        412,
        &shaped("Account 0a1b must be registered in the current region https://fleet-api.prd.eu.vn.cloud.tesla.com, please see https://developer.tesla.com/docs/fleet-api/endpoints/partner-endpoints#register"),
        AdapterErrorKind::Partner(PartnerIssue::NotRegistered)
    )]
    #[case(
        421,
        &shaped("user out of region, use base URL: https://fleet-api.prd.eu.vn.cloud.tesla.com, see https://developer.tesla.com/docs/fleet-api#regional-requirements"),
        AdapterErrorKind::OtherRegion("eu")
    )]
    #[case(451, &shaped("privacy"), AdapterErrorKind::Forbidden)]
    #[case(540, "", AdapterErrorKind::Upstream(UpstreamFault::KnownIssue))]
    fn what_tesla_says_is_said_in_our_words(
        #[case] status: u16,
        #[case] body: &str,
        #[case] expected: AdapterErrorKind,
    ) {
        let fault = of_answer(&answer(status, &[], body));
        assert_eq!((fault.error.kind, fault.error.effect, fault.sort), (expected, Effect::NotApplied, Sort::Said));
    }

    #[test]
    fn the_region_may_stand_in_a_header_alone() {
        let headers = [("alt-svc", "h2=https://fleet-api.prd.na.vn.cloud.tesla.com")];
        assert_eq!(of_answer(&answer(421, &headers, "")).error.kind, AdapterErrorKind::OtherRegion("na"));
        let lost = of_answer(&answer(421, &[], "")).error.kind;
        assert_eq!(lost, AdapterErrorKind::Upstream(UpstreamFault::InvalidData));
    }

    #[rstest::rstest]
    #[case(&[("retry-after", "7"), ("ratelimit-reset", "9")], "", 7)]
    #[case(&[("ratelimit-reset", "45983")], "Retry in 3 seconds", 45_983)]
    #[case(&[], "Retry in 12 seconds", 12)]
    #[case(&[], "", 60)]
    #[case(&[("retry-after", "18446744073709551615")], "", 86_400)]
    fn a_limit_says_how_long_it_holds(
        #[case] headers: &[(&'static str, &str)],
        #[case] body: &str,
        #[case] seconds: u64,
    ) {
        let wait = Duration::from_secs(seconds);
        assert_eq!(of_answer(&answer(429, headers, body)).sort, Sort::Limited(wait));
    }

    #[rstest::rstest]
    #[case(408, Effect::NotApplied)]
    #[case(500, Effect::MayHaveApplied)]
    #[case(503, Effect::NotApplied)]
    #[case(504, Effect::MayHaveApplied)]
    fn trouble_says_whether_a_command_may_have_been_passed_on(#[case] status: u16, #[case] effect: Effect) {
        let fault = of_answer(&answer(status, &[], "upstream internal error"));
        assert!(matches!(fault.sort, Sort::Trouble(_)));
        assert_eq!(fault.error.effect, effect);
    }
}
