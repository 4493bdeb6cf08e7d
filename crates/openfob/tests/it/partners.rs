//! `openfob tesla partner`.

use crate::sandbox::Sandbox;

const CLIENT: &[&str] = &["tesla", "partner", "add", "--client-id", "5b1f-client"];
const SECRET: (&str, &str) = ("OPENFOB_TESLA_CLIENT_SECRET", "ta-secret.nowhere-else");

#[test]
fn there_is_a_default_partner_with_a_key_before_anybody_adds_one() {
    let sandbox = Sandbox::new();
    sandbox.json(&["app", "create", "Voltwise", "--redirect-uri", "https://app.example.com/callback"]);
    let shown = sandbox.json(&["tesla", "partner", "show"]);
    assert_eq!((shown["name"].as_str(), shown["key_domain"].as_str()), (Some("default"), Some("openfob.localhost")));
    assert_eq!(shown["key"]["public_key"].as_str().unwrap().len(), 130);
    let again = sandbox.json(&["tesla", "partner", "show", "default"]);
    assert_eq!(shown["key"], again["key"]);
}

#[test]
fn credentials_come_from_a_file_or_a_variable_and_are_never_shown() {
    let sandbox = Sandbox::new();
    let added = sandbox.run_with(CLIENT, &[SECRET]);
    assert_eq!(added.status, 0, "{added}");
    assert!(added.stdout.contains("5b1f-client") && added.stdout.contains("stored, sealed"), "{added}");
    let file = sandbox.write("secret", "ta-secret.another\n");
    let added = sandbox.run(&[CLIENT, &["--client-secret-file", file.to_str().unwrap(), "--region", "eu"]].concat());
    assert_eq!(added.status, 0, "{added}");
    let shown = sandbox.run(&["tesla", "partner", "show", "--json"]);
    assert!(shown.stdout.contains("\"eu\"") && !shown.stdout.contains("ta-secret"), "{shown}");
    let without = sandbox.run(CLIENT);
    assert_eq!(without.status, 1, "{without}");
    assert!(without.stderr.contains("--client-secret-file"), "{without}");
}

#[test]
fn a_key_made_elsewhere_is_taken_and_a_rotation_asks_to_be_meant() {
    let sandbox = Sandbox::new();
    let pem = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIGnTnZy52dYy5oCqtofR2zpSXZVYQXRLzQmD14TqnvkcoAoGCCqGSM49\nAwEHoUQDQgAEKVw4DTI3Q29trtmE2YfNFZlnpp7LiSWcPYRY/WEeu44J7oYJGhkA\nYQjxJCeEDBpilFNW/NoVuc9s5vJ9/om6hw==\n-----END EC PRIVATE KEY-----\n";
    let file = sandbox.write("key.pem", pem);
    let key = file.to_str().unwrap();
    let add = ["tesla", "partner", "add", "acme", "--key-domain", "keys.acme.example", "--key", key];
    let added = sandbox.json(&add);
    assert_eq!(
        added["key"]["public_key"],
        "04295c380d3237436f6daed984d987cd159967a69ecb89259c3d8458fd611ebb8e09ee86091a19006108f12427840c1a62945356fcda15b9cf6ce6f27dfe89ba87"
    );
    let refused = sandbox.run(&["tesla", "partner", "rotate", "acme"]);
    assert_eq!(refused.status, 1, "{refused}");
    assert!(refused.stderr.contains("--yes"), "{refused}");
    let rotated = sandbox.json(&["tesla", "partner", "rotate", "acme", "--yes"]);
    assert_eq!(rotated["earlier_keys"][0]["public_key"], added["key"]["public_key"]);
    let list = sandbox.run(&["tesla", "partner", "list"]);
    assert!(list.stdout.contains("keys.acme.example"), "{list}");
    assert!(!list.stdout.contains("PRIVATE"), "{list}");
    let removed = sandbox.run(&["tesla", "partner", "remove", "acme"]);
    assert_eq!(removed.status, 0, "{removed}");
    assert_eq!(sandbox.run(&["tesla", "partner", "show", "acme"]).status, 1);
}

#[test]
fn an_application_is_made_under_a_partner_or_a_subdomain() {
    let sandbox = Sandbox::new();
    sandbox.json(&["tesla", "partner", "add", "acme", "--key-domain", "keys.acme.example"]);
    let create = ["app", "create", "Voltwise", "--redirect-uri", "https://app.example.com/callback"];
    let named = sandbox.json(&[&create[..], &["--partner", "acme"]].concat());
    assert_eq!(named["key_domain"], "keys.acme.example");
    let below = sandbox.json(&[&create[..], &["--key-subdomain", "blue"]].concat());
    assert_eq!(below["key_domain"], "blue.openfob.localhost");
    let both = sandbox.run(&[&create[..], &["--partner", "acme", "--key-subdomain", "blue"]].concat());
    assert_eq!(both.status, 1, "{both}");
}
