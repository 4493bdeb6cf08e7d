//! `[carkey]`: the service that owners' CarKey apps talk to.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::path::PathBuf;
use std::str::FromStr;

use jiff::SignedDuration;
use openfob_carkey::{ContactPosition, LateReactivation, Rules};
use openfob_carkey_service::{Limits, each_minute};
use url::Url;

use super::layers::Layers;
use super::{Key, Period};

const ANCHORS: Key = Key {
    section: "carkey",
    name: "anchors",
    expected: "PEM files of certificates, such as [\"psa-anchor.pem\"]",
    default: "none: there is no CarKey service",
    about: "Whose cars are believed: attestations are signed under certificates that lead to one of these. As an \
            environment variable: with commas between.",
};

const MAX_AGE: Key = Key {
    section: "carkey",
    name: "max_age",
    expected: "a length of time such as 60s",
    default: "60s",
    about: "How old a car's attestation may be.",
};

const MAX_AHEAD: Key = Key {
    section: "carkey",
    name: "max_ahead",
    expected: "a length of time such as 5s",
    default: "5s",
    about: "How far a car's clock may be ahead.",
};

const POSITIONS: Key = Key {
    section: "carkey",
    name: "positions",
    expected: "numbers from 0 to 3, such as [1, 2]",
    default: "1",
    about: "Ignition positions in which a key counts: 0 stop, 1 contact, 2 starting, 3 free. The maker never said which.",
};

const LATE_REACTIVATION: Key = Key {
    section: "carkey",
    name: "late_reactivation",
    expected: "`refused` or `from_scratch`",
    default: "refused",
    about: "What an activation may do once a suspended CarKey could no longer be brought back, or was disabled: nothing \
            until the car was removed from the account, or the same as a first one. The maker never said.",
};

const STEPS_IN_ORDER: Key = Key {
    section: "carkey",
    name: "steps_in_order",
    expected: "true or false",
    default: "true",
    about: "Whether CarKey waits for a trusted phone number and an enrolled phone.",
};

const SMS_URL: Key = Key {
    section: "carkey",
    name: "sms_url",
    expected: "an http or https address",
    default: "none: SMS are written into the log",
    about: "Where SMS are posted to, as `{\"to\": \"+33…\", \"text\": \"…\"}`.",
};

const SMS_TOKEN_FILE: Key = Key {
    section: "carkey",
    name: "sms_token_file",
    expected: "a file that holds a token",
    default: "none",
    about: "The bearer token that `sms_url` asks for.",
};

const SMS_PER_DAY: Key = Key {
    section: "carkey",
    name: "sms_per_day",
    expected: "a whole number",
    default: "10",
    about: "SMS for one account within 24 hours.",
};

const PIN_ATTEMPTS: Key = Key {
    section: "carkey",
    name: "pin_attempts",
    expected: "a whole number",
    default: "3",
    about: "Wrong PINs in a row until the account is blocked.",
};

const PHONES: Key = Key {
    section: "carkey",
    name: "phones",
    expected: "a whole number",
    default: "5",
    about: "Phones enrolled on one account.",
};

const CALLS_PER_MINUTE: Key = Key {
    section: "carkey",
    name: "calls_per_minute",
    expected: "a whole number from 1",
    default: "120",
    about: "Calls of one account in a minute. Beyond it: 2204, `carkey.rate_limit`.",
};

const SIGN_INS_PER_MINUTE: Key = Key {
    section: "carkey",
    name: "sign_ins_per_minute",
    expected: "a whole number from 1",
    default: "600",
    about: "Sign-ins that are begun through one application in a minute. Beyond it: 2204, `carkey.rate_limit`.",
};

const CHALLENGE: Key = Key {
    section: "carkey",
    name: "challenge",
    expected: "a length of time such as 2m",
    default: "2m",
    about: "How long a car may take to answer a challenge.",
};

const SECURITY_CODE: Key = Key {
    section: "carkey",
    name: "security_code",
    expected: "a length of time such as 24h",
    default: "24h",
    about: "How long the security code of an activation is good.",
};

/// The keys of this section.
pub(super) const KEYS: &[Key] = &[
    ANCHORS,
    MAX_AGE,
    MAX_AHEAD,
    POSITIONS,
    LATE_REACTIVATION,
    STEPS_IN_ORDER,
    SMS_URL,
    SMS_TOKEN_FILE,
    SMS_PER_DAY,
    PIN_ATTEMPTS,
    PHONES,
    CALLS_PER_MINUTE,
    SIGN_INS_PER_MINUTE,
    CHALLENGE,
    SECURITY_CODE,
];

/// The CarKey service.
#[derive(Debug)]
pub(crate) struct CarKey {
    /// PEM files.
    pub(crate) anchors: Vec<PathBuf>,
    /// What an attestation must say.
    pub(crate) rules: Rules,
    /// What an activation may do after the date.
    pub(crate) late: LateReactivation,
    /// Whether CarKey waits for the steps before it.
    pub(crate) steps_in_order: bool,
    /// Where SMS go, and the file with the token for it; `None`: into the log.
    pub(crate) sms: Option<(Url, Option<PathBuf>)>,
    /// How often, how long, how many.
    pub(crate) limits: Limits,
}

/// Takes the section's values.
pub(super) fn read(layers: &mut Layers) -> Option<CarKey> {
    for key in KEYS.iter().skip(1) {
        layers.refuse_without(key, &ANCHORS);
    }
    layers.refuse_without(&SMS_TOKEN_FILE, &SMS_URL);
    let (rules, limits) = (Rules::default(), Limits::default());
    let mut time = |key, otherwise| layers.take(key).map_or(otherwise, |Period(time)| signed(time));
    let rules = Rules { max_age: time(&MAX_AGE, rules.max_age), max_ahead: time(&MAX_AHEAD, rules.max_ahead), ..rules };
    let limits = Limits {
        challenge: time(&CHALLENGE, limits.challenge),
        security_code: time(&SECURITY_CODE, limits.security_code),
        ..limits
    };
    let limits = Limits {
        sms_most: layers.take(&SMS_PER_DAY).unwrap_or(limits.sms_most),
        pin_failures: layers.take(&PIN_ATTEMPTS).unwrap_or(limits.pin_failures),
        phones: layers.take(&PHONES).unwrap_or(limits.phones),
        calls: layers.take(&CALLS_PER_MINUTE).map_or(limits.calls, each_minute),
        sign_ins: layers.take(&SIGN_INS_PER_MINUTE).map_or(limits.sign_ins, each_minute),
        ..limits
    };
    let positions = layers.take(&POSITIONS).map_or(rules.positions, |Positions(positions)| positions);
    let late = layers.take(&LATE_REACTIVATION).map_or(LateReactivation::Refused, |Late(late)| late);
    let steps_in_order = layers.take(&STEPS_IN_ORDER).unwrap_or(true);
    let token_file = layers.take(&SMS_TOKEN_FILE).map(|File(path)| path);
    let sms = layers.take(&SMS_URL).map(|url| (url, token_file));
    let Files(anchors) = layers.take(&ANCHORS)?;
    Some(CarKey { anchors, rules: Rules { positions, ..rules }, late, steps_in_order, sms, limits })
}

fn signed(time: std::time::Duration) -> SignedDuration {
    SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX)
}

struct Files(Vec<PathBuf>);

impl FromStr for Files {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.split(',').map(str::trim).filter(|path| !path.is_empty()).map(PathBuf::from).collect()))
    }
}

struct File(PathBuf);

impl FromStr for File {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(PathBuf::from(text)))
    }
}

struct Positions(BTreeSet<ContactPosition>);

impl FromStr for Positions {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let position = |word: &str| {
            let number: u8 = word.trim().parse().map_err(|_| "no number")?;
            ContactPosition::try_from(number).map_err(|_| "there is no such position")
        };
        text.split(',').map(position).collect::<Result<_, _>>().map(Self)
    }
}

struct Late(LateReactivation);

impl FromStr for Late {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        match text {
            "refused" => Ok(Self(LateReactivation::Refused)),
            "from_scratch" => Ok(Self(LateReactivation::FromScratch)),
            _ => Err("no way to treat one that comes late"),
        }
    }
}
