//! Sessions at the automaker: a good access token for an account, refreshed by one at a time.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::SignedDuration;
use openfob_automaker::{Adapter, AdapterError, AdapterErrorKind, Effect, Session, Tokens};
use openfob_domain::{AccountId, AccountIssue, ApplicationId, Make, Refusal, ServerFault, UpstreamFault};
use openfob_store::{Account, Connection, StoredTokens};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, sleep};

use crate::service::{ServiceError, partners};
use crate::{Gateway, measure};

/// A token that ends sooner than this is refreshed first.
const MARGIN: SignedDuration = SignedDuration::from_secs(60);
/// Longer than a refresh can take.
const LEASE: Duration = Duration::from_secs(30);
/// How often one that waits for another's refresh looks whether it is done.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Calls the automaker of a connection's account; see [`of_account`].
pub(crate) async fn with_session<T>(
    gateway: &Gateway,
    connection: &Connection,
    call: impl for<'a> Fn(&'a dyn Adapter, &'a Session) -> BoxFuture<'a, Result<T, AdapterError>> + Send + Sync,
) -> Result<T, ServiceError> {
    let (make, application) = (&connection.vehicle.model.make, Some(connection.application));
    of_account(gateway, connection.account, make, application, call).await
}

/// Calls the automaker of an account, about cars of a make, with a token that is good. A token that the automaker refuses
/// all the same is refreshed once; if the new one is refused too, the account is marked and the owner has to sign in again. An
/// account that the automaker has moved to another region is followed there once.
pub(crate) async fn of_account<T>(
    gateway: &Gateway,
    account: AccountId,
    make: &Make,
    application: Option<ApplicationId>,
    call: impl for<'a> Fn(&'a dyn Adapter, &'a Session) -> BoxFuture<'a, Result<T, AdapterError>> + Send + Sync,
) -> Result<T, ServiceError> {
    let account = gateway.store.account(account).await?.ok_or_else(signed_out)?;
    if account.needs_sign_in {
        return Err(signed_out());
    }
    let adapter = gateway
        .adapters
        .named(account.mode, &account.adapter)
        .ok_or_else(|| ServiceError::AdapterMissing(account.adapter.clone()))?;
    if !adapter.brands().iter().any(|brand| brand.make == *make) {
        // Another adapter serves the make since the owner signed in.
        return Err(signed_out());
    }
    let tokens = good_tokens(gateway, adapter, &account, None).await?;
    let mut session = Session {
        partner: partners::known_as(gateway, account.mode, &account.partner).await?,
        access: tokens.access.clone(),
        region: account.region.clone(),
        application,
    };
    let (mut renewed, mut moved) = (false, false);
    loop {
        let outcome = measure::upstream(adapter.name(), call(adapter.as_ref(), &session)).await;
        let kind = outcome.as_ref().err().filter(|error| error.effect == Effect::NotApplied).map(|error| error.kind);
        match kind {
            Some(AdapterErrorKind::TokenRejected) if !renewed => {
                renewed = true;
                session.access = good_tokens(gateway, adapter, &account, Some(&tokens)).await?.access;
            }
            // Refreshing for each request would never end.
            Some(AdapterErrorKind::TokenRejected) => {
                gateway.store.mark_needs_sign_in(account.id).await?;
                return Ok(outcome?);
            }
            Some(AdapterErrorKind::OtherRegion(region)) if !moved => {
                moved = true;
                gateway.store.set_account_region(account.id, region).await?;
                session.region = Some(region.to_owned());
            }
            _ => return Ok(outcome?),
        }
    }
}

/// Gives an account's link up at the automaker; its tokens are worth nothing afterwards.
pub(crate) async fn give_up(gateway: &Gateway, account: AccountId) -> Result<(), ServiceError> {
    let account = gateway.store.account(account).await?.ok_or_else(signed_out)?;
    let adapter = gateway
        .adapters
        .named(account.mode, &account.adapter)
        .ok_or_else(|| ServiceError::AdapterMissing(account.adapter.clone()))?;
    let tokens = good_tokens(gateway, adapter, &account, None).await?;
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
    adapter: &Arc<dyn Adapter>,
    account: &Account,
    rejected: Option<&StoredTokens>,
) -> Result<StoredTokens, ServiceError> {
    let wanted = Wanted { account: account.clone(), rejected: rejected.map(|tokens| tokens.access.clone()) };
    let tokens = gateway.store.account_tokens(account.id).await?.ok_or_else(signed_out)?;
    if wanted.is_met_by(&tokens, gateway) {
        return Ok(tokens);
    }
    let (gateway, adapter) = (gateway.clone(), Arc::clone(adapter));
    // On a task of its own: who gives up waiting must not take a new token along that the automaker has handed out.
    let refreshing = tokio::spawn(async move { wanted.refresh(&gateway, adapter.as_ref()).await });
    refreshing.await.unwrap_or_else(|_| Err(Refusal::Server(ServerFault::Internal).into()))
}

/// Good tokens of an account.
struct Wanted {
    account: Account,
    /// An access token that the automaker refused.
    rejected: Option<SecretString>,
}

impl Wanted {
    fn is_met_by(&self, tokens: &StoredTokens, gateway: &Gateway) -> bool {
        let refused = self.rejected.as_ref().is_some_and(|old| old.expose_secret() == tokens.access.expose_secret());
        !refused && tokens.access_expires_at.duration_since(gateway.clock.now()) > MARGIN
    }

    /// Refreshes, unless somebody else does.
    async fn refresh(&self, gateway: &Gateway, adapter: &dyn Adapter) -> Result<StoredTokens, ServiceError> {
        let id = self.account.id;
        let lock = gateway.refreshes.of(id);
        let _refreshing = lock.lock().await;
        // The lease keeps other processes on this store from refreshing at the same time: a refresh token is good once.
        let deadline = Instant::now() + LEASE;
        loop {
            let now = gateway.clock.now();
            let leased = gateway.store.lease_refresh(id, gateway.refresher, now, now + LEASE).await?;
            // Somebody else may have refreshed while this one waited.
            let settled = self.settled(gateway).await;
            if leased {
                let outcome = match settled {
                    Ok(Settled::Not(tokens)) => exchange(gateway, adapter, &self.account, &tokens).await,
                    Ok(Settled::Good(tokens)) => Ok(tokens),
                    Err(error) => Err(error),
                };
                gateway.store.end_refresh_lease(id, gateway.refresher).await?;
                return outcome;
            }
            if let Settled::Good(tokens) = settled? {
                return Ok(tokens);
            }
            if Instant::now() >= deadline {
                return Err(Refusal::Upstream(UpstreamFault::NoResponse).into());
            }
            sleep(LOOK_EVERY).await;
        }
    }

    /// Whether there is anything left to do; an error where the owner has to sign in again.
    async fn settled(&self, gateway: &Gateway) -> Result<Settled, ServiceError> {
        let tokens = gateway.store.account_tokens(self.account.id).await?.ok_or_else(signed_out)?;
        if self.is_met_by(&tokens, gateway) {
            return Ok(Settled::Good(tokens));
        }
        let account = gateway.store.account(self.account.id).await?;
        let is_signed_in = account.is_some_and(|account| !account.needs_sign_in);
        is_signed_in.then_some(Settled::Not(tokens)).ok_or_else(signed_out)
    }
}

/// How the stored tokens are.
enum Settled {
    Good(StoredTokens),
    Not(StoredTokens),
}

/// Exchanges the refresh token, with the lease in hand. Where a process was killed between the automaker's answer and
/// the store, the token that was used last is tried once more by this: automakers take it back within a grace. Where
/// they do not, the account is marked, and nobody tries again until its owner has signed in.
async fn exchange(
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
