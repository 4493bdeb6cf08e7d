//! Sign-in and tokens.

use std::collections::BTreeMap;

use async_trait::async_trait;
use openfob_automaker::{AccountLink, AdapterError, LinkedAccount, Partner, Session, SignIn, SignInRefused};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::api::Garage;
use crate::translate;
use crate::wire::{Done, TokenAnswer};

#[async_trait]
impl AccountLink for Garage {
    fn begin(&self, sign_in: SignIn<'_>) -> Url {
        let mut url = self.public("/garage/authorize");
        url.query_pairs_mut()
            .append_pair("client", sign_in.partner.key_domain.as_str())
            .append_pair("name", sign_in.application)
            .append_pair("make", sign_in.make.as_str())
            .append_pair("redirect_uri", sign_in.redirect_uri.as_str())
            .append_pair("state", sign_in.state)
            .append_pair("scope", &sign_in.scope.to_string());
        url
    }

    fn returned(&self, query: &BTreeMap<String, String>) -> Result<String, SignInRefused> {
        translate::returned(query)
    }

    async fn complete(&self, partner: &Partner, code: &str, redirect_uri: &Url) -> Result<LinkedAccount, AdapterError> {
        self.exchange(&[
            ("grant_type", "authorization_code"),
            ("client", partner.key_domain.as_str()),
            ("code", code),
            ("redirect_uri", redirect_uri.as_str()),
        ])
        .await
    }

    async fn refresh(&self, partner: &Partner, refresh: &SecretString) -> Result<LinkedAccount, AdapterError> {
        self.exchange(&[
            ("grant_type", "refresh_token"),
            ("client", partner.key_domain.as_str()),
            ("refresh_token", refresh.expose_secret()),
        ])
        .await
    }

    async fn revoke(&self, session: &Session) -> Result<(), AdapterError> {
        let done: Done = translate::answer(self.http().delete("/garage/v1/link", &session.access).await)?;
        translate::done(&done)
    }
}

impl Garage {
    async fn exchange(&self, form: &[(&str, &str)]) -> Result<LinkedAccount, AdapterError> {
        let answer: TokenAnswer = translate::answer(self.http().post_form("/garage/v1/token", form).await)?;
        translate::linked_account(answer)
    }
}
