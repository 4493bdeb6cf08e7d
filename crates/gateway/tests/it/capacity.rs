//! How large a battery is: told by the maker, or asked of the owner.

use jiff::SignedDuration;
use serde_json::json;

use crate::owner::Connected;
use crate::world::{REDIRECT_URI, SAM, SCOPE, World};

async fn link_of(world: &World) -> (crate::application::Application, Connected, String) {
    let application = world.application().await;
    let leaf = world
        .connect_with(&application, "leaf@example.com", "NISSAN", &format!("scope={}", SCOPE.replace(' ', "%20")))
        .await;
    let asked = application.get(&leaf.tokens.access, &leaf.path("Leaf", "battery/nominal_capacity")).await;
    assert_eq!((asked.status, &asked.body["capacity"]), (200, &json!(null)), "{}", asked.body);
    assert!(asked.body["availableCapacities"].as_array().unwrap().len() > 1, "{}", asked.body);
    let url = asked.body["url"].as_str().unwrap().to_owned();
    assert!(url.ends_with("redirect_uri="), "the application appends its own: {url}");
    (application, leaf, format!("{url}{}", REDIRECT_URI.replace(':', "%3A").replace('/', "%2F")))
}

#[tokio::test]
async fn an_owner_who_says_the_size_is_believed_from_then_on() {
    let world = World::start().await;
    let (application, leaf, link) = link_of(&world).await;
    let browser = world.browser();
    let page = browser.open(&link).await;
    assert!(page.text().contains("How large is your battery?"), "{}", page.text());
    let form = page.form("save-button");
    let sizes = form.fields("capacity").len();
    assert!(sizes > 1);
    let size = form.fields("capacity")[0].value.clone();
    let back = browser.submit(&form.tick_only("capacity", &[&size])).await.parameters();
    assert_eq!((back["vehicle_id"].as_str(), back["reason"].as_str()), (leaf.car("Leaf"), "battery_capacity"));
    assert_eq!(back["selected_capacity"], size);

    let told = application.get(&leaf.tokens.access, &leaf.path("Leaf", "battery/nominal_capacity")).await;
    let chosen = json!({"nominal": size.parse::<f64>().unwrap(), "source": "USER_SELECTED"});
    assert_eq!((&told.body["capacity"], &told.body["url"]), (&chosen, &json!(null)));
}

#[tokio::test]
async fn an_owner_who_does_not_know_goes_back_without_a_choice() {
    let world = World::start().await;
    let (_, leaf, link) = link_of(&world).await;
    let browser = world.browser();
    let page = browser.open(&link).await;
    let back = browser.press(&page, "leave-button").await.parameters();
    assert_eq!(back["error"], "battery_capacity_no_selection");
    assert_eq!(back["vehicle_id"], leaf.car("Leaf"));
}

#[tokio::test]
async fn a_link_that_was_changed_or_is_older_than_thirty_days_leads_nowhere() {
    let world = World::start().await;
    let (_, _, link) = link_of(&world).await;
    for forged in [link.replace("token=", "token=1"), link.replace("token=", "nothing=")] {
        assert_eq!(world.browser().open(&forged).await.status, 404, "{forged}");
    }
    assert_eq!(world.browser().open(&link).await.status, 200);
    world.advance(SignedDuration::from_hours(30 * 24 + 1));
    assert_eq!(world.browser().open(&link).await.status, 404);
}

#[tokio::test]
async fn a_car_whose_maker_tells_its_size_asks_nobody() {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let told = application.get(&sam.tokens.access, &sam.path("Model S", "battery/nominal_capacity")).await;
    assert_eq!((&told.body["capacity"]["source"], &told.body["url"]), (&json!("SMARTCAR"), &json!(null)));
}
