//! What is remembered of who may do what is forgotten in time: the first request that is sent after a permission was
//! taken back is refused, however often it was served before, and under load.

use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::join_all;
use serde_json::Value;

use crate::application::Application;
use crate::owner::Connected;
use crate::world::{SAM, World};

/// Requests that are under way at any time while a permission is taken back.
const ASKERS: usize = 4;
/// How often the car was asked about before.
const WARM: usize = 3;

/// Ways to take back.
#[derive(Clone, Copy, Debug)]
enum By {
    AccessToken,
    RefreshToken,
    Application,
    ManagementToken,
    ManagementApi,
    OwnersPage,
    OwnersDeletion,
    Operator,
}

impl By {
    /// What the next request is told.
    fn refusal(self) -> &'static str {
        match self {
            // The token is good, and speaks for the other cars still.
            Self::Application | Self::ManagementToken | Self::ManagementApi | Self::OwnersPage => "PERMISSION",
            Self::AccessToken | Self::RefreshToken | Self::OwnersDeletion | Self::Operator => "AUTHENTICATION",
        }
    }

    async fn take_back(self, world: &World, application: &Application, sam: &Connected) {
        let car = sam.car("Model S");
        let answer = match self {
            Self::AccessToken => application.post_form("/oauth/revoke", &[("token", &sam.tokens.access)]).await,
            Self::RefreshToken => application.post_form("/oauth/revoke", &[("token", &sam.tokens.refresh)]).await,
            Self::Application => {
                let path = sam.path("Model S", "application");
                application.call("DELETE", &sam.tokens.access, &path).await
            }
            Self::ManagementToken => {
                let path = sam.path("Model S", "application");
                application.call("DELETE", &application.management_token, &path).await
            }
            Self::ManagementApi => {
                let path = format!("/v2.0/management/connections?vehicle_id={car}");
                let request = application.request("DELETE", &path);
                application.send(request.basic_auth("default", Some(&application.management_token))).await
            }
            Self::OwnersPage => return owner_presses(world, &format!("take-back?connection={car}"), "take-back").await,
            Self::OwnersDeletion => return owner_presses(world, "delete", "delete").await,
            Self::Operator => {
                let path = format!("/applications/{}", application.id);
                let answer = world.administer("DELETE", &path, &Value::Null).await;
                assert!((200..300).contains(&answer.status), "{}", answer.body);
                return;
            }
        };
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
}

/// The owner signs in to their own page and presses a button.
async fn owner_presses(world: &World, page: &str, button: &str) {
    let owner = world.owner(SAM);
    let open = |path: String| world.origin.join(&path).unwrap();
    let brands = owner.browser.open(open("/owner".to_owned()).as_str()).await;
    owner.sign_in(&owner.browser.press(&brands, "TESLA").await).await;
    let page = owner.browser.open(open(format!("/owner/{page}")).as_str()).await;
    let done = owner.browser.press(&page, button).await;
    assert_eq!(done.status, 200, "{}", done.text());
}

#[rstest::rstest]
#[case(By::AccessToken)]
#[case(By::RefreshToken)]
#[case(By::Application)]
#[case(By::ManagementToken)]
#[case(By::ManagementApi)]
#[case(By::OwnersPage)]
#[case(By::OwnersDeletion)]
#[case(By::Operator)]
#[tokio::test]
async fn the_first_request_after_it_is_refused(#[case] by: By) {
    let world = World::start().await;
    let application = world.application().await;
    let sam = world.connect(&application, SAM, "TESLA").await;
    let path = sam.path("Model S", "tesla/virtual_key");
    for _ in 0..WARM {
        assert_eq!(application.get(&sam.tokens.access, &path).await.status, 200);
    }
    let (taken_back, ended) = (AtomicBool::new(false), AtomicBool::new(false));
    let asking = async |_| {
        let mut served = 0;
        while !ended.load(Ordering::SeqCst) {
            let sent_after = taken_back.load(Ordering::SeqCst);
            let answer = application.get(&sam.tokens.access, &path).await;
            assert!(!sent_after || answer.status != 200, "{by:?}: served after it was taken back");
            served += usize::from(answer.status == 200);
        }
        served
    };
    let taking_back = async {
        by.take_back(&world, &application, &sam).await;
        taken_back.store(true, Ordering::SeqCst);
        let next = application.get(&sam.tokens.access, &path).await;
        ended.store(true, Ordering::SeqCst);
        assert_eq!(next.problem(), by.refusal(), "{by:?}");
    };
    let (served, ()) = tokio::join!(join_all((0..ASKERS).map(asking)), taking_back);
    assert!(served.iter().sum::<usize>() > 0, "{by:?}: nobody was served while it was taken back");
}
