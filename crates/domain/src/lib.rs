//! What openfob knows, without any way of finding it out: vehicles, permissions, key states, signals, policy, refusals.
//!
//! Nothing in this crate reads a clock, a file or a socket; time and ids come in as values.

mod access;
mod command;
mod event;
mod id;
mod key;
mod make;
mod permission;
mod policy;
mod rate_limit;
mod refusal;
mod signal;
mod vehicle;
mod vin;

pub use access::{AccessRules, DataWithoutKey, KeyKind, KeyRule};
pub use command::{Command, CommandResult, ScheduleKind};
pub use event::{EventType, UnknownEventType};
pub use id::{
    AccountId, ApplicationId, ConnectionId, DeliveryId, EventId, GrantId, RunId, UserId, VehicleId, WebhookId,
};
pub use key::{
    Evidence, EvidenceSource, InvalidKeyDomain, KEY_RULE, KeyClaim, KeyDomain, KeyHolder, KeyRecord, KeyState,
    deciding, fold, is_late,
};
pub use make::{InvalidMake, Make};
pub use permission::{InvalidScope, Permission, RequestedPermission, Scope, UnknownPermission};
pub use policy::{Decision, History, KeyView, WithoutKeySetting, command_decision, data_decision};
pub use rate_limit::{Buckets, RateLimit};
pub use refusal::{
    AccountIssue, Billing, Capability, FieldProblem, NotFound, Refusal, Resolution, ServerFault, UpstreamFault,
    VehicleCondition,
};
pub use signal::{Reading, Readings, Signal, SignalValue, UnknownSignal};
pub use vehicle::{Mode, Model, Platform, Role};
pub use vin::{InvalidVin, Vin};
