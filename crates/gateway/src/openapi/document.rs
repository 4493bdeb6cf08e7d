//! `/openapi.json`: the document, made from the operations and the errors.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use openfob_domain::Refusal;
use serde_json::{Map, Value, json};

use super::operations::{Credentials, Operation, Shape, all};
use crate::Gateway;
use crate::errors::every_refusal;

/// Serves the document.
pub(crate) async fn openapi(State(gateway): State<Gateway>) -> Json<Value> {
    Json(document(gateway.settings.origin.as_str().trim_end_matches('/')))
}

fn document(origin: &str) -> Value {
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for (address, operation) in all() {
        let described = described(&address, &operation);
        paths.entry(address).or_default().insert(operation.method.to_owned(), described);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "openfob",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Connected cars through Smartcar's API v2.0. Addresses match with and without a slash at their end.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": origin}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "accessToken": {"type": "http", "scheme": "bearer", "description": "An access token."},
                "managementBearer": {"type": "http", "scheme": "bearer", "description": "The management token."},
                "managementToken": {"type": "http", "scheme": "basic", "description": "`default` and the management token."},
                "clientSecret": {"type": "http", "scheme": "basic", "description": "Client id and client secret."},
            },
            "schemas": {"Error": error_schema(), "OAuthError": oauth_error_schema()},
        },
    })
}

fn described(address: &str, operation: &Operation) -> Value {
    let in_path = address.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}')).map(
        |name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}}),
    );
    let in_query = operation.query.iter().map(|name| {
        let required = name.ends_with('!');
        let schema = match name.trim_end_matches('!') {
            "limit" => json!({"type": "integer", "minimum": 1}),
            "offset" => json!({"type": "integer", "minimum": 0}),
            "user_id" | "vehicle_id" => json!({"type": "string", "format": "uuid"}),
            "mode" => json!({"type": "string", "enum": ["live", "simulated", "test"]}),
            "region" => json!({"type": "string", "enum": ["US", "CA", "EUROPE"]}),
            _ => json!({"type": "string"}),
        };
        json!({"name": name.trim_end_matches('!'), "in": "query", "required": required, "schema": schema})
    });
    let mut described = json!({
        "summary": operation.summary,
        "operationId": operation_id(operation.method, address),
        "security": security(operation.credentials),
        "parameters": in_path.chain(in_query).collect::<Vec<_>>(),
        "responses": responses(address, operation),
    });
    if let Some(permission) = operation.permission {
        described["description"] = json!(format!("Needs the permission `{permission}`."));
    }
    if operation.credentials == Credentials::Form {
        let schema = json!({"type": "object", "additionalProperties": {"type": "string"}});
        described["requestBody"] =
            json!({"required": true, "content": {"application/x-www-form-urlencoded": {"schema": schema}}});
    }
    described
}

fn operation_id(method: &str, address: &str) -> String {
    let words = address.split(['/', '{', '}']).filter(|word| !word.is_empty() && *word != "v2.0");
    words.fold(method.to_owned(), |id, word| format!("{id}_{word}"))
}

fn security(credentials: Credentials) -> Value {
    match credentials {
        Credentials::AccessToken => json!([{"accessToken": []}]),
        Credentials::ManagementBearer => json!([{"managementBearer": []}]),
        Credentials::AnyBearer => json!([{"accessToken": []}, {"managementBearer": []}]),
        Credentials::ManagementToken => json!([{"managementToken": []}]),
        Credentials::ClientSecret => json!([{"clientSecret": []}]),
        // Ruby's SDK sends the credentials in the form.
        Credentials::Form => json!([{"clientSecret": []}, {}]),
    }
}

fn responses(address: &str, operation: &Operation) -> Value {
    let headers = json!({"sc-request-id": {"schema": {"type": "string", "format": "uuid"}}});
    let answer = |description: &str, schema: Value| json!({"description": description, "headers": headers, "content": {"application/json": {"schema": schema}}});
    let mut responses = Map::new();
    responses.insert("200".to_owned(), answer("Done.", answer_schema(operation)));
    if operation.credentials == Credentials::Form {
        for (status, description) in [
            ("400", "The request or the grant is not good."),
            ("401", "Id and secret do not fit."),
            ("500", "This server failed."),
        ] {
            let schema = json!({"$ref": "#/components/schemas/OAuthError"});
            responses.insert(status.to_owned(), answer(description, schema));
        }
        return Value::Object(responses);
    }
    let mut families: BTreeMap<u16, BTreeSet<&str>> = BTreeMap::new();
    for refusal in every_refusal(Timestamp::UNIX_EPOCH) {
        if address.contains("{id}") || !needs_a_vehicle(refusal.family()) {
            families.entry(refusal.status()).or_default().insert(refusal.family());
        }
    }
    for (status, families) in families {
        let types: Vec<&str> = families.into_iter().collect();
        let schema = json!({"$ref": "#/components/schemas/Error"});
        responses.insert(status.to_string(), answer(&types.join(" or "), schema));
    }
    Value::Object(responses)
}

fn needs_a_vehicle(family: &str) -> bool {
    matches!(
        family,
        "PERMISSION" | "BILLING" | "COMPATIBILITY" | "CONNECTED_SERVICES_ACCOUNT" | "VEHICLE_STATE" | "UPSTREAM"
    )
}

fn answer_schema(operation: &Operation) -> Value {
    if operation.answer.is_empty() {
        return json!({"type": ["object", "array"]});
    }
    let properties: Map<String, Value> = operation
        .answer
        .iter()
        .map(|(name, shape)| {
            let kind = match shape {
                Shape::Text => "string",
                Shape::Integer => "integer",
                Shape::Flag => "boolean",
                Shape::List => "array",
                Shape::Object => "object",
            };
            ((*name).to_owned(), json!({"type": [kind, "null"]}))
        })
        .collect();
    let required: Vec<&str> = operation.answer.iter().map(|(name, _)| *name).collect();
    json!({"type": "object", "properties": properties, "required": required})
}

fn error_schema() -> Value {
    let refusals = every_refusal(Timestamp::UNIX_EPOCH);
    let types: BTreeSet<&str> = refusals.iter().map(Refusal::family).collect();
    let codes: BTreeSet<Option<&str>> = refusals.iter().map(Refusal::code).collect();
    json!({
        "type": "object",
        "required": ["type", "code", "description", "docURL", "statusCode", "requestId", "resolution", "suggestedUserMessage"],
        "properties": {
            "type": {"enum": types},
            "code": {"enum": codes},
            "description": {"type": "string"},
            "docURL": {"type": "string", "format": "uri"},
            "statusCode": {"type": "integer"},
            "requestId": {"type": "string", "format": "uuid"},
            "resolution": {
                "type": "object",
                "required": ["type"],
                "properties": {"type": {"type": ["string", "null"]}, "url": {"type": "string", "format": "uri"}},
            },
            "suggestedUserMessage": {"type": "string"},
            "detail": {"type": "array", "items": {"type": "object"}},
        },
    })
}

fn oauth_error_schema() -> Value {
    json!({
        "type": "object",
        "required": ["error", "error_description"],
        "properties": {"error": {"type": "string"}, "error_description": {"type": "string"}},
    })
}
