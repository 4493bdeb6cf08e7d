//! The trait that every automaker's adapter implements.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use jiff::SignedDuration;
use openfob_domain::{
    AccessRules, Command, Evidence, KeyClaim, KeyDomain, KeyKind, Make, Model, Permission, Readings, Role, Signal, Vin,
};
use url::Url;

use crate::{AccountLink, AdapterError, AdapterErrorKind, ModelRange, PartnerAccounts, Session, VinCompatibility};

/// A brand as Connect lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand {
    /// Its spelling on the wire.
    pub make: Make,
    /// Its name as its maker writes it.
    pub name: String,
    /// The kind of key that its cars may ask for, so that the owner can be told beforehand.
    pub key: Option<KeyKind>,
    /// The first three characters of its VINs (ISO 3780), by which a VIN tells its brand.
    pub vin_prefixes: &'static [&'static str],
    /// Where it is sold, ISO 3166-1 alpha-2; empty: everywhere.
    pub countries: &'static [&'static str],
}

/// A car as an account sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VehicleRecord {
    /// Its identification number.
    pub vin: Vin,
    /// Make, model and year.
    pub model: Model,
    /// How the account stands to it.
    pub role: Role,
    /// What it asks for.
    pub access: AccessRules,
    /// Whether streaming is on, where its owner can switch it.
    pub streaming: Option<bool>,
    /// What it can serve.
    pub capabilities: BTreeSet<Permission>,
}

/// Whether a car can be asked anything now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    /// It answers.
    Awake,
    /// It sleeps.
    Asleep,
    /// It has no connection.
    Offline,
}

/// What an automaker tells of a car for free, without asking the car.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CarState {
    /// Whether it can be asked anything now.
    pub availability: Availability,
    /// Whether it stands parked, shut and uncharging, and so would fall asleep if left alone; `None`: only the car itself
    /// could tell.
    pub idle: Option<bool>,
}

/// What one fetch of signals brought.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fetched {
    /// The values reported.
    pub readings: Readings,
    /// Signals that this car can never report.
    pub not_capable: Vec<Signal>,
    /// Signals that the account does not let the partner see.
    pub forbidden: Vec<Signal>,
    /// Whether the automaker was asked and answered, though it may have told nothing; else all that was wanted was known
    /// to be in vain.
    pub asked: bool,
}

/// What an automaker says of a partner's key in a car, and what else it tells in the same answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyReport {
    /// What it claims. Empty: it has no such knowledge.
    pub evidence: Vec<Evidence>,
    /// What the car asks for now, where it tells.
    pub access: Option<AccessRules>,
    /// Whether streaming is on, where the car's owner can switch it.
    pub streaming: Option<bool>,
    /// How many keys the car has, of whatever kind, where it tells.
    pub keys: Option<u32>,
    /// The car's software, where it tells.
    pub firmware: Option<String>,
}

/// A car that is to do something.
#[derive(Clone, Copy, Debug)]
pub struct Commanded<'a> {
    /// Its identification number.
    pub vin: &'a Vin,
    /// What it asks for.
    pub access: &'a AccessRules,
    /// Which of the partner's keys a command is signed with where the car wants that, by its short name.
    pub key: Option<&'a str>,
}

/// What a car said to a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandAnswer {
    /// Whether it obeyed.
    pub verdict: Verdict,
    /// The key that the command was signed with; `None`: it went unsigned.
    pub signed_with: Option<String>,
    /// What the answer tells of that key. A car that obeys, or refuses for a reason of its own, has it.
    pub key: Option<KeyClaim>,
    /// What was wrong with the session at first, where it was healed on the way; in the automaker's word.
    pub healed: Option<String>,
    /// Why it was not done, or that it was done already; in the automaker's word.
    pub reason: Option<String>,
}

/// Whether a car obeyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It did, or what it was told was done already.
    Obeyed,
    /// It understood, and would not.
    Refused(AdapterErrorKind),
    /// It did not take the command as one that it should obey: it does not know the key, has no session, is busy.
    NotTaken(AdapterErrorKind),
}

impl CommandAnswer {
    /// An unsigned command's answer.
    #[must_use]
    pub fn unsigned(verdict: Verdict) -> Self {
        Self { verdict, signed_with: None, key: None, healed: None, reason: None }
    }
}

/// Commands, for automakers that take any.
#[async_trait]
pub trait Commands: Send + Sync {
    /// Whether a command is signed with the partner's key on its way to a car with these rules.
    fn is_signed(&self, _access: &AccessRules, _command: &Command) -> bool {
        false
    }

    /// Has the car do something, waking it if it sleeps, and answers what the car said.
    ///
    /// # Errors
    /// What kept the command from the car, or its answer from us; [`AdapterError::effect`] says whether it may have
    /// happened all the same.
    async fn run(
        &self,
        session: &Session,
        car: Commanded<'_>,
        command: &Command,
    ) -> Result<CommandAnswer, AdapterError>;
}

/// One automaker's interface.
#[async_trait]
pub trait Adapter: Send + Sync {
    /// The adapter's name in the store and in logs: `garage`, `tesla`.
    fn name(&self) -> &'static str;

    /// The brands that it serves.
    fn brands(&self) -> &[Brand];

    /// What a VIN alone tells of its car; `None` when it is of no make served here.
    fn compatibility(&self, vin: &Vin) -> Option<VinCompatibility>;

    /// The models that can be connected.
    fn models(&self) -> Vec<ModelRange>;

    /// Sign-in and tokens.
    fn link(&self) -> &dyn AccountLink;

    /// The cars that an account sees.
    ///
    /// # Errors
    /// What the automaker refused.
    async fn vehicles(&self, session: &Session) -> Result<Vec<VehicleRecord>, AdapterError>;

    /// What the automaker knows without asking the car.
    ///
    /// # Errors
    /// What the automaker refused.
    async fn state(&self, session: &Session, vin: &Vin) -> Result<CarState, AdapterError>;

    /// Reads signals, never waking the car.
    ///
    /// # Errors
    /// What the automaker or the car refused; a sleeping car is `VEHICLE_STATE:ASLEEP`.
    async fn read(&self, session: &Session, vin: &Vin, want: &[Signal]) -> Result<Fetched, AdapterError>;

    /// What the automaker says of the keys of the session's partner in several cars, in as few calls as it allows. A car
    /// of which nothing came back is left out.
    ///
    /// # Errors
    /// What the automaker refused. What it refuses of one car it may refuse of all that are asked about at once.
    async fn key_reports(&self, session: &Session, vins: &[&Vin]) -> Result<BTreeMap<Vin, KeyReport>, AdapterError>;

    /// The same of one car.
    ///
    /// # Errors
    /// What the automaker refused.
    async fn key_report(&self, session: &Session, vin: &Vin) -> Result<KeyReport, AdapterError> {
        Ok(self.key_reports(session, &[vin]).await?.remove(vin).unwrap_or_default())
    }

    /// How long its word about a key may be relied on before it is asked again.
    fn key_evidence_max_age(&self) -> SignedDuration;

    /// The link that adds the key of this domain to a car of this make: the one car if named, else whichever the owner
    /// has before them. `None`: keys are not added by a link there.
    fn key_link(&self, make: &Make, key_domain: &KeyDomain, vin: Option<&Vin>) -> Option<Url>;

    /// Commands, if the automaker takes any.
    fn commands(&self) -> Option<&dyn Commands> {
        None
    }

    /// Registration of partners, if the automaker asks for it.
    fn partner_accounts(&self) -> Option<&dyn PartnerAccounts> {
        None
    }
}
