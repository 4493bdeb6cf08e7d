//! Persistence: every fact that outlives a request, in one SQLite file, secrets sealed with a key file beside it.
//!
//! Functions stand by aggregate, a file each. What has to change together is one function here and one transaction.

mod accounts;
mod applications;
mod capacities;
mod car_key;
mod command_audit;
mod command_sessions;
mod connections;
mod costs;
mod error;
mod examine;
mod grants;
mod key_pair;
mod keys;
mod management;
mod memory;
mod open;
mod outbox;
mod owner_pages;
mod owners;
mod partners;
mod restore;
mod retention;
mod rotation;
mod row;
mod runs;
mod seal;
mod sealed_columns;
mod signals;
mod snapshot;
mod tokens;
mod turns;
mod vehicles;
mod webhooks;
mod writer;

pub use accounts::{Account, AccountLinked, StoredTokens};
pub use applications::{Application, ApplicationDetails, ApplicationSecrets};
pub use car_key::{
    CarKeyAudit, CarKeyProfile, CarKeySession, CarKeySignIn, CarKeySteps, HeldChallenge, NewCarKeySession, SmsCode,
    SmsPurpose, Step,
};
pub use command_audit::{AuditFilter, AuditedCommand, BegunCommand, CommandEnd};
pub use command_sessions::{CommandSession, SessionPlace};
pub use connections::Connection;
pub use costs::{CallTotal, CallsBy, CapNotice, CapOn, ReachedCap, UpstreamCall};
pub use error::{OpenError, StoreError};
pub use examine::{AccountHealth, Ailment, Examined, WebhookHealth, examine};
pub use grants::{Consent, Granted};
pub use key_pair::{KeyPair, KeyPairError, PublicKey};
pub use keys::KeyChange;
pub use management::{ConnectionCursor, ConnectionFilter, ListedConnection};
pub use open::{PoolUse, Store, schema_version};
pub use outbox::{Attempt, Delivery, DeliveryState, DueDelivery, Outbox, Outcome, StoredEvent};
pub use owners::Removed;
pub use partners::{NewPartner, Partner, PartnerError, PartnerKey, PartnerRegistration};
pub use restore::{RestoreError, Restoring};
pub use retention::{Retention, Swept};
pub use rotation::{ResealCursor, Resealed, RotationBegun, RotationError};
pub use runs::StoredRun;
pub use seal::{KeyFileError, sha256};
pub use snapshot::SnapshotError;
pub use tokens::{Bearer, CodeRefused, NewTokens, RefreshRefused, TOKEN_LIFETIMES, TokenLifetimes};
pub use turns::{KeyTurn, RefreshTurn};
pub use vehicles::{AccountVehicle, Vehicle, VehicleFacts};
pub use webhooks::{DueReading, Occasion, Webhook};
