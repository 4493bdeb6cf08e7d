//! A developer's application: it has an id and a secret, exchanges codes and calls the API.

use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use url::Url;

use crate::world::World;

pub(crate) struct Application {
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) management_token: String,
    origin: Url,
    http: reqwest::Client,
}

#[derive(Clone)]
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Application {
    pub(crate) fn new(world: &World, registered: &Value) -> Self {
        let text = |name: &str| registered[name].as_str().unwrap().to_owned();
        Self {
            id: text("id"),
            secret: text("client_secret"),
            management_token: text("management_token"),
            origin: world.origin.clone(),
            http: world.http.clone(),
        }
    }

    /// The same at another gateway.
    pub(crate) fn at(&self, origin: &Url) -> Self {
        Self {
            id: self.id.clone(),
            secret: self.secret.clone(),
            management_token: self.management_token.clone(),
            origin: origin.clone(),
            http: self.http.clone(),
        }
    }

    /// Its link into Connect for simulated cars, with more parameters as they stand.
    pub(crate) fn link(&self, parameters: &str) -> String {
        let joint = if parameters.is_empty() { "" } else { "&" };
        self.bare_link(&format!("response_type=code&client_id={}&mode=simulated{joint}{parameters}", self.id))
    }

    /// A link into Connect with this query and nothing else.
    pub(crate) fn bare_link(&self, query: &str) -> String {
        format!("{}oauth/authorize?{query}", self.origin)
    }

    /// Exchanges a code that is good.
    pub(crate) async fn exchange(&self, code: &str) -> Tokens {
        self.token(&[("grant_type", "authorization_code"), ("code", code)]).await.tokens()
    }

    /// Renews tokens.
    pub(crate) async fn refresh(&self, token: &str) -> Answer {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    /// Asks the token endpoint, with Basic credentials.
    pub(crate) async fn token(&self, form: &[(&str, &str)]) -> Answer {
        self.post_form("/oauth/token", form).await
    }

    /// Sends a form with Basic credentials.
    pub(crate) async fn post_form(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send(self.request("POST", path).basic_auth(&self.id, Some(&self.secret)).form(form)).await
    }

    /// Sends a form without an `Authorization` header.
    pub(crate) async fn post_bare_form(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send(self.request("POST", path).form(form)).await
    }

    /// Reads from the vehicle API.
    pub(crate) async fn get(&self, token: &str, path: &str) -> Answer {
        self.send(self.request("GET", path).bearer_auth(token)).await
    }

    /// Calls the vehicle API.
    pub(crate) async fn call(&self, method: &str, token: &str, path: &str) -> Answer {
        self.send(self.request(method, path).bearer_auth(token)).await
    }

    /// Asks whether the virtual key is in the car.
    pub(crate) async fn is_paired(&self, token: &str, id: &str) -> bool {
        let answer = self.get(token, &format!("/v2.0/vehicles/{id}/tesla/virtual_key")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.body.as_object().unwrap().len(), 1);
        answer.body["isPaired"].as_bool().unwrap()
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        self.http.request(method.parse::<Method>().unwrap(), self.origin.join(path).unwrap())
    }

    pub(crate) async fn send(&self, request: RequestBuilder) -> Answer {
        Answer::read(request.send().await.unwrap()).await
    }
}

impl Answer {
    pub(crate) async fn read(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap();
        Self { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The tokens of a good answer.
    pub(crate) fn tokens(&self) -> Tokens {
        assert_eq!(self.status, 200, "{}", self.body);
        let text = |name: &str| self.body[name].as_str().unwrap().to_owned();
        Tokens { access: text("access_token"), refresh: text("refresh_token") }
    }

    /// `TYPE:CODE` of an error body, after its shape was held against the documentation; `TYPE` where code is null.
    #[track_caller]
    pub(crate) fn problem(&self) -> String {
        let body = self.body.as_object().unwrap_or_else(|| panic!("no error body: {} {}", self.status, self.body));
        assert_eq!(body["statusCode"], self.status, "{}", self.body);
        assert_eq!(body["requestId"].as_str(), self.header("sc-request-id"), "{}", self.body);
        assert_eq!(self.header("content-type"), Some("application/json"));
        assert!(body["description"].as_str().is_some_and(|text| !text.is_empty()), "{}", self.body);
        let url = body["docURL"].as_str().unwrap();
        assert!(url.contains("/errors/api-errors/"), "{url}");
        assert!(body["resolution"].is_object(), "{}", self.body);
        assert_ne!(body["resolution"].get("url"), Some(&Value::Null), "an absent address is left out");
        let family = body["type"].as_str().unwrap();
        if let Some(code) = body["code"].as_str() {
            return format!("{family}:{code}");
        }
        assert!(body["code"].is_null() && url.ends_with("#null"), "{}", self.body);
        family.to_owned()
    }

    /// `error` of the token endpoint's error body, and its description.
    #[track_caller]
    pub(crate) fn oauth_error(&self) -> (&str, &str) {
        let body = self.body.as_object().unwrap();
        assert_eq!(body.len(), 2, "error and error_description alone: {}", self.body);
        assert_eq!(self.header("content-type"), Some("application/json"));
        (body["error"].as_str().unwrap(), body["error_description"].as_str().unwrap())
    }
}
