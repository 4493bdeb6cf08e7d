//! The page for when there is nowhere to send the browser back to. Its reader is most likely the developer.

use askama::Template;

use super::{RenderError, assets, icon::Icon};
use crate::text::Texts;

/// Says what is wrong with the link that was opened.
#[derive(Clone, Debug)]
pub(crate) struct ErrorPage {
    /// Who runs this server, as the footer names it.
    pub(crate) operator: String,
    /// What is wrong.
    pub(crate) fault: Fault,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No `client_id` was sent.
    NoClientId,
    /// No application has this `client_id`.
    UnknownClientId(String),
    /// The application has registered other redirect URIs.
    UnregisteredRedirectUri(String),
    /// None was sent and none is registered.
    NoRedirectUri,
    /// The run of Connect is over, or was never there.
    ExpiredRun,
    /// The form was sent from a page that this browser did not get from us.
    ForgedForm,
    /// A parameter cannot be read, and the browser cannot be sent back with an error.
    InvalidParameter {
        /// Its name.
        name: String,
        /// The value that came.
        value: String,
        /// What was expected, in English, for the developer.
        expected: String,
    },
    /// A fault of ours.
    Ours {
        /// Finds it in the log.
        reference: String,
    },
}

impl ErrorPage {
    /// The page as HTML.
    pub(crate) fn render(&self, texts: &Texts) -> Result<String, RenderError> {
        Ok(Markup { texts, page: self }.render()?)
    }

    fn key(&self) -> &'static str {
        match &self.fault {
            Fault::NoClientId => "error-no-client",
            Fault::UnknownClientId(_) => "error-client",
            Fault::UnregisteredRedirectUri(_) => "error-redirect",
            Fault::NoRedirectUri => "error-no-redirect",
            Fault::ExpiredRun => "error-expired",
            Fault::ForgedForm => "error-form",
            Fault::InvalidParameter { .. } => "error-parameter",
            Fault::Ours { .. } => "error-ours",
        }
    }

    fn why(&self, texts: &Texts) -> String {
        texts.message(&format!("{}.why", self.key())).to_string()
    }

    fn todo(&self, texts: &Texts) -> String {
        texts.message(&format!("{}.todo", self.key())).to_string()
    }

    /// What came and what was expected, by the names that a developer knows.
    fn facts(&self, texts: &Texts) -> Vec<(String, &str)> {
        let name = |key: &'static str| texts.message(key).to_string();
        match &self.fault {
            Fault::UnknownClientId(value) => vec![("client_id".to_owned(), value)],
            Fault::UnregisteredRedirectUri(value) => vec![("redirect_uri".to_owned(), value)],
            Fault::InvalidParameter { name: parameter, value, expected } => {
                vec![(parameter.clone(), value), (name("error-expected"), expected)]
            }
            Fault::Ours { reference } => vec![(name("error-reference"), reference)],
            Fault::NoClientId | Fault::NoRedirectUri | Fault::ExpiredRun | Fault::ForgedForm => Vec::new(),
        }
    }
}

#[derive(Template)]
#[template(path = "connect/error.html")]
struct Markup<'a> {
    texts: &'a Texts,
    page: &'a ErrorPage,
}
