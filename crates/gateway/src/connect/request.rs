//! What a Connect link asks for (page "Redirect to Connect" of Smartcar's documentation), parsed.

use std::collections::BTreeMap;

use openfob_domain::{ApplicationId, ConnectionId, Make, Mode, Scope, Vin};
use serde::{Deserialize, Serialize};

/// A Connect link as far as it could be read without knowing the application.
#[derive(Clone, Debug, Default)]
pub(super) struct Query {
    parameters: BTreeMap<String, String>,
    raw_state: Option<String>,
}

/// What a run is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Request {
    /// Whether cars are connected, or connected ones signed in anew.
    pub(super) purpose: Purpose,
    /// Whether a code is wanted at the end.
    pub(super) response: ResponseType,
    /// Where the browser returns; one of the registered addresses.
    pub(super) redirect_uri: Option<String>,
    /// What the application asks for.
    pub(super) scope: Scope,
    /// Echoed byte for byte, in the encoded form in which it came.
    pub(super) raw_state: Option<String>,
    /// Real or simulated cars.
    pub(super) mode: Mode,
    /// Skips the list of brands.
    pub(super) make: Option<Make>,
    /// Exactly one car may be chosen.
    pub(super) single_select: bool,
    /// Only this car may be chosen.
    pub(super) single_select_vin: Option<Vin>,
    /// Selects the brands (`flags=country:XX`), ISO 3166-1 alpha-2.
    pub(super) country: Option<String>,
    /// The application's own id for the user; empty clears the stored one.
    pub(super) external_id: Option<String>,
    /// PKCE: the S256 form of the verifier.
    pub(super) code_challenge: Option<String>,
}

impl Request {
    /// A request that asks for nothing and leads back to the application.
    pub(super) fn back_to(redirect_uri: Option<String>, response: ResponseType, query: &Query) -> Self {
        Self {
            purpose: Purpose::Connect,
            response,
            redirect_uri,
            scope: Scope::default(),
            raw_state: query.raw_state.clone(),
            mode: Mode::Live,
            make: None,
            single_select: false,
            single_select_vin: None,
            country: None,
            external_id: None,
            code_challenge: None,
        }
    }
}

/// What a run is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "purpose")]
pub(super) enum Purpose {
    /// Connecting cars: a new grant.
    Connect,
    /// Signing in again: no new grant and no new tokens; what is asked for beyond the grants widens them.
    Reauthenticate {
        /// The one connection that is meant; without it, every one of the account.
        connection: Option<ConnectionId>,
    },
}

/// `response_type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ResponseType {
    /// A code at the end.
    Code,
    /// A page that says it is done.
    None,
    /// The vehicle's id, after signing in again.
    #[serde(rename = "vehicle_id")]
    VehicleId,
}

/// A parameter that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InvalidParameter {
    pub(super) name: &'static str,
    pub(super) value: String,
    pub(super) expected: String,
}

impl Query {
    /// Reads a query string. Of a parameter given twice the first counts.
    pub(super) fn parse(query: &str) -> Self {
        let mut parameters = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            parameters.entry(name.into_owned()).or_insert_with(|| value.into_owned());
        }
        let raw_state = query.split('&').find_map(|pair| pair.strip_prefix("state=")).map(str::to_owned);
        Self { parameters, raw_state }
    }

    /// A parameter that is there and not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// `client_id`, or its newer name `application_id`.
    pub(super) fn client_id(&self) -> Option<&str> {
        self.get("client_id").or_else(|| self.get("application_id"))
    }

    /// See [`Query::client_id`].
    pub(super) fn application(&self) -> Option<ApplicationId> {
        self.client_id()?.parse().ok()
    }

    /// Reads the rest. `redirect_uri` has been checked; `default_scope` is the application's own.
    pub(super) fn request(
        &self,
        redirect_uri: Option<String>,
        default_scope: &Scope,
    ) -> Result<Request, InvalidParameter> {
        let response = match self.get("response_type") {
            None | Some("code") => ResponseType::Code,
            Some("none") => ResponseType::None,
            Some(other) => return Err(invalid("response_type", other, "code or none")),
        };
        let scope = match self.get("scope") {
            Some(text) => text.parse().map_err(|error| invalid("scope", text, format!("permission names: {error}")))?,
            None => default_scope.clone(),
        };
        if scope.is_empty() {
            return Err(invalid("scope", "", "at least one permission, here or in the application's own settings"));
        }
        let mode = self.get("mode").map_or(Ok(Mode::Live), |text| {
            Mode::parse(text).ok_or_else(|| invalid("mode", text, "live or simulated"))
        })?;
        if !matches!(self.get("approval_prompt"), None | Some("auto" | "force")) {
            return Err(invalid("approval_prompt", self.get("approval_prompt").unwrap_or_default(), "auto or force"));
        }
        let make = self
            .get("make")
            .map(|text| text.parse().map_err(|_| invalid("make", text, "a brand such as TESLA")))
            .transpose()?;
        let single_select = match self.get("single_select") {
            None | Some("false") => false,
            Some("true") => true,
            Some(other) => return Err(invalid("single_select", other, "true or false")),
        };
        let single_select_vin = self
            .get("single_select_vin")
            .map(|text| text.parse().map_err(|error| invalid("single_select_vin", text, format!("{error}"))))
            .transpose()?;
        if single_select_vin.is_some() && !single_select {
            return Err(invalid("single_select", "false", "true, where single_select_vin is given"));
        }
        let code_challenge = self.get("code_challenge").map(str::to_owned);
        match (&code_challenge, self.get("code_challenge_method")) {
            (None, _) | (Some(_), Some("S256")) => {}
            (Some(_), method) => return Err(invalid("code_challenge_method", method.unwrap_or("plain"), "S256")),
        }
        if code_challenge.as_ref().is_some_and(|challenge| challenge.len() != 43) {
            return Err(invalid("code_challenge", self.get("code_challenge").unwrap_or_default(), "43 characters"));
        }
        Ok(Request {
            purpose: Purpose::Connect,
            response,
            redirect_uri,
            scope,
            raw_state: self.raw_state.clone(),
            mode,
            make,
            single_select,
            single_select_vin,
            country: self.country(),
            external_id: self.get("external_id").map(|id| if id == "null" { String::new() } else { id.to_owned() }),
            code_challenge,
        })
    }

    /// Reads a link to sign in again. `connection` and `redirect_uri` have been checked.
    pub(super) fn reauthentication(
        &self,
        redirect_uri: Option<String>,
        connection: Option<ConnectionId>,
        mode: Mode,
        make: Option<Make>,
    ) -> Result<Request, InvalidParameter> {
        let response = match self.get("response_type") {
            Some("vehicle_id") => ResponseType::VehicleId,
            Some("none") => ResponseType::None,
            other => return Err(invalid("response_type", other.unwrap_or_default(), "vehicle_id or none")),
        };
        let scope = self.get("scope").unwrap_or_default();
        Ok(Request {
            purpose: Purpose::Reauthenticate { connection },
            scope: scope.parse().map_err(|error| invalid("scope", scope, format!("permission names: {error}")))?,
            mode,
            make,
            country: self.country(),
            external_id: self.get("external_id").map(str::to_owned),
            ..Request::back_to(redirect_uri, response, self)
        })
    }

    /// Flags that nobody knows are left alone, as Smartcar's older ones still stand in links.
    fn country(&self) -> Option<String> {
        let country = self.get("flags")?.split_whitespace().find_map(|flag| flag.strip_prefix("country:"))?;
        let fits = country.len() == 2 && country.bytes().all(|b| b.is_ascii_alphabetic());
        fits.then(|| country.to_ascii_uppercase())
    }
}

fn invalid(name: &'static str, value: &str, expected: impl Into<String>) -> InvalidParameter {
    InvalidParameter { name, value: value.to_owned(), expected: expected.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(query: &str) -> Result<Request, InvalidParameter> {
        Query::parse(query).request(None, &"read_vin".parse().unwrap())
    }

    #[test]
    fn reads_every_documented_parameter() {
        let request = request(
            "response_type=code&client_id=x&scope=required:read_odometer%20read_vin&mode=test&make=tesla\
             &single_select=true&single_select_vin=5YJ3E1EA7MF004821&flags=tesla_auth:true%20country:de&external_id=u1\
             &approval_prompt=force&user=u&state=eyJhIjoi==",
        )
        .unwrap();
        assert_eq!(request.scope.to_string(), "required:read_odometer read_vin");
        assert_eq!(request.mode, Mode::Simulated);
        assert_eq!(request.make.unwrap().as_str(), "TESLA");
        assert_eq!(request.country.as_deref(), Some("DE"));
        assert_eq!(request.raw_state.as_deref(), Some("eyJhIjoi=="));
        assert!(request.single_select);
    }

    #[test]
    fn live_cars_and_the_applications_own_permissions_are_the_default() {
        let request = request("external_id=null").unwrap();
        assert_eq!((request.mode, request.scope.to_string()), (Mode::Live, "read_vin".to_owned()));
        assert_eq!(request.external_id.as_deref(), Some(""));
    }

    #[test]
    fn names_the_parameter_that_cannot_be_read() {
        for (query, name) in [
            ("response_type=token", "response_type"),
            ("scope=read_minds", "scope"),
            ("mode=dream", "mode"),
            ("approval_prompt=never", "approval_prompt"),
            ("make=a-b", "make"),
            ("single_select=maybe", "single_select"),
            ("single_select=true&single_select_vin=short", "single_select_vin"),
            ("single_select_vin=5YJ3E1EA7MF004821", "single_select"),
            ("code_challenge=abc&code_challenge_method=plain", "code_challenge_method"),
            ("code_challenge=abc&code_challenge_method=S256", "code_challenge"),
        ] {
            assert_eq!(request(query).unwrap_err().name, name, "{query}");
        }
    }
}
