//! Whatever is sent, the service answers, in its numbers, and is not brought down.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use openfob_carkey::Code;
use openfob_carkey_service::each_minute;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};
use tower::ServiceExt as _;

use crate::world::{Says, World};

const ROUTES: &[(&str, &str)] = &[
    ("POST", "/sign-in"),
    ("POST", "/token"),
    ("POST", "/sms-codes"),
    ("PUT", "/phone-number"),
    ("POST", "/enrollment"),
    ("POST", "/enrollment/check"),
    ("PUT", "/pin"),
    ("POST", "/one-time-codes"),
    ("POST", "/challenges"),
    ("POST", "/car-key"),
    ("GET", "/steps"),
    ("GET", "/step"),
    ("GET", "/services"),
    ("GET", "/callback"),
    ("GET", "/vehicles/%00/car-key"),
    ("DELETE", "/vehicles/%F0%9F%94%91"),
    ("PATCH", "/car-key"),
];

const FIELDS: &[&str] = &[
    "clientId",
    "mode",
    "make",
    "phone",
    "redirectUri",
    "state",
    "codeChallenge",
    "grantType",
    "code",
    "codeVerifier",
    "refreshToken",
    "type",
    "phoneNumber",
    "smsCode",
    "action",
    "pinCode",
    "oldPIN",
    "newPIN",
    "vin",
    "CarData",
    "CarData_signature",
    "certificates",
    "stepsID",
    "carAssociationID",
    "resetSteps",
    "stepsStatus",
];

const WORDS: &[&str] = &[
    "enroll",
    "enrollWithPhoneNumber",
    "reset",
    "update",
    "withPIN",
    "withoutPIN",
    "authorization_code",
    "refresh_token",
    "phoneNumberCertification",
    "PEUGEOT",
    "simulated",
    "true",
    "all",
    "1",
    "-1",
    "%",
    "AAAA",
    "\u{1f511}",
];

fn value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![prop::sample::select(WORDS).prop_map(str::to_owned), ".{0,40}"];
    prop_oneof![
        4 => text.prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => prop::collection::vec(".{0,8}", 0..6).prop_map(Value::from),
        1 => Just(json!({"deep": [[[[{}]]]]})),
    ]
}

fn object() -> impl Strategy<Value = Map<String, Value>> {
    let field = (prop::sample::select(FIELDS).prop_map(str::to_owned), value());
    prop::collection::vec(field, 0..8).prop_map(|fields| fields.into_iter().collect())
}

#[tokio::test]
async fn every_route_answers_every_body_in_the_makers_numbers() {
    let world = World::with(|settings| {
        settings.limits.calls = each_minute(100_000.try_into().unwrap());
        settings.limits.sms_most = 1;
    })
    .await;
    let token = world.enrolled("lena", "phone-1").await;
    assert_eq!(world.activate(&token, &Says::default()).await.0, StatusCode::OK);
    let mut runner = TestRunner::deterministic();
    let bodies = prop_oneof![
        4 => object().prop_map(|object| Value::Object(object).to_string().into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..200),
    ];
    for _ in 0..60 {
        for (method, path) in ROUTES {
            let body = bodies.new_tree(&mut runner).unwrap().current();
            let query = serde_json::from_slice::<Map<String, Value>>(&body).unwrap_or_default();
            let query: String =
                url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query.iter().map(pair)).finish();
            let request = Request::builder().method(*method).uri(format!("/carkey/v1{path}?{query}"));
            let request = request.header("authorization", format!("Bearer {token}"));
            let answer = world.router.clone().oneshot(request.body(Body::from(body.clone())).unwrap()).await.unwrap();
            let status = answer.status();
            assert!(
                !status.is_server_error(),
                "{method} {path} {query}: {status} to {}",
                String::from_utf8_lossy(&body)
            );
            if status.is_client_error() {
                let told = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
                let told: Value = serde_json::from_slice(&told).unwrap();
                let code = u16::try_from(told["error"]["code"].as_u64().unwrap()).unwrap();
                assert!(Code::try_from(code).is_ok() && told["error"]["advice"].is_string(), "{told}");
            }
        }
    }
    assert_eq!(world.status(&token).await["cvsStatus"], "active", "nothing of the proof is lost");
}

fn pair<'a>((name, value): (&'a String, &Value)) -> (&'a String, String) {
    (name, value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}
