//! `/oauth2/v3/authorize`: Tesla's sign-in and consent on one page.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use url::Url;

use super::cloud::region_of;
use super::scope::{self, ASKED, Scope};
use super::session::Code;
use crate::catalogue::Make;
use crate::page::{Forms, Refusal, render};
use crate::population::{SignInRefusal, admit, admit_without_cars};
use crate::simulator::Simulator;
use crate::world::World;

const ISSUER: &str = "https://auth.tesla.com/oauth2/v3";
const LONGEST_EMAIL: usize = 254;

/// What an application sends a browser with.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    response_type: String,
    client_id: String,
    redirect_uri: String,
    scope: String,
    state: Option<String>,
    nonce: Option<String>,
    locale: Option<String>,
    prompt: Option<String>,
    prompt_missing_scopes: Option<String>,
    require_requested_scopes: Option<String>,
    show_keypair_step: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
}

/// The same, understood.
struct Visit {
    asked: Asked,
    application: String,
    redirect_uri: Url,
    scopes: BTreeSet<String>,
}

#[derive(Template)]
#[template(path = "tesla/authorize.html")]
struct AuthorizePage<'a> {
    application: &'a str,
    hidden: Vec<(&'static str, &'a str)>,
    cancel: String,
    username: &'a str,
    boxes: Vec<(&'static Scope, bool)>,
    keypair_step: bool,
    all_needed: bool,
    problem: Option<&'static str>,
    simulator: String,
}

pub(crate) async fn show(State(simulator): State<Simulator>, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let visit = Visit::read(&simulator, asked)?;
    Ok(visit.page(&simulator, "", None, None))
}

pub(crate) async fn submit(
    State(simulator): State<Simulator>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    let visit = Visit::read(&simulator, Asked::from_form(&sent))?;
    let field = |name: &str| sent.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim());
    let email = field("username").to_lowercase();
    let ticked: BTreeSet<String> =
        sent.iter().filter(|(key, _)| key == "granted").map(|(_, value)| value.clone()).collect();
    let granted: BTreeSet<String> = visit
        .scopes
        .iter()
        .filter(|scope| ticked.contains(*scope) || !ASKED.iter().any(|asked| asked.name == scope.as_str()))
        .cloned()
        .collect();
    let problem = if email.is_empty() {
        Some("Enter your e-mail address. In this simulation any address works, for example lena@example.com.")
    } else if !email.contains('@') || email.len() > LONGEST_EMAIL || email.chars().any(char::is_whitespace) {
        Some("That is not an e-mail address. Enter one such as lena@example.com.")
    } else if is_true(visit.asked.require_requested_scopes.as_deref()) && granted != visit.scopes {
        Some("The application needs every permission that it asks for. Tick them all, or cancel.")
    } else {
        None
    };
    if problem.is_some() {
        let page = visit.page(&simulator, &email, Some(&granted), problem);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let seed = simulator.seed();
    let code = simulator
        .change(|world, now| {
            let subject = match admit(world, seed, Make::Tesla, &email, now) {
                Ok(subject) => subject,
                Err(SignInRefusal::Full) => return Err(full()),
                Err(_) => admit_without_cars(world, Make::Tesla, &email).ok_or_else(full)?,
            };
            visit.give(world, subject, &granted);
            let Some(account) = world.accounts.get(&subject) else { return Err(full()) };
            let region = region_of(world, account);
            let text = format!("{email} signs in at Tesla for {}.", visit.application);
            world.log.note(now, None, text);
            let mut code = Code::new(subject, &visit.asked.client_id, &visit.asked.redirect_uri, visit.scopes.clone());
            code.challenge = visit.asked.code_challenge.clone().filter(|challenge| !challenge.is_empty());
            code.nonce.clone_from(&visit.asked.nonce);
            code.locale.clone_from(&visit.asked.locale);
            code.state.clone_from(&visit.asked.state);
            Ok(world.tesla.sessions.give_code(code, region, now))
        })
        .await??;
    let back = visit.back(&[("code", &code), ("issuer", ISSUER)]);
    Ok(Redirect::to(back.as_str()).into_response())
}

impl Asked {
    fn from_form(sent: &[(String, String)]) -> Self {
        let text = |name: &str| sent.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        Self {
            response_type: text("response_type").unwrap_or_default(),
            client_id: text("client_id").unwrap_or_default(),
            redirect_uri: text("redirect_uri").unwrap_or_default(),
            scope: text("scope").unwrap_or_default(),
            state: text("state"),
            nonce: text("nonce"),
            locale: text("locale"),
            prompt: text("prompt"),
            prompt_missing_scopes: text("prompt_missing_scopes"),
            require_requested_scopes: text("require_requested_scopes"),
            show_keypair_step: text("show_keypair_step"),
            code_challenge: text("code_challenge"),
            code_challenge_method: text("code_challenge_method"),
        }
    }

    fn hidden(&self) -> Vec<(&'static str, &str)> {
        let optional = [
            ("state", &self.state),
            ("nonce", &self.nonce),
            ("locale", &self.locale),
            ("prompt", &self.prompt),
            ("prompt_missing_scopes", &self.prompt_missing_scopes),
            ("require_requested_scopes", &self.require_requested_scopes),
            ("show_keypair_step", &self.show_keypair_step),
            ("code_challenge", &self.code_challenge),
            ("code_challenge_method", &self.code_challenge_method),
        ];
        let needed = [
            ("response_type", self.response_type.as_str()),
            ("client_id", &self.client_id),
            ("redirect_uri", &self.redirect_uri),
            ("scope", &self.scope),
        ];
        let optional = optional.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
        needed.into_iter().chain(optional).collect()
    }
}

impl Visit {
    fn read(simulator: &Simulator, asked: Asked) -> Result<Self, Refusal> {
        let application = simulator.look(|world, _| world.tesla.applications.get(&asked.client_id).cloned());
        let application = application.ok_or_else(|| broken("We don\u{2019}t recognize this client_id."))?;
        let redirect_uri = Url::parse(&asked.redirect_uri).ok().filter(|_| application.returns_to(&asked.redirect_uri));
        let redirect_uri = redirect_uri.ok_or_else(|| broken("We don\u{2019}t recognize this redirect_uri."))?;
        if asked.response_type != "code" {
            return Err(broken("response_type must be code."));
        }
        if asked.code_challenge.is_some() && asked.code_challenge_method.as_deref() != Some("S256") {
            return Err(broken("code_challenge_method must be S256."));
        }
        let scopes: BTreeSet<String> =
            scope::owners(&asked.scope).into_iter().filter(|scope| application.scopes.contains(scope)).collect();
        if scopes.is_empty() {
            return Err(broken("scope names nothing that this application may ask for."));
        }
        Ok(Self { asked, application: application.name, redirect_uri, scopes })
    }

    /// What the owner gives: an earlier consent holds, and what it lacks is only added where the application asks for it.
    fn give(&self, world: &mut World, subject: uuid::Uuid, granted: &BTreeSet<String>) {
        let Some(account) = world.accounts.get_mut(&subject) else { return };
        account.trouble = account.trouble.filter(|trouble| !trouble.mended_by_sign_in());
        let client_id = self.asked.client_id.as_str();
        let earlier = account.tesla.scopes(client_id).cloned();
        let scopes = match earlier {
            Some(earlier) if !is_true(self.asked.prompt_missing_scopes.as_deref()) => {
                let unticked: BTreeSet<String> = self.scopes.difference(granted).cloned().collect();
                earlier.difference(&unticked).cloned().collect()
            }
            Some(earlier) => earlier.difference(&self.scopes).chain(granted).cloned().collect(),
            None => granted.clone(),
        };
        account.tesla.set(client_id, scopes);
    }

    fn page(
        &self,
        simulator: &Simulator,
        username: &str,
        granted: Option<&BTreeSet<String>>,
        problem: Option<&'static str>,
    ) -> Response {
        let asked = ASKED.iter().filter(|scope| self.scopes.contains(scope.name));
        let page = AuthorizePage {
            application: &self.application,
            hidden: self.asked.hidden(),
            cancel: self.back(&[("error", "login_cancelled"), ("error_description", "User cancelled login")]).into(),
            username,
            boxes: asked.map(|scope| (scope, granted.is_none_or(|granted| granted.contains(scope.name)))).collect(),
            keypair_step: is_true(self.asked.show_keypair_step.as_deref()),
            all_needed: is_true(self.asked.require_requested_scopes.as_deref()),
            problem,
            simulator: simulator.origin(),
        };
        render(&page, Forms::Onward)
    }

    /// The address at the application, with what it is told.
    fn back(&self, told: &[(&str, &str)]) -> Url {
        let mut url = self.redirect_uri.clone();
        url.query_pairs_mut().extend_pairs(told);
        if let Some(state) = &self.asked.state {
            url.query_pairs_mut().append_pair("state", state);
        }
        url
    }
}

fn is_true(flag: Option<&str>) -> bool {
    flag.is_some_and(|flag| flag.eq_ignore_ascii_case("true"))
}

fn broken(what: &str) -> Refusal {
    let text = format!("{what} The application that sent you here made a mistake in the link.");
    Refusal::new(StatusCode::BAD_REQUEST, "This sign-in link does not work", text)
}

fn full() -> Refusal {
    Refusal::new(
        StatusCode::INSUFFICIENT_STORAGE,
        "The garage is full",
        "This simulator holds no more accounts or cars. Sign in with an address that it knows, or start it with a fresh \
         state file.",
    )
}
