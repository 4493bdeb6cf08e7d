//! Sign-in and tokens.

use std::collections::BTreeMap;

use async_trait::async_trait;
use openfob_automaker::{
    AccountLink, AdapterError, LinkedAccount, Partner, Refreshed, Returned, Session, SignIn, SignInRefused,
};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::api::Garage;
use crate::translate;
use crate::wire::{Done, TokenAnswer};

#[async_trait]
impl AccountLink for Garage {
    fn sign_in_page(&self) -> Url {
        let mut url = self.public_url.clone();
        url.set_path("/garage/authorize");
        url
    }

    fn begin(&self, sign_in: SignIn<'_>) -> Result<Url, AdapterError> {
        let mut url = self.sign_in_page();
        url.query_pairs_mut()
            .append_pair("client", sign_in.partner.key_domain.as_str())
            .append_pair("name", sign_in.application)
            .append_pair("make", sign_in.make.as_str())
            .append_pair("redirect_uri", sign_in.redirect_uri.as_str())
            .append_pair("state", sign_in.state)
            .append_pair("scope", &sign_in.scope.to_string());
        Ok(url)
    }

    fn returned(&self, query: &BTreeMap<String, String>) -> Result<String, SignInRefused> {
        translate::returned(query)
    }

    async fn complete(&self, partner: &Partner, returned: Returned<'_>) -> Result<LinkedAccount, AdapterError> {
        self.exchange(&[
            ("grant_type", "authorization_code"),
            ("client", partner.key_domain.as_str()),
            ("code", returned.code),
            ("redirect_uri", returned.redirect_uri.as_str()),
        ])
        .await
    }

    async fn refresh(
        &self,
        partner: &Partner,
        refresh: &SecretString,
        _region: Option<&str>,
    ) -> Result<Refreshed, AdapterError> {
        let linked = self
            .exchange(&[
                ("grant_type", "refresh_token"),
                ("client", partner.key_domain.as_str()),
                ("refresh_token", refresh.expose_secret()),
            ])
            .await?;
        Ok(Refreshed { permissions: linked.permissions, tokens: linked.tokens })
    }

    async fn revoke(&self, session: &Session) -> Result<(), AdapterError> {
        let done: Done = translate::answer(self.http().delete("/garage/v1/link", &session.access).await)?;
        translate::done(&done)
    }
}

impl Garage {
    async fn exchange(&self, form: &[(&str, &str)]) -> Result<LinkedAccount, AdapterError> {
        let answer: TokenAnswer = translate::answer(self.http().post_form("/garage/v1/token", form).await)?;
        Ok(translate::linked_account(answer))
    }
}
