//! `POST /oauth2/v3/token`, all grants.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HOST};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;
use uuid::Uuid;

use super::cloud::region_of;
use super::error::TokenError;
use super::region::Region;
use super::scope;
use super::session::{ACCESS_LIFE, CodeRefused, Session};
use crate::simulator::Simulator;
use crate::world::World;

const PARTNER_ISSUER: &str = "https://fleet-auth.tesla.com/oauth2/v3/nts";
const MISSING: TokenError = TokenError::new("invalid_request", "A required field is missing or malformed.");
const UNAUTHORIZED_CLIENT: TokenError = TokenError::new(
    "unauthorized_client",
    "We don't recognize this client_id and client_secret combination. Use the client_id and client_secret from your \
     application's credential details.",
);

/// Everything that any grant sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    grant_type: String,
    client_id: String,
    client_secret: String,
    code: String,
    redirect_uri: String,
    code_verifier: Option<String>,
    refresh_token: String,
    audience: String,
    scope: Option<String>,
    auth_code: Option<String>,
}

pub(crate) async fn token(State(simulator): State<Simulator>, headers: HeaderMap, body: Bytes) -> Response {
    match exchange(&simulator, &headers, &body).await {
        Ok(body) => ([(CACHE_CONTROL, "no-store")], Json(body)).into_response(),
        Err(error) => error.into_response(),
    }
}

async fn exchange(simulator: &Simulator, headers: &HeaderMap, body: &[u8]) -> Result<Value, TokenError> {
    let asked = read(headers, body)?;
    let issuer = issuer(headers);
    match asked.grant_type.as_str() {
        "authorization_code" => by_code(simulator, &asked, issuer).await,
        "refresh_token" => by_refresh(simulator, &asked, issuer).await,
        "client_credentials" => by_credentials(simulator, &asked).await,
        "" => Err(MISSING),
        _ => Err(TokenError::new(
            "unsupported_grant_type",
            "The grant_type must be client_credentials, refresh_token or authorization_code.",
        )),
    }
}

/// A form, or JSON, which the live service takes as well.
fn read(headers: &HeaderMap, body: &[u8]) -> Result<Asked, TokenError> {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("application/json") {
        return serde_json::from_slice(body).map_err(|_| MISSING);
    }
    let fields: Map<String, Value> =
        url::form_urlencoded::parse(body).map(|(name, value)| (name.into_owned(), value.into_owned().into())).collect();
    Asked::deserialize(Value::Object(fields)).map_err(|_| MISSING)
}

fn issuer(headers: &HeaderMap) -> &'static str {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if host.starts_with("fleet-auth.") {
        PARTNER_ISSUER
    } else if host.starts_with("auth.tesla.cn") {
        "https://auth.tesla.cn/oauth2/v3/nts"
    } else {
        "https://auth.tesla.com/oauth2/v3/nts"
    }
}

async fn by_code(simulator: &Simulator, asked: &Asked, issuer: &str) -> Result<Value, TokenError> {
    if asked.code.is_empty() || asked.redirect_uri.is_empty() {
        return Err(MISSING);
    }
    check_audience(simulator, &asked.audience)?;
    simulator
        .change(|world, now| {
            let application =
                world.tesla.application(&asked.client_id, &asked.client_secret).ok_or(UNAUTHORIZED_CLIENT)?;
            let client_id = application.client_id.clone();
            let verifier = asked.code_verifier.as_deref();
            let code =
                world.tesla.sessions.take_code(&asked.code, &client_id, &asked.redirect_uri, verifier, now).map_err(
                    |refused| match refused {
                        CodeRefused::Unknown | CodeRefused::OtherClient => TokenError::new(
                            "invalid_auth_code",
                            "The auth code is invalid, expired or was used before. Generate a new one.",
                        ),
                        CodeRefused::OtherRedirect => TokenError::new(
                            "invalid_redirect_url",
                            "The redirect_uri differs from the one that the code was given for.",
                        ),
                        CodeRefused::Verifier => {
                            TokenError::new("invalid_request", "The code_verifier does not match the code_challenge.")
                        }
                    },
                )?;
            let account = world.accounts.get(&code.account).ok_or(TokenError::login_required())?;
            let region = region_of(world, account);
            let offline = code.scopes.contains(scope::OFFLINE_ACCESS);
            let (session, refresh) = world.tesla.sessions.begin(&code, region, offline, now);
            let mut answer = grant(world, &session, refresh, issuer, now)?;
            if session.scopes.contains(scope::OPENID) {
                answer["id_token"] = id_token(world, &session, code.nonce.as_deref(), issuer, now)?.into();
            }
            if let Some(state) = code.state {
                answer["state"] = state.into();
            }
            Ok(answer)
        })
        .await?
}

async fn by_refresh(simulator: &Simulator, asked: &Asked, issuer: &str) -> Result<Value, TokenError> {
    if asked.refresh_token.is_empty() || asked.client_id.is_empty() {
        return Err(MISSING);
    }
    simulator
        .change(|world, now| {
            if !world.tesla.applications.contains_key(&asked.client_id) {
                return Err(UNAUTHORIZED_CLIENT);
            }
            let World { accounts, tesla, cars, .. } = world;
            let region = |account: Uuid| {
                let account = accounts.get(&account);
                account.map_or(Region::Na, |account| super::cloud::region_by_cars(cars, account))
            };
            let grace = !tesla.scripts.refresh_race;
            let found = tesla.sessions.refresh(&asked.refresh_token, &asked.client_id, region, grace, now);
            let (session, refresh) = found.ok_or(TokenError::login_required())?;
            let given = accounts.get(&session.account).and_then(|account| account.tesla.scopes(&session.client_id));
            if given.is_none() {
                return Err(TokenError::login_required());
            }
            let answer = grant(world, &session, Some(refresh), issuer, now)?;
            if std::mem::take(&mut world.tesla.scripts.lost_refresh) {
                return Err(TokenError::gateway_timeout());
            }
            Ok(answer)
        })
        .await?
}

async fn by_credentials(simulator: &Simulator, asked: &Asked) -> Result<Value, TokenError> {
    check_audience(simulator, &asked.audience)?;
    simulator
        .change(|world, now| {
            let cloud = &mut world.tesla;
            let application = cloud.application(&asked.client_id, &asked.client_secret).ok_or(UNAUTHORIZED_CLIENT)?;
            if asked.auth_code.is_some() && asked.scope.is_none() {
                return Err(MISSING);
            }
            let scopes: Vec<String> = match &asked.scope {
                Some(list) => list.split_whitespace().map(str::to_owned).collect(),
                None => application.scopes.iter().cloned().collect(),
            };
            if scopes.iter().any(|scope| !application.scopes.contains(scope)) {
                return Err(TokenError::new("invalid_scope", "The application does not have this scope."));
            }
            let claims = json!({
                "iss": PARTNER_ISSUER,
                "azp": application.client_id,
                "sub": Uuid::new_v5(&application.account_id, b"partner"),
                "aud": ["https://fleet-auth.tesla.com/oauth2/v3/clientinfo", asked.audience],
                "scp": scopes,
                "iat": now.as_second(),
                "exp": now.as_second() + ACCESS_LIFE.as_secs(),
                "account_type": "business",
                "open_source": false,
                "gty": "client-credentials",
            });
            cloud.signing_key.make();
            let token = claims.as_object().and_then(|claims| cloud.signing_key.sign(claims));
            let token = token.ok_or(TokenError::server_error())?;
            Ok(json!({"access_token": token, "expires_in": ACCESS_LIFE.as_secs(), "token_type": "Bearer"}))
        })
        .await?
}

/// The base URL of a region, Tesla's or one of ours.
fn check_audience(simulator: &Simulator, audience: &str) -> Result<(), TokenError> {
    const INVALID: TokenError = TokenError::new(
        "invalid_audience",
        "The 'audience' parameter is invalid. Include valid audience in the request.",
    );
    if audience.is_empty() {
        return Err(MISSING);
    }
    let plain = audience.trim_end_matches('/');
    let ours = |url: Url| {
        let local = url.host_str().is_some_and(|host| host == "localhost" || host.starts_with("127."));
        local || url.origin() == simulator.public_url().origin()
    };
    let known = Region::ALL
        .into_iter()
        .any(|region| plain == region.audience() || simulator.region_url(region).as_deref() == Some(plain));
    if known || Url::parse(plain).is_ok_and(ours) { Ok(()) } else { Err(INVALID) }
}

/// The tokens of a session as they go out.
pub(super) fn grant(
    world: &mut World,
    session: &Session,
    refresh: Option<String>,
    issuer: &str,
    now: jiff::Timestamp,
) -> Result<Value, TokenError> {
    world.tesla.signing_key.make();
    let account = world.accounts.get(&session.account).ok_or(TokenError::login_required())?;
    let claims = world.tesla.claims(session, account, region_of(world, account), issuer, now);
    let access = world.tesla.signing_key.sign(&claims).ok_or(TokenError::server_error())?;
    let mut answer = json!({"access_token": access, "expires_in": ACCESS_LIFE.as_secs(), "token_type": "Bearer"});
    if let Some(refresh) = refresh {
        answer["refresh_token"] = refresh.into();
    }
    Ok(answer)
}

fn id_token(
    world: &World,
    session: &Session,
    nonce: Option<&str>,
    issuer: &str,
    now: jiff::Timestamp,
) -> Result<String, TokenError> {
    let account = world.accounts.get(&session.account).ok_or(TokenError::login_required())?;
    let claims = json!({
        "iss": issuer,
        "aud": session.client_id,
        "sub": account.subject,
        "nonce": nonce,
        "iat": now.as_second(),
        "exp": now.as_second() + ACCESS_LIFE.as_secs(),
        "auth_time": session.signed_in.as_second(),
        "email": account.email,
        "locale": session.locale.as_deref().unwrap_or("en-US"),
    });
    claims.as_object().and_then(|claims| world.tesla.signing_key.sign(claims)).ok_or(TokenError::server_error())
}
