//! Sign-in and tokens.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::SignedDuration;
use openfob_automaker::{
    AccountLink, AdapterError, AdapterErrorKind, Client, LinkedAccount, Partner, PartnerIssue, Refreshed, Returned,
    Session, SignIn, SignInRefused, Tokens,
};
use openfob_domain::{AccountIssue, Capability, UpstreamFault};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::adapter::Tesla;
use crate::region::{self, Region};
use crate::token::Claims;
use crate::transport::Caller;
use crate::wire::TokenAnswer;
use crate::{refusal, scope};

#[async_trait]
impl AccountLink for Tesla {
    fn sign_in_page(&self) -> Url {
        self.transport().hosts().sign_in_page().clone()
    }

    fn begin(&self, sign_in: SignIn<'_>) -> Result<Url, AdapterError> {
        let client = client(sign_in.partner)?;
        let mut url = self.sign_in_page();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &client.id)
            .append_pair("redirect_uri", sign_in.redirect_uri.as_str())
            .append_pair("scope", &scope::asked(sign_in.scope))
            .append_pair("state", sign_in.state)
            .append_pair("locale", locale(sign_in.language))
            // Without it Tesla takes an earlier consent for the answer, and leaves out what was added since.
            .append_pair("prompt_missing_scopes", "true")
            .append_pair("show_keypair_step", "true")
            .append_pair("code_challenge", sign_in.challenge)
            .append_pair("code_challenge_method", "S256");
        if sign_in.fresh_login {
            url.query_pairs_mut().append_pair("prompt", "login");
        }
        Ok(url)
    }

    fn returned(&self, query: &BTreeMap<String, String>) -> Result<String, SignInRefused> {
        let text = |name: &str| query.get(name).cloned().filter(|text| !text.is_empty());
        match (text("error").as_deref(), text("code")) {
            (None, Some(code)) => Ok(code),
            (None, None) => Err(SignInRefused::Other("neither a code nor an error came back".to_owned())),
            (Some("access_denied" | "login_cancelled" | "user_cancelled"), _) => Err(SignInRefused::Cancelled),
            (Some(other), _) => Err(SignInRefused::Other(other.to_owned())),
        }
    }

    async fn complete(&self, partner: &Partner, returned: Returned<'_>) -> Result<LinkedAccount, AdapterError> {
        let client = client(partner)?;
        let issued_in = Region::of_token(returned.code).unwrap_or(Region::Na);
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", &client.id),
            ("client_secret", client.secret.expose_secret()),
            ("code", returned.code),
            ("code_verifier", returned.verifier),
            ("audience", issued_in.audience()),
            ("redirect_uri", returned.redirect_uri.as_str()),
        ];
        let answer = self.transport().token(&partner.key_domain, issued_in, &form).await?;
        let (claims, tokens) = tokens(answer)?;
        let caller = Caller {
            partner: &partner.key_domain,
            token: &tokens.access,
            application: None,
            region: claims.region().unwrap_or(issued_in),
        };
        let region = self.region_of(caller).await?;
        let email = self.email(Caller { region, ..caller }, &claims).await;
        Ok(LinkedAccount {
            platform: claims.platform(),
            subject: claims.sub,
            email,
            permissions: scope::permissions(&claims.scp),
            region: Some(region.code().to_owned()),
            tokens,
        })
    }

    async fn refresh(
        &self,
        partner: &Partner,
        refresh: &SecretString,
        region: Option<&str>,
    ) -> Result<Refreshed, AdapterError> {
        let client = client(partner)?;
        let region = region.and_then(Region::of_code).unwrap_or(Region::Na);
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", client.id.as_str()),
            ("refresh_token", refresh.expose_secret()),
        ];
        let answer = self.transport().token(&partner.key_domain, region, &form).await?;
        let (claims, tokens) = tokens(answer)?;
        Ok(Refreshed { permissions: scope::permissions(&claims.scp), tokens })
    }

    /// Tesla has no call for it: the owner takes back on [`AccountLink::revocation_page`] what they gave.
    async fn revoke(&self, _session: &Session) -> Result<(), AdapterError> {
        Err(refusal::refused(AdapterErrorKind::Capability(Capability::SmartcarNotCapable)))
    }

    fn revocation_page(&self, partner: &Partner, back: &Url) -> Option<Url> {
        let client = client(partner).ok()?;
        let mut url = self.transport().hosts().consent.clone();
        url.query_pairs_mut().append_pair("revoke_client_id", &client.id).append_pair("back_url", back.as_str());
        Some(url)
    }
}

impl Tesla {
    /// Where the account is served: asked where its token points to, and followed where that is wrong.
    async fn region_of(&self, mut caller: Caller<'_>) -> Result<Region, AdapterError> {
        for _ in region::CODES {
            match self.transport().users_region(caller).await {
                Ok(answer) => {
                    let said = Region::of_code(&answer.region);
                    return said
                        .ok_or_else(|| refusal::refused(AdapterErrorKind::Upstream(UpstreamFault::InvalidData)));
                }
                Err(AdapterError { kind: AdapterErrorKind::OtherRegion(code), .. }) => {
                    caller.region = Region::of_code(code).unwrap_or(caller.region);
                }
                Err(error) => return Err(error),
            }
        }
        // Sent round in a circle.
        Err(refusal::refused(AdapterErrorKind::Upstream(UpstreamFault::InvalidData)))
    }

    /// What the owner signs in with, if they let us see it. A sign-in does not fail for want of it.
    async fn email(&self, caller: Caller<'_>, claims: &Claims) -> Option<String> {
        if !claims.scp.contains("user_data") {
            return None;
        }
        match self.transport().users_me(caller).await {
            Ok(user) => user.email,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "an account's e-mail could not be asked for");
                None
            }
        }
    }
}

/// What the partner signs in with.
pub(crate) fn client(partner: &Partner) -> Result<&Client, AdapterError> {
    partner.client.as_ref().ok_or_else(|| refusal::refused(AdapterErrorKind::Partner(PartnerIssue::NoCredentials)))
}

fn tokens(answer: TokenAnswer) -> Result<(Claims, Tokens), AdapterError> {
    let access = SecretString::from(answer.access_token);
    let invalid = || refusal::refused(AdapterErrorKind::Upstream(UpstreamFault::InvalidData));
    let claims = Claims::of(&access).ok_or_else(invalid)?;
    // The owner kept back the permission to stay linked.
    let kept_back = || refusal::refused(AdapterErrorKind::Account(AccountIssue::Permission));
    let refresh = SecretString::from(answer.refresh_token.ok_or_else(kept_back)?);
    let expires_in = SignedDuration::from_secs(answer.expires_in.into());
    Ok((claims, Tokens { access, refresh, expires_in }))
}

/// The locale that stands for a language on Tesla's pages.
fn locale(language: &str) -> &'static str {
    match language {
        "de" => "de-DE",
        "es" => "es-ES",
        "fr" => "fr-FR",
        "it" => "it-IT",
        "nl" => "nl-NL",
        _ => "en-US",
    }
}
