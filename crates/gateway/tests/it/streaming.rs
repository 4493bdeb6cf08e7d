//! The streaming toggle of cars that need no key: in the key view, on Connect's page, and by e-mail.

use serde_json::{Value, json};

use crate::application::Application;
use crate::browser::Page;
use crate::key::next_event;
use crate::mail_server::{MailServer, SENDER};
use crate::owner::{Connected, Owner};
use crate::world::{LENA, Makers, World};

/// The Model S of 2019, as the simulator calls it.
const MODEL_S: &str = "0377";

#[tokio::test]
async fn the_toggle_is_a_fact_of_its_own_in_the_key_view() {
    let world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    for on in [false, true, false] {
        world.turn(MODEL_S, "streaming", json!({"on": on})).await;
        let key = key_view(&application, &lena, "Model S").await;
        assert_eq!((&key["state"], &key["required"]), (&json!("not_required"), &json!(false)));
        assert_eq!(key["streaming"], json!({"on": on}));
        assert_eq!(key["action"].is_null(), on, "while it is off the view says what to do: {key}");
    }
    let model_3 = key_view(&application, &lena, "Model 3").await;
    assert_eq!(model_3.get("streaming"), None, "a car without the toggle does not speak of it");
    assert_eq!(world.key_changes(&application, lena.car("Model S")).await, [], "the toggle is no key");
}

#[tokio::test]
async fn connects_line_shows_the_steps_while_it_is_off_and_turns_when_it_is_on() {
    let world = World::start().await;
    let application = world.application().await;
    let owner = world.owner(LENA);
    let page = to_streaming_page(&owner, &application).await;
    for words in ["turn on streaming", "On the car’s own screen", "mobile access", "Drive or wake the car once"] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    assert!(!page.has("mail"), "no e-mail is offered where none can be sent");

    let events = page.url.join(&format!("{}/events", page.url.path())).unwrap();
    let mut stream = owner.browser.ask(&events, owner.browser.get(&events)).await;
    let first = next_event(&mut stream).await.unwrap();
    assert_eq!(first["done"], false);
    world.turn(MODEL_S, "streaming", json!({"on": true})).await;
    let turned = next_event(&mut stream).await.unwrap();
    assert_eq!(turned["done"], true);
    let line = turned["html"].as_str().unwrap();
    assert!(line.contains("streaming is on") && !line.contains("own screen"), "{line}");
    assert_eq!(next_event(&mut stream).await, None, "there is nothing more to wait for");

    let page = owner.browser.open(page.url.as_str()).await;
    owner.browser.press(&page, "finish").await.parameters();
    let again = owner.to_consent(&application.link(""), "TESLA").await;
    let form = again.form("approval-button").tick_only("vehicle", &["Model S"]);
    owner.browser.submit(&form).await.parameters();
}

#[tokio::test]
async fn an_owner_may_leave_it_for_later() {
    let world = World::start().await;
    let application = world.application().await;
    let owner = world.owner(LENA);
    let page = to_streaming_page(&owner, &application).await;
    assert!(owner.browser.press(&page, "later").await.parameters().contains_key("code"));
}

#[tokio::test]
async fn the_steps_go_out_once_to_the_owners_own_address() {
    let mail = MailServer::start().await;
    let world = World::start_with(Makers::Simulated, |settings| settings.mail = Some(mail.settings())).await;
    let application = world.application().await;
    let owner = world.owner(LENA);
    let page = to_streaming_page(&owner, &application).await;
    assert!(page.text().contains(&format!("Send me the steps to {LENA}")), "{}", page.text());
    assert_eq!(mail.messages().len(), 0, "nothing is sent that nobody asked for");

    let forged = page.form("mail").forge("email", "somebody@example.com").forge("to", "somebody@example.com");
    let sent = owner.browser.submit(&forged).await;
    assert!(sent.text().contains(&format!("The steps are on their way to {LENA}")), "{}", sent.text());
    assert!(!sent.has("mail"), "it cannot be asked for twice");
    owner.browser.press(&page, "mail").await;
    let late = owner.browser.open(page.url.as_str()).await;
    assert!(late.text().contains("The steps are on their way"), "{}", late.text());

    let messages = mail.messages();
    assert_eq!(messages.len(), 1, "a second press sends nothing: {messages:?}");
    let message = &messages[0];
    assert_eq!((message.sender.as_str(), &message.recipients[..]), (SENDER, &[LENA.to_owned()][..]));
    assert_eq!(message.header("To"), Some(LENA));
    assert!(message.header("From").unwrap().contains(&format!("<{SENDER}>")));
    assert_eq!(message.header("Subject"), Some("Turn on streaming in your Model S (2019)"));
    let text = message.text();
    for line in
        ["Voltwise is connected to your Model S (2019).", "1. On the car’s own screen", "2. Turn on", "3. Drive"]
    {
        assert!(text.contains(line), "{line}: {text}");
    }
}

#[tokio::test]
async fn two_presses_at_once_send_one_message() {
    let mail = MailServer::start().await;
    let world = World::start_with(Makers::Simulated, |settings| settings.mail = Some(mail.settings())).await;
    let application = world.application().await;
    let owner = world.owner(LENA);
    let page = to_streaming_page(&owner, &application).await;
    tokio::join!(owner.browser.press(&page, "mail"), owner.browser.press(&page, "mail"));
    assert_eq!(mail.messages().len(), 1);
}

#[tokio::test]
async fn a_mail_server_that_takes_nothing_is_told_to_the_owner_who_may_try_again() {
    let mail = MailServer::start().await;
    let world = World::start_with(Makers::Simulated, |settings| settings.mail = Some(mail.settings())).await;
    let application = world.application().await;
    let owner = world.owner(LENA);
    let page = to_streaming_page(&owner, &application).await;
    mail.refuse(true);
    let failed = owner.browser.press(&page, "mail").await;
    assert!(failed.text().contains("The e-mail could not be sent."), "{}", failed.text());
    assert!(failed.text().contains("On the car’s own screen"), "the steps are still there: {}", failed.text());
    mail.refuse(false);
    let sent = owner.browser.press(&failed, "mail").await;
    assert!(sent.text().contains("The steps are on their way"), "{}", sent.text());
    assert_eq!(mail.messages().len(), 1);
}

async fn to_streaming_page(owner: &Owner, application: &Application) -> Page {
    let page = owner.to_consent(&application.link(""), "TESLA").await;
    owner.browser.submit(&page.form("approval-button").tick_only("vehicle", &["Model S"])).await
}

async fn key_view(application: &Application, connected: &Connected, model: &str) -> Value {
    let answer = application.get(&connected.tokens.access, &connected.path(model, "key")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}
