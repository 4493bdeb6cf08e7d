//! Sessions at the automaker: a good access token for an account, refreshed by one at a time.

use futures_util::future::BoxFuture;
use jiff::SignedDuration;
use openfob_automaker::{Adapter, AdapterError, AdapterErrorKind, Effect, LinkedAccount, Partner, Session};
use openfob_domain::{AccountId, AccountIssue, Refusal};
use openfob_store::{Account, StoredTokens};

use crate::Gateway;
use crate::service::ServiceError;

/// A token that ends sooner than this is refreshed first.
const MARGIN: SignedDuration = SignedDuration::from_secs(60);

/// Calls an account's automaker with a token that is good. A token that the automaker refuses all the same is
/// refreshed once; if that is refused too, the account is marked and the owner has to sign in again.
pub(crate) async fn with_session<T>(
    gateway: &Gateway,
    account: AccountId,
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
    let tokens = good_tokens(gateway, adapter.as_ref(), &account, None).await?;
    let session = session_of(&account, &tokens);
    match call(adapter.as_ref(), &session).await {
        Err(error) if error.kind == AdapterErrorKind::TokenRejected && error.effect == Effect::NotApplied => {
            let tokens = good_tokens(gateway, adapter.as_ref(), &account, Some(&tokens)).await?;
            Ok(call(adapter.as_ref(), &session_of(&account, &tokens)).await?)
        }
        outcome => Ok(outcome?),
    }
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
    // Somebody else may have refreshed while this one waited.
    let tokens = gateway.store.account_tokens(account.id).await?.ok_or_else(signed_out)?;
    if is_good(&tokens) {
        return Ok(tokens);
    }
    let partner = Partner { key_domain: account.partner.clone() };
    match adapter.link().refresh(&partner, &tokens.refresh).await {
        Ok(linked) => {
            let fresh = stored_tokens(gateway, &linked);
            gateway.store.save_account_tokens(account.id, &fresh, &linked.permissions).await?;
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
pub(crate) fn stored_tokens(gateway: &Gateway, linked: &LinkedAccount) -> StoredTokens {
    let now = gateway.clock.now();
    StoredTokens {
        access: linked.tokens.access.clone(),
        refresh: linked.tokens.refresh.clone(),
        access_expires_at: now.checked_add(linked.tokens.expires_in).unwrap_or(now),
    }
}

fn session_of(account: &Account, tokens: &StoredTokens) -> Session {
    Session { partner: Partner { key_domain: account.partner.clone() }, access: tokens.access.clone() }
}

fn signed_out() -> ServiceError {
    Refusal::ConnectedServicesAccount(AccountIssue::AuthenticationFailed).into()
}
