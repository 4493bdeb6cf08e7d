//! Accounts at the makers: which cars they see, what they gave which partner, and the tokens for it.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::{digest, rand};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::car::CarId;
use crate::car::failure::Failure;
use crate::catalogue::Make;
use crate::tesla::{Consents, scope};

/// How long a code is good.
const CODE_LIFE: SignedDuration = SignedDuration::from_mins(5);
/// How long an access token is good.
pub(crate) const ACCESS_LIFE: SignedDuration = SignedDuration::from_hours(2);
/// How many codes wait at most, and how many pairs of tokens an account has with one partner.
const MOST_CODES: usize = 500;
const MOST_SESSIONS: usize = 200;
/// How many partners an account is linked with at most.
pub(crate) const MOST_LINKS: usize = 50;

/// An account at a maker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Account {
    /// Names it for good.
    pub(crate) subject: Uuid,
    pub(crate) make: Make,
    pub(crate) email: String,
    pub(crate) platform: Platform,
    pub(crate) cars: Vec<Share>,
    /// What each read and command of its cars answers.
    pub(crate) failure: Option<Failure>,
    /// What stands in its way at the maker.
    pub(crate) trouble: Option<Trouble>,
    /// What it gave in the garage, by partner.
    pub(crate) links: BTreeMap<String, Link>,
    /// What Tesla keeps of it.
    #[serde(default)]
    pub(crate) tesla: Consents,
}

/// What can be wrong with an account at its maker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Trouble {
    /// The connected-services subscription ran out.
    SubscriptionEnded,
    /// The owner took back at the maker what they had given.
    ConsentRevoked,
    /// Tokens from before are refused.
    PasswordChanged,
    /// The owner has something to do in the maker's app.
    ActionNeeded,
}

impl Trouble {
    pub(crate) const ALL: [Self; 4] =
        [Self::SubscriptionEnded, Self::ConsentRevoked, Self::PasswordChanged, Self::ActionNeeded];

    /// As switches name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SubscriptionEnded => "subscription-ended",
            Self::ConsentRevoked => "consent-revoked",
            Self::PasswordChanged => "password-changed",
            Self::ActionNeeded => "action-needed",
        }
    }

    /// As a sentence that goes on with the account's name.
    pub(crate) fn happened(self) -> &'static str {
        match self {
            Self::SubscriptionEnded => "the subscription ends of",
            Self::ConsentRevoked => "consent is revoked by",
            Self::PasswordChanged => "the password is changed by",
            Self::ActionNeeded => "something is to be done in the maker's app by",
        }
    }

    /// What reads and commands answer; `None` where the tokens are refused before.
    pub(crate) fn failure(self) -> Option<Failure> {
        let code = match self {
            Self::SubscriptionEnded => "SUBSCRIPTION",
            Self::ConsentRevoked => "PERMISSION",
            Self::ActionNeeded => "ACCOUNT_ISSUE",
            Self::PasswordChanged => return None,
        };
        Some(Failure::new("CONNECTED_SERVICES_ACCOUNT", code))
    }

    /// Whether signing in again mends it.
    pub(crate) fn mended_by_sign_in(self) -> bool {
        matches!(self, Self::ConsentRevoked | Self::PasswordChanged)
    }
}

impl Account {
    /// Gives or takes back the permission to see where the cars are.
    pub(crate) fn give_location(&mut self, on: bool) {
        self.tesla.switch(scope::LOCATION, on);
        for link in self.links.values_mut() {
            if on {
                link.permissions.insert("read_location".to_owned());
            } else {
                link.permissions.remove("read_location");
            }
        }
    }

    /// Whether any partner may see where the cars are; `None` where it is linked with none.
    pub(crate) fn gives_location(&self) -> Option<bool> {
        let linked = self.links.values().any(|link| link.permissions.contains("read_location"));
        let at_tesla = self.tesla.gives(scope::LOCATION);
        if self.links.is_empty() { at_tesla } else { Some(linked) }
    }

    /// The cars that are in the account now.
    pub(crate) fn shares(&self) -> impl Iterator<Item = &Share> {
        self.cars.iter().filter(|share| !share.removed)
    }
}

/// Through which generation of the maker's interface an account is linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Platform {
    Current,
    Legacy,
}

/// A car as an account sees it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Share {
    pub(crate) car: CarId,
    pub(crate) role: Role,
    /// Whether it was taken out of the account.
    pub(crate) removed: bool,
    /// Whether the car's place is not told through this account.
    #[serde(default)]
    pub(crate) hide_private: bool,
}

/// How an account stands to a car.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
    Owner,
    Driver,
}

/// What an account gave one partner.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Link {
    pub(crate) permissions: BTreeSet<String>,
}

/// Names an account by make and e-mail, for good.
pub(crate) fn subject(make: Make, email: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("openfob-simulator:{}:{email}", make.code()).as_bytes())
}

/// Why a code or a token is not accepted.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TokenRefused {
    #[error("The code is unknown, was used before, or is older than five minutes.")]
    Code,
    #[error("The code was given for another client or redirect_uri.")]
    OtherParty,
    #[error("The refresh token is unknown or was replaced.")]
    Refresh,
}

/// A pair of tokens as it goes out.
pub(crate) struct TokenPair {
    pub(crate) account: Uuid,
    pub(crate) access: String,
    pub(crate) refresh: String,
}

/// Codes and tokens, each kept as its SHA-256 alone.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Tokens {
    codes: Vec<Code>,
    sessions: Vec<SessionTokens>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Code {
    hash: String,
    account: Uuid,
    client: String,
    redirect_uri: String,
    until: Timestamp,
}

/// The tokens that come from one sign-in.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct SessionTokens {
    account: Uuid,
    client: String,
    refresh: String,
    /// Good until `refresh` is used.
    earlier_refresh: Option<String>,
    access: Vec<AccessToken>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct AccessToken {
    hash: String,
    until: Timestamp,
}

impl Tokens {
    /// A code for an account that has just signed in.
    pub(crate) fn issue_code(&mut self, account: Uuid, client: &str, redirect_uri: &str, now: Timestamp) -> String {
        self.codes.retain(|code| code.until > now);
        if self.codes.len() >= MOST_CODES {
            self.codes.remove(0);
        }
        let code = random_token();
        self.codes.push(Code {
            hash: hash(&code),
            account,
            client: client.to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            until: now.checked_add(CODE_LIFE).unwrap_or(now),
        });
        code
    }

    /// Exchanges a code, once.
    pub(crate) fn exchange(
        &mut self,
        code: &str,
        client: &str,
        redirect_uri: &str,
        now: Timestamp,
    ) -> Result<TokenPair, TokenRefused> {
        let wanted = hash(code);
        let index = self.codes.iter().position(|code| code.hash == wanted).ok_or(TokenRefused::Code)?;
        let code = self.codes.remove(index);
        if code.until <= now {
            return Err(TokenRefused::Code);
        }
        if code.client != client || code.redirect_uri != redirect_uri {
            return Err(TokenRefused::OtherParty);
        }
        let of_link = |session: &SessionTokens| session.account == code.account && session.client == client;
        if self.sessions.iter().filter(|session| of_link(session)).count() >= MOST_SESSIONS
            && let Some(oldest) = self.sessions.iter().position(of_link)
        {
            self.sessions.remove(oldest);
        }
        let mut session = SessionTokens {
            account: code.account,
            client: client.to_owned(),
            refresh: String::new(),
            earlier_refresh: None,
            access: Vec::new(),
        };
        let pair = session.issue(now);
        self.sessions.push(session);
        Ok(pair)
    }

    /// Exchanges a refresh token. The one used stays good until its successor is used.
    pub(crate) fn refresh(&mut self, token: &str, client: &str, now: Timestamp) -> Result<TokenPair, TokenRefused> {
        let used = hash(token);
        let session = self
            .sessions
            .iter_mut()
            .find(|s| s.client == client && (s.refresh == used || s.earlier_refresh.as_ref() == Some(&used)))
            .ok_or(TokenRefused::Refresh)?;
        session.earlier_refresh = Some(used);
        Ok(session.issue(now))
    }

    /// Whose access token this is, and which partner's.
    pub(crate) fn bearer(&self, token: &str, now: Timestamp) -> Option<(Uuid, String)> {
        let wanted = hash(token);
        self.sessions
            .iter()
            .find(|session| session.access.iter().any(|access| access.hash == wanted && access.until > now))
            .map(|session| (session.account, session.client.clone()))
    }

    /// Forgets an account's tokens for everybody.
    pub(crate) fn forget_account(&mut self, account: Uuid) {
        self.sessions.retain(|session| session.account != account);
        self.codes.retain(|code| code.account != account);
    }

    /// Forgets an account's tokens for a partner.
    pub(crate) fn forget(&mut self, account: Uuid, client: &str) {
        self.sessions.retain(|session| session.account != account || session.client != client);
        self.codes.retain(|code| code.account != account || code.client != client);
    }
}

impl SessionTokens {
    fn issue(&mut self, now: Timestamp) -> TokenPair {
        let pair = TokenPair { account: self.account, access: random_token(), refresh: random_token() };
        self.access.retain(|access| access.until > now);
        if self.access.len() >= MOST_SESSIONS {
            self.access.remove(0);
        }
        let until = now.checked_add(ACCESS_LIFE).unwrap_or(now);
        self.access.push(AccessToken { hash: hash(&pair.access), until });
        self.refresh = hash(&pair.refresh);
        pair
    }
}

fn random_token() -> String {
    let mut bytes = [0_u8; 32];
    #[expect(clippy::expect_used, reason = "the system's random source does not fail once the process runs")]
    rand::fill(&mut bytes).expect("random bytes");
    URL_SAFE_NO_PAD.encode(bytes)
}

fn hash(token: &str) -> String {
    hex::encode(digest::digest(&digest::SHA256, token.as_bytes()))
}
