//! The owner's CarKey app, on the phone in the car: a client of a CarKey service and of the car link, and of nothing else.
//!
//! What the owner would do by hand (sign in at the maker, read the SMS, think of a PIN) it does by itself.

use aws_lc_rs::digest::{SHA256, digest};
use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use openfob_carkey::link::LinkError;
use openfob_carkey::{Code, Nonce, PhoneId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use super::cloud::Service;
use super::unit::Session;
use super::wire::Link;
use crate::account::Role;
use crate::car::{Car, CarId};
use crate::simulator::Simulator;

const PIN: &str = "1234";
const NUMBER: &str = "+33600001234";

/// What the app is asked for; all of it has a default in the demo.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Asked {
    /// The service: scheme, host and port.
    pub(crate) url: Option<Url>,
    pub(crate) client_id: Option<String>,
    pub(crate) redirect_uri: Option<String>,
    /// Who signs in, by e-mail address.
    pub(crate) user: Option<String>,
    /// The phone's name.
    pub(crate) phone: Option<String>,
    pub(crate) pin: Option<String>,
    /// The number that gets the SMS.
    pub(crate) number: Option<String>,
}

/// What the app did, and what came back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Walk {
    /// Each step in a few words.
    pub(crate) steps: Vec<String>,
    /// `SUCCEEDED` or `FAILED`.
    pub(crate) status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) result: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<Value>,
}

impl Walk {
    /// The number, the word and what to do, where the app could go no further.
    pub(crate) fn refusal(&self) -> Option<String> {
        let error = self.error.as_ref()?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let word = error["subErrors"][0].as_str().map(|word| format!(", {word}")).unwrap_or_default();
        Some(format!("{}{word}: {}. {}", error["code"], text(&error["label"]), text(&error["advice"])))
    }
}

/// Why the app stopped: an error in the SDK's shape.
struct Stopped(Value);

impl Stopped {
    fn new(code: Code, advice: &str) -> Self {
        Self::because(code, advice, None)
    }

    fn because(code: Code, advice: &str, word: Option<String>) -> Self {
        let sub_errors: Vec<String> = word.into_iter().collect();
        Self(json!({"code": code.number(), "label": code.meaning(), "subErrors": sub_errors, "advice": advice}))
    }
}

impl From<LinkError> for Stopped {
    fn from(error: LinkError) -> Self {
        if error == LinkError::NO_ACCESS {
            return Self::new(Code::NotPaired, "Pair this phone with the car in the phone's Bluetooth settings.");
        }
        Self::because(Code::CarLink, "Stay in the car and try again.", Some(error.to_string()))
    }
}

/// What the owner does with the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Signs in and enrols the phone where that is still to be done, then activates CarKey over the car link.
    Activate,
    /// Asks the service what the proof is worth.
    Check,
    /// Takes the car off the account, as one does with a car that was sold.
    Remove,
}

impl Deed {
    /// The deed of a name, which is no switch.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "activate" => Some(Self::Activate),
            "check" => Some(Self::Check),
            "remove" => Some(Self::Remove),
            _ => None,
        }
    }
}

/// Has the owner do something with the app.
pub(crate) async fn run(simulator: &Simulator, car: &CarId, deed: Deed, asked: &Asked) -> Walk {
    let mut app = match App::open(simulator, car, asked) {
        Ok(app) => app,
        Err(stopped) => return told(Vec::new(), Err(stopped)),
    };
    let outcome = match deed {
        Deed::Activate => app.activate().await,
        Deed::Check => app.check().await,
        Deed::Remove => app.remove().await,
    };
    told(app.steps, outcome)
}

fn told(steps: Vec<String>, outcome: Result<Value, Stopped>) -> Walk {
    match outcome {
        Ok(result) => Walk { steps, status: "SUCCEEDED".to_owned(), result: Some(result), error: None },
        Err(Stopped(error)) => Walk { steps, status: "FAILED".to_owned(), result: None, error: Some(error) },
    }
}

struct App<'a> {
    simulator: &'a Simulator,
    http: &'a reqwest::Client,
    car: Car,
    service: Service,
    user: String,
    phone: PhoneId,
    pin: String,
    number: String,
    token: String,
    steps: Vec<String>,
}

impl<'a> App<'a> {
    fn open(simulator: &'a Simulator, id: &CarId, asked: &Asked) -> Result<Self, Stopped> {
        let config = |advice| Stopped::new(Code::BadlyConfigured, advice);
        let found = simulator.look(|world, _| {
            let car = world.cars.get(id)?.clone();
            let owner =
                world.people(id).find(|(_, role)| *role == Role::Owner).map(|(account, _)| account.email.clone());
            Some((car, owner))
        });
        let (car, owner) = found.ok_or_else(|| config("The car is there no more."))?;
        let known = simulator.car_key_service();
        let service = match (&asked.url, &asked.client_id, &asked.redirect_uri) {
            (None, None, None) => known,
            (url, client_id, redirect_uri) => {
                let known = known.as_ref();
                url.clone().or_else(|| known.map(|known| known.url.clone())).and_then(|url| {
                    let client_id = client_id.clone().or_else(|| known.map(|known| known.client_id.clone()))?;
                    let redirect_uri =
                        redirect_uri.clone().or_else(|| known.map(|known| known.redirect_uri.clone()))?;
                    Some(Service { url, client_id, redirect_uri })
                })
            }
        };
        let service = service.ok_or_else(|| config("Name the service: url, client_id and redirect_uri."))?;
        let phone = asked.phone.clone().unwrap_or_else(|| "owners-phone".to_owned());
        Ok(Self {
            simulator,
            http: simulator.http().ok_or_else(|| config("TLS cannot be set up."))?,
            user: asked.user.clone().or(owner).ok_or_else(|| config("The car has no owner: name a user."))?,
            car,
            service,
            phone: phone.parse().map_err(|_| config("The phone's name has letters, digits, dots and dashes."))?,
            pin: asked.pin.clone().unwrap_or_else(|| PIN.to_owned()),
            number: asked.number.clone().unwrap_or_else(|| NUMBER.to_owned()),
            token: String::new(),
            steps: Vec::new(),
        })
    }

    async fn check(&mut self) -> Result<Value, Stopped> {
        self.sign_in().await?;
        self.call(Method::GET, &format!("/vehicles/{}/car-key", self.car.vin), Value::Null).await
    }

    /// Tries without a one-time code first, and gets one for the PIN where the service asks for it.
    async fn remove(&mut self) -> Result<Value, Stopped> {
        self.sign_in().await?;
        let path = format!("/vehicles/{}", self.car.vin);
        match self.call(Method::DELETE, &path, Value::Null).await {
            Err(Stopped(error)) if error["code"] == Code::StrongAuthenticationNeeded.number() => {
                let pin = json!({"action": "withPIN", "pinCode": self.pin});
                self.call(Method::POST, "/one-time-codes", pin).await?;
                self.told("A one-time code, for the PIN.".to_owned());
                self.call(Method::DELETE, &path, Value::Null).await?;
            }
            removed => {
                removed?;
            }
        }
        self.told("The car is off the account.".to_owned());
        self.maker_hears("CarKey removed").await;
        Ok(Value::Null)
    }

    /// The maker hears of it as well, and takes its word back.
    async fn maker_hears(&self, what: &str) {
        let car = &self.car;
        // A state file that cannot be written is told by whatever is done next.
        let _ = self
            .simulator
            .change(|world, now| {
                if let Ok(unit) = world.psa.unit_mut(car) {
                    unit.word = None;
                }
                let text = format!("{} \u{2026}{}: {what}.", car.model, car.ending());
                world.log.note(now, Some(&car.id), text);
            })
            .await;
    }

    async fn activate(&mut self) -> Result<Value, Stopped> {
        self.sign_in().await?;
        // The check comes first everywhere; a second activation would do no harm.
        let before = self.call(Method::GET, &format!("/vehicles/{}/car-key", self.car.vin), Value::Null).await?;
        self.told(format!("CarKey is {}.", before["cvsStatus"].as_str().unwrap_or("unknown")));
        self.enrol().await?;
        if !self.simulator.look(|world, _| world.psa.unit(&self.car.id).bluetooth) {
            return Err(Stopped::new(Code::SwitchBluetoothOn, "Switch Bluetooth on at the phone."));
        }
        let address = self.simulator.car_link().ok_or_else(|| Stopped::from(LinkError::NOT_DISCOVERED))?;
        let mut link = Link::open(address, &self.car.vin, self.phone.clone()).await?;
        self.told(format!(
            "The car \u{2026}{} answers.",
            link.vin.get(link.vin.len().saturating_sub(4)..).unwrap_or("")
        ));
        let challenge = self.call(Method::POST, "/challenges", json!({"vin": self.car.vin})).await?;
        let nonce: Nonce = serde_json::from_value(challenge["nonce"].clone())
            .map_err(|_| Stopped::new(Code::BadAnswer, "Try again in a while."))?;
        let relay = link.attest(nonce).await?;
        link.close().await;
        self.told("The car attests.".to_owned());
        let result = self.call(Method::POST, "/car-key", json!(relay)).await?;
        self.told("CarKey is active.".to_owned());
        self.maker_hears("CarKey activated").await;
        Ok(result)
    }

    /// Uses the session of before, or signs in at the maker.
    async fn sign_in(&mut self) -> Result<(), Stopped> {
        let service = self.service.url.to_string();
        let kept = self.simulator.look(|world, _| {
            let unit = world.psa.unit(&self.car.id);
            unit.phones
                .get(self.phone.as_str())
                .filter(|kept| kept.service == service && kept.user == self.user)
                .cloned()
        });
        if let Some(kept) = kept {
            self.token = kept.access;
            if self.call(Method::GET, "/account", Value::Null).await.is_ok() {
                return Ok(());
            }
        }
        self.token.clear();
        let verifier = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        let state = Uuid::new_v4().simple().to_string();
        let begun = self
            .call(
                Method::POST,
                "/sign-in",
                json!({
                    "clientId": self.service.client_id,
                    "mode": "simulated",
                    "make": self.car.make.code(),
                    "phone": self.phone,
                    "redirectUri": self.service.redirect_uri,
                    "state": state,
                    "codeChallenge": BASE64URL.encode(digest(&SHA256, verifier.as_bytes())),
                }),
            )
            .await?;
        let code = self.through_browser(begun["url"].as_str().unwrap_or_default(), &state).await?;
        let grant = json!({"grantType": "authorization_code", "code": code, "codeVerifier": verifier});
        let tokens = self.call(Method::POST, "/token", grant).await?;
        let access = tokens["accessToken"].as_str().unwrap_or_default().to_owned();
        self.token.clone_from(&access);
        self.told(format!("{} signs in.", self.user));
        let session = Session { service, user: self.user.clone(), access };
        let (car, phone) = (self.car.clone(), self.phone.as_str().to_owned());
        let kept = self.simulator.change(|world, _| {
            if let Ok(unit) = world.psa.unit_mut(&car) {
                unit.phones.insert(phone, session);
            }
        });
        kept.await.map_err(|_| Stopped::new(Code::Unknown, "The simulator cannot save its state."))
    }

    /// The owner in the phone's browser: signs in at the maker and comes back with a code.
    async fn through_browser(&self, page: &str, state: &str) -> Result<String, Stopped> {
        let unreadable = || Stopped::new(Code::BadAnswer, "The sign-in led nowhere. Begin again.");
        let mut page: Url = page.parse().map_err(|_| unreadable())?;
        let mut form: Vec<(String, String)> = page.query_pairs().into_owned().collect();
        form.push(("username".to_owned(), self.user.clone()));
        form.push(("location".to_owned(), "on".to_owned()));
        page.set_query(None);
        let mut answer = self.http.post(page.clone()).form(&form).send().await.map_err(|_| no_answer())?;
        let wanted: Url = self.service.redirect_uri.parse().map_err(|_| unreadable())?;
        for _ in 0..4 {
            let location = answer.headers().get("location").and_then(|value| value.to_str().ok());
            let next = page.join(location.ok_or_else(unreadable)?).map_err(|_| unreadable())?;
            if next.as_str().split('?').next() == wanted.as_str().split('?').next() {
                let get =
                    |name: &str| next.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
                if get("state").as_deref() != Some(state) {
                    return Err(unreadable());
                }
                return get("code").ok_or_else(|| Stopped::new(Code::Server, "The maker refused the sign-in."));
            }
            answer = self.http.get(next.clone()).send().await.map_err(|_| no_answer())?;
            page = next;
        }
        Err(unreadable())
    }

    /// Enrols this phone, trusting a number on the way, unless it is enrolled.
    async fn enrol(&mut self) -> Result<(), Stopped> {
        let account = self.call(Method::GET, "/account", Value::Null).await?;
        if account["isDeviceActivated"] == true {
            return Ok(());
        }
        let trusted = match self.call(Method::GET, "/phone-number", Value::Null).await {
            Ok(answer) => answer["phoneNumber"].as_str().map(str::to_owned),
            Err(Stopped(error)) if error["code"] == Code::NoPhoneNumber.number() => None,
            Err(stopped) => return Err(stopped),
        };
        let (ask, mut enrol) = match &trusted {
            Some(_) => (json!({"type": "enrollment"}), json!({"action": "enroll"})),
            None => (
                json!({"type": "phoneNumberCertification", "phoneNumber": self.number}),
                json!({"action": "enrollWithPhoneNumber", "phoneNumber": self.number}),
            ),
        };
        self.call(Method::POST, "/sms-codes", ask).await?;
        let number = trusted.unwrap_or_else(|| self.number.clone());
        let code = self.simulator.look(|world, _| {
            let message = world.psa.messages().find(|message| message.to == number)?;
            Some(message.text.chars().take_while(char::is_ascii_digit).collect::<String>())
        });
        let no_sms = || Stopped::new(Code::SmsCodeExpired, "No SMS came. Does the service send SMS to this simulator?");
        enrol["smsCode"] = code.ok_or_else(no_sms)?.into();
        enrol["pinCode"] = self.pin.clone().into();
        self.call(Method::POST, "/enrollment", enrol).await?;
        self.told("The phone is enrolled, by SMS and PIN.".to_owned());
        Ok(())
    }

    async fn call(&self, method: Method, path: &str, body: Value) -> Result<Value, Stopped> {
        let mut url = self.service.url.clone();
        url.set_path(&format!("/carkey/v1{path}"));
        if !self.simulator.look(|world, _| world.psa.unit(&self.car.id).internet) {
            return Err(Stopped::new(Code::NoInternet, "Check the phone\u{2019}s connection, then try again."));
        }
        let mut request = self.http.request(method, url);
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        if !body.is_null() {
            request = request.json(&body);
        }
        let answer = request.send().await.map_err(|_| no_answer())?;
        let is_success = answer.status().is_success();
        let bytes = answer.bytes().await.map_err(|_| no_answer())?;
        let body: Value =
            if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap_or_default() };
        match (is_success, body.get("error")) {
            (true, _) => Ok(body),
            (false, Some(error)) if error.get("code").is_some() => Err(Stopped(error.clone())),
            (false, _) => Err(Stopped::new(Code::BadAnswer, "What answers there is no CarKey service.")),
        }
    }

    fn told(&mut self, step: String) {
        self.steps.push(step);
    }
}

fn no_answer() -> Stopped {
    Stopped::new(Code::Timeout, "The service does not answer. Try again in a while.")
}
