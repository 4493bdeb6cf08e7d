use reqwest::header;

use crate::sandbox::{Sandbox, http};

#[tokio::test]
async fn connect_begins_with_a_state_that_this_browser_alone_knows() {
    let sandbox = Sandbox::new();
    let (_demo, facts) = sandbox.demo(&[]);
    let origin = facts["origin"].as_str().unwrap();
    let answer = http().post(format!("{origin}/demo/connect")).form(&[("location", "yes")]).send().await.unwrap();

    assert_eq!(answer.status(), 303);
    let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let state = cookie.split(['=', ';']).nth(1).unwrap();
    let connect = reqwest::Url::parse(answer.headers()[header::LOCATION].to_str().unwrap()).unwrap();
    let query: std::collections::BTreeMap<_, _> = connect.query_pairs().into_owned().collect();
    assert_eq!(query["state"], state);
    assert!(query["scope"].contains("read_location") && !query["scope"].contains("read_vin"), "{}", query["scope"]);
}

#[tokio::test]
async fn a_code_of_somebody_elses_run_is_shown_and_not_used() {
    let sandbox = Sandbox::new();
    let (_demo, facts) = sandbox.demo(&[]);
    let callback = facts["redirect_uri"].as_str().unwrap();
    let page = http().get(format!("{callback}?code=c0de&state=theirs")).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("c0de"), "{page}");
    assert!(page.contains("Read the car with this code"), "{page}");
}

#[tokio::test]
async fn a_code_that_is_refused_is_told_with_all_that_the_gateway_says() {
    let sandbox = Sandbox::new();
    let (_demo, facts) = sandbox.demo(&[]);
    let origin = facts["origin"].as_str().unwrap();
    let read = || http().post(format!("{origin}/demo/read")).form(&[("code", "c0de")]);

    let page = read().header(header::ORIGIN, origin).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Invalid code: c0de.") && page.contains("invalid_request"), "{page}");

    let foreign = read().header(header::ORIGIN, "https://elsewhere.example").send().await.unwrap();
    assert_eq!(foreign.status(), 403);
}

#[tokio::test]
async fn an_error_of_connect_is_told_with_all_its_fields_and_no_markup_of_its_own() {
    let sandbox = Sandbox::new();
    let (_demo, facts) = sandbox.demo(&[]);
    let callback = facts["redirect_uri"].as_str().unwrap();
    let query = "error=vehicle_incompatible&error_description=%3Cb%3Eno%3C/b%3E&make=AUDI&year=2011";
    let page = http().get(format!("{callback}?{query}")).send().await.unwrap().text().await.unwrap();
    for part in ["vehicle_incompatible", "AUDI", "2011"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("<b>no</b>"), "{page}");
}

#[tokio::test]
async fn every_page_keeps_to_itself() {
    let sandbox = Sandbox::new();
    let (_demo, facts) = sandbox.demo(&[]);
    let origin = facts["origin"].as_str().unwrap();
    for path in ["/demo", "/demo/callback?code=c0de", "/demo/demo.css"] {
        let answer = http().get(format!("{origin}{path}")).send().await.unwrap();
        let policy = answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store", "{path}");
    }
    let without_visit = http().get(format!("{origin}/demo/cars")).send().await.unwrap();
    assert_eq!(without_visit.headers()[header::LOCATION], "/demo");
}
