//! `/user/revoke/consent`: Tesla's page on which an owner takes back what they gave an application.

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use url::Url;

use super::application::Application;
use crate::catalogue::Make;
use crate::page::{Forms, Refusal, render};
use crate::simulator::Simulator;

/// What an application's link, and the page's own form, bring.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    revoke_client_id: String,
    back_url: String,
    /// The form's alone: at Tesla the owner is signed in.
    username: String,
}

#[derive(Template)]
#[template(path = "tesla/revocation.html")]
struct RevocationPage<'a> {
    application: &'a str,
    asked: &'a Asked,
    problem: Option<String>,
    /// Whether it is done, and there is nowhere to go back to.
    done: bool,
    simulator: String,
}

pub(crate) async fn show(State(simulator): State<Simulator>, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let (application, _) = understood(&simulator, &asked)?;
    Ok(page(&simulator, &application, &asked, None, false))
}

pub(crate) async fn submit(State(simulator): State<Simulator>, Form(asked): Form<Asked>) -> Result<Response, Refusal> {
    let (application, back) = understood(&simulator, &asked)?;
    let email = asked.username.trim().to_lowercase();
    let is_revoked = simulator
        .change(|world, now| {
            let Some(subject) = world.account(Make::Tesla, &email).map(|account| account.subject) else { return false };
            let account = world.accounts.get_mut(&subject);
            let is_given = account.is_some_and(|account| account.tesla.revoke(&application.client_id));
            if is_given {
                world.tesla.sessions.end(subject, Some(&application.client_id));
                world.log.note(now, None, format!("{email} takes back what they gave {} at Tesla.", application.name));
            }
            is_given
        })
        .await?;
    if !is_revoked {
        let problem =
            format!("This account has given {} nothing. Use the one that you signed in with.", application.name);
        let page = page(&simulator, &application, &asked, Some(problem), false);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    Ok(match back {
        Some(back) => Redirect::to(back.as_str()).into_response(),
        None => page(&simulator, &application, &asked, None, true),
    })
}

/// The application, and the way back where one is named: to the application's own origins alone.
fn understood(simulator: &Simulator, asked: &Asked) -> Result<(Application, Option<Url>), Refusal> {
    let application = simulator.look(|world, _| world.tesla.applications.get(&asked.revoke_client_id).cloned());
    let application = application.ok_or_else(|| broken("We don\u{2019}t recognize this revoke_client_id."))?;
    if asked.back_url.is_empty() {
        return Ok((application, None));
    }
    let back = Url::parse(&asked.back_url).ok().filter(|url| application.is_at(url));
    let back = back.ok_or_else(|| broken("We don\u{2019}t recognize this back_url."))?;
    Ok((application, Some(back)))
}

fn page(
    simulator: &Simulator,
    application: &Application,
    asked: &Asked,
    problem: Option<String>,
    done: bool,
) -> Response {
    let simulator = simulator.origin();
    let page = RevocationPage { application: &application.name, asked, problem, done, simulator };
    render(&page, Forms::Onward)
}

fn broken(what: &str) -> Refusal {
    let text = format!("{what} Whoever sent you here made a mistake in the link.");
    Refusal::new(StatusCode::BAD_REQUEST, "This link does not work", text)
}
