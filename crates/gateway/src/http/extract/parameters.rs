//! The query's parameters, each at most once.

use std::collections::BTreeMap;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::Gateway;
use crate::http::Problem;

/// What the query says. Empty values count as absent, and so does `undefined`, which the SDK for Node.js prints for an
/// absent value.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    /// Reads a query.
    pub(crate) fn of(query: &str) -> Result<Self, Problem> {
        let mut values = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if value.is_empty() || value == "undefined" {
                continue;
            }
            if values.insert(name.clone().into_owned(), value.into_owned()).is_some() {
                return Err(Problem::field(&name, "this parameter came more than once; send it once"));
            }
        }
        Ok(Self(values))
    }

    /// The value of a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The value of a parameter, read as what it has to be.
    pub(crate) fn parse<T>(
        &self,
        name: &str,
        expected: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Problem> {
        let wrong = |text: &str| Problem::field(name, format!("expected {expected}, got `{text}`"));
        self.get(name).map(|text| read(text).ok_or_else(|| wrong(text))).transpose()
    }
}

impl FromRequestParts<Gateway> for Parameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _gateway: &Gateway) -> Result<Self, Problem> {
        Self::of(parts.uri.query().unwrap_or_default())
    }
}
