//! The steps to streaming by e-mail: they are taken in the car, where this page is not.

use jiff::SignedDuration;
use openfob_domain::AccountId;

use super::access::Opened;
use super::cars;
use super::pages::CarState;
use super::run::Granted;
use crate::Gateway;
use crate::service::ServiceError;

/// Sends the steps to the owner's own address at the maker, never to one that a form names. Answers whether the mail
/// server took them.
pub(super) async fn send(
    gateway: &Gateway,
    opened: &Opened,
    account: AccountId,
    granted: &Granted,
) -> Result<bool, ServiceError> {
    let email = gateway.store.account(account).await?.and_then(|account| account.email);
    let lines = cars::lines(gateway, &opened.application, &granted.connections, SignedDuration::ZERO).await?;
    let car = lines.into_iter().find(|line| line.state == CarState::StreamingOff);
    let (Some(mailer), Some(email), Some(car)) = (&gateway.mailer, email, car) else { return Ok(false) };
    let texts = opened.texts;
    let car = car.year.map_or(car.name.clone(), |year| format!("{} ({year})", car.name));
    let subject = texts.message("streaming-mail-subject").with("car", &car).to_string();
    let intro = texts.message("streaming-mail-text").with("app", &opened.application.details.name).with("car", &car);
    let step = |number: u8, key: &'static str| format!("{number}. {}\n", texts.message(key));
    let text = format!(
        "{intro}\n\n{}{}{}",
        step(1, "streaming-how-1"),
        step(2, "streaming-how-2"),
        step(3, "streaming-how-3")
    );
    match mailer.send(&email, &subject, text).await {
        Ok(()) => Ok(true),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "an e-mail could not be sent");
            Ok(false)
        }
    }
}
