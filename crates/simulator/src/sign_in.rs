//! The sign-in page of the makes in the garage.

use std::collections::BTreeSet;

use askama::Template;
use axum::Router;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;
use url::Url;

use crate::account::MOST_LINKS;
use crate::catalogue::Make;
use crate::garage::is_key_domain;
use crate::page::{Forms, Refusal, render};
use crate::population::{SignInRefusal, admit};
use crate::simulator::Simulator;

/// Where browsers return to at a gateway, whatever its host: Connect, and sign-in to its CarKey service.
const CALLBACK_PATHS: [&str; 2] = ["/connect/callback", "/carkey/v1/callback"];
const LONGEST_EMAIL: usize = 254;

pub(crate) fn router() -> Router<Simulator> {
    Router::new().route("/garage/authorize", get(show).post(submit))
}

/// What a gateway sends a browser with.
#[derive(Clone, Debug, Deserialize)]
struct Asked {
    client: String,
    #[serde(default)]
    name: String,
    make: String,
    redirect_uri: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    scope: String,
}

/// The same, understood.
struct Visit {
    asked: Asked,
    make: Make,
    redirect_uri: Url,
    permissions: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Submitted {
    #[serde(flatten)]
    asked: Asked,
    #[serde(default)]
    username: String,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage<'a> {
    make: &'static str,
    application: &'a str,
    asked: &'a Asked,
    cancel: String,
    username: &'a str,
    problem: Option<&'static str>,
    simulator: &'a str,
}

async fn show(
    State(simulator): State<Simulator>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Refusal> {
    let Query(asked) = asked.map_err(|error| link_broken(&error.body_text()))?;
    let visit = Visit::read(asked)?;
    Ok(visit.page(&simulator, "", None))
}

async fn submit(
    State(simulator): State<Simulator>,
    submitted: Result<Form<Submitted>, FormRejection>,
) -> Result<Response, Refusal> {
    let Form(submitted) = submitted.map_err(|error| link_broken(&error.body_text()))?;
    let visit = Visit::read(submitted.asked)?;
    let email = submitted.username.trim();
    let problem = if email.is_empty() {
        Some("Enter your e-mail address. In this simulation any address works, for example lena@example.com.")
    } else if !email.contains('@') || email.len() > LONGEST_EMAIL || email.chars().any(char::is_whitespace) {
        Some("That is not an e-mail address. Enter one such as lena@example.com.")
    } else {
        None
    };
    if problem.is_some() {
        let page = visit.page(&simulator, email, problem);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let seed = simulator.seed();
    let outcome = simulator
        .change(|world, now| {
            let subject = admit(world, seed, visit.make, email, now)?;
            let Some(account) = world.accounts.get_mut(&subject) else { return Err(SignInRefusal::Full) };
            if account.shares().next().is_none() {
                return Err(SignInRefusal::NoVehicles);
            }
            account.trouble = account.trouble.filter(|trouble| !trouble.mended_by_sign_in());
            let client = visit.asked.client.as_str();
            if account.links.len() >= MOST_LINKS && !account.links.contains_key(client) {
                return Err(SignInRefusal::Full);
            }
            let given = &mut account.links.entry(client.to_owned()).or_default().permissions;
            given.extend(visit.permissions.iter().cloned());
            let text = format!("{} signs in at {} for {client}.", account.email, visit.make.name());
            world.log.note(now, None, text);
            Ok(world.tokens.issue_code(subject, client, &visit.asked.redirect_uri, now))
        })
        .await?;
    let back = match outcome {
        Ok(code) => visit.back(&[("code", &code)]),
        Err(SignInRefusal::NoVehicles) => visit.back(&[("error", "no_vehicles")]),
        Err(SignInRefusal::InvalidSubscription) => visit.back(&[("error", "invalid_subscription")]),
        Err(SignInRefusal::VehicleIncompatible { vin, model, year }) => visit.back(&[
            ("error", "vehicle_incompatible"),
            ("vin", &vin),
            ("make", visit.make.code()),
            ("model", &model),
            ("year", &year.to_string()),
        ]),
        Err(SignInRefusal::Full) => {
            return Err(Refusal::new(
                StatusCode::INSUFFICIENT_STORAGE,
                "The garage is full",
                "This simulator holds no more accounts or cars. Sign in with an address that it knows, or start it with a \
                 fresh state file.",
            ));
        }
    };
    Ok(Redirect::to(back.as_str()).into_response())
}

impl Visit {
    fn read(asked: Asked) -> Result<Self, Refusal> {
        let make = asked.make.parse::<Make>().map_err(|error| link_broken(&error.to_string()))?;
        if !is_key_domain(&asked.client) {
            return Err(link_broken("client must be the partner\u{2019}s key domain, such as fob.example.com."));
        }
        let redirect_uri = Url::parse(&asked.redirect_uri)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && CALLBACK_PATHS.contains(&url.path()))
            .ok_or_else(|| {
                link_broken("redirect_uri must be an http or https address whose path is /connect/callback or /carkey/v1/callback.")
            })?;
        let names = asked.scope.split_whitespace().map(|name| name.strip_prefix("required:").unwrap_or(name));
        let well_formed = |name: &&str| name.len() <= 40 && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        let permissions = names.filter(well_formed).take(100).map(str::to_owned).collect();
        Ok(Self { asked, make, redirect_uri, permissions })
    }

    fn page(&self, simulator: &Simulator, username: &str, problem: Option<&'static str>) -> Response {
        let page = SignInPage {
            make: self.make.name(),
            application: if self.asked.name.is_empty() { &self.asked.client } else { &self.asked.name },
            asked: &self.asked,
            cancel: self.back(&[("error", "login_cancelled")]).into(),
            username,
            problem,
            simulator: simulator.public_url().as_str(),
        };
        render(&page, Forms::Onward)
    }

    /// The address at the gateway, with what it is told.
    fn back(&self, told: &[(&str, &str)]) -> Url {
        let mut url = self.redirect_uri.clone();
        url.query_pairs_mut().extend_pairs(told).append_pair("state", &self.asked.state);
        url
    }
}

fn link_broken(what: &str) -> Refusal {
    let text = format!("The application that sent you here made a mistake in the link: {what}");
    Refusal::new(StatusCode::BAD_REQUEST, "This sign-in link does not work", text)
}
