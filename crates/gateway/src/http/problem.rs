//! The one error shape of the vehicle API (Smartcar's "API errors", version 2), and the table behind it.
//!
//! A handler answers a [`Problem`]; its body is written by the middleware in `request_id`, which knows the request.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use openfob_domain::{AccountIssue, Billing, FieldProblem, NotFound, Refusal, VehicleCondition};
use serde::Serialize;
use uuid::Uuid;

use crate::service::ServiceError;
use crate::{Settings, errors};

/// A refusal with what this request adds to it.
#[derive(Clone, Debug)]
pub(crate) struct Problem(Box<Facts>);

#[derive(Clone, Debug)]
struct Facts {
    refusal: Refusal,
    description: Option<String>,
    resolution_url: Option<String>,
    application: Option<String>,
    now: Option<Timestamp>,
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let facts = Facts { refusal, description: None, resolution_url: None, application: None, now: None };
        Self(Box::new(facts))
    }
}

impl Problem {
    /// A service's failure. What is ours alone goes to the log, once, here.
    pub(crate) fn of(error: &ServiceError, now: Timestamp) -> Self {
        if matches!(error, ServiceError::Store(_) | ServiceError::AdapterMissing(_)) {
            tracing::error!(error = error as &dyn std::error::Error, "a request failed");
        }
        let mut problem = Self::from(error.refusal(now));
        problem.0.now = Some(now);
        problem
    }

    /// One field of the request is wrong.
    pub(crate) fn field(field: &str, message: impl Into<String>) -> Self {
        Refusal::Validation(vec![FieldProblem { field: field.to_owned(), message: message.into() }]).into()
    }

    /// Several fields of the request are wrong together.
    pub(crate) fn fields(fields: &[&str], message: &str) -> Self {
        let problem = |field: &&str| FieldProblem { field: (*field).to_owned(), message: message.to_owned() };
        Refusal::Validation(fields.iter().map(problem).collect()).into()
    }

    /// Nothing lies at this address.
    pub(crate) fn no_such_path(hint: impl Into<String>) -> Self {
        Self::from(Refusal::NotFound(NotFound::Path)).describe(hint)
    }

    /// Says it in words of this request. Not for the families whose words the SDK suites compare.
    pub(crate) fn describe(mut self, description: impl Into<String>) -> Self {
        self.0.description = Some(description.into());
        self
    }

    /// The address that mends it.
    pub(crate) fn resolve_at(mut self, url: impl Into<String>) -> Self {
        self.0.resolution_url = Some(url.into());
        self
    }

    /// The application's name, for the sentence that it may show its user.
    pub(crate) fn for_application(mut self, name: &str) -> Self {
        self.0.application = Some(name.to_owned());
        self
    }

    /// What is refused.
    pub(crate) fn refusal(&self) -> &Refusal {
        &self.0.refusal
    }

    /// The body for a request.
    pub(crate) fn body(&self, settings: &Settings, request_id: Uuid) -> Body<'_> {
        let refusal = &self.0.refusal;
        let (page, anchor) = (errors::page_of(refusal), errors::anchor_of(refusal));
        let base = settings.docs_base.as_ref().unwrap_or(&settings.origin).as_str().trim_end_matches('/');
        let detail = match refusal {
            Refusal::Validation(problems) | Refusal::Parameter(problems) => problems.as_slice(),
            _ => &[],
        };
        Body {
            family: refusal.family(),
            code: refusal.code(),
            description: self.0.description.clone().unwrap_or_else(|| description(refusal, self.0.now)),
            doc_url: format!("{base}/errors/api-errors/{page}#{anchor}"),
            status_code: refusal.status(),
            request_id,
            resolution: ResolutionBody { kind: refusal.resolution().as_str(), url: self.0.resolution_url.as_deref() },
            suggested_user_message: user_message(refusal, self.0.application.as_deref().unwrap_or("This app")),
            detail: detail.iter().map(|problem| Detail { field: &problem.field, message: &problem.message }).collect(),
        }
    }

    /// The headers that go with it: when a retry helps, where that is known.
    pub(crate) fn headers(&self) -> HeaderMap {
        let wait = self.retry_after().and_then(|seconds| HeaderValue::from_str(&seconds.to_string()).ok());
        wait.into_iter().map(|wait| (header::RETRY_AFTER, wait)).collect()
    }

    /// Seconds until a retry helps, where that is known.
    pub(crate) fn retry_after(&self) -> Option<i64> {
        Some(seconds_until(self.0.refusal.retry_at()?, self.0.now?))
    }
}

impl IntoResponse for Problem {
    /// The status and, for the middleware, the problem itself.
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.headers_mut().extend(self.headers());
        response.extensions_mut().insert(self);
        response
    }
}

/// An error body.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Body<'a> {
    #[serde(rename = "type")]
    family: &'static str,
    code: Option<&'static str>,
    pub(crate) description: String,
    #[serde(rename = "docURL")]
    doc_url: String,
    pub(crate) status_code: u16,
    request_id: Uuid,
    pub(crate) resolution: ResolutionBody<'a>,
    pub(crate) suggested_user_message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    detail: Vec<Detail<'a>>,
}

#[derive(Serialize)]
pub(crate) struct ResolutionBody<'a> {
    #[serde(rename = "type")]
    pub(crate) kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Detail<'a> {
    field: &'a str,
    message: &'a str,
}

/// What happened, why, and what to do. The first three are compared byte for byte by the official SDKs' suites.
fn description(refusal: &Refusal, now: Option<Timestamp>) -> String {
    match refusal {
        Refusal::Authentication => {
            "The authorization header is missing or malformed, or it contains invalid or expired authentication \
             credentials. Please check for missing parameters, spelling and casing mistakes, and other syntax issues."
                .to_owned()
        }
        Refusal::Permission => {
            "Your application has insufficient permissions to access the requested resource. Please prompt the user \
             to re-authenticate using Smartcar Connect."
                .to_owned()
        }
        Refusal::Validation(_) => {
            "Request invalid or malformed. Please check for missing parameters, spelling and casing mistakes, and \
             other syntax issues."
                .to_owned()
        }
        Refusal::Parameter(problems) => {
            let said: Vec<String> = problems.iter().map(|p| format!("{}: {}", p.field, p.message)).collect();
            format!("A value in the request is not acceptable. {}", said.join("; "))
        }
        Refusal::NotFound(NotFound::Path) => "Nothing lies at this address. Check its spelling.".to_owned(),
        Refusal::NotFound(NotFound::Version) => {
            "There is no such version of the API. Use v2.0 in place of what stands before /vehicles.".to_owned()
        }
        Refusal::ApplicationRateLimit { retry_at } => {
            format!("Your application asks too often. Try again {}.", moment(*retry_at, now))
        }
        Refusal::VehicleRateLimit { retry_at } => format!(
            "This vehicle is asked too often. A car that lacks the key it asks for is read once in 8 hours; other \
             cars are limited by their maker. Try again {}, or have the owner add the key.",
            moment(*retry_at, now)
        ),
        Refusal::Billing(Billing::VehicleRequestLimit) => {
            "The vehicle is not asked: what this server may spend at the automaker this month is spent. Calls go on when \
             the month ends (UTC); the operator of this server can raise the cap."
                .to_owned()
        }
        Refusal::Billing(_) => {
            "The plan does not cover this request. The operator of this server can change it.".to_owned()
        }
        Refusal::Compatibility(code) => capability_words(*code).to_owned(),
        Refusal::ConnectedServicesAccount(issue) => account_words(*issue).to_owned(),
        Refusal::VehicleState(condition) => condition_words(*condition).to_owned(),
        Refusal::Server(_) => {
            "Something broke on this server. It is in its log under the request id. Try again later.".to_owned()
        }
        Refusal::Upstream(_) => {
            "The car maker's service failed or answered what cannot be understood. Nothing is known to be wrong with \
             the request. Try again later."
                .to_owned()
        }
    }
}

/// Whole seconds, so that a retry after them is not too early.
fn seconds_until(retry_at: Timestamp, now: Timestamp) -> i64 {
    let wait = retry_at.duration_since(now);
    (wait.as_secs() + i64::from(wait.subsec_nanos() > 0)).max(1)
}

fn moment(retry_at: Timestamp, now: Option<Timestamp>) -> String {
    let clock = super::timestamp(retry_at);
    match now {
        Some(now) => format!("in {} seconds, at {clock}", seconds_until(retry_at, now)),
        None => format!("at {clock}"),
    }
}

fn capability_words(code: openfob_domain::Capability) -> &'static str {
    use openfob_domain::Capability::{MakeNotCompatible, PlatformNotCapable, SmartcarNotCapable, VehicleNotCapable};
    match code {
        MakeNotCompatible => {
            "This address is for another brand than the vehicle's. Use the vehicle's own make, in lower case."
        }
        SmartcarNotCapable => "This is not built for this vehicle yet.",
        VehicleNotCapable => "This vehicle cannot do it: it lacks what is asked for.",
        PlatformNotCapable => {
            "The owner's account is linked through an earlier interface of the car's maker, which lacks this. Have \
             the owner sign in again."
        }
    }
}

fn account_words(issue: AccountIssue) -> &'static str {
    match issue {
        AccountIssue::AccountIssue => {
            "The owner's account at the car's maker needs their attention. They have to open the maker's app."
        }
        AccountIssue::AuthenticationFailed => {
            "The car's maker no longer accepts the owner's sign-in. Have the owner sign in again at the address in \
             resolution.url."
        }
        AccountIssue::NoVehicles => "The owner's account at the car's maker has no vehicles.",
        AccountIssue::Permission => {
            "The owner took the permission back in their account at the car's maker. Have them connect again."
        }
        AccountIssue::Subscription => {
            "The owner's connected-services subscription is not active. They can renew it in the maker's app."
        }
        AccountIssue::VehicleMissing => {
            "The vehicle is not, or no longer, this account's own. Only the owner's account can be asked this."
        }
        AccountIssue::VirtualKeyRequired => {
            "The virtual key is not in this vehicle, and without it the car takes no commands. Have the owner open \
             resolution.url on the phone that has the maker's app."
        }
        AccountIssue::CarKeyRequired => {
            "CarKey is not active for this vehicle, and without it neither data nor commands are served. Have the \
             owner activate it inside the car, with the phone connected and the keys on them."
        }
    }
}

fn condition_words(condition: VehicleCondition) -> &'static str {
    match condition {
        VehicleCondition::Asleep => {
            "The vehicle sleeps and nothing of it is stored yet. Reading never wakes a car; try again after it was \
             used."
        }
        VehicleCondition::ChargingInProgress => "The vehicle is charging already.",
        VehicleCondition::ChargingPlugConnected => "A charging cable is in.",
        VehicleCondition::ChargingPlugNotConnected => "No charging cable is in. It has to be plugged in first.",
        VehicleCondition::DoorOpen => "A door is open. It has to be shut first.",
        VehicleCondition::FullyCharged => "The battery is charged to its limit.",
        VehicleCondition::NotCharging => "The vehicle is not charging.",
        VehicleCondition::ChargeFault => "The charger reports a fault. Somebody has to look at it.",
        VehicleCondition::HoodOpen => "The bonnet is open. It has to be shut first.",
        VehicleCondition::IgnitionOn => "The ignition is on. It has to be switched off first.",
        VehicleCondition::InMotion => "The vehicle is being driven. Try again when it is parked.",
        VehicleCondition::LowBattery => "The 12 V battery is low. Try again after a drive.",
        VehicleCondition::RemoteAccessDisabled => "Remote access is switched off in the vehicle.",
        VehicleCondition::TrunkOpen => "The boot is open. It has to be shut first.",
        VehicleCondition::Unknown => "The vehicle's condition could not be learnt. Try again later.",
        VehicleCondition::Unreachable => "The vehicle does not answer. It may stand where there is no reception.",
        VehicleCondition::VehicleOfflineForService => "The vehicle is in the workshop and offline.",
    }
}

/// What the application may show its user.
fn user_message(refusal: &Refusal, name: &str) -> String {
    match refusal {
        Refusal::Permission => {
            format!("{name} is not allowed to do this with your car. Connect your car again to allow it.")
        }
        Refusal::ApplicationRateLimit { .. } | Refusal::VehicleRateLimit { .. } => {
            format!("{name} cannot ask your car more often right now. Please try again later.")
        }
        Refusal::Compatibility(_) => format!("{name} cannot do this with your car."),
        Refusal::ConnectedServicesAccount(issue) => account_message(*issue, name),
        Refusal::VehicleState(_) => {
            format!("{name} cannot do this while your car is in its present state. Please try again later.")
        }
        Refusal::Upstream(_) => {
            format!("{name} cannot reach your car right now, as its maker does not answer. Please try again later.")
        }
        Refusal::Authentication
        | Refusal::Validation(_)
        | Refusal::Parameter(_)
        | Refusal::NotFound(_)
        | Refusal::Billing(_)
        | Refusal::Server(_) => format!("{name} has a problem that you cannot mend. Please try again later."),
    }
}

fn account_message(issue: AccountIssue, name: &str) -> String {
    match issue {
        AccountIssue::VirtualKeyRequired => format!(
            "{name} needs a virtual key in your car. Open the link on the phone that has your car maker's app and \
             approve the key there."
        ),
        AccountIssue::CarKeyRequired => format!(
            "{name} needs CarKey to be active. Sit in your car with the keys on you and the phone connected, and \
             activate it."
        ),
        AccountIssue::AuthenticationFailed | AccountIssue::Permission => {
            format!("{name} has lost its connection to your car. Please sign in at your car's maker again.")
        }
        AccountIssue::Subscription => format!(
            "{name} cannot reach your car, as its online services are not active. Renew them in the maker's app."
        ),
        AccountIssue::AccountIssue => {
            format!("{name} cannot reach your car. Please open your car maker's app, it needs your attention.")
        }
        AccountIssue::NoVehicles | AccountIssue::VehicleMissing => {
            format!("{name} no longer finds this car in your account at its maker.")
        }
    }
}
