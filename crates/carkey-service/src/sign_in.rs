//! Signing in: the maker's page in the phone's browser, back to the app with a code, and tokens for it (RFC 6749, 7636, 8252).

use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use openfob_carkey::{Code, PhoneId};
use openfob_domain::{ApplicationId, Make, Mode};
use openfob_store::{CarKeySignIn, NewCarKeySession};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use crate::audit::{noted, noted_of};
use crate::body::Body;
use crate::fault::{Fault, invalid};
use crate::host::{Begin, Complete};
use crate::router::PATH;
use crate::session::SignedIn;
use crate::{CarKeyService, SignInFailed};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Request {
    client_id: ApplicationId,
    #[serde(default = "live")]
    mode: Mode,
    make: Make,
    phone: PhoneId,
    redirect_uri: String,
    state: Option<String>,
    code_challenge: String,
}

fn live() -> Mode {
    Mode::Live
}

/// Begins a sign-in; the answer is the page for the phone's browser.
pub(crate) async fn begin(
    State(service): State<CarKeyService>,
    Body(request): Body<Request>,
) -> Result<Json<Value>, Fault> {
    let application = service.store.application(request.client_id).await?;
    let application = application.ok_or_else(|| invalid("clientId", "the id of a registered application"))?;
    if !application.details.redirect_uris.contains(&request.redirect_uri) {
        return Err(invalid("redirectUri", "one of the application's redirect URIs"));
    }
    if BASE64URL.decode(&request.code_challenge).map_or(0, |hash| hash.len()) != SHA256.output_len() {
        return Err(invalid("codeChallenge", "a PKCE challenge: the SHA-256 of the verifier in base64url"));
    }
    service.take_sign_in(request.client_id)?;
    let verifier = secret()?;
    let challenge = BASE64URL.encode(digest(&SHA256, verifier.as_bytes()));
    let partner = application.details.key_domain.clone().unwrap_or_else(|| service.settings.key_domain.clone());
    let sign_in = CarKeySignIn {
        application: request.client_id,
        mode: request.mode,
        make: request.make,
        partner,
        phone: request.phone.into(),
        redirect_uri: request.redirect_uri,
        state: request.state,
        challenge: request.code_challenge,
        verifier,
    };
    let now = service.now();
    let expires_at = now.checked_add(service.settings.limits.sign_in).unwrap_or(now);
    let state = service.store.begin_car_key_sign_in(&sign_in, expires_at).await?;
    let page = service
        .host
        .begin(Begin {
            mode: sign_in.mode,
            make: &sign_in.make,
            application: &application.details.name,
            partner: &sign_in.partner,
            redirect_uri: &callback_uri(&service),
            state: &state,
            challenge: &challenge,
        })
        .await;
    let page = page.ok_or_else(|| invalid("make", "a make that is served in this mode"))?;
    Ok(Json(json!({"url": page, "expiresAt": crate::car_key::text(expires_at)})))
}

/// The browser comes back from the maker and goes on to the app.
pub(crate) async fn callback(
    State(service): State<CarKeyService>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let state = query.get("state").cloned().unwrap_or_default();
    let over = || invalid("state", "that of a sign-in under way; begin again in the app");
    let sign_in = service.store.car_key_sign_in(&state, service.now()).await?.ok_or_else(over)?;
    let linked = service
        .host
        .complete(Complete {
            mode: sign_in.mode,
            make: &sign_in.make,
            application: sign_in.application,
            partner: &sign_in.partner,
            redirect_uri: &callback_uri(&service),
            query: &query,
            verifier: &sign_in.verifier,
        })
        .await;
    let mut answer = match linked {
        Ok(account) => {
            let code = secret()?;
            let now = service.now();
            let expires_at = now.checked_add(service.settings.limits.sign_in).unwrap_or(now);
            if !service.store.end_car_key_sign_in(&state, account, &code, expires_at).await? {
                return Err(over());
            }
            vec![("code", code)]
        }
        Err(failed) => vec![("error", error_of(&failed).to_owned()), ("error_description", failed.to_string())],
    };
    answer.extend(sign_in.state.map(|state| ("state", state)));
    let mut back = Url::parse(&sign_in.redirect_uri).map_err(|_| over())?;
    back.query_pairs_mut().extend_pairs(answer);
    Ok(Redirect::to(back.as_str()).into_response())
}

#[derive(Deserialize)]
#[serde(tag = "grantType", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub(crate) enum Grant {
    AuthorizationCode { code: String, code_verifier: String },
    RefreshToken { refresh_token: String },
}

/// Exchanges a code, or a refresh token, for the next pair of tokens.
pub(crate) async fn token(
    State(service): State<CarKeyService>,
    Body(grant): Body<Grant>,
) -> Result<Json<Value>, Fault> {
    let (access, refresh, now) = (secret()?, secret()?, service.now());
    let limits = service.settings.limits;
    let tokens = NewCarKeySession {
        access: &access,
        access_expires_at: now.checked_add(limits.access).unwrap_or(now),
        refresh: &refresh,
        refresh_expires_at: now.checked_add(limits.refresh).unwrap_or(now),
    };
    let again = || Fault::new(Code::SignInNeeded, "Sign in again.");
    match grant {
        Grant::AuthorizationCode { code, code_verifier } => {
            let taken = service.store.take_car_key_code(&code, now).await?;
            let (sign_in, account) = taken.ok_or_else(again)?;
            let challenge = BASE64URL.encode(digest(&SHA256, code_verifier.as_bytes()));
            let outcome = if challenge == sign_in.challenge.trim_end_matches('=') {
                let (application, phone) = (sign_in.application, &sign_in.phone);
                service.store.open_car_key_session(account, application, phone, tokens).await.map_err(Fault::from)
            } else {
                Err(again().because("carkey.code_verifier"))
            };
            noted_of(&service, (account, &sign_in.phone), None, "sign-in", outcome).await?;
        }
        Grant::RefreshToken { refresh_token } => {
            if !service.store.refresh_car_key_session(&refresh_token, tokens, now).await? {
                return Err(again());
            }
        }
    }
    Ok(Json(json!({
        "accessToken": access,
        "refreshToken": refresh,
        "tokenType": "Bearer",
        "expiresIn": limits.access.as_secs(),
    })))
}

/// Ends the session of this phone.
pub(crate) async fn sign_out(State(service): State<CarKeyService>, who: SignedIn) -> Result<StatusCode, Fault> {
    let outcome = service.store.end_car_key_session(who.0.id).await.map_err(Fault::from);
    noted(&service, &who, None, "sign-out", outcome).await.map(|()| StatusCode::NO_CONTENT)
}

fn callback_uri(service: &CarKeyService) -> Url {
    service.url(&format!("{PATH}/callback"))
}

fn error_of(failed: &SignInFailed) -> &'static str {
    match failed {
        SignInFailed::Cancelled | SignInFailed::Refused => "access_denied",
        SignInFailed::Unavailable => "temporarily_unavailable",
    }
}

fn secret() -> Result<String, Fault> {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes).map_err(|_| Fault::new(Code::Unknown, "Try again."))?;
    Ok(BASE64URL.encode(bytes))
}
