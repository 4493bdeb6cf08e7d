//! What clients of `OpenID Connect` look up.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::caller::Caller;
use super::error::FleetError;
use super::users::full_name;
use crate::simulator::Simulator;

pub(crate) async fn configuration(State(simulator): State<Simulator>) -> Json<Value> {
    let origin = simulator.origin();
    Json(json!({
        "issuer": "https://fleet-auth.tesla.com/oauth2/v3/nts",
        "authorization_endpoint": format!("{origin}/oauth2/v3/authorize"),
        "token_endpoint": format!("{origin}/oauth2/v3/token"),
        "userinfo_endpoint": format!("{origin}/oauth2/v3/userinfo"),
        "jwks_uri": format!("{origin}/oauth2/v3/discovery/thirdparty/keys"),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": super::scope::ALL,
        "code_challenge_methods_supported": ["S256"],
    }))
}

pub(crate) async fn keys(State(simulator): State<Simulator>) -> Result<Json<Value>, FleetError> {
    let made = simulator.look(|world, _| world.tesla.signing_key.web_key());
    let key = match made {
        Some(key) => Some(key),
        None => {
            simulator
                .change(|world, _| {
                    world.tesla.signing_key.make();
                    world.tesla.signing_key.web_key()
                })
                .await?
        }
    };
    Ok(Json(json!({ "keys": key.into_iter().collect::<Vec<_>>() })))
}

pub(crate) async fn user_info(State(simulator): State<Simulator>, caller: Caller) -> Result<Json<Value>, FleetError> {
    let account = caller.account.ok_or_else(|| FleetError::new(StatusCode::FORBIDDEN, "Unauthorized"))?;
    simulator.look(|world, _| {
        let account = world.accounts.get(&account).ok_or_else(FleetError::unauthorized)?;
        let name = full_name(account);
        let (given, family) = name.split_once(' ').unwrap_or((&name, ""));
        Ok(Json(json!({
            "sub": account.subject,
            "email": account.email,
            "email_verified": true,
            "given_name": given,
            "family_name": family,
            "locale": "en-US",
        })))
    })
}
