//! Codes, refresh tokens and what access tokens stand on. Kept as SHA-256 alone.

use std::collections::BTreeSet;

use aws_lc_rs::{digest, rand};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::region::Region;

/// How long a code is good.
const CODE_LIFE: SignedDuration = SignedDuration::from_mins(5);
/// How long an access token is good.
pub(crate) const ACCESS_LIFE: SignedDuration = SignedDuration::from_hours(8);
/// How long a refresh token is good: three months.
const REFRESH_LIFE: SignedDuration = SignedDuration::from_hours(24 * 90);
/// How long the refresh token used last stays good, for clients that failed to keep its successor.
const GRACE: SignedDuration = SignedDuration::from_hours(24);
const MOST_CODES: usize = 500;
const MOST_SESSIONS: usize = 2_000;

/// Everything that tokens stand on.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Sessions {
    codes: Vec<Code>,
    sessions: Vec<Session>,
}

/// What a code was given for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Code {
    hash: String,
    pub(crate) account: Uuid,
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) scopes: BTreeSet<String>,
    pub(crate) challenge: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) locale: Option<String>,
    pub(crate) state: Option<String>,
    until: Timestamp,
}

/// What comes of one sign-in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Session {
    /// Access tokens carry it.
    pub(crate) id: String,
    pub(crate) account: Uuid,
    pub(crate) client_id: String,
    /// What was asked for then; what it is worth is what the account still gives.
    pub(crate) scopes: BTreeSet<String>,
    pub(crate) locale: Option<String>,
    /// When the owner signed in.
    pub(crate) signed_in: Timestamp,
    refresh: Option<Refresh>,
    used: Option<Refresh>,
    /// Until when an access token of it may be good.
    until: Timestamp,
}

/// A refresh token, with when it was given; for the one used last, when it was used.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Refresh {
    hash: String,
    at: Timestamp,
}

/// Why a code is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodeRefused {
    Unknown,
    OtherClient,
    OtherRedirect,
    Verifier,
}

impl Code {
    pub(crate) fn new(account: Uuid, client_id: &str, redirect_uri: &str, scopes: BTreeSet<String>) -> Self {
        Self {
            hash: String::new(),
            account,
            client_id: client_id.to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            scopes,
            challenge: None,
            nonce: None,
            locale: None,
            state: None,
            until: Timestamp::UNIX_EPOCH,
        }
    }
}

impl Sessions {
    /// Keeps a code and gives its text, which begins with the region as Tesla's do.
    pub(crate) fn give_code(&mut self, code: Code, region: Region, now: Timestamp) -> String {
        self.codes.retain(|code| code.until > now);
        if self.codes.len() >= MOST_CODES {
            self.codes.remove(0);
        }
        let text = random(region);
        self.codes.push(Code { hash: hash(&text), until: later(now, CODE_LIFE), ..code });
        text
    }

    /// Takes a code, which is then gone whatever the answer.
    pub(crate) fn take_code(
        &mut self,
        text: &str,
        client_id: &str,
        redirect_uri: &str,
        verifier: Option<&str>,
        now: Timestamp,
    ) -> Result<Code, CodeRefused> {
        let wanted = hash(text);
        let index = self.codes.iter().position(|code| code.hash == wanted).ok_or(CodeRefused::Unknown)?;
        let code = self.codes.remove(index);
        if code.until <= now {
            return Err(CodeRefused::Unknown);
        }
        if code.client_id != client_id {
            return Err(CodeRefused::OtherClient);
        }
        if code.redirect_uri != redirect_uri {
            return Err(CodeRefused::OtherRedirect);
        }
        if let Some(challenge) = &code.challenge
            && verifier.map(s256).as_ref() != Some(challenge)
        {
            return Err(CodeRefused::Verifier);
        }
        Ok(code)
    }

    /// A session that begins now, with a refresh token where `offline`.
    pub(crate) fn begin(
        &mut self,
        code: &Code,
        region: Region,
        offline: bool,
        now: Timestamp,
    ) -> (Session, Option<String>) {
        self.sessions.retain(|session| session.is_alive(now));
        if self.sessions.len() >= MOST_SESSIONS {
            self.sessions.remove(0);
        }
        let refresh = offline.then(|| random(region));
        let session = Session {
            id: random(region),
            account: code.account,
            client_id: code.client_id.clone(),
            scopes: code.scopes.clone(),
            locale: code.locale.clone(),
            signed_in: now,
            refresh: refresh.as_deref().map(|token| Refresh { hash: hash(token), at: now }),
            used: None,
            until: later(now, ACCESS_LIFE),
        };
        self.sessions.push(session.clone());
        (session, refresh)
    }

    /// Exchanges a refresh token for its successor. The one used last stays good for a day, if there is `grace`.
    pub(crate) fn refresh(
        &mut self,
        token: &str,
        client_id: &str,
        region_of: impl FnOnce(Uuid) -> Region,
        grace: bool,
        now: Timestamp,
    ) -> Option<(Session, String)> {
        let wanted = hash(token);
        let good = |refresh: &Option<Refresh>, life| {
            refresh.as_ref().is_some_and(|refresh| refresh.hash == wanted && now < later(refresh.at, life))
        };
        let session = self.sessions.iter_mut().find(|session| {
            session.client_id == client_id
                && (good(&session.refresh, REFRESH_LIFE) || grace && good(&session.used, GRACE))
        })?;
        let successor = random(region_of(session.account));
        // Using it again does not make its day longer.
        if session.used.as_ref().is_none_or(|used| used.hash != wanted) {
            session.used = Some(Refresh { hash: wanted, at: now });
        }
        session.refresh = Some(Refresh { hash: hash(&successor), at: now });
        session.until = later(now, ACCESS_LIFE);
        Some((session.clone(), successor))
    }

    /// The session that an access token names.
    pub(crate) fn find(&self, id: &str) -> Option<&Session> {
        self.sessions.iter().find(|session| session.id == id)
    }

    /// Ends what an account has, with one application or with all.
    pub(crate) fn end(&mut self, account: Uuid, client_id: Option<&str>) {
        let ends = |owner: Uuid, client: &str| owner == account && client_id.is_none_or(|id| id == client);
        self.codes.retain(|code| !ends(code.account, &code.client_id));
        self.sessions.retain(|session| !ends(session.account, &session.client_id));
    }
}

impl Session {
    fn is_alive(&self, now: Timestamp) -> bool {
        now < self.until || self.refresh.as_ref().is_some_and(|refresh| now < later(refresh.at, REFRESH_LIFE))
    }
}

/// What a verifier's challenge is (RFC 7636).
fn s256(verifier: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()))
}

fn random(region: Region) -> String {
    let mut bytes = [0_u8; 32];
    #[expect(clippy::expect_used, reason = "the system's random source does not fail once the process runs")]
    rand::fill(&mut bytes).expect("random bytes");
    format!("{}_{}", region.code().to_uppercase(), hex::encode(bytes))
}

fn hash(token: &str) -> String {
    hex::encode(digest::digest(&digest::SHA256, token.as_bytes()))
}

fn later(from: Timestamp, by: SignedDuration) -> Timestamp {
    from.checked_add(by).unwrap_or(from)
}
