//! `[mail]`: e-mail to owners, such as the steps that are taken in the car.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use openfob_gateway::MailSettings;
use secrecy::SecretString;
use url::Url;

use super::Key;
use super::layers::Layers;

const SMTP: Key = Key {
    section: "mail",
    name: "smtp",
    expected: "smtps://host:port, or smtp://host:port with ?tls=required for STARTTLS, without user and password",
    default: "none: no e-mail is offered",
    about: "The mail server.",
};

const FROM: Key = Key {
    section: "mail",
    name: "from",
    expected: "an address such as `Voltwise <cars@example.com>`",
    default: "openfob@ and the mail server's host",
    about: "Who e-mail is from.",
};

const USERNAME: Key = Key {
    section: "mail",
    name: "username",
    expected: "the mail server's user",
    default: "none: no sign-in",
    about: "The user to sign in as at the mail server.",
};

const PASSWORD: Key = Key {
    section: "mail",
    name: "password",
    expected: "that user's password",
    default: "empty",
    about: "Better given as the environment variable OPENFOB__MAIL__PASSWORD than in a file.",
};

/// The keys of this section.
pub(super) const KEYS: &[Key] = &[SMTP, FROM, USERNAME, PASSWORD];

/// Takes the section's values.
pub(super) fn read(layers: &mut Layers) -> Option<MailSettings> {
    for key in [&FROM, &USERNAME, &PASSWORD] {
        layers.refuse_without(key, &SMTP);
    }
    let from: Option<Text> = layers.take(&FROM);
    let username: Option<Text> = layers.take(&USERNAME);
    let password: Option<Text> = layers.take(&PASSWORD);
    let Server(mut url) = layers.take(&SMTP)?;
    let host = url.host_str().unwrap_or_default().to_owned();
    if let Some(Text(username)) = username {
        let password = password.map(|Text(password)| password);
        // Neither fails for an address that has a host.
        let _ = url.set_username(&username);
        let _ = url.set_password(password.as_deref());
    }
    let from = from.map_or_else(|| format!("openfob@{host}"), |Text(from)| from);
    Some(MailSettings { smtp: SecretString::from(String::from(url)), from })
}

struct Text(String);

impl FromStr for Text {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

struct Server(Url);

struct NoServer;

impl fmt::Display for NoServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no mail server's address")
    }
}

impl FromStr for Server {
    type Err = NoServer;

    fn from_str(text: &str) -> Result<Self, NoServer> {
        let url = Url::parse(text).map_err(|_| NoServer)?;
        let plain = url.username().is_empty() && url.password().is_none();
        if matches!(url.scheme(), "smtp" | "smtps") && url.host_str().is_some() && plain {
            Ok(Self(url))
        } else {
            Err(NoServer)
        }
    }
}
