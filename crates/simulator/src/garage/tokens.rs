//! `POST /token` and `DELETE /link`.

use axum::Json;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::json;

use super::error::GarageError;
use super::session::Session;
use crate::account::ACCESS_LIFE;
use crate::simulator::Simulator;

#[derive(Deserialize)]
#[serde(tag = "grant_type", rename_all = "snake_case")]
pub(crate) enum Grant {
    AuthorizationCode { client: String, code: String, redirect_uri: String },
    RefreshToken { client: String, refresh_token: String },
}

pub(crate) async fn token(
    State(simulator): State<Simulator>,
    grant: Result<Form<Grant>, FormRejection>,
) -> Result<impl IntoResponse, GarageError> {
    let Form(grant) = grant.map_err(|error| GarageError::malformed(error.body_text()))?;
    let answer = simulator
        .change(|world, now| {
            let (client, pair) = match &grant {
                Grant::AuthorizationCode { client, code, redirect_uri } => {
                    (client, world.tokens.exchange(code, client, redirect_uri, now)?)
                }
                Grant::RefreshToken { client, refresh_token } => {
                    (client, world.tokens.refresh(refresh_token, client, now)?)
                }
            };
            let account = world.accounts.get(&pair.account).ok_or_else(GarageError::unauthorized)?;
            let permissions = account.links.get(client).map(|link| &link.permissions);
            Ok::<_, GarageError>(json!({
                "access_token": pair.access,
                "refresh_token": pair.refresh,
                "expires_in": ACCESS_LIFE.as_secs(),
                "account": {
                    "subject": account.subject,
                    "email": account.email,
                    "permissions": permissions,
                },
            }))
        })
        .await??;
    Ok(([("cache-control", "no-store")], Json(answer)))
}

pub(crate) async fn forget(
    State(simulator): State<Simulator>,
    session: Session,
) -> Result<impl IntoResponse, GarageError> {
    simulator
        .change(|world, now| {
            world.tokens.forget(session.account, &session.client);
            if let Some(account) = world.accounts.get_mut(&session.account) {
                account.links.remove(&session.client);
                let text = format!("{} is no longer linked with {}.", account.email, session.client);
                world.log.note(now, None, text);
            }
        })
        .await?;
    Ok(Json(json!({"result": "done"})))
}
