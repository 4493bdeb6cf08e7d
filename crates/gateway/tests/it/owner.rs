//! A car's owner, who walks Connect by its buttons and approves keys on the phone.

use std::collections::BTreeMap;

use crate::application::Tokens;
use crate::browser::{Browser, Page};

pub(crate) struct Owner {
    pub(crate) browser: Browser,
    email: String,
}

/// What came of a walk through Connect.
pub(crate) struct Connected {
    pub(crate) back: BTreeMap<String, String>,
    pub(crate) tokens: Tokens,
    pub(crate) cars: Vec<Car>,
}

pub(crate) struct Car {
    pub(crate) id: String,
    pub(crate) model: String,
}

impl Connected {
    /// The API's id of the granted car of that model.
    #[track_caller]
    pub(crate) fn car(&self, model: &str) -> &str {
        let car = self.cars.iter().find(|car| car.model == model);
        &car.unwrap_or_else(|| panic!("no {model} was granted")).id
    }

    /// The address of one of a car's endpoints.
    #[track_caller]
    pub(crate) fn path(&self, model: &str, endpoint: &str) -> String {
        format!("/v2.0/vehicles/{}/{endpoint}", self.car(model))
    }
}

impl Owner {
    pub(crate) fn new(browser: Browser, email: &str) -> Self {
        Self { browser, email: email.to_owned() }
    }

    /// Preamble and brands, up to the maker's sign-in page.
    pub(crate) async fn to_sign_in(&self, link: &str, make: &str) -> Page {
        let page = self.browser.open(link).await;
        let page = self.browser.press(&page, "continue-button").await;
        if page.has(make) { self.browser.press(&page, make).await } else { page }
    }

    /// Fills in the maker's sign-in page.
    pub(crate) async fn sign_in(&self, page: &Page) -> Page {
        let form = page.form("sign-in-button").set("username", &self.email).set("password", "password");
        self.browser.submit(&form).await
    }

    /// Up to the consent page, or to what takes its place.
    pub(crate) async fn to_consent(&self, link: &str, make: &str) -> Page {
        self.sign_in(&self.to_sign_in(link, make).await).await
    }

    /// From the consent page with all that it offers to the key page, or back at the application where no car needs
    /// anything.
    pub(crate) async fn to_key_page(&self, link: &str, make: &str) -> Page {
        let page = self.to_consent(link, make).await;
        self.browser.press(&page, "approval-button").await
    }

    /// The whole way; the key is left for later.
    pub(crate) async fn connect(&self, link: &str, make: &str) -> BTreeMap<String, String> {
        let page = self.to_key_page(link, make).await;
        if page.left_for.is_some() {
            return page.parameters();
        }
        let on = if page.has("later") { "later" } else { "finish" };
        self.browser.press(&page, on).await.parameters()
    }

    /// Opens a key's link on the phone and signs the maker's app in.
    pub(crate) async fn open_phone(&self, link: &str) -> Page {
        let page = self.browser.open(link).await;
        if page.has("use-account") {
            let form = page.form("use-account").set("email", &self.email);
            self.browser.submit(&form).await
        } else {
            page
        }
    }

    /// Presses the phone page's `add` or `remove` beside a car, named by its id there.
    pub(crate) async fn decide_key(&self, link: &str, decision: &str, car: &str) -> Page {
        let page = self.open_phone(link).await;
        let page = self.browser.submit(&page.form_with(decision, "car", car)).await;
        assert_eq!(page.status, 200, "{}", page.text());
        page
    }
}
