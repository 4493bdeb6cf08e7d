//! CarKey over the wire: the simulated car, the owner's app, the service, the vehicle API.

use serde_json::Value;

use crate::sandbox::Sandbox;

fn psa(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    sandbox.json(&[&["sim", "psa"], arguments].concat())
}

/// The number and the word of what the owner's app is told.
fn refused(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let outcome = sandbox.run(&[&["sim", "psa", "activate", "--json"], arguments].concat());
    assert_eq!(outcome.status, 1, "{outcome}");
    let walk: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let error = &walk["error"];
    format!("{} {}", error["code"], error["subErrors"][0].as_str().unwrap_or_default()).trim_end().to_owned()
}

fn status(sandbox: &Sandbox) -> String {
    psa(sandbox, &["check"])["result"]["cvsStatus"].as_str().unwrap().to_owned()
}

#[test]
fn the_owners_app_activates_the_e_208_and_the_proof_outlives_restarts_and_phones() {
    let sandbox = Sandbox::new();
    let (demo, _) = sandbox.demo(&[]);
    assert_eq!(status(&sandbox), "unknown");
    let walk = psa(&sandbox, &["activate"]);
    assert_eq!(walk["result"]["hasCarKey"], true, "{walk}");
    assert!(walk["result"]["securityCode"].is_string());
    assert_eq!(status(&sandbox), "active");
    assert_eq!(psa(&sandbox, &["activate"])["status"], "SUCCEEDED", "a second one does no harm");
    assert!(demo.end_by("TERM").success());
    let (_demo, _) = sandbox.demo(&[]);
    assert_eq!(status(&sandbox), "active");
    let other = psa(&sandbox, &["check", "--phone", "new-phone"]);
    assert_eq!(other["result"]["cvsStatus"], "active", "{other}");
    let other = psa(&sandbox, &["activate", "--phone", "new-phone"]);
    assert_eq!(other["status"], "SUCCEEDED", "it enrols by SMS and the PIN of before: {other}");
    assert!(psa(&sandbox, &["sms"])["messages"].as_array().unwrap().len() >= 2);
}

#[test]
fn each_switch_gives_its_error_and_mended_it_gives_none() {
    let sandbox = Sandbox::new();
    let (_demo, _) = sandbox.demo(&[]);
    let cases = [
        ("bluetooth", "off", "on", "2341"),
        ("internet", "off", "on", "2202"),
        ("paired", "off", "on", "2342"),
        ("link", "off", "on", "2205 505.000"),
        ("key", "off", "on", "2354 carkey.key_absent"),
        ("ignition", "0", "1", "2354 carkey.key_position"),
        ("ignition", "2", "1", "2354 carkey.key_position"),
        ("ignition", "3", "1", "2354 carkey.key_position"),
        ("inside", "off", "on", "2354 carkey.not_inside"),
        ("clock", "-61", "0", "2356 carkey.too_old"),
        ("clock", "60", "0", "2356 carkey.in_the_future"),
        ("sleeping", "on", "off", "2205 503.000"),
        ("garbage", "link", "none", "2205 400.017"),
        ("garbage", "signature", "none", "2355 carkey.signature"),
    ];
    for (switch, bad, good, error) in cases {
        psa(&sandbox, &["set", switch, bad]);
        assert_eq!(refused(&sandbox, &[]), error, "{switch} {bad}");
        psa(&sandbox, &["set", switch, good]);
    }
    assert_eq!(status(&sandbox), "unknown");
    assert_eq!(psa(&sandbox, &["activate"])["status"], "SUCCEEDED");
}

#[test]
fn a_suspended_proof_comes_back_before_the_date_and_not_after() {
    let sandbox = Sandbox::new();
    let (_demo, _) = sandbox.demo(&[]);
    psa(&sandbox, &["activate"]);
    psa(&sandbox, &["set", "suspend", "2100-01-01T00:00:00Z"]);
    assert_eq!(status(&sandbox), "suspended");
    psa(&sandbox, &["activate"]);
    assert_eq!(status(&sandbox), "active");

    let now = sandbox.json(&["sim", "time"])["now"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    psa(&sandbox, &["set", "suspend", &(now + jiff::SignedDuration::from_hours(1)).to_string()]);
    sandbox.json(&["sim", "time", "+2h"]);
    psa(&sandbox, &["set", "sleeping", "off"]);
    assert_eq!(status(&sandbox), "disabled");
    assert_eq!(refused(&sandbox, &[]), "2204 carkey.too_late");
    psa(&sandbox, &["set", "disable"]);
    assert_eq!(refused(&sandbox, &[]), "2204 carkey.disabled");
}

#[test]
fn another_connection_module_ends_the_proof_and_a_garbling_cloud_does_not() {
    let sandbox = Sandbox::new();
    let (_demo, _) = sandbox.demo(&[]);
    psa(&sandbox, &["activate"]);
    psa(&sandbox, &["set", "garbage", "cloud"]);
    assert_eq!(status(&sandbox), "active");
    psa(&sandbox, &["set", "garbage", "none"]);
    let before = psa(&sandbox, &["status"])["uin"].clone();
    psa(&sandbox, &["set", "replace-module"]);
    assert_ne!(psa(&sandbox, &["status"])["uin"], before);
    assert_eq!(status(&sandbox), "disabled");
    assert_eq!(refused(&sandbox, &[]), "2204 carkey.disabled");
    let removed = psa(&sandbox, &["remove"]);
    assert_eq!((&removed["status"], removed["steps"].as_array().unwrap().len()), (&"SUCCEEDED".into(), 2), "{removed}");
    assert_eq!(status(&sandbox), "unknown");
    assert_eq!(psa(&sandbox, &["activate"])["status"], "SUCCEEDED", "the new module proves anew");
    assert_eq!(status(&sandbox), "active");
}

#[test]
fn a_wrong_pin_locks_the_account_and_the_proof_stays() {
    let sandbox = Sandbox::new();
    let (_demo, _) = sandbox.demo(&[]);
    assert_eq!(psa(&sandbox, &["activate"])["status"], "SUCCEEDED");
    let guess = ["--phone", "second-phone", "--pin", "9999"];
    let right = ["--phone", "second-phone"];
    assert_eq!(refused(&sandbox, &guess), "2308 NOK:ACCESS");
    assert_eq!(refused(&sandbox, &guess), "2308 NOK:ACCESS");
    assert_eq!(refused(&sandbox, &guess), "2310 NOK:NOK_BLOCKED");
    assert_eq!(refused(&sandbox, &right), "2317 carkey.blocked", "the right one comes too late");
    assert_eq!(status(&sandbox), "active", "nothing of the proof is lost");
}
