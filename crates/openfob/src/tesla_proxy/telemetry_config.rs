//! The configuration of fleet telemetry, which is signed for the whole fleet.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use openfob_tesla_command::{Audience, sign_token};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::proxy::{Known, Proxy};
use super::{answer, forward};

const SIGNED: &str = "/api/1/vehicles/fleet_telemetry_config_jws";

#[derive(Deserialize)]
struct Configuration {
    #[serde(default)]
    vins: Option<Vec<String>>,
    config: Map<String, Value>,
}

/// Signs the configuration and passes it on.
pub(super) async fn sign(proxy: &Proxy, mut known: Known) -> Response<Body> {
    let Configuration { vins, config } = match serde_json::from_slice(&known.body) {
        Ok(configuration) => configuration,
        Err(error) => {
            return answer::error(StatusCode::BAD_REQUEST, &format!("could not parse JSON body: {error}"));
        }
    };
    let token = match sign_token(proxy.commands.key(), &Audience::FleetTelemetry, &config) {
        Ok(token) => token,
        Err(error) => {
            let text = format!("error signing configuration: {error}");
            return answer::error(StatusCode::INTERNAL_SERVER_ERROR, &text);
        }
    };
    known.body = json!({"token": token, "vins": vins}).to_string().into();
    forward::pass_on_to(proxy, known, SIGNED).await
}
