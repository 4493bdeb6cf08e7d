//! Signed commands over a kill: what is on record, and the session that goes on.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use url::Url;

use crate::browser::Browser;
use crate::sandbox::{Sandbox, Server, http};
use crate::walk;

const VIN: &str = "5YJ3E1EA7MF004821";
const SCOPE: &str = "read_vehicle_info control_security";
const PATIENCE: Duration = Duration::from_secs(30);

/// A server, simulated cars, and what an application may do with Lena's Model 3, which has the key.
struct Drive {
    sandbox: Sandbox,
    _cars: Server,
    simulator: String,
    address: String,
    http: reqwest::Client,
    access: String,
    vehicle: String,
}

impl Drive {
    async fn begin() -> (Self, Server) {
        let sandbox = Sandbox::new();
        let (cars, simulator) = sandbox.sim_serve();
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let origin = format!("http://{address}");
        let config = format!(
            "[server]\npublic_url = \"{origin}\"\n[simulator]\nurl = \"{simulator}\"\n[keys]\n\
             domain = \"fob.example.com\"\nmax_age = 0\n"
        );
        sandbox.write("openfob.toml", &config);
        let mut drive = Self {
            sandbox,
            _cars: cars,
            simulator,
            address,
            http: http(),
            access: String::new(),
            vehicle: String::new(),
        };
        let server = drive.serve();
        drive.connect(&origin).await;
        (drive, server)
    }

    fn serve(&self) -> Server {
        self.sandbox.serve(&["--listen", &self.address, "--config", "openfob.toml", "--data", "data"]).0
    }

    async fn connect(&mut self, origin: &str) {
        let told =
            ["app", "create", "Voltwise", "--redirect-uri", "https://app.example.com/callback", "--data", "data"];
        let application = self.sandbox.json(&told);
        let (id, secret) = (application["id"].as_str().unwrap(), application["client_secret"].as_str());
        let ours = [origin, &self.simulator].map(|url| url.parse::<Url>().unwrap().origin());
        let browser = Browser::with(self.http.clone(), ours.to_vec());
        let query = [("response_type", "code"), ("client_id", id), ("mode", "simulated"), ("scope", SCOPE)];
        let link = Url::parse_with_params(&format!("{origin}/oauth/authorize"), query).unwrap();
        let page = walk::allow(&browser, link.as_str(), "lena@example.com", "Model 3").await;
        let code = walk::finish(&browser, page).await.parameters()["code"].clone();
        let asked = self.http.post(format!("{origin}/oauth/token")).basic_auth(id, secret);
        let form = [("grant_type", "authorization_code"), ("code", &code)];
        let tokens: Value = asked.form(&form).send().await.unwrap().json().await.unwrap();
        tokens["access_token"].as_str().unwrap().clone_into(&mut self.access);
        let list = self.http.get(format!("{origin}/v2.0/vehicles")).bearer_auth(&self.access).send().await.unwrap();
        list.json::<Value>().await.unwrap()["vehicles"][0].as_str().unwrap().clone_into(&mut self.vehicle);
        self.simulate("cars/4821/add-key", json!({"key": "fob.example.com"})).await;
        self.simulate("cars/4821/unplug", json!({})).await;
        self.simulate("cars/4821/wake", json!({})).await;
    }

    async fn simulate(&self, path: &str, body: Value) {
        let asked = self.http.post(format!("{}/api/{path}", self.simulator)).json(&body).send().await.unwrap();
        assert!(asked.status().is_success(), "{path}: {}", asked.text().await.unwrap());
    }

    fn request(&self, action: &str) -> reqwest::RequestBuilder {
        let url = format!("http://{}/v2.0/vehicles/{}/security", self.address, self.vehicle);
        self.http.post(url).bearer_auth(&self.access).json(&json!({"action": action}))
    }

    async fn tell(&self, action: &str) {
        let answer = self.request(action).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    }

    fn audit(&self, filter: &[&str]) -> Vec<Value> {
        let told = self.sandbox.json(&[&["audit", "--data", "data"], filter].concat());
        told.as_array().unwrap().clone()
    }
}

fn results(audit: &[Value]) -> Vec<(&str, &str)> {
    audit.iter().map(|entry| (entry["command"].as_str().unwrap(), entry["result"].as_str().unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_a_kill_cut_off_stays_begun_and_the_session_goes_on() {
    let (drive, server) = Drive::begin().await;
    drive.tell("UNLOCK").await;
    // A car that takes an hour to wake keeps its command waiting.
    drive.simulate("tesla/scripts/wake-delay", json!({"value": "3600"})).await;
    drive.simulate("cars/4821/sleep", json!({})).await;
    let cut_off = tokio::spawn(drive.request("LOCK").send());
    let deadline = Instant::now() + PATIENCE;
    while drive.audit(&[]).len() < 2 {
        assert!(Instant::now() < deadline, "the command was never begun");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    server.end_by("KILL");
    assert!(cut_off.await.unwrap().is_err(), "nobody answered");
    drive.simulate("tesla/scripts/wake-delay", json!({"value": "0"})).await;
    drive.simulate("cars/4821/wake", json!({})).await;

    let _server = drive.serve();
    drive.tell("UNLOCK").await;
    let audit = drive.audit(&[]);
    assert_eq!(results(&audit), [("unlock", "done"), ("lock", "begun"), ("unlock", "done")]);
    assert_eq!(audit[2].get("session_healed"), None, "the session of before, and counters that nobody has used");
    let key = audit[0]["key"].as_str().unwrap();
    assert_eq!((key.len(), &audit[1]["key"], &audit[2]["key"]), (16, &json!(key), &json!(key)));
    assert_eq!(audit[0]["vin"], VIN);

    assert_eq!(drive.audit(&["--vehicle", VIN, "--limit", "1"]).len(), 1);
    assert_eq!(drive.audit(&["--since", "1d", "--app", audit[0]["application"].as_str().unwrap()]).len(), 3);
    let shown = drive.sandbox.run(&["audit", "--data", "data"]);
    assert_eq!(shown.status, 0, "{shown}");
    for text in ["BEGUN (UTC)", "Voltwise", VIN, "lock", "begun", key] {
        assert!(shown.stdout.contains(text), "{text} is not in {shown}");
    }
    assert!(shown.stderr.contains("nobody knows"), "{shown}");
    let wrong = drive.sandbox.run(&["audit", "--data", "data", "--since", "yesterday"]);
    assert!(wrong.status == 1 && wrong.stderr.contains("36h"), "{wrong}");
}
