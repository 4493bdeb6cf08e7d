//! `openfob webhook`, as an operator uses it.

use std::time::{Duration, Instant};

use serde_json::Value;
use url::Url;

use crate::browser::Browser;
use crate::receiver::{Receiver, Reply};
use crate::sandbox::{Sandbox, assert_outcome};
use crate::walk;

const APPLICATION: [&str; 5] = ["app", "create", "Acme", "--redirect-uri", "https://acme.example/callback"];
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_sees_what_failed_and_why_sends_it_again_and_ends_it() {
    let sandbox = Sandbox::new();
    let (_demo, facts) = sandbox.demo(&[]);
    let receiver = Receiver::start(facts["management_token"].as_str().unwrap()).await;

    let create = ["webhook", "create", &receiver.url, "--every", "1h", "--path", "/odometer", "--all-vehicles"];
    assert_outcome!(sandbox, sandbox.run(&[&create[..], &["--name", "Fleet"]].concat()), @"
    status 0
    --- stdout
    webhook id   [UUID]
    application  [UUID]
    name         Fleet
    url          http://127.0.0.1:[PORT]/hook
    tells of     /odometer every 1h
    vehicles     0 (all)
    pending      0
    failed       0
    --- stderr
    The receiver answered the challenge. Deliveries are signed with the application's management token.
    ");
    let webhook = sandbox.json(&["webhook", "list"])[0]["id"].as_str().unwrap().to_owned();
    assert_outcome!(sandbox, sandbox.run(&["webhook", "deliveries", &webhook]), @"
    status 0
    --- stdout
    --- stderr
    There are no such deliveries.
    ");

    receiver.reply([Reply::Status(500), Reply::Status(503)]);
    connect(&facts).await;
    let delivery = until_tried(&sandbox, &webhook, 1).await;
    let table = sandbox.run(&["webhook", "deliveries", &webhook]).stdout;
    for cell in ["DELIVERY ID", "LAST ANSWER", "scheduled", "pending, next ", " 500"] {
        assert!(table.contains(cell), "{cell}: {table}");
    }
    sandbox.json(&["sim", "time", "+25s"]);
    until_tried(&sandbox, &webhook, 2).await;
    let table = sandbox.run(&["webhook", "list"]).stdout;
    for cell in ["WEBHOOK ID", "PENDING", "Fleet", "/odometer every 1h"] {
        assert!(table.contains(cell), "{cell}: {table}");
    }
    sandbox.json(&["sim", "time", "+50s"]);
    let taken = until_tried(&sandbox, &webhook, 3).await;
    let statuses: Vec<&Value> = taken["attempts"].as_array().unwrap().iter().map(|it| &it["status"]).collect();
    assert_eq!(statuses, [500, 503, 204]);
    let table = sandbox.run(&["webhook", "deliveries", &webhook, "--state", "delivered"]).stdout;
    assert!(table.contains("delivered") && table.contains(" 204"), "{table}");

    assert_outcome!(sandbox, sandbox.run(&["webhook", "replay", &webhook]), @"
    status 0
    --- stdout
    no delivery of this webhook has failed
    --- stderr
    ");
    assert_outcome!(sandbox, sandbox.run(&["webhook", "replay", delivery["id"].as_str().unwrap()]), @"
    status 0
    --- stdout
    1 delivery is sent again
    --- stderr
    ");
    until_tried(&sandbox, &webhook, 4).await;
    assert_eq!(receiver.deliveries().len(), 4);
    let shown = sandbox.run(&["webhook", "show", &webhook]).stdout;
    assert!(shown.contains("vehicles     1 (all)") && shown.contains("failed       0"), "{shown}");
    assert_outcome!(sandbox, sandbox.run(&["webhook", "delete", &webhook]), @"
    status 0
    --- stdout
    deleted [UUID]
    --- stderr
    ");
    assert_outcome!(sandbox, sandbox.run(&["webhook", "list"]), @"
    status 0
    --- stdout
    --- stderr
    There are no webhooks yet. `openfob webhook create URL` makes one.
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_a_webhook_is_told_before_anything_is_sent() {
    let sandbox = Sandbox::new();
    sandbox.json(&APPLICATION);
    let create = |arguments: &[&str]| sandbox.run(&[&["webhook", "create"], arguments].concat());
    assert_outcome!(sandbox, create(&["app.example.com"]), @"
    status 1
    --- stdout
    --- stderr
    error: app.example.com: the address of a webhook is a URL such as https://app.example.com/webhooks
    ");
    assert_outcome!(sandbox, create(&["ftp://app.example.com"]), @"
    status 1
    --- stdout
    --- stderr
    error: ftp://app.example.com: the address of a webhook is a URL such as https://app.example.com/webhooks
    ");
    assert_outcome!(sandbox, create(&["http://app.example.com"]), @"
    status 1
    --- stdout
    --- stderr
    error: http://app.example.com: a webhook needs https; `webhooks.allow_http` of the configuration allows http
    ");
    assert_outcome!(sandbox, create(&["https://me:secret@app.example.com"]), @"
    status 1
    --- stdout
    --- stderr
    error: the address of a webhook has no user and no password; the signature tells who sends
    ");
    assert_outcome!(sandbox, create(&["https://169.254.169.254/"]), @"
    status 1
    --- stdout
    --- stderr
    error: https://169.254.169.254/: 169.254.169.254 is no public address, and webhooks are sent to public ones alone; `webhooks.allow` of the configuration allows others
    ");
    assert_outcome!(sandbox, create(&["https://app.example.com", "--every", "soon", "--path", "/odometer"]), @"
    status 1
    --- stdout
    --- stderr
    error: `soon` is no time between two readings
    hint: write it as 15m, 1h or 1d
    ");
    assert_outcome!(sandbox, create(&["https://app.example.com", "--every", "5s", "--path", "/odometer"]), @"
    status 1
    --- stdout
    --- stderr
    error: a schedule's time lies between one minute and 31 days
    ");
    assert_outcome!(sandbox, create(&["https://app.example.com", "--every", "1h", "--path", "/mileage"]), @"
    status 1
    --- stdout
    --- stderr
    error: `/mileage` is no address that one reads from
    ");
    assert_outcome!(sandbox, create(&["https://app.example.com", "--event", "PARKED"]), @"
    status 1
    --- stdout
    --- stderr
    error: invalid value 'PARKED' for '--event <EVENT>'
      [possible values: KEY_STATE_CHANGED, CHARGING_STARTED, CHARGING_STOPPED, CHARGING_COMPLETED, COST_CAP_REACHED]

    For more information, try '--help'.
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_fails_its_challenge_and_an_unknown_id_are_told_with_what_to_do() {
    let sandbox = Sandbox::new();
    let first = sandbox.json(&APPLICATION);
    let create = |arguments: &[&str]| sandbox.run(&[&["webhook", "create"], arguments].concat());
    sandbox.write("openfob.toml", "[webhooks]\nallow = [\"127.0.0.1\"]\nallow_http = true\n");
    let token = first["management_token"].as_str().unwrap();
    let receiver = Receiver::start("another token").await;
    let config = ["--config", "openfob.toml"];
    assert_outcome!(sandbox, create(&[&[&receiver.url[..]], &config[..]].concat()), @"
    status 1
    --- stdout
    --- stderr
    error: http://127.0.0.1:[PORT]/hook does not become a webhook: the challenge's answer is wrong; the receiver has another management token than the application, or hashes something else than the challenge
    ");
    let receiver = Receiver::start(token).await;
    receiver.reply([Reply::Redirect("https://app.example.com/".to_owned())]);
    assert_outcome!(sandbox, create(&[&[&receiver.url[..]], &config[..]].concat()), @"
    status 1
    --- stdout
    --- stderr
    error: http://127.0.0.1:[PORT]/hook does not become a webhook: the challenge was answered with HTTP status 307; expected 200; redirects are not followed, so give the address that it leads to
    ");
    assert_outcome!(sandbox, create(&["http://127.0.0.1:1/", "--config", "openfob.toml"]), @"
    status 1
    --- stdout
    --- stderr
    error: http://127.0.0.1:1/ does not become a webhook: the challenge was not answered: no connection: Connection refused (os error 111)
    ");
    assert_eq!(sandbox.json(&["webhook", "list"]), serde_json::json!([]), "none was made");

    sandbox.json(&APPLICATION);
    assert_outcome!(sandbox, create(&["https://app.example.com"]), @"
    status 1
    --- stdout
    --- stderr
    error: there are 2 applications: whose webhook is it?
    hint: name one with --app CLIENT_ID; `openfob app list` shows them
    ");
    assert_outcome!(sandbox, sandbox.run(&["webhook", "show", "fleet"]), @"
    status 1
    --- stdout
    --- stderr
    error: `fleet` is no webhook id: they are UUIDs
    hint: `openfob webhook list` shows them
    ");
    let unknown = "00000000-0000-4000-8000-000000000000";
    assert_outcome!(sandbox, sandbox.run(&["webhook", "delete", unknown]), @"
    status 1
    --- stdout
    --- stderr
    error: there is no webhook [UUID]; `openfob webhook list` shows them
    ");
    assert_outcome!(sandbox, sandbox.run(&["webhook", "replay", unknown]), @"
    status 1
    --- stdout
    --- stderr
    error: there is no delivery and no webhook [UUID]; `openfob webhook deliveries WEBHOOK_ID` shows the deliveries
    ");
}

/// An owner connects a car that needs no key.
async fn connect(facts: &Value) {
    // An error means that another test of this process was first.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let ours = ["origin", "simulator"].map(|name| facts[name].as_str().unwrap().parse::<Url>().unwrap().origin());
    let browser = Browser::new(ours.to_vec());
    walk::allow(&browser, facts["connect_url"].as_str().unwrap(), "sam@example.com", "Model S").await;
}

/// The webhook's only delivery, when it was tried so often.
async fn until_tried(sandbox: &Sandbox, webhook: &str, tries: usize) -> Value {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let delivery =
            sandbox.json(&["webhook", "deliveries", webhook]).get_mut(0).map(Value::take).unwrap_or_default();
        if delivery["attempts"].as_array().is_some_and(|attempts| attempts.len() == tries) {
            return delivery;
        }
        assert!(Instant::now() < deadline, "not tried {tries} times: {delivery}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
