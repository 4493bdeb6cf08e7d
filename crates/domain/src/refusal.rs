//! Every way of saying no: type, code, HTTP status and what mends it (Smartcar's pages "API errors").

use jiff::Timestamp;

/// What the caller should do about a refusal (`resolution.type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// Nothing that the API could name.
    None,
    /// The same request may succeed later.
    RetryLater,
    /// The owner signs in again.
    Reauthenticate,
    /// The operator of this server can help.
    ContactSupport,
    /// The owner does something with the car, named by `resolution.url`.
    ActionRequired,
    /// The bill is settled.
    Finance,
}

impl Resolution {
    /// As the API spells it; `None` is JSON's null.
    #[must_use]
    pub fn as_str(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::RetryLater => Some("RETRY_LATER"),
            Self::Reauthenticate => Some("REAUTHENTICATE"),
            Self::ContactSupport => Some("CONTACT_SUPPORT"),
            Self::ActionRequired => Some("ACTION_REQUIRED"),
            Self::Finance => Some("FINANCE"),
        }
    }
}

/// One field of a request that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field's name as it was sent.
    pub field: String,
    /// What was expected of it.
    pub message: String,
}

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every code of this family.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code on the wire.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// Reads the code on the wire.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.as_str() == text)
            }
        }
    };
}

codes! {
    /// Nothing lies at that address (`RESOURCE_NOT_FOUND`).
    NotFound {
        /// No such route.
        Path = "PATH",
        /// No such API version.
        Version = "VERSION",
    }
}

codes! {
    /// The plan does not cover the request (`BILLING`).
    Billing {
        /// The plan lacks this ability.
        InvalidPlan = "INVALID_PLAN",
        /// Too many connected vehicles.
        VehicleLimit = "VEHICLE_LIMIT",
        /// This vehicle's monthly requests are used up.
        VehicleRequestLimit = "VEHICLE_REQUEST_LIMIT",
        /// The account is unpaid.
        AccountSuspended = "ACCOUNT_SUSPENDED",
    }
}

codes! {
    /// The vehicle or the way it is connected cannot do it (`COMPATIBILITY`).
    Capability {
        /// The brand is not supported here.
        MakeNotCompatible = "MAKE_NOT_COMPATIBLE",
        /// Not built for this vehicle.
        SmartcarNotCapable = "SMARTCAR_NOT_CAPABLE",
        /// The vehicle cannot do it.
        VehicleNotCapable = "VEHICLE_NOT_CAPABLE",
        /// The account is linked through an earlier interface that lacks it.
        PlatformNotCapable = "PLATFORM_NOT_CAPABLE",
    }
}

codes! {
    /// The owner's account at the automaker stands in the way (`CONNECTED_SERVICES_ACCOUNT`).
    AccountIssue {
        /// The owner has to act in the maker's app.
        AccountIssue = "ACCOUNT_ISSUE",
        /// The stored sign-in is no longer accepted.
        AuthenticationFailed = "AUTHENTICATION_FAILED",
        /// The account has no vehicles.
        NoVehicles = "NO_VEHICLES",
        /// The owner took the permission back at the maker.
        Permission = "PERMISSION",
        /// The connected-services subscription ran out.
        Subscription = "SUBSCRIPTION",
        /// The vehicle is not, or no longer, this account's own.
        VehicleMissing = "VEHICLE_MISSING",
        /// The virtual key is not in the car.
        VirtualKeyRequired = "VIRTUAL_KEY_REQUIRED",
        /// CarKey is not active (openfob's own code).
        CarKeyRequired = "CAR_KEY_REQUIRED",
    }
}

codes! {
    /// The vehicle's condition stands in the way (`VEHICLE_STATE`).
    VehicleCondition {
        /// The car sleeps.
        Asleep = "ASLEEP",
        /// It is charging.
        ChargingInProgress = "CHARGING_IN_PROGRESS",
        /// A cable is in.
        ChargingPlugConnected = "CHARGING_PLUG_CONNECTED",
        /// No cable is in.
        ChargingPlugNotConnected = "CHARGING_PLUG_NOT_CONNECTED",
        /// A door is open.
        DoorOpen = "DOOR_OPEN",
        /// The battery is full.
        FullyCharged = "FULLY_CHARGED",
        /// It is not charging.
        NotCharging = "NOT_CHARGING",
        /// The charger reports a fault.
        ChargeFault = "CHARGE_FAULT",
        /// The bonnet is open.
        HoodOpen = "HOOD_OPEN",
        /// The ignition is on.
        IgnitionOn = "IGNITION_ON",
        /// It is being driven.
        InMotion = "IN_MOTION",
        /// The 12 V battery is low.
        LowBattery = "LOW_BATTERY",
        /// Remote access is switched off in the car.
        RemoteAccessDisabled = "REMOTE_ACCESS_DISABLED",
        /// The boot is open.
        TrunkOpen = "TRUNK_OPEN",
        /// Its condition could not be learnt.
        Unknown = "UNKNOWN",
        /// It does not answer.
        Unreachable = "UNREACHABLE",
        /// It is in the workshop.
        VehicleOfflineForService = "VEHICLE_OFFLINE_FOR_SERVICE",
    }
}

codes! {
    /// This server failed (`SERVER`).
    ServerFault {
        /// Something broke here.
        Internal = "INTERNAL",
        /// No battery-capacity record.
        RecordNotFound = "RECORD_NOT_FOUND",
        /// Several battery-capacity records.
        MultipleRecordsFound = "MULTIPLE_RECORDS_FOUND",
    }
}

codes! {
    /// The automaker's side failed (`UPSTREAM`).
    UpstreamFault {
        /// It answered what cannot be.
        InvalidData = "INVALID_DATA",
        /// A fault that is known there.
        KnownIssue = "KNOWN_ISSUE",
        /// It did not answer.
        NoResponse = "NO_RESPONSE",
        /// It limits our requests.
        RateLimit = "RATE_LIMIT",
        /// It answered an error that nobody knows.
        UnknownIssue = "UNKNOWN_ISSUE",
    }
}

/// A typed "no", in no automaker's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Who asks is not known.
    Authentication,
    /// The token does not carry what the endpoint needs, or the vehicle is not the token's.
    Permission,
    /// The request is malformed.
    Validation(Vec<FieldProblem>),
    /// The request is well-formed and a value in it is wrong.
    Parameter(Vec<FieldProblem>),
    /// Nothing lies there.
    NotFound(NotFound),
    /// The application asks too often.
    ApplicationRateLimit {
        /// When a retry helps.
        retry_at: Timestamp,
    },
    /// The vehicle is throttled.
    VehicleRateLimit {
        /// When a retry helps.
        retry_at: Timestamp,
    },
    /// The plan does not cover it.
    Billing(Billing),
    /// It cannot be done with this vehicle or connection.
    Compatibility(Capability),
    /// The owner's account stands in the way.
    ConnectedServicesAccount(AccountIssue),
    /// The vehicle's condition stands in the way.
    VehicleState(VehicleCondition),
    /// This server failed.
    Server(ServerFault),
    /// The automaker failed.
    Upstream(UpstreamFault),
}

impl Refusal {
    /// The family: `type` in the error body.
    #[must_use]
    pub fn family(&self) -> &'static str {
        match self {
            Self::Authentication => "AUTHENTICATION",
            Self::Permission => "PERMISSION",
            Self::Validation(_) | Self::Parameter(_) => "VALIDATION",
            Self::NotFound(_) => "RESOURCE_NOT_FOUND",
            Self::ApplicationRateLimit { .. } | Self::VehicleRateLimit { .. } => "RATE_LIMIT",
            Self::Billing(_) => "BILLING",
            Self::Compatibility(_) => "COMPATIBILITY",
            Self::ConnectedServicesAccount(_) => "CONNECTED_SERVICES_ACCOUNT",
            Self::VehicleState(_) => "VEHICLE_STATE",
            Self::Server(_) => "SERVER",
            Self::Upstream(_) => "UPSTREAM",
        }
    }

    /// The code within the family; null for the families that have one meaning.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Authentication | Self::Permission | Self::Validation(_) => None,
            Self::Parameter(_) => Some("PARAMETER"),
            Self::NotFound(code) => Some(code.as_str()),
            Self::ApplicationRateLimit { .. } => Some("SMARTCAR_API"),
            Self::VehicleRateLimit { .. } => Some("VEHICLE"),
            Self::Billing(code) => Some(code.as_str()),
            Self::Compatibility(code) => Some(code.as_str()),
            Self::ConnectedServicesAccount(code) => Some(code.as_str()),
            Self::VehicleState(code) => Some(code.as_str()),
            Self::Server(code) => Some(code.as_str()),
            Self::Upstream(code) => Some(code.as_str()),
        }
    }

    /// The HTTP status. 430 is Smartcar's own.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Authentication => 401,
            Self::Permission => 403,
            Self::Validation(_) | Self::Parameter(_) | Self::ConnectedServicesAccount(_) => 400,
            Self::NotFound(_) => 404,
            Self::ApplicationRateLimit { .. } | Self::VehicleRateLimit { .. } => 429,
            Self::Billing(_) => 430,
            Self::Compatibility(_) => 501,
            Self::VehicleState(_) => 409,
            Self::Server(_) => 500,
            Self::Upstream(_) => 502,
        }
    }

    /// What mends it.
    #[must_use]
    pub fn resolution(&self) -> Resolution {
        match self {
            Self::Permission
            | Self::Compatibility(Capability::PlatformNotCapable)
            | Self::ConnectedServicesAccount(AccountIssue::AuthenticationFailed | AccountIssue::Permission) => {
                Resolution::Reauthenticate
            }
            Self::ConnectedServicesAccount(AccountIssue::VirtualKeyRequired | AccountIssue::CarKeyRequired) => {
                Resolution::ActionRequired
            }
            Self::ApplicationRateLimit { .. }
            | Self::VehicleRateLimit { .. }
            | Self::VehicleState(VehicleCondition::Unknown | VehicleCondition::LowBattery)
            | Self::Server(ServerFault::Internal)
            | Self::Upstream(_) => Resolution::RetryLater,
            Self::Billing(Billing::AccountSuspended) => Resolution::Finance,
            Self::Billing(_) | Self::Server(_) => Resolution::ContactSupport,
            Self::Authentication
            | Self::Validation(_)
            | Self::Parameter(_)
            | Self::NotFound(_)
            | Self::Compatibility(_)
            | Self::ConnectedServicesAccount(_)
            | Self::VehicleState(_) => Resolution::None,
        }
    }

    /// When the same request may succeed, where that is known.
    #[must_use]
    pub fn retry_at(&self) -> Option<Timestamp> {
        match self {
            Self::ApplicationRateLimit { retry_at } | Self::VehicleRateLimit { retry_at } => Some(*retry_at),
            _ => None,
        }
    }
}
