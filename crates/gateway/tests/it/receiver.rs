//! A receiver of webhooks: it answers challenges with a management token, keeps what it was sent, and answers what it is
//! told to.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use aws_lc_rs::hmac;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// What it does with one request.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// Answers with this status.
    Status(u16),
    /// Sends the sender elsewhere.
    Redirect(String),
    /// Answers the challenge with this.
    Challenge(Value),
    /// Answers 200 and never ends its body.
    Endless,
    /// Never answers.
    Silence,
}

/// A delivery as it came.
#[derive(Clone, Debug)]
pub(crate) struct Delivered {
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    /// Whether it was answered with success.
    pub(crate) is_taken: bool,
}

#[derive(Clone)]
pub(crate) struct Receiver {
    pub(crate) url: String,
    state: Arc<Mutex<Inner>>,
}

struct Inner {
    token: String,
    replies: VecDeque<Reply>,
    challenges: Vec<Value>,
    deliveries: Vec<Delivered>,
}

impl Receiver {
    /// One that knows this management token.
    pub(crate) async fn start(token: &str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        Self::serve(listener, address, token)
    }

    fn serve(listener: TcpListener, address: SocketAddr, token: &str) -> Self {
        let inner =
            Inner { token: token.to_owned(), replies: VecDeque::new(), challenges: Vec::new(), deliveries: Vec::new() };
        let receiver = Self { url: format!("http://{address}/hook"), state: Arc::new(Mutex::new(inner)) };
        let router = Router::new().fallback(take).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        receiver
    }

    /// What it does with the next requests, whatever else it was to do; with all others it does what is right.
    pub(crate) fn reply(&self, replies: impl IntoIterator<Item = Reply>) {
        self.state.lock().unwrap().replies = replies.into_iter().collect();
    }

    /// What it was sent, without challenges.
    pub(crate) fn deliveries(&self) -> Vec<Delivered> {
        self.state.lock().unwrap().deliveries.clone()
    }

    pub(crate) fn challenges(&self) -> Vec<Value> {
        self.state.lock().unwrap().challenges.clone()
    }

    /// The newest delivery, read.
    #[track_caller]
    pub(crate) fn last(&self) -> Value {
        self.deliveries().last().expect("nothing was delivered").body()
    }
}

impl Delivered {
    pub(crate) fn body(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    /// Whether the signature is that of the bytes, made with this token.
    pub(crate) fn is_signed_with(&self, token: &str) -> bool {
        self.headers.get("sc-signature").is_some_and(|value| value.to_str().unwrap() == sign(token, &self.text))
    }
}

/// HMAC-SHA256 in lower-case hexadecimal, as receivers make it.
pub(crate) fn sign(token: &str, text: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, token.as_bytes());
    hex::encode(hmac::sign(&key, text.as_bytes()))
}

async fn take(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> Response {
    let text = String::from_utf8(body.to_vec()).unwrap();
    let read: Value = serde_json::from_str(&text).unwrap();
    let reply = {
        let mut inner = receiver.state.lock().unwrap();
        let told = inner.replies.pop_front();
        if let Some(challenge) = read["payload"]["challenge"].as_str() {
            let answer = json!({"challenge": sign(&inner.token, challenge)});
            inner.challenges.push(read.clone());
            told.unwrap_or(Reply::Challenge(answer))
        } else {
            let reply = told.unwrap_or(Reply::Status(204));
            let is_taken = matches!(reply, Reply::Status(200..300));
            inner.deliveries.push(Delivered { headers, text, is_taken });
            reply
        }
    };
    match reply {
        Reply::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Reply::Redirect(to) => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response(),
        Reply::Challenge(answer) => axum::Json(answer).into_response(),
        Reply::Endless => {
            let chunks =
                futures_util::stream::repeat(Ok::<_, std::convert::Infallible>(Bytes::from_static(&[b'x'; 4096])));
            axum::body::Body::from_stream(chunks).into_response()
        }
        Reply::Silence => std::future::pending().await,
    }
}
