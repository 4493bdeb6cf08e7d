//! A simulator whose clock stands until it is moved, asked without a network.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use jiff::Timestamp;
use openfob_simulator::{Clock, Settings, Simulator};
use serde_json::Value;
use tower::ServiceExt as _;

pub(crate) struct Garage {
    pub(crate) simulator: Simulator,
    pub(crate) folder: tempfile::TempDir,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) text: String,
}

pub(crate) fn start() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

impl Garage {
    pub(crate) fn open(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let simulator = Simulator::open(Settings {
            public_url: "http://sim.example.com:8081".parse().unwrap(),
            state_file: folder.path().join("simulator.json"),
            seed,
            clock: Clock::standing_at(start()),
        })
        .unwrap();
        Self { simulator, folder }
    }

    /// Ends the simulator and opens it again on the same state file.
    pub(crate) fn restart(&mut self) {
        self.simulator = Simulator::open(Settings {
            public_url: "http://sim.example.com:8081".parse().unwrap(),
            state_file: self.folder.path().join("simulator.json"),
            seed: 99,
            clock: Clock::standing_at(start()),
        })
        .unwrap();
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.simulator.router().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let text = String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap();
        Answer { status, headers, text }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(request("GET", path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, body: &str) -> Answer {
        self.send(request("POST", path).body(Body::from(body.to_owned())).unwrap()).await
    }

    pub(crate) async fn submit(&self, path: &str, form: &str) -> Answer {
        let kind = "application/x-www-form-urlencoded";
        let request = request("POST", path).header(header::CONTENT_TYPE, kind);
        self.send(request.body(Body::from(form.to_owned())).unwrap()).await
    }

    pub(crate) async fn car(&self, car: &str) -> Value {
        self.get(&format!("/api/cars/{car}")).await.json()
    }

    pub(crate) async fn turn(&self, car: &str, switch: &str, body: &str) -> Value {
        let answer = self.post(&format!("/api/cars/{car}/{switch}"), body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.json()
    }

    pub(crate) async fn advance(&self, by: &str) {
        let answer = self.post("/api/time", &format!(r#"{{"advance":"{by}"}}"#)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }
}

pub(crate) fn request(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path).header(header::HOST, "sim.example.com:8081")
}
