//! No line of the log holds what is nobody's business, whatever the filter.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::browser::Browser;
use crate::sandbox::{Sandbox, http};

const REDIRECT_URI: &str = "https://app.example.com/callback";
const SCOPE: &str = "read_vehicle_info read_vin read_odometer read_location read_battery read_charge control_security";
const EMAIL: &str = "sam@example.com";
const PASSWORD: &str = "battery-horse-staple";

#[tokio::test]
async fn a_whole_session_leaves_no_secret_vin_position_or_address_in_the_log() {
    let http = http();
    let sandbox = Sandbox::new();
    let (_cars, simulator) = sandbox.sim_serve();
    sandbox.write("openfob.toml", &format!("[simulator]\nurl = \"{simulator}\"\n[log]\nfilter = \"trace\"\n"));
    let (server, origin) = sandbox.serve(&["--config", "openfob.toml"]);
    let application = sandbox.json(&["app", "create", "Voltwise", "--redirect-uri", REDIRECT_URI]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (id, secret) = (text(&application["id"]), text(&application["client_secret"]));
    let mut secrets = vec![secret.clone(), text(&application["management_token"])];

    let browser = Browser::new([&origin, &simulator].map(|url| url.parse::<url::Url>().unwrap().origin()).to_vec());
    let mut link: url::Url = format!("{origin}/oauth/authorize").parse().unwrap();
    link.query_pairs_mut()
        .extend_pairs([("response_type", "code"), ("client_id", &id), ("mode", "simulated"), ("scope", SCOPE)])
        .append_pair("redirect_uri", REDIRECT_URI)
        .append_pair("state", "state-of-the-application");
    let page = browser.open(link.as_str()).await;
    let page = browser.press(&page, "continue-button").await;
    let page = browser.press(&page, "TESLA").await;
    let form = page.form("sign-in-button").set("username", EMAIL).set("password", PASSWORD);
    let page = browser.submit(&form).await;
    let page = browser.press(&page, "approval-button").await;
    let back: BTreeMap<String, String> = page.parameters();
    secrets.extend([back["code"].clone(), PASSWORD.to_owned(), EMAIL.to_owned(), EMAIL.replace('@', "%40")]);
    secrets.push("state-of-the-application".to_owned());

    let token = |form: &[(&str, &str)]| {
        http.post(format!("{origin}/oauth/token")).basic_auth(&id, Some(&secret)).form(form).send()
    };
    let form = [("grant_type", "authorization_code"), ("code", &back["code"]), ("redirect_uri", REDIRECT_URI)];
    let first: Value = token(&form).await.unwrap().json().await.unwrap();
    let form = [("grant_type", "refresh_token"), ("refresh_token", first["refresh_token"].as_str().unwrap())];
    let tokens: Value = token(&form).await.unwrap().json().await.unwrap();
    for tokens in [&first, &tokens] {
        secrets.extend([text(&tokens["access_token"]), text(&tokens["refresh_token"])]);
    }

    let access = tokens["access_token"].as_str().unwrap();
    let get = |path: String| http.get(format!("{origin}/v2.0/vehicles{path}")).bearer_auth(access).send();
    let list: Value = get(String::new()).await.unwrap().json().await.unwrap();
    let car = text(&list["vehicles"][0]);
    for endpoint in ["", "odometer", "battery", "charge", "permissions", "tesla/virtual_key", "nonsense", "fuel"] {
        get(format!("/{car}/{endpoint}")).await.unwrap();
    }
    let vin: Value = get(format!("/{car}/vin")).await.unwrap().json().await.unwrap();
    let vin = text(&vin["vin"]);
    assert_eq!(vin.len(), 17);
    let place: Value = get(format!("/{car}/location")).await.unwrap().json().await.unwrap();
    for coordinate in ["latitude", "longitude"] {
        secrets.push(place[coordinate].as_f64().unwrap().to_string());
    }
    for body in [r#"{"action":"LOCK"}"#.to_owned(), r#"{"action":"lock-SECRET01"}"#.to_owned(), "SECRET02".to_owned()] {
        let url = format!("{origin}/v2.0/vehicles/{car}/security");
        http.post(url).bearer_auth(access).header("content-type", "application/json").body(body).send().await.unwrap();
    }

    // What strangers and mistakes put where it does not belong.
    for request in [
        http.get(format!("{origin}/v2.0/vehicles/{vin}/odometer")).bearer_auth("SECRET03"),
        http.get(format!("{origin}/SECRET04/{vin}?code=SECRET05")),
        http.get(format!("{origin}/v2.0/vehicles?access_token=SECRET06&limit=SECRET07")).bearer_auth(access),
        http.get(format!("{origin}/v2.0/vehicles")).header("authorization", "SECRET08").header("x-key", "SECRET09"),
        http.get(format!("{origin}/v2.0/vehicles"))
            .header("cookie", "SECRET10=SECRET11")
            .header("sc-unit-system", "SECRET12"),
        http.get(format!("{origin}/connect/SECRET13")).header("cookie", "openfob_browser=SECRET14"),
        http.get(format!("{origin}/connect/callback?state=SECRET15.SECRET16&code=SECRET17")),
        http.get(format!("{origin}/oauth/authorize?client_id=SECRET18&single_select_vin={vin}")),
        http.post(format!("{origin}/oauth/token")).basic_auth(&id, Some("SECRET19")).body("code=SECRET20"),
        http.post(format!("{origin}/oauth/token")).body("grant_type=SECRET21&client_secret=SECRET22&code=SECRET23"),
        http.request("SECRET24".parse().unwrap(), &origin).header("x-forwarded-for", "SECRET25"),
        http.get(format!("{origin}/v2.0/compatibility?vin={vin}&scope=SECRET26")).basic_auth(&id, Some("SECRET27")),
        http.get(format!("{origin}/v2.0/management/connections")).basic_auth("default", Some("SECRET28")),
        http.get(format!("{origin}/healthz?vin={vin}")).header("user-agent", "SECRET29").header("referer", "SECRET30"),
    ] {
        request.send().await.unwrap();
    }
    secrets.extend([vin, "SECRET".to_owned()]);
    let read_after: Value = get(format!("/{car}/odometer")).await.unwrap().json().await.unwrap();
    assert!(read_after.is_object());

    let log = server.rest_of_the_log();
    assert!(log.lines().count() > 100, "the filter lets everything through");
    for secret in secrets {
        let told: Vec<&str> = log.lines().filter(|line| line.contains(&secret)).collect();
        assert!(told.is_empty(), "`{secret}` is in {} lines: {:#?}", told.len(), &told[..told.len().min(3)]);
    }
    let answered = log.lines().find(|told| told.contains("/location") && told.contains("answered")).unwrap();
    let answered: Value = serde_json::from_str(answered).unwrap();
    assert_eq!(answered["fields"]["status"], 200, "{answered}");
    assert_eq!(answered["fields"]["client"], "127.0.0.1", "{answered}");
    assert!(answered["fields"]["duration_ms"].is_number(), "{answered}");
    assert_eq!(answered["span"]["route"], "/{version}/vehicles/{id}/location", "{answered}");
    assert_eq!(answered["span"]["application"], id, "{answered}");
    assert_eq!(answered["span"]["request_id"].as_str().unwrap().len(), 36, "{answered}");
}
