//! `kill -9`, again and again, in the middle of reads, commands, pairings, refreshes, key changes and deliveries: nothing
//! that was acknowledged is lost, nothing is half-written, each event arrives.
//!
//! `cargo xtask endure --kills 1000` does it longer. The seed that decides the moments is printed.

mod deliveries;

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::task::{JoinSet, block_in_place};
use url::Url;

use crate::browser::{Browser, Page};
use crate::receiver::Receiver;
use crate::sandbox::Sandbox;
use crate::walk;

const KILLS: u64 = 50;
const OWNER: &str = "lena@example.com";
const VIN: &str = "5YJ3E1EA7MF004821";
/// The car whose key is switched from afar, and the one whose key the owner adds and removes on the phone.
const SWITCHED: &str = "Model 3";
const ON_THE_PHONE: &str = "Cybertruck";
const ON_THE_PHONE_ID: &str = "tesla-7g2cehed2ra012264";
const KEY_DOMAIN: &str = "openfob.localhost";
/// The receiver is on this machine.
const WEBHOOKS: &str = "[webhooks]\nallow = [\"127.0.0.1\"]\nallow_http = true\n";
const SCOPE: &str = "read_vehicle_info read_vin read_odometer read_battery read_security control_security";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_acknowledged_is_lost_and_nothing_half_written_however_often_the_server_is_killed() {
    let kills = from_environment("ENDURE_KILLS").unwrap_or(KILLS);
    let seed = from_environment("ENDURE_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    eprintln!("{kills} kills, ENDURE_SEED={seed}");
    let mut random = Random(seed);

    let world = World::start().await;
    let (server, _) = world.serve();
    world.add_webhook();
    for _ in 0..3 {
        let held = world.connect(SWITCHED).await;
        world.ledger().held.push(held);
    }
    block_in_place(|| server.end_by("KILL"));
    for round in 1..=kills {
        let (server, _) = world.serve();
        world.assert_acknowledged_is_there().await;
        world.let_deliveries_fail(round, kills);
        let clients = world.clients(round);
        tokio::time::sleep(Duration::from_millis(20 + random.below(if is_with_walk(round) { 1500 } else { 400 })))
            .await;
        block_in_place(|| server.end_by("KILL"));
        let complaints = clients.join_all().await;
        assert_eq!(complaints.concat(), Vec::<String>::new(), "kill {round}, ENDURE_SEED={seed}");
        world.assert_whole(round).await;
    }
    let (_server, _) = world.serve();
    let arrived = world.assert_every_event_arrives().await;
    let ledger = world.ledger();
    eprintln!(
        "acknowledged: {} connections, {} pairings by phone, {} refreshes, {} reads, {} commands, {} key changes; \
         {arrived} events arrived",
        ledger.held.len(),
        ledger.pairings,
        ledger.refreshes,
        ledger.reads,
        ledger.commands,
        ledger.key_changes()
    );
    assert!(ledger.refreshes > 0 && ledger.reads > 0 && ledger.key_changes() > 0, "the clients got through");
}

/// Whether an owner walks through Connect in a round.
fn is_with_walk(round: u64) -> bool {
    round.is_multiple_of(5)
}

/// What was acknowledged so far.
#[derive(Default)]
struct Ledger {
    held: Vec<Held>,
    /// Of each vehicle, what the application was told of its key: only what was something else than before.
    paired: BTreeMap<String, Vec<bool>>,
    pairings: u64,
    refreshes: u64,
    reads: u64,
    commands: u64,
}

impl Ledger {
    /// Notes what was told of a vehicle's key.
    fn told(&mut self, vehicle: &str, paired: bool) {
        let told = self.paired.entry(vehicle.to_owned()).or_default();
        if told.last() != Some(&paired) {
            told.push(paired);
        }
    }

    fn key_changes(&self) -> usize {
        self.paired.values().map(|told| told.len() - 1).sum()
    }
}

/// What an application holds of one connection.
#[derive(Clone, Debug)]
struct Held {
    access: String,
    refresh: String,
    vehicle: String,
}

/// One installation: cars that go on, and the address and data of a server that is killed.
#[derive(Clone)]
struct World(Arc<Parts>);

struct Parts {
    sandbox: Sandbox,
    _simulator: Mutex<crate::sandbox::Server>,
    simulator: String,
    address: String,
    origin: String,
    client_id: String,
    client_secret: String,
    management_token: String,
    receiver: Receiver,
    ledger: Mutex<Ledger>,
    /// Keeps no connection: one to a server that was killed would end the next round's first request.
    http: reqwest::Client,
}

impl World {
    async fn start() -> Self {
        // An error means that another test of this process was first.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let sandbox = Sandbox::new();
        let (server, simulator) = sandbox.sim_serve();
        sandbox.write("openfob.toml", &format!("[simulator]\nurl = \"{simulator}\"\n[keys]\nmax_age = 0\n{WEBHOOKS}"));
        let application = sandbox.json(&[
            "app",
            "create",
            "Acme",
            "--redirect-uri",
            "https://acme.example/callback",
            "--permissions",
            SCOPE,
        ]);
        let text = |name: &str| application[name].as_str().unwrap().to_owned();
        // The port is free now; nothing else asks for it by number.
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let management_token = text("management_token");
        Self(Arc::new(Parts {
            receiver: Receiver::start(&management_token).await,
            management_token,
            _simulator: Mutex::new(server),
            simulator,
            origin: format!("http://{address}"),
            address,
            client_id: text("id"),
            client_secret: text("client_secret"),
            ledger: Mutex::default(),
            http: reqwest::Client::builder().pool_max_idle_per_host(0).build().unwrap(),
            sandbox,
        }))
    }

    fn serve(&self) -> (crate::sandbox::Server, String) {
        block_in_place(|| self.0.sandbox.serve(&["--listen", &self.0.address, "--config", "openfob.toml"]))
    }

    fn ledger(&self) -> std::sync::MutexGuard<'_, Ledger> {
        self.0.ledger.lock().unwrap()
    }

    /// Everybody who works against the server until it is gone. Each gives what it has to complain of.
    fn clients(&self, round: u64) -> JoinSet<Vec<String>> {
        let mut clients = JoinSet::new();
        let held = self.ledger().held.len();
        for index in 0..3 {
            let (world, reading) = (self.clone(), self.clone());
            clients.spawn(async move { world.refresh_again_and_again(index).await });
            clients.spawn(async move { reading.read_and_command(held - 1 - index).await });
        }
        let world = self.clone();
        clients.spawn(async move { world.change_keys().await });
        if is_with_walk(round) {
            let world = self.clone();
            clients.spawn(async move {
                // Where the server goes in the middle, the walk ends in a panic of its own: nothing was acknowledged.
                let walk = tokio::spawn({
                    let world = world.clone();
                    async move { world.connect(ON_THE_PHONE).await }
                });
                let Ok(held) = walk.await else { return vec![] };
                world.ledger().held.push(held.clone());
                let complaint = world.ask_for_key(&held).await.err();
                world.ledger().pairings += u64::from(complaint.is_none());
                complaint.flatten().into_iter().collect()
            });
        }
        clients
    }

    /// An owner's walk through Connect, and the tokens that come of it.
    async fn connect(&self, car: &str) -> Held {
        let Parts { origin, simulator, client_id, .. } = &*self.0;
        let ours = [origin, simulator].map(|url| url.parse::<Url>().unwrap().origin());
        let browser = Browser::new(ours.to_vec());
        let link = format!("{origin}/oauth/authorize?response_type=code&client_id={client_id}&mode=simulated");
        let page = walk::allow(&browser, &link, OWNER, car).await;
        if car == ON_THE_PHONE {
            self.take_the_phone(&browser).await;
        }
        let page = walk::finish(&browser, page).await;
        let code = page.parameters()["code"].clone();
        let answer = self.token(&[("grant_type", "authorization_code"), ("code", &code)]).await.unwrap();
        assert_eq!(answer.0, 200, "{}", answer.1);
        let (access, refresh) = tokens(&answer.1);
        let listed = self.call(Method::GET, &access, "/v2.0/vehicles").await.unwrap();
        Held { access, refresh, vehicle: listed.1["vehicles"][0].as_str().unwrap().to_owned() }
    }

    /// Adds the key on the owner's phone, or removes it where it is in the car.
    async fn take_the_phone(&self, browser: &Browser) -> Page {
        let page = browser.open(&format!("{}/_ak/{KEY_DOMAIN}", self.0.simulator)).await;
        let page = if page.has("use-account") {
            browser.submit(&page.form("use-account").set("email", OWNER)).await
        } else {
            page
        };
        let add = page.find_with("add", "car", ON_THE_PHONE_ID);
        let decision = add.unwrap_or_else(|| page.form_with("remove", "car", ON_THE_PHONE_ID));
        browser.submit(&decision).await
    }

    /// Rotates one grant's tokens. A client that got no answer asks again with the token that it has.
    async fn refresh_again_and_again(&self, index: usize) -> Vec<String> {
        loop {
            let token = self.ledger().held[index].refresh.clone();
            let form = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
            let Some((status, body)) = self.token(&form).await else { return vec![] };
            if status != 200 {
                return vec![format!("a refresh was refused: {status} {body}")];
            }
            let (access, refresh) = tokens(&body);
            let mut ledger = self.ledger();
            ledger.refreshes += 1;
            ledger.held[index] = Held { access, refresh, vehicle: ledger.held[index].vehicle.clone() };
        }
    }

    async fn read_and_command(&self, index: usize) -> Vec<String> {
        for turn in 0_usize.. {
            let Held { access, vehicle, .. } = self.ledger().held[index].clone();
            let path = |end: &str| format!("/v2.0/vehicles/{vehicle}/{end}");
            let answer = match turn % 4 {
                0 => self.call(Method::GET, &access, &path("odometer")).await,
                1 => self.call(Method::GET, &access, &path("battery")).await,
                2 => self.call(Method::POST, &access, &path("security")).await,
                _ => self.call(Method::GET, &access, &path("key")).await,
            };
            let Some((status, body)) = answer else { return vec![] };
            if status == 401 || status == 500 {
                return vec![format!("a request was answered {status}: {body}")];
            }
            let mut ledger = self.ledger();
            ledger.reads += u64::from(status == 200 && turn % 4 != 2);
            ledger.commands += u64::from(status == 200 && turn % 4 == 2);
        }
        vec![]
    }

    /// Adds the key in the car and removes it, and asks what the application is told.
    async fn change_keys(&self) -> Vec<String> {
        let held = self.ledger().held[1].clone();
        for turn in 0_usize.. {
            let switch = ["add-key", "remove-key"][turn % 2];
            let url = format!("{}/api/cars/{VIN}/{switch}", self.0.simulator);
            self.0.http.post(url).json(&json!({"key": KEY_DOMAIN})).send().await.unwrap();
            if let Err(complaint) = self.ask_for_key(&held).await {
                return complaint.into_iter().collect();
            }
        }
        vec![]
    }

    /// Asks for a car's key and notes what was told; an error where nothing was, with a complaint unless the server is
    /// gone.
    async fn ask_for_key(&self, held: &Held) -> Result<(), Option<String>> {
        let path = format!("/v2.0/vehicles/{}/tesla/virtual_key", held.vehicle);
        let (status, body) = self.call(Method::GET, &held.access, &path).await.ok_or(None)?;
        let paired = body["isPaired"].as_bool();
        let paired = paired.ok_or_else(|| format!("a key's state was not told: {status} {body}"))?;
        self.ledger().told(&held.vehicle, paired);
        Ok(())
    }

    /// Every connection, by the newest tokens that an answer brought.
    async fn assert_acknowledged_is_there(&self) {
        let held = self.ledger().held.clone();
        for Held { access, vehicle, .. } in held {
            let (status, body) = self.call(Method::GET, &access, "/v2.0/vehicles").await.unwrap();
            assert_eq!((status, &body["vehicles"]), (200, &json!([vehicle])), "{body}");
        }
    }

    /// The database, as the killed server left it.
    async fn assert_whole(&self, round: u64) {
        let mut database = self.database().await;
        let check: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&mut database).await.unwrap();
        assert_eq!(check, ["ok"], "kill {round}");
        let orphans = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut database).await.unwrap();
        assert!(orphans.is_empty(), "kill {round}: rows without what they belong to");

        let events: Vec<String> =
            sqlx::query_scalar("SELECT body FROM event WHERE kind = 'KEY_STATE_CHANGED' ORDER BY id")
                .fetch_all(&mut database)
                .await
                .unwrap();
        let states: Vec<(String, String)> =
            sqlx::query_as("SELECT lower(hex(vehicle_id)) || holder, state FROM key_state ORDER BY vehicle_id, holder")
                .fetch_all(&mut database)
                .await
                .unwrap();
        let mut last = BTreeMap::new();
        for event in &events {
            let event: Value = serde_json::from_str(event).unwrap();
            let vehicle = event["vehicle"].as_str().unwrap().replace('-', "");
            let key = vehicle + event["holder"].as_str().unwrap();
            if let Some(before) = last.insert(key, event["new"].clone()) {
                assert_eq!(before, event["old"], "kill {round}: each event begins where the one before ended");
            }
        }
        for (key, state) in states {
            let state: Value = serde_json::from_str(&state).unwrap();
            if let Some(told) = last.get(&key) {
                assert_eq!(*told, state, "kill {round}: the state is what the last event says");
            }
        }
        let (changes, acknowledged) = (events.len(), self.ledger().key_changes());
        assert!(changes >= acknowledged, "kill {round}: {acknowledged} changes were told, {changes} are written");
        database.close().await.unwrap();
    }

    async fn database(&self) -> SqliteConnection {
        let path = self.0.sandbox.path().join("openfob-data/openfob.db");
        SqliteConnectOptions::new().filename(path).connect().await.unwrap()
    }

    /// Asks the token endpoint; `None` where no answer came.
    async fn token(&self, form: &[(&str, &str)]) -> Option<(u16, Value)> {
        let Parts { origin, client_id, client_secret, http, .. } = &*self.0;
        let request = http.post(format!("{origin}/oauth/token")).basic_auth(client_id, Some(client_secret)).form(form);
        answer(request).await
    }

    /// Calls the API; `None` where no answer came.
    async fn call(&self, method: Method, token: &str, path: &str) -> Option<(u16, Value)> {
        let lock = (method == Method::POST).then(|| json!({"action": "LOCK"}));
        let request = self.0.http.request(method, format!("{}{path}", self.0.origin)).bearer_auth(token);
        answer(match lock {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }
}

/// An answer that came whole.
async fn answer(request: reqwest::RequestBuilder) -> Option<(u16, Value)> {
    let response = request.timeout(Duration::from_secs(30)).send().await.ok()?;
    let status = response.status().as_u16();
    Some((status, response.json().await.ok()?))
}

fn tokens(body: &Value) -> (String, String) {
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    (text("access_token"), text("refresh_token"))
}

fn from_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

/// `SplitMix64`: the same numbers for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}
