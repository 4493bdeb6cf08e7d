//! Sign-in, regions, scopes, tokens.

use openfob_automaker::{AccountLink, Adapter, AdapterErrorKind, SignInRefused};
use openfob_domain::{AccountIssue, Permission, Platform};

use crate::harness::{LENA, World, session};

#[tokio::test]
async fn a_sign_in_links_the_account_where_it_is_at_home_with_what_it_gave() {
    let world = World::start().await;
    let account = world.sign_in(LENA).await;
    assert_eq!((account.region.as_deref(), account.email.as_deref()), (Some("eu"), Some(LENA)));
    assert_eq!(account.platform, Platform::Current);
    for given in [Permission::ReadLocation, Permission::ReadChargeRecords, Permission::ControlSecurity] {
        assert!(account.permissions.contains(&given), "{given:?}");
    }
    let again = world.sign_in(LENA).await;
    assert_eq!(again.subject, account.subject, "its name never changes");
    assert!(world.tesla.vehicles(&session(&world.partner, &again)).await.is_ok());
}

#[tokio::test]
async fn a_sign_in_asks_for_what_was_held_back_before() {
    let world = World::start().await;
    let account = world.sign_in_without(LENA, &["vehicle_location"]).await;
    assert!(!account.permissions.contains(&Permission::ReadLocation));
    assert!(account.permissions.contains(&Permission::ReadOdometer));
    assert!(world.sign_in(LENA).await.permissions.contains(&Permission::ReadLocation));
}

#[tokio::test]
async fn a_code_is_worth_nothing_without_its_verifier() {
    let world = World::start().await;
    let query = world.walk(LENA, &[]).await;
    let code = world.tesla.returned(&query).unwrap();
    assert!(world.complete(&code, "another verifier, which nobody sent a challenge of").await.is_err());
}

#[tokio::test]
async fn an_owner_who_leaves_teslas_page_has_cancelled() {
    let world = World::start().await;
    assert_eq!(world.walk_away().await, SignInRefused::Cancelled);
}

#[tokio::test]
async fn tokens_are_refreshed_and_the_one_used_last_may_be_used_again_within_teslas_grace() {
    let world = World::start().await;
    let account = world.sign_in(LENA).await;
    world.advance(9);
    let old = session(&world.partner, &account);
    assert_eq!(world.tesla.vehicles(&old).await.unwrap_err().kind, AdapterErrorKind::TokenRejected);
    let refresh = async || world.tesla.refresh(&world.partner, &account.tokens.refresh, Some("eu")).await;
    let first = refresh().await.unwrap();
    assert!(first.permissions.contains(&Permission::ReadLocation));
    refresh().await.unwrap();
    world.play("refresh-race", "on").await;
    let dead = refresh().await.unwrap_err();
    assert_eq!(dead.kind, AdapterErrorKind::Account(AccountIssue::AuthenticationFailed));
}

#[tokio::test]
async fn a_scope_that_the_owner_took_back_is_gone_with_the_next_token() {
    let world = World::start().await;
    let account = world.sign_in(LENA).await;
    world.play("missing-scope", "vehicle_location").await;
    let refreshed = world.tesla.refresh(&world.partner, &account.tokens.refresh, Some("eu")).await.unwrap();
    assert!(!refreshed.permissions.contains(&Permission::ReadLocation));
    assert!(refreshed.permissions.contains(&Permission::ReadOdometer));
}

#[tokio::test]
async fn an_account_that_moved_is_told_with_its_new_region_and_served_there() {
    let world = World::start().await;
    let mut session = world.session(LENA).await;
    world.play("wrong-region", "na").await;
    let moved = world.tesla.vehicles(&session).await.unwrap_err();
    assert_eq!(moved.kind, AdapterErrorKind::OtherRegion("na"));
    session.region = Some("na".to_owned());
    assert_eq!(world.tesla.vehicles(&session).await.unwrap().len(), 3);
    assert_eq!(world.sign_in(LENA).await.region.as_deref(), Some("na"));
}
