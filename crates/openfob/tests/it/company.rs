//! What a company leaves running, from the first start to the machine that takes over.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use url::Url;

use crate::browser::Browser;
use crate::receiver::{Receiver, Reply};
use crate::sandbox::{Sandbox, Server};
use crate::serving::{certificate, trusting};
use crate::walk;

const OWNER: &str = "lena@example.com";
const VIN: &str = "5YJ3E1EA7MF004821";
const PATIENCE: Duration = Duration::from_secs(30);

/// One of the applications, with its receiver.
struct Application {
    id: String,
    secret: String,
    token: String,
    receiver: Receiver,
    webhook: String,
}

#[tokio::test(flavor = "multi_thread")]
async fn over_tls_with_two_applications_a_failing_receiver_a_kill_and_a_restore_elsewhere() {
    let company = Company::start();
    let server = company.serve("here");
    let applications = [company.register("Voltwise").await, company.register("Fleetly").await];
    let mut tokens = Vec::new();
    for application in &applications {
        tokens.push(company.connect(application).await);
    }
    for access in &tokens {
        assert!(!company.is_paired(access).await);
    }

    let [failing, sound] = &applications;
    failing.receiver.reply([Reply::Status(500), Reply::Status(503)]);
    company.add_key().await;
    assert!(company.is_paired(&tokens[0]).await);
    until("both were told", || failing.receiver.deliveries().len() + sound.receiver.deliveries().len() == 2).await;
    assert!(sound.receiver.deliveries()[0].is_taken, "a receiver that fails holds up no other one");
    let delivery = company.until_tried(failing, "here", 1).await["id"].take();

    server.end_by("KILL");
    let server = company.serve("here");
    company.replay(&delivery, "here");
    company.until_tried(failing, "here", 2).await;
    company.json("here", &["backup", "company.backup"]);
    company.replay(&delivery, "here");
    company.until_tried(failing, "here", 3).await;
    assert!(server.end_by("TERM").success());

    company.sandbox.json(&["restore", "company.backup", "--data", "elsewhere"]);
    let _server = company.serve("elsewhere");
    for access in &tokens {
        assert!(company.is_paired(access).await, "tokens that were handed out are good here as well");
    }
    let restored = company.until_tried(failing, "elsewhere", 2).await;
    assert_eq!((&restored["id"], &restored["state"]), (&delivery, &json!("pending")), "it is tried again here");
    company.replay(&delivery, "elsewhere");
    company.until_tried(failing, "elsewhere", 3).await;

    let sent = failing.receiver.deliveries();
    assert_eq!(sent.iter().map(|one| one.is_taken).collect::<Vec<_>>(), [false, false, true, true]);
    assert!(sent.iter().all(|one| one.text == sent[0].text && one.is_signed_with(&failing.token)));
    assert!(sound.receiver.deliveries().iter().all(|one| one.is_signed_with(&sound.token)));
    let payload = &sent[0].body()["payload"];
    assert_eq!((&payload["oldState"], &payload["newState"]), (&json!("unpaired"), &json!("paired")));
}

struct Company {
    sandbox: Sandbox,
    _cars: Server,
    simulator: String,
    address: String,
    origin: String,
    http: reqwest::Client,
}

impl Company {
    fn start() -> Self {
        let sandbox = Sandbox::new();
        let (cars, simulator) = sandbox.sim_serve();
        let (own, key) = certificate("localhost");
        sandbox.write("tls.crt", &own.pem());
        sandbox.write("tls.key", &key);
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let origin = format!("https://localhost:{}", address.port());
        let config = format!(
            "[server]\npublic_url = \"{origin}\"\n[server.tls]\ncertificate = \"tls.crt\"\nkey = \"tls.key\"\n\
             [simulator]\nurl = \"{simulator}\"\n[keys]\nmax_age = 0\n[webhooks]\nallow = [\"127.0.0.1\"]\nallow_http = true\n"
        );
        sandbox.write("openfob.toml", &config);
        Self { sandbox, _cars: cars, simulator, address: address.to_string(), origin, http: trusting(&own) }
    }

    fn serve(&self, data: &str) -> Server {
        self.sandbox.serve(&["--listen", &self.address, "--config", "openfob.toml", "--data", data]).0
    }

    /// Runs a command against one of the data directories.
    fn json(&self, data: &str, arguments: &[&str]) -> Value {
        self.sandbox.json(&[arguments, &["--data", data]].concat())
    }

    async fn register(&self, name: &str) -> Application {
        let told = ["app", "create", name, "--redirect-uri", "https://app.example.com/callback"];
        let created = self.json("here", &told);
        let text = |name: &str| created[name].as_str().unwrap().to_owned();
        let receiver = Receiver::start(&text("management_token")).await;
        let wanted = ["webhook", "create", &receiver.url, "--app", &text("id"), "--all-vehicles"];
        let webhook = self.json("here", &[&wanted[..], &["--event", "KEY_STATE_CHANGED"]].concat());
        Application {
            id: text("id"),
            secret: text("client_secret"),
            token: text("management_token"),
            webhook: webhook["id"].as_str().unwrap().to_owned(),
            receiver,
        }
    }

    /// The owner's walk through Connect; the access token that comes of it.
    async fn connect(&self, application: &Application) -> String {
        let ours = [&self.origin, &self.simulator].map(|url| url.parse::<Url>().unwrap().origin());
        let browser = Browser::with(self.http.clone(), ours.to_vec());
        let query = format!("response_type=code&client_id={}&mode=simulated&scope=read_vehicle_info", application.id);
        let link = format!("{}/oauth/authorize?{query}", self.origin);
        let page = walk::allow(&browser, &link, OWNER, "Model 3").await;
        let code = walk::finish(&browser, page).await.parameters()["code"].clone();
        let asked = self.http.post(format!("{}/oauth/token", self.origin));
        let asked = asked.basic_auth(&application.id, Some(&application.secret));
        let form = [("grant_type", "authorization_code"), ("code", &code)];
        let tokens: Value = asked.form(&form).send().await.unwrap().json().await.unwrap();
        tokens["access_token"].as_str().unwrap().to_owned()
    }

    async fn add_key(&self) {
        let url = format!("{}/api/cars/{VIN}/add-key", self.simulator);
        self.http
            .post(url)
            .json(&json!({"key": "openfob.localhost"}))
            .send()
            .await
            .unwrap()
            .error_for_status()
            .unwrap();
    }

    async fn is_paired(&self, access: &str) -> bool {
        let get = |path: String| self.http.get(format!("{}/v2.0/vehicles{path}", self.origin)).bearer_auth(access);
        let list: Value = get(String::new()).send().await.unwrap().json().await.unwrap();
        let path = format!("/{}/tesla/virtual_key", list["vehicles"][0].as_str().unwrap());
        let told: Value = get(path).send().await.unwrap().json().await.unwrap();
        told["isPaired"].as_bool().unwrap()
    }

    /// The only delivery to an application, when it was tried so often.
    async fn until_tried(&self, application: &Application, data: &str, tries: usize) -> Value {
        let deliveries = || {
            self.json(data, &["webhook", "deliveries", &application.webhook])
                .get_mut(0)
                .map(Value::take)
                .unwrap_or_default()
        };
        until("a delivery was tried", || {
            deliveries()["attempts"].as_array().is_some_and(|attempts| attempts.len() == tries)
        })
        .await;
        deliveries()
    }

    /// The operator has it sent at once; otherwise its turn comes after 25 seconds and more.
    fn replay(&self, delivery: &Value, data: &str) {
        let told = self.json(data, &["webhook", "replay", delivery.as_str().unwrap()]);
        assert_eq!(told, json!({"replayed": 1}));
    }
}

async fn until(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "never came: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
