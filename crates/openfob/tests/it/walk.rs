//! An owner's walk through Connect, as far as every test goes it.

use crate::browser::{Browser, Page};

/// From the application's link over sign-in and consent, for one car, to what comes then: the key page or the way back.
pub(crate) async fn allow(browser: &Browser, link: &str, owner: &str, car: &str) -> Page {
    let page = browser.open(link).await;
    let page = browser.press(&page, "continue-button").await;
    let page = browser.press(&page, "TESLA").await;
    let form = page.form("sign-in-button").set("username", owner).set("password", "any");
    let page = browser.submit(&form).await;
    browser.submit(&page.form("approval-button").tick_only("vehicle", &[car])).await
}

/// From the key page, if there is one, back to the application.
pub(crate) async fn finish(browser: &Browser, page: Page) -> Page {
    let page = if page.has("check") { browser.press(&page, "check").await } else { page };
    match ["later", "finish"].into_iter().find(|way| page.has(way)) {
        Some(way) => browser.press(&page, way).await,
        None => page,
    }
}
