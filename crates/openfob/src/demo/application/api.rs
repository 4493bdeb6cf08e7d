//! The calls that Voltwise makes to the gateway.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::Tokens;
use crate::config::Origin;
use crate::secret::Secret;

/// A client of the vehicle API.
pub(super) struct Api {
    http: reqwest::Client,
    gateway: Origin,
    client_id: String,
    client_secret: Secret,
    redirect_uri: String,
}

/// An answer that is no success, with everything that it says.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    /// The HTTP status; `None` if there was no answer.
    pub(super) status: Option<u16>,
    /// The members of the body, in its order.
    pub(super) fields: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: Secret,
    refresh_token: Secret,
}

#[derive(Deserialize)]
struct VehicleList {
    vehicles: Vec<String>,
}

impl Api {
    /// A client for the application with these credentials.
    pub(super) fn new(
        gateway: Origin,
        client_id: String,
        client_secret: Secret,
        redirect_uri: String,
    ) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(30))
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self { http, gateway, client_id, client_secret, redirect_uri })
    }

    /// Exchanges the code that Connect sent.
    pub(super) async fn exchange(&self, code: &str) -> Result<Tokens, Problem> {
        self.tokens(&[("grant_type", "authorization_code"), ("code", code), ("redirect_uri", &self.redirect_uri)]).await
    }

    /// Exchanges a refresh token for the next pair.
    pub(super) async fn refresh(&self, refresh: &Secret) -> Result<Tokens, Problem> {
        self.tokens(&[("grant_type", "refresh_token"), ("refresh_token", refresh.expose())]).await
    }

    /// The ids of the cars that the token opens.
    pub(super) async fn vehicles(&self, access: &Secret) -> Result<Vec<String>, Problem> {
        let request = self.http.get(self.gateway.join("/v2.0/vehicles")).query(&[("limit", 50)]);
        let list: VehicleList = understood(answer(request.bearer_auth(access.expose())).await?)?;
        Ok(list.vehicles)
    }

    /// Reads something of a car: `odometer`, `tesla/virtual_key`; nothing for its make, model and year.
    pub(super) async fn read(&self, access: &Secret, vehicle: &str, what: &str) -> Result<Value, Problem> {
        let url = self.gateway.join(&format!("/v2.0/vehicles/{vehicle}/{what}"));
        answer(self.http.get(url).bearer_auth(access.expose())).await
    }

    /// Ends the application's connection to a car.
    pub(super) async fn disconnect(&self, access: &Secret, vehicle: &str) -> Result<(), Problem> {
        let url = self.gateway.join(&format!("/v2.0/vehicles/{vehicle}/application"));
        answer(self.http.delete(url).bearer_auth(access.expose())).await.map(|_| ())
    }

    async fn tokens(&self, form: &[(&str, &str)]) -> Result<Tokens, Problem> {
        let request = self.http.post(self.gateway.join("/oauth/token"));
        let request = request.basic_auth(&self.client_id, Some(self.client_secret.expose())).form(form);
        let TokenAnswer { access_token, refresh_token } = understood(answer(request).await?)?;
        Ok(Tokens { access: access_token, refresh: refresh_token })
    }
}

impl Problem {
    /// Whether a new access token may mend it.
    pub(super) fn is_expired_token(&self) -> bool {
        self.status == Some(401)
    }

    /// Something that the gateway did not say itself.
    pub(super) fn told(message: impl Into<String>) -> Self {
        Self { status: None, fields: vec![("message".to_owned(), message.into())] }
    }

    /// The value of a member.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Type and code, or whatever else names it in a few words.
    pub(super) fn name(&self) -> String {
        match (self.field("type"), self.field("code")) {
            (Some(family), Some(code)) if code != "null" => format!("{family}:{code}"),
            (Some(family), _) => family.to_owned(),
            _ => self.field("error").unwrap_or("no answer").to_owned(),
        }
    }

    /// What happened, in a sentence.
    pub(super) fn sentence(&self) -> &str {
        let told = ["suggestedUserMessage", "description", "error_description", "message"];
        told.into_iter().find_map(|name| self.field(name)).unwrap_or("The gateway gave no reason.")
    }
}

async fn answer(request: reqwest::RequestBuilder) -> Result<Value, Problem> {
    let unreachable = |error: reqwest::Error| {
        tracing::warn!(error = %error.without_url(), "the demo application got no answer from the gateway");
        Problem::told("The gateway did not answer.")
    };
    let response = request.send().await.map_err(unreachable)?;
    let status = response.status();
    let body = response.bytes().await.map_err(unreachable)?;
    let body = serde_json::from_slice::<Value>(&body).ok();
    if status.is_success() {
        return body.ok_or_else(not_understood);
    }
    let fields = match body {
        Some(Value::Object(members)) => members.into_iter().map(|(name, value)| (name, text(&value))).collect(),
        _ => vec![("message".to_owned(), "The answer has no readable body.".to_owned())],
    };
    Err(Problem { status: Some(status.as_u16()), fields })
}

fn understood<T: serde::de::DeserializeOwned>(answer: Value) -> Result<T, Problem> {
    serde_json::from_value(answer).map_err(|_| not_understood())
}

fn not_understood() -> Problem {
    Problem::told("The gateway's answer is not understood.")
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}
