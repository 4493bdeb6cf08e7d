//! CarKey: the address of the page on which an owner sees how far it is, and what a CarKey service asks of the gateway.

use std::collections::BTreeMap;

use openfob_automaker::{AdapterErrorKind, Returned, SignIn, SignInRefused};
use openfob_domain::{AccountId, ApplicationId, Evidence, KeyDomain, KeyHolder, KeyKind, KeyRecord, Make, Mode, Scope};
use openfob_store::{Connection, StoreError, Vehicle};
use url::Url;
use uuid::Uuid;

use crate::Gateway;
use crate::service::{ServiceError, key_state, linking, partners};

/// Where a connection's page lies; nothing for a car that asks for no CarKey. The address does not change and cannot be
/// guessed.
pub(crate) fn link(gateway: &Gateway, connection: &Connection) -> Option<String> {
    let rule = connection.vehicle.access.key?;
    let token = gateway.store.car_key_token(connection.id).filter(|_| rule.kind == KeyKind::CarKey)?;
    Some(gateway.settings.url(&format!("/connect/car-key/{token}")).into())
}

/// A sign-in at a maker, for a CarKey service.
#[derive(Clone, Copy, Debug)]
pub struct MakerSignIn<'a> {
    /// Real or simulated cars.
    pub mode: Mode,
    /// The brand that the owner chose.
    pub make: &'a Make,
    /// The partner under which the account is linked.
    pub partner: &'a KeyDomain,
    /// Where the maker sends the browser back to.
    pub redirect_uri: &'a Url,
}

/// Why a sign-in came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInFailure {
    /// The owner left the page.
    #[error("the owner left the sign-in page")]
    Cancelled,
    /// The maker said no.
    #[error("the maker refused the sign-in")]
    Refused,
    /// The maker, or we, failed.
    #[error("the maker could not be asked")]
    Unavailable,
}

/// What a CarKey service asks of the gateway: to link accounts, and to keep what was proven where all key state is kept.
impl Gateway {
    /// The maker's sign-in page; `None` where the make is not served in that mode, or does not know the partner.
    pub async fn sign_in_page(
        &self,
        sign_in: MakerSignIn<'_>,
        application: &str,
        state: &str,
        challenge: &str,
    ) -> Option<Url> {
        let MakerSignIn { mode, make, partner, redirect_uri } = sign_in;
        let adapter = self.adapters.for_make(mode, make)?;
        let partner = partners::known_as(self, mode, partner).await.inspect_err(|error| unsent(error)).ok()?;
        let page = adapter.link().begin(SignIn {
            partner: &partner,
            make,
            application,
            scope: &Scope::default(),
            redirect_uri,
            state,
            challenge,
            language: "en",
            fresh_login: false,
        });
        page.inspect_err(|error| unsent(error)).ok()
    }

    /// Links the account that signed in, with the cars that it sees.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn link_signed_in(
        &self,
        sign_in: MakerSignIn<'_>,
        application: ApplicationId,
        query: &BTreeMap<String, String>,
        verifier: &str,
    ) -> Result<AccountId, SignInFailure> {
        let MakerSignIn { mode, make, partner, redirect_uri } = sign_in;
        let adapter = self.adapters.for_make(mode, make).ok_or(SignInFailure::Unavailable)?;
        let code = adapter.link().returned(query).map_err(|refused| match refused {
            SignInRefused::Cancelled => SignInFailure::Cancelled,
            _ => SignInFailure::Refused,
        })?;
        let failed = |error: ServiceError| {
            tracing::warn!(error = &error as &dyn std::error::Error, "a sign-in could not be completed");
            match error {
                ServiceError::Adapter(error)
                    if matches!(
                        error.kind,
                        AdapterErrorKind::Account(_) | AdapterErrorKind::TokenRejected | AdapterErrorKind::Forbidden
                    ) =>
                {
                    SignInFailure::Refused
                }
                _ => SignInFailure::Unavailable,
            }
        };
        let partner = partners::known_as(self, mode, partner).await.map_err(failed)?;
        let returned = Returned { code: &code, verifier, redirect_uri };
        linking::complete(self, adapter.as_ref(), mode, application, &partner, returned).await.map_err(failed)
    }

    /// What is known of an owner's CarKey for a car, after asking the maker where its word is due.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn car_key(&self, account: AccountId, vehicle: &Vehicle) -> Result<Option<KeyRecord>, StoreError> {
        let owner = self.store.key_account(account).await?;
        if let Some(connection) = self.look(account, owner, vehicle).await? {
            match key_state::current(self, &connection).await {
                Ok(record) => return Ok(Some(KeyRecord::clone(&record))),
                Err(ServiceError::Store(error)) => return Err(error),
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "a CarKey could not be asked about");
                }
            }
        }
        let known = self.store.key_record(vehicle.id, &KeyHolder::Account(owner)).await?;
        Ok(known.as_deref().cloned())
    }

    /// What asking the maker about a car needs to know, for an account that no application may be connected to.
    async fn look(
        &self,
        account: AccountId,
        key_account: AccountId,
        vehicle: &Vehicle,
    ) -> Result<Option<Connection>, StoreError> {
        let cars = self.store.account_vehicles(account).await?;
        let role = cars.into_iter().find(|car| car.vehicle.id == vehicle.id).map(|car| car.role);
        Ok(self.store.account(account).await?.map(|link| Connection {
            id: Uuid::nil().into(),
            application: Uuid::nil().into(),
            user: Uuid::nil().into(),
            account,
            key_account,
            mode: link.mode,
            adapter: link.adapter,
            partner: link.partner,
            platform: link.platform,
            vehicle: vehicle.clone(),
            role,
            connected_at: self.clock.now(),
            chosen_capacity: None,
        }))
    }

    /// Records evidence of an owner's CarKey for a car and tells those who wait.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn record_car_key(
        &self,
        account: AccountId,
        vehicle: &Vehicle,
        evidence: Evidence,
    ) -> Result<(), StoreError> {
        let owner = KeyHolder::Account(self.store.key_account(account).await?);
        let (store, now) = (&self.store, self.clock.now());
        let change = store.record_evidence(vehicle.id, &owner, &vehicle.access, &[evidence], now).await?;
        key_state::tell(self, change);
        Ok(())
    }
}

fn unsent(error: &(dyn std::error::Error + 'static)) {
    tracing::error!(error, "owners cannot be sent to sign in");
}
