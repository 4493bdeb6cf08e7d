//! How SMS leave: to a receiver of the operator's own, over HTTP, and into the log.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use openfob_carkey_service::{LogSms, SmsProvider, WebhookSms};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tracing_subscriber::fmt::MakeWriter;
use url::Url;

use crate::world::{NUMBER, World};

/// The `Authorization` header and the body of what came.
type Came = (Option<String>, Value);

/// An operator's receiver: what came, and what it answers.
#[derive(Clone, Default)]
struct Receiver {
    came: Arc<Mutex<Vec<Came>>>,
    answers: Arc<Mutex<StatusCode>>,
}

impl Receiver {
    async fn start() -> (Self, Url) {
        let receiver = Self::default();
        let taken = receiver.clone();
        let take = move |headers: HeaderMap, Json(body): Json<Value>| {
            let authorization = headers.get("authorization").map(|value| value.to_str().unwrap().to_owned());
            taken.came.lock().unwrap().push((authorization, body));
            let status = *taken.answers.lock().unwrap();
            async move { (status, [("location", "/elsewhere")]) }
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/sms", listener.local_addr().unwrap()).parse().unwrap();
        tokio::spawn(async move { axum::serve(listener, Router::new().route("/sms", post(take))).await });
        (receiver, url)
    }

    fn answer(&self, status: StatusCode) {
        *self.answers.lock().unwrap() = status;
    }

    fn came(&self) -> Vec<Came> {
        std::mem::take(&mut self.came.lock().unwrap())
    }
}

fn webhook(url: Url, token: Option<&str>) -> WebhookSms {
    // Another test may have been first.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    WebhookSms::new(url, token.map(SecretString::from)).unwrap()
}

fn certify() -> Value {
    json!({"type": "phoneNumberCertification", "phoneNumber": NUMBER})
}

#[tokio::test]
async fn a_code_comes_to_the_operators_receiver_and_enrols_the_phone() {
    let (receiver, url) = Receiver::start().await;
    let world = World::with(|settings| settings.sms = Arc::new(webhook(url, Some("operators-token")))).await;
    let token = world.sign_in("lena", "phone-1").await;
    world.ok("POST", "/sms-codes", &token, certify()).await;
    let came = receiver.came();
    let [(authorization, body)] = &came[..] else { panic!("{came:?}") };
    assert_eq!(authorization.as_deref(), Some("Bearer operators-token"));
    assert_eq!(body["to"], NUMBER);
    let text = body["text"].as_str().unwrap();
    let code = &text[..6];
    assert!(code.bytes().all(|byte| byte.is_ascii_digit()) && text[6..].starts_with(" is your CarKey code"), "{text}");
    let enrol = json!({"action": "enrollWithPhoneNumber", "pinCode": "1234", "smsCode": code, "phoneNumber": NUMBER});
    world.ok("POST", "/enrollment", &token, enrol).await;
}

#[tokio::test]
async fn a_receiver_that_refuses_redirects_or_is_gone_is_told_and_asked_once() {
    let (receiver, url) = Receiver::start().await;
    let world = World::with(|settings| settings.sms = Arc::new(webhook(url, None))).await;
    let token = world.sign_in("lena", "phone-1").await;
    let refused = (2204, "carkey.sms_provider".to_owned());
    for status in [StatusCode::INTERNAL_SERVER_ERROR, StatusCode::UNAUTHORIZED, StatusCode::TEMPORARY_REDIRECT] {
        receiver.answer(status);
        assert_eq!(world.refused("POST", "/sms-codes", &token, certify()).await, refused, "{status}");
        assert_eq!(receiver.came().len(), 1, "{status}: a code that comes twice confuses");
    }
    receiver.answer(StatusCode::ACCEPTED);
    world.ok("POST", "/sms-codes", &token, certify()).await;

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/sms", listener.local_addr().unwrap()).parse().unwrap();
    // It takes the request and hangs up.
    tokio::spawn(async move {
        loop {
            drop(listener.accept().await);
        }
    });
    let world = World::with(|settings| settings.sms = Arc::new(webhook(url, None))).await;
    let token = world.sign_in("lena", "phone-1").await;
    assert_eq!(world.refused("POST", "/sms-codes", &token, certify()).await, refused);
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn without_a_provider_the_code_is_in_the_log_and_the_number_is_not() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_writer(log.clone()).with_ansi(false).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    LogSms.send(&NUMBER.into(), &"123456 is your CarKey code.".into()).await.unwrap();
    drop(guard);
    let told = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(told.contains("123456"), "{told}");
    assert!(!told.contains(NUMBER), "{told}");
}
