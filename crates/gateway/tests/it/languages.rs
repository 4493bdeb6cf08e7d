//! The language of Connect's pages: the browser's, until its owner chooses another.

use reqwest::header::ACCEPT_LANGUAGE;
use url::Url;

use crate::authorize::assert_sound;
use crate::browser::Browser;
use crate::mail_server::MailServer;
use crate::world::{LENA, Makers, World};

/// A page as a browser asks for it that prefers these languages.
async fn asked(browser: &Browser, url: &Url, accepted: &str) -> String {
    browser.ask(url, browser.get(url).header(ACCEPT_LANGUAGE, accepted)).await.text().await.unwrap()
}

fn is_in(html: &str, language: &str) -> bool {
    html.contains(&format!("<html lang=\"{language}\">"))
}

#[tokio::test]
async fn pages_and_errors_come_in_the_browsers_language() {
    let world = World::start().await;
    let application = world.application().await;
    let browser = world.browser();
    let page = browser.open(&application.link("")).await;
    assert!(is_in(&page.html, "en"));
    for (accepted, language) in
        [("de-CH,de;q=0.9", "de"), ("es-MX", "es"), ("pl,it;q=0.4", "it"), ("en;q=0.2,nl;q=0.3", "nl"), ("pl", "en")]
    {
        assert!(is_in(&asked(&browser, &page.url, accepted).await, language), "{accepted}");
    }
    let unknown = world.origin.join("/oauth/authorize?client_id=unknown").unwrap();
    let error = asked(&browser, &unknown, "fr-CA").await;
    assert!(is_in(&error, "fr") && error.contains("application inconnue"), "{error}");
}

#[tokio::test]
async fn the_language_chosen_stays_on_the_pages_that_follow() {
    let world = World::start().await;
    let application = world.application().await;
    let owner = world.owner(LENA);
    let preamble = owner.browser.open(&application.link("")).await;
    assert!(preamble.html.contains("href=\"?lang=de\""), "{}", preamble.html);

    let german = owner.browser.open(&format!("{}?lang=de", preamble.url)).await;
    assert_eq!(german.url, preamble.url, "the run stands where it stood");
    assert!(is_in(&german.html, "de") && german.has("continue-button"));
    assert_sound(&german);
    assert!(is_in(&asked(&owner.browser, &german.url, "fr").await, "de"), "the choice counts, not the browser");

    let brands = owner.browser.press(&german, "continue-button").await;
    let consent = owner.sign_in(&owner.browser.press(&brands, "TESLA").await).await;
    let key = owner.browser.press(&consent, "approval-button").await;
    for page in [&brands, &consent, &key] {
        assert!(is_in(&page.html, "de"), "{}", page.url);
    }
    let french = owner.browser.open(&format!("{}?lang=fr", key.url)).await;
    assert!(is_in(&french.html, "fr") && french.has("later"), "and can be changed at any step");

    let lost = owner.browser.open(world.origin.join("/connect/lost").unwrap().as_str()).await;
    assert!(lost.status == 404 && is_in(&lost.html, "fr"), "errors too");
}

#[tokio::test]
async fn the_last_page_is_in_the_language_chosen_and_can_change_it() {
    let world = World::start().await;
    let application = world.application().await;
    let owner = world.owner(LENA);
    let link = application.bare_link(&format!("response_type=none&client_id={}&mode=simulated", application.id));
    let preamble = owner.browser.open(&link).await;
    let preamble = owner.browser.open(&format!("{}?lang=it", preamble.url)).await;
    let done = owner.browser.press(&preamble, "leave").await;
    assert!(is_in(&done.html, "it") && done.left_for.is_none(), "{}", done.html);
    let spanish = owner.browser.open(done.url.join("?lang=es").unwrap().as_str()).await;
    assert!(is_in(&spanish.html, "es") && spanish.html.contains("No se conectó nada"), "{}", spanish.html);
}

#[tokio::test]
async fn the_choice_is_kept_in_a_cookie_that_only_connect_gets() {
    let world = World::start().await;
    let browser = world.browser();
    let url = world.origin.join("/connect/privacy?lang=nl").unwrap();
    let answer = browser.ask(&url, browser.get(&url)).await;
    assert_eq!((answer.status().as_u16(), &answer.headers()["location"]), (302, &"/connect/privacy".parse().unwrap()));
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    for part in ["openfob_language=nl;", "HttpOnly", "SameSite=Lax", "Path=/;", "Max-Age="] {
        assert!(cookie.contains(part), "{cookie}");
    }
    for other in ["lang=xx", "lang=", "lang=DE", "language=de"] {
        let url = world.origin.join(&format!("/connect/privacy?{other}")).unwrap();
        let answer = browser.ask(&url, browser.get(&url)).await;
        assert!(answer.status() == 200 && !answer.headers().contains_key("set-cookie"), "{other}");
    }
}

#[tokio::test]
async fn e_mails_are_in_the_language_chosen() {
    let mail = MailServer::start().await;
    let world = World::start_with(Makers::Simulated, |settings| settings.mail = Some(mail.settings())).await;
    let application = world.application().await;
    let owner = world.owner(LENA);
    let consent = owner.to_consent(&application.link(""), "TESLA").await;
    let consent = owner.browser.open(&format!("{}?lang=de", consent.url)).await;
    let form = consent.form("approval-button").tick_only("vehicle", &["Model S"]);
    let page = owner.browser.submit(&form).await;
    owner.browser.press(&page, "mail").await;
    let text = mail.messages()[0].text();
    assert!(text.contains("Voltwise ist mit Ihrem Model S (2019) verbunden."), "{text}");
}
