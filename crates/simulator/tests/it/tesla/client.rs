//! An application that uses Tesla's interface.

use axum::body::Body;
use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use crate::garage::{Answer, Garage, request};

/// The owner's Model 3: the first car, without a key.
pub(crate) const MODEL_3: &str = "5YJ3E1EA7MF004821";
/// The owner's Model S: takes no key.
pub(crate) const MODEL_S: &str = "5YJSA1E21KF130377";
/// The base point of P-256: somebody's public key.
pub(crate) const KEY: &str = "-----BEGIN PUBLIC KEY-----\n\
    MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt\n\
    6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==\n\
    -----END PUBLIC KEY-----\n";
pub(crate) const EU: &str = "https://fleet-api.prd.eu.vn.cloud.tesla.com";

/// An application with an owner's token.
pub(crate) struct Client {
    pub(crate) garage: Garage,
    pub(crate) token: String,
}

impl Client {
    /// With the owner's token for everything.
    pub(crate) async fn open() -> Self {
        Self::with("{}").await
    }

    /// With the token that a lever gives for these wishes.
    pub(crate) async fn with(wishes: &str) -> Self {
        let garage = Garage::open(1);
        let answer = garage.post("/api/tesla/token", wishes).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        let token = answer.json()["access_token"].as_str().unwrap().to_owned();
        Self { garage, token }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "").await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &body.to_string()).await
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: &str) -> Answer {
        let request = request(method, path).header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        let request = request.header(header::CONTENT_TYPE, "application/json");
        self.garage.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    pub(crate) async fn command(&self, vin: &str, name: &str, parameters: &Value) -> Answer {
        self.post(&format!("/api/1/vehicles/{vin}/command/{name}"), parameters).await
    }

    pub(crate) async fn data(&self, vin: &str) -> Value {
        let answer = self.get(&format!("/api/1/vehicles/{vin}/vehicle_data")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.json()["response"].clone()
    }

    pub(crate) async fn fleet_status(&self, vin: &str) -> Value {
        let answer = self.post("/api/1/vehicles/fleet_status", &json!({"vins": [vin]})).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.json()["response"].clone()
    }

    /// Whether Tesla says that the application's key is on the car.
    pub(crate) async fn is_paired(&self, vin: &str) -> bool {
        let status = self.fleet_status(vin).await;
        let named = |list: &str| status[list].as_array().unwrap().iter().any(|known| known == vin);
        assert_ne!(named("key_paired_vins"), named("unpaired_vins"));
        named("key_paired_vins")
    }

    pub(crate) async fn lever(&self, vin: &str, lever: &str) -> Answer {
        let body = json!({"public_key": KEY});
        let body = if matches!(lever, "enrol" | "remove") { body.to_string() } else { String::new() };
        let answer = self.garage.post(&format!("/api/tesla/cars/{vin}/{lever}"), &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer
    }

    pub(crate) async fn script(&self, name: &str, value: &str) {
        let answer =
            self.garage.post(&format!("/api/tesla/scripts/{name}"), &json!({"value": value}).to_string()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    }
}

/// The credentials of the application that is there from the start.
pub(crate) async fn seeded(garage: &Garage) -> (String, String) {
    let facts = garage.get("/api/tesla").await.json();
    let text = |name: &str| facts[name].as_str().unwrap().to_owned();
    (text("client_id"), text("client_secret"))
}

/// Posts fields as a form.
pub(crate) async fn form(garage: &Garage, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body = url_encoded(fields);
    garage.submit(path, &body).await
}

pub(crate) fn url_encoded(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| {
        text.bytes()
            .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
            .collect::<String>()
    };
    fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect::<Vec<_>>().join("&")
}
