//! `openfob serve` as the network sees it.

use serde_json::json;

use crate::sandbox::{Sandbox, http};

#[tokio::test]
async fn a_server_tells_whether_it_is_alive_and_ready() {
    let sandbox = Sandbox::new();
    let (_server, origin) = sandbox.serve(&[]);
    let answer = http().get(format!("{origin}/healthz")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let answer = http().get(format!("{origin}/readyz")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let body: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(body, json!({"status": "ready", "checks": {"store": "ok", "migrations": "ok", "draining": "ok"}}));
}
