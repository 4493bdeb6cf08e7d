//! A JSON body, with an error that names the place.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use crate::Gateway;
use crate::http::Problem;

/// A body read from JSON, whatever its content type says: some SDKs send none.
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Gateway> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, gateway: &Gateway) -> Result<Self, Problem> {
        let bytes = Bytes::from_request(request, gateway)
            .await
            .map_err(|_| Problem::field("body", "the body is too large or broke off"))?;
        read(&bytes).map(Self)
    }
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Problem::field("body", "expected a JSON object, got nothing"));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let body = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        named(&path, &error.into_inner())
    })?;
    reader.end().map_err(|error| named(".", &error))?;
    Ok(body)
}

/// The field and what was expected of it; where in the text it stood says nothing to the caller.
fn named(path: &str, error: &serde_json::Error) -> Problem {
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    let inside = |field: &str| if path == "." { field.to_owned() } else { format!("{path}.{field}") };
    if let Some(field) = said.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        return Problem::field(&inside(field), "is missing");
    }
    if error.is_data() {
        return Problem::field(if path == "." { "body" } else { path }, said);
    }
    Problem::field("body", format!("expected JSON: {said}"))
}

#[cfg(test)]
mod tests {
    use openfob_domain::Refusal;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "UPPERCASE")]
    enum Action {
        Lock,
        Unlock,
    }

    #[derive(Debug, Deserialize)]
    struct Body {
        #[expect(dead_code, reason = "read for its errors alone")]
        action: Action,
    }

    fn said(text: &str) -> (String, String) {
        let _ = [Action::Lock, Action::Unlock];
        match read::<Body>(text.as_bytes()).unwrap_err().refusal() {
            Refusal::Validation(problems) => (problems[0].field.clone(), problems[0].message.clone()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_problem_names_the_field_its_value_and_what_was_expected() {
        let pair = |field: &str, message: &str| (field.to_owned(), message.to_owned());
        assert_eq!(
            said(r#"{"action": "OPEN"}"#),
            pair("action", "unknown variant `OPEN`, expected `LOCK` or `UNLOCK`")
        );
        assert_eq!(said("{}"), pair("action", "is missing"));
        assert_eq!(said("7"), pair("body", "invalid type: integer `7`, expected struct Body"));
        assert_eq!(said("  "), pair("body", "expected a JSON object, got nothing"));
        assert_eq!(said("{\"action\""), pair("body", "expected JSON: EOF while parsing an object"));
    }
}
