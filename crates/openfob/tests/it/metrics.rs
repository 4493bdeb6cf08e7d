//! What Prometheus reads.

use std::collections::{BTreeMap, BTreeSet};

use crate::sandbox::{Sandbox, http};

#[tokio::test]
async fn metrics_are_told_in_prometheus_format_without_addresses() {
    let sandbox = Sandbox::new();
    sandbox.write("openfob.toml", "[metrics]\nlisten = \"127.0.0.1:0\"\n");
    let mut server = sandbox.start_serve(&["--config", "openfob.toml"], &[]);
    let told = server.until_line_with("telling metrics");
    let told: serde_json::Value = serde_json::from_str(told.lines().last().unwrap()).unwrap();
    let metrics = format!("http://{}", told["fields"]["listen"].as_str().unwrap());
    let origin = server.origin();

    for path in ["/v2.0/vehicles", "/v2.0/vehicles", "/SECRET/path?x=SECRET", "/v9/x", "/healthz"] {
        http().get(format!("{origin}{path}")).send().await.unwrap();
    }
    http().request("SECRET".parse().unwrap(), &origin).send().await.unwrap();
    assert_eq!(http().get(format!("{metrics}/readyz")).send().await.unwrap().status(), 200);
    assert_eq!(http().get(format!("{origin}/metrics")).send().await.unwrap().status(), 404, "not for the world");

    let answer = http().get(format!("{metrics}/metrics")).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    let text = answer.text().await.unwrap();
    assert!(!text.contains("SECRET"), "{text}");
    let families = families(&text);
    let line = r#"openfob_http_requests_total{method="GET",route="/{version}/vehicles",status="4xx"} 2"#;
    assert!(text.lines().any(|told| told == line), "{text}");
    assert!(text.contains(r#"openfob_refusals_total{type="AUTHENTICATION",code=""} 2"#), "{text}");
    let guide = include_str!("../../../../docs/operations.md");
    for (name, kind) in &families {
        assert!(guide.contains(&format!("| `{name}` | {kind} |")), "{name} is not in the guide");
    }
    for name in ["process_resident_memory_bytes", "process_start_time_seconds", "openfob_build_info"] {
        assert!(families.contains_key(name), "{text}");
    }
    assert!(families.contains_key("openfob_store_connections"), "{text}");
}

/// Reads the text format strictly; the kind of each family.
fn families(text: &str) -> BTreeMap<String, String> {
    let mut kinds = BTreeMap::new();
    let mut helped = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            let (name, help) = rest.split_once(' ').unwrap();
            assert!(!help.is_empty() && helped.insert(name.to_owned()), "{line}");
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            assert!(kinds.insert(name.to_owned(), kind.to_owned()).is_none(), "{line}");
        } else {
            let (series, value) = line.rsplit_once(' ').unwrap();
            assert!(value.parse::<f64>().is_ok(), "{line}");
            assert!(seen.insert(series.to_owned()), "told twice: {line}");
            let name = series.split('{').next().unwrap();
            let family = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end));
            let family = family.filter(|family| kinds.contains_key(*family)).unwrap_or(name);
            assert!(kinds.contains_key(family) && helped.contains(family), "without HELP or TYPE: {line}");
            assert_eq!(kinds[family] == "histogram", family != name, "{line}");
        }
    }
    kinds
}
