//! Sessions at the automaker: a good access token for an account, refreshed by one at a time.

use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::SignedDuration;
use openfob_automaker::{Adapter, AdapterError, AdapterErrorKind, Effect, Session, Tokens};
use openfob_domain::{AccountId, AccountIssue, Refusal, UpstreamFault};
use openfob_store::{Account, Connection, StoredTokens};
use tokio::time::{Instant, sleep};

use crate::service::{ServiceError, partners};
use crate::{Gateway, measure};

/// A token that ends sooner than this is refreshed first.
const MARGIN: SignedDuration = SignedDuration::from_secs(60);
/// Longer than a refresh can take.
const LEASE: Duration = Duration::from_secs(30);
/// How often one that waits for another's refresh looks whether it is done.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Calls the automaker of a connection's account with a token that is good. A token that the automaker refuses all the
/// same is refreshed once; if that is refused too, the account is marked and the owner has to sign in again. An account
/// that the automaker has moved to another region is followed there once.
pub(crate) async fn with_session<T>(
    gateway: &Gateway,
    connection: &Connection,
    call: impl for<'a> Fn(&'a dyn Adapter, &'a Session) -> BoxFuture<'a, Result<T, AdapterError>> + Send + Sync,
) -> Result<T, ServiceError> {
    let account = gateway.store.account(connection.account).await?.ok_or_else(signed_out)?;
    if account.needs_sign_in {
        return Err(signed_out());
    }
    let adapter = gateway
        .adapters
        .named(account.mode, &account.adapter)
        .ok_or_else(|| ServiceError::AdapterMissing(account.adapter.clone()))?;
    if !adapter.brands().iter().any(|brand| brand.make == connection.vehicle.model.make) {
        // Another adapter serves the make since the owner signed in.
        return Err(signed_out());
    }
    let tokens = good_tokens(gateway, adapter.as_ref(), &account, None).await?;
    let mut session = Session {
        partner: partners::known_as(gateway, account.mode, &account.partner).await?,
        access: tokens.access.clone(),
        region: account.region.clone(),
        application: Some(connection.application),
    };
    match measure::upstream(adapter.name(), call(adapter.as_ref(), &session)).await {
        Err(AdapterError { kind: AdapterErrorKind::TokenRejected, effect: Effect::NotApplied, .. }) => {
            session.access = good_tokens(gateway, adapter.as_ref(), &account, Some(&tokens)).await?.access;
        }
        Err(AdapterError { kind: AdapterErrorKind::OtherRegion(region), effect: Effect::NotApplied, .. }) => {
            gateway.store.set_account_region(account.id, region).await?;
            session.region = Some(region.to_owned());
        }
        outcome => return Ok(outcome?),
    }
    Ok(measure::upstream(adapter.name(), call(adapter.as_ref(), &session)).await?)
}

/// Gives an account's link up at the automaker; its tokens are worth nothing afterwards.
pub(crate) async fn give_up(gateway: &Gateway, account: AccountId) -> Result<(), ServiceError> {
    let account = gateway.store.account(account).await?.ok_or_else(signed_out)?;
    let adapter = gateway
        .adapters
        .named(account.mode, &account.adapter)
        .ok_or_else(|| ServiceError::AdapterMissing(account.adapter.clone()))?;
    let tokens = good_tokens(gateway, adapter.as_ref(), &account, None).await?;
    let session = Session {
        partner: partners::known_as(gateway, account.mode, &account.partner).await?,
        access: tokens.access,
        region: account.region,
        application: None,
    };
    Ok(adapter.link().revoke(&session).await?)
}

/// The stored tokens if they are good, else refreshed ones. `rejected` are tokens that the automaker refused: they are
/// not good, whatever their end says.
async fn good_tokens(
    gateway: &Gateway,
    adapter: &dyn Adapter,
    account: &Account,
    rejected: Option<&StoredTokens>,
) -> Result<StoredTokens, ServiceError> {
    use secrecy::ExposeSecret;

    let is_good = |tokens: &StoredTokens| {
        let refused = rejected.is_some_and(|old| old.access.expose_secret() == tokens.access.expose_secret());
        !refused && tokens.access_expires_at.duration_since(gateway.clock.now()) > MARGIN
    };
    let tokens = gateway.store.account_tokens(account.id).await?.ok_or_else(signed_out)?;
    if is_good(&tokens) {
        return Ok(tokens);
    }
    let lock = gateway.refreshes.of(account.id);
    let _refreshing = lock.lock().await;
    // The lease keeps other processes on this store from refreshing at the same time: a refresh token is good once.
    let deadline = Instant::now() + LEASE;
    loop {
        let now = gateway.clock.now();
        let leased = gateway.store.lease_refresh(account.id, gateway.refresher, now, now + LEASE).await?;
        // Somebody else may have refreshed while this one waited.
        let tokens = gateway.store.account_tokens(account.id).await?.ok_or_else(signed_out)?;
        let signed_in = gateway.store.account(account.id).await?.is_some_and(|account| !account.needs_sign_in);
        let settled = if is_good(&tokens) { Some(Ok(tokens.clone())) } else { (!signed_in).then(|| Err(signed_out())) };
        if leased {
            let outcome = match settled {
                Some(settled) => settled,
                None => refresh(gateway, adapter, account, &tokens).await,
            };
            gateway.store.end_refresh_lease(account.id, gateway.refresher).await?;
            return outcome;
        }
        if let Some(settled) = settled {
            return settled;
        }
        if Instant::now() >= deadline {
            return Err(Refusal::Upstream(UpstreamFault::NoResponse).into());
        }
        sleep(LOOK_EVERY).await;
    }
}

/// Exchanges the refresh token, with the lease in hand. Where a process was killed between the automaker's answer and
/// the store, the token that was used last is tried once more by this: automakers take it back within a grace. Where
/// they do not, the account is marked, and nobody tries again until its owner has signed in.
async fn refresh(
    gateway: &Gateway,
    adapter: &dyn Adapter,
    account: &Account,
    tokens: &StoredTokens,
) -> Result<StoredTokens, ServiceError> {
    let partner = partners::known_as(gateway, account.mode, &account.partner).await?;
    let refreshed = adapter.link().refresh(&partner, &tokens.refresh, account.region.as_deref()).await;
    measure::token_refresh(adapter.name(), refreshed.as_ref().err());
    match refreshed {
        Ok(refreshed) => {
            let fresh = stored_tokens(gateway, &refreshed.tokens);
            gateway.store.save_account_tokens(account.id, &fresh, &refreshed.permissions).await?;
            Ok(fresh)
        }
        Err(error) => {
            let refused = matches!(
                error.kind,
                AdapterErrorKind::TokenRejected | AdapterErrorKind::Account(AccountIssue::AuthenticationFailed)
            );
            if refused {
                gateway.store.mark_needs_sign_in(account.id).await?;
            }
            Err(error.into())
        }
    }
}

/// Tokens as the store keeps them: with their end as a moment.
pub(crate) fn stored_tokens(gateway: &Gateway, tokens: &Tokens) -> StoredTokens {
    let now = gateway.clock.now();
    StoredTokens {
        access: tokens.access.clone(),
        refresh: tokens.refresh.clone(),
        access_expires_at: now.checked_add(tokens.expires_in).unwrap_or(now),
    }
}

fn signed_out() -> ServiceError {
    Refusal::ConnectedServicesAccount(AccountIssue::AuthenticationFailed).into()
}
