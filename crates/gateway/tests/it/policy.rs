//! The data policy of a car that asks for a virtual key.

use crate::world::{LENA, World};

#[tokio::test]
async fn of_many_requests_at_once_one_asks_the_car_and_all_are_answered() {
    let world = World::start().await;
    let application = world.application().await;
    let lena = world.connect(&application, LENA, "TESLA").await;
    let (token, battery, odometer) =
        (&lena.tokens.access, lena.path("Model 3", "battery"), lena.path("Model 3", "odometer"));
    let answers = futures_util::future::join_all(
        [&battery, &odometer].repeat(5).into_iter().map(|path| application.get(token, path)),
    )
    .await;
    let fetched = answers[0].header("sc-fetched-at").unwrap();
    for answer in &answers {
        assert_eq!((answer.status, answer.header("sc-fetched-at")), (200, Some(fetched)), "{}", answer.body);
    }
    assert_eq!(world.reads_of("4821").await, 1);
}
