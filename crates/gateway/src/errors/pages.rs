//! The pages, and the routes to them.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::{SignedDuration, Timestamp};
use openfob_domain::Refusal;
use uuid::Uuid;

use super::advice;
use super::connect::{CONNECT_ERRORS, ConnectError};
use super::families::{FAMILIES, Family, anchor_of, every_refusal, page_of};
use super::llms;
use crate::Gateway;
use crate::connect::{RenderError, plain_page};
use crate::http::Problem;
use crate::service::ServiceError;

/// The routes.
pub(crate) fn router() -> Router<Gateway> {
    Router::new()
        .route("/errors", get(index))
        .route("/errors/api-errors/{page}", get(family))
        .route("/errors/connect-errors/{page}", get(connect_error))
        .route("/llms.txt", get(llms::llms))
}

async fn index(State(gateway): State<Gateway>) -> Response {
    let operator = &gateway.settings.operator_name;
    plain_page(Index { operator, families: &FAMILIES, connect: &CONNECT_ERRORS }.render().map_err(RenderError::from))
}

async fn family(State(gateway): State<Gateway>, page: Option<Path<String>>) -> Response {
    let found = page.and_then(|Path(page)| FAMILIES.iter().find(|family| family.page == page));
    let Some(family) = found else { return no_such_page().into_response() };
    let now = gateway.clock.now();
    let refusals = every_refusal(now + SignedDuration::from_secs(30)).into_iter();
    let codes = refusals.filter(|refusal| page_of(refusal) == family.page);
    let codes = codes.map(|refusal| Code::new(&gateway, refusal, now)).collect();
    let operator = &gateway.settings.operator_name;
    plain_page(FamilyPage { operator, family, codes }.render().map_err(RenderError::from))
}

async fn connect_error(State(gateway): State<Gateway>, page: Option<Path<String>>) -> Response {
    let named = |error: &&ConnectError, page: &str| error.page == page || error.name.replace('_', "-") == page;
    let found = page.and_then(|Path(page)| CONNECT_ERRORS.iter().find(|error| named(error, &page)));
    let Some(error) = found else { return no_such_page().into_response() };
    let operator = &gateway.settings.operator_name;
    plain_page(ConnectPage { operator, error }.render().map_err(RenderError::from))
}

fn no_such_page() -> Problem {
    Problem::no_such_path("There is no error of that name. /errors lists all.")
}

/// What a page tells of one code.
struct Code {
    anchor: String,
    title: String,
    description: String,
    status: u16,
    resolution: &'static str,
    owner: String,
    developer: &'static str,
    operator: &'static str,
    example: String,
}

impl Code {
    fn new(gateway: &Gateway, refusal: Refusal, now: Timestamp) -> Self {
        let (developer, operator) = (advice::for_developer(&refusal), advice::for_operator(&refusal));
        let anchor = anchor_of(&refusal);
        let title = refusal.code().map_or_else(
            || format!("{}, without a code", refusal.family()),
            |code| format!("{}:{code}", refusal.family()),
        );
        let problem = Problem::of(&ServiceError::Refused(refusal), now).for_application("Your app");
        let body = problem.body(&gateway.settings, Uuid::nil());
        Self {
            anchor,
            title,
            description: body.description.clone(),
            status: body.status_code,
            resolution: body.resolution.kind.unwrap_or("null"),
            owner: body.suggested_user_message.clone(),
            developer,
            operator,
            example: serde_json::to_string_pretty(&body).unwrap_or_default(),
        }
    }
}

#[derive(Template)]
#[template(path = "errors/index.html")]
struct Index<'a> {
    operator: &'a str,
    families: &'a [Family],
    connect: &'a [ConnectError],
}

#[derive(Template)]
#[template(path = "errors/family.html")]
struct FamilyPage<'a> {
    operator: &'a str,
    family: &'a Family,
    codes: Vec<Code>,
}

#[derive(Template)]
#[template(path = "errors/connect.html")]
struct ConnectPage<'a> {
    operator: &'a str,
    error: &'a ConnectError,
}
